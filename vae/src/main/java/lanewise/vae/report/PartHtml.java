package lanewise.vae.report;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Parts as HTML.
final class PartHtml {

    private static final Pattern NUMBER = Pattern.compile("-?[\\d,]+(\\.\\d+)?(e-?\\d+)?%?");
    private static final int BAR = 120;

    /// Where the width stands in the header of a PNG file.
    private static final int WIDTH_OFFSET = 16;

    private final Html html;
    private final Map<String, Object> data = new LinkedHashMap<>();
    private int ids;

    PartHtml(Html html) {
        this.html = html;
    }

    /// What the script of the page reads.
    Map<String, Object> data() {
        return data;
    }

    void write(Part part) {
        switch (part) {
            case Part.Facts facts -> facts(facts.caption(), List.of(""), List.of(facts));
            case Part.Table table -> table(table);
            case Part.Note note -> html.element("p", note.text(), "class", "note");
            case Part.Code code -> code(code);
            case Part.Image image -> image(image, "picture");
            case Part.Curves curves -> LineSvg.draw(html, curves, id("curve"), data);
            case Part.Histogram histogram -> HistogramSvg.draw(html, histogram, id("histogram"));
            case Part.Scatter scatter -> ScatterSvg.draw(html, scatter, id("scatter"), data);
            case Part.Explorer explorer -> explorer(explorer);
        }
    }

    private String id(String kind) {
        return kind + ids++;
    }

    /// Facts of one or more runs in one table; a run that has not a fact has an empty cell.
    ///
    /// @param runs what the runs are called
    void facts(String caption, List<String> runs, List<Part.Facts> facts) {
        html.open("div", "class", "scroll", "tabindex", "0", "role", "group", "aria-label", caption)
                .open("table", "class", "facts").element("caption", caption);
        if (runs.size() > 1) {
            html.open("thead").open("tr").element("th", "Fact", "scope", "col");
            runs.forEach(run -> html.element("th", run, "scope", "col"));
            html.close("tr").close("thead");
        }
        html.open("tbody");
        Map<String, String[]> rows = new LinkedHashMap<>();
        for (int run = 0; run < facts.size(); run++) {
            for (Part.Fact fact : facts.get(run).facts()) {
                rows.computeIfAbsent(fact.name(), _ -> new String[facts.size()])[run] = fact.value();
            }
        }
        rows.forEach((name, values) -> {
            boolean differ = Arrays.stream(values).distinct().count() > 1;
            html.open("tr", "class", differ ? "differ" : null).element("th", name, "scope", "row");
            for (String value : values) {
                html.element("td", value == null ? "" : value);
            }
            html.close("tr");
        });
        html.close("tbody").close("table").close("div");
    }

    private void table(Part.Table table) {
        if (table.folded()) {
            html.open("details").element("summary", table.caption());
        }
        html.open("div", "class", "scroll", "tabindex", "0", "role", "group", "aria-label", table.caption())
                .open("table").element("caption", table.caption(), "class", table.folded() ? "unseen" : null)
                .open("thead").open("tr");
        for (int c = 0; c < table.columns().size(); c++) {
            int column = c;
            boolean numbers = !table.rows().isEmpty() && table.rows().stream()
                    .allMatch(row -> NUMBER.matcher(row.get(column)).matches());
            html.element("th", table.columns().get(c), "scope", "col", "class", numbers ? "number" : null);
        }
        if (table.bars() != null) {
            html.open("th", "scope", "col").element("span", "Bar", "class", "unseen").close("th");
        }
        html.close("tr").close("thead").open("tbody");
        for (int r = 0; r < table.rows().size(); r++) {
            html.open("tr");
            for (String cell : table.rows().get(r)) {
                html.element("td", cell, "class", NUMBER.matcher(cell).matches() ? "number" : null);
            }
            if (table.bars() != null) {
                html.raw("<td><svg class=\"share\" viewBox=\"0 0 " + BAR + " 10\" aria-hidden=\"true\"><rect class="
                        + "\"bar f0\" width=\"" + Numbers.place(BAR * Math.clamp(table.bars()[r], 0, 1))
                        + "\" height=\"10\"/></svg></td>\n");
            }
            html.close("tr");
        }
        html.close("tbody").close("table").close("div");
        if (table.folded()) {
            html.close("details");
        }
    }

    private void code(Part.Code code) {
        if (code.folded()) {
            html.open("details").element("summary", code.caption());
        } else {
            html.element("p", code.caption());
        }
        html.open("pre", "tabindex", "0", "aria-label", code.caption(), "role", "group")
                .element("code", code.text()).close("pre");
        if (code.folded()) {
            html.close("details");
        }
    }

    private void image(Part.Image image, String kind) {
        boolean magnified = image.width() > ByteBuffer.wrap(image.png()).getInt(WIDTH_OFFSET);
        html.open("figure", "class", kind).open("img", "class", magnified ? "magnified" : null, "src",
                "data:image/png;base64," + Base64.getEncoder().encodeToString(image.png()), "width", image.width(),
                "height", image.height(), "alt", image.alternative())
                .element("figcaption", image.caption()).close("figure");
    }

    /// The still picture stands there in any case; the script fills the place before it.
    private void explorer(Part.Explorer explorer) {
        String id = id("explorer");
        html.open("div", "class", "explorer", "id", id, "hidden", "").close("div");
        html.open("noscript").element("p", "Sliders that decode in the page need scripts; the picture below does"
                + " not.", "class", "note").close("noscript");
        image(explorer.still(), "picture still");
        data.put(id, explorer.decoder());
    }
}
