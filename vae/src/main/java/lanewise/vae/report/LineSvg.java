package lanewise.vae.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import lanewise.vae.check.Texts;
import lanewise.vae.picture.Axis;

/// [Part.Curves] as SVG, and as numbers for the script that shows those under the pointer.
final class LineSvg {

    private static final int WIDTH = 400;
    private static final int HEIGHT = 240;
    private static final int MARKED = 40;

    private LineSvg() {
    }

    /// Draws a chart with its legend.
    ///
    /// @param id what to call it
    /// @param data where its numbers go, under its name
    static void draw(Html html, Part.Curves curves, String id, Map<String, Object> data) {
        int epochs = curves.lines().stream().mapToInt(line -> line.values().length).max().orElse(0);
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (Part.Line line : curves.lines()) {
            for (double value : line.values()) {
                if (Double.isFinite(value)) {
                    low = Math.min(low, value);
                    high = Math.max(high, value);
                }
            }
        }
        html.open("figure", "class", "plot").element("h3", curves.title());
        if (low > high) {
            html.element("p", "No finite value.").close("figure");
            return;
        }
        Axis x = epochs < 2 ? Axis.around(1, 1, 7, true) : Axis.around(1, epochs, 7, true).cut(1, epochs);
        Plot plot = Plot.of(x, Axis.around(low, high, 5, false), WIDTH, HEIGHT);
        Plot.open(html, WIDTH, HEIGHT, id, "lines", curves.title() + " by epoch: " + described(curves));
        plot.frame(html, "epoch");
        for (int i = 0; i < curves.lines().size(); i++) {
            draw(html, plot, curves.lines().get(i).values(), i);
        }
        html.close("svg");
        legend(html, curves);
        html.open("figcaption").text(curves.unit() + ". ")
                .raw("<output class=\"under\" for=\"" + id + "\"></output>").close("figcaption").close("figure");
        data.put(id, numbers(curves, plot));
    }

    private static void draw(Html html, Plot plot, double[] values, int place) {
        StringBuilder path = new StringBuilder();
        boolean joined = false;
        boolean marked = values.length <= MARKED;
        StringBuilder dots = new StringBuilder();
        for (int e = 0; e < values.length; e++) {
            boolean shown = Double.isFinite(values[e]);
            if (shown) {
                String at = Numbers.place(plot.x(e + 1)) + " " + Numbers.place(plot.y(values[e]));
                path.append(joined ? 'L' : 'M').append(at);
                boolean alone = !joined && !(e + 1 < values.length && Double.isFinite(values[e + 1]));
                if (marked || alone) {
                    dots.append('M').append(at).append("h0");
                }
            }
            joined = shown;
        }
        html.raw("<path class=\"line c" + place % Palette.COLOURS + " d" + place % Palette.DASHES + "\" d=\"" + path
                + "\"/>\n");
        if (!dots.isEmpty()) {
            html.raw("<path class=\"dots c" + place % Palette.COLOURS + "\" d=\"" + dots + "\"/>\n");
        }
    }

    private static void legend(Html html, Part.Curves curves) {
        html.open("ul", "class", "legend");
        for (int i = 0; i < curves.lines().size(); i++) {
            Part.Line line = curves.lines().get(i);
            html.open("li").raw("<svg viewBox=\"0 0 28 8\" aria-hidden=\"true\"><path class=\"line c"
                    + i % Palette.COLOURS + " d" + i % Palette.DASHES + "\" d=\"M1 4H27\"/></svg>")
                    .text(line.name() + " ").element("b", Numbers.text(last(line.values()), 6)).close("li");
        }
        html.close("ul");
    }

    private static String described(Part.Curves curves) {
        List<String> lines = new ArrayList<>();
        for (Part.Line line : curves.lines()) {
            lines.add(line.name() + " from " + Numbers.text(line.values()[0], 6) + " to "
                    + Numbers.text(last(line.values()), 6));
        }
        return String.join("; ", lines);
    }

    private static double last(double[] values) {
        return values.length == 0 ? Double.NaN : values[values.length - 1];
    }

    private static Map<String, Object> numbers(Part.Curves curves, Plot plot) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("kind", "lines");
        fields.put("x", new double[] {plot.x().low(), plot.x().high()});
        fields.put("plot", new double[] {plot.left(), plot.right(), plot.top(), plot.bottom()});
        List<Object> lines = new ArrayList<>();
        for (Part.Line line : curves.lines()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("name", Texts.visible(line.name()));
            one.put("values", line.values());
            lines.add(one);
        }
        fields.put("lines", lines);
        return fields;
    }
}
