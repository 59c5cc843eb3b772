package lanewise.vae.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

import lanewise.vae.format.Json;

/// One run, or several side by side, as a page of HTML: a file that asks for nothing else, is read without scripts, and
/// is the same for the same reports.
///
/// Pictures are `data:` addresses; a content security policy lets no other address, script or style sheet in than those
/// of the page, whatever stands in the data. Thread-safe: no state.
public final class ReportPage {

    private ReportPage() {
    }

    /// The page.
    ///
    /// @param runs the runs, at least one
    /// @param generator what made it, with its version
    /// @return the text of the file, in UTF-8
    public static String of(List<RunReport> runs, String generator) {
        String style = resource("report.css");
        String script = resource("report.js");
        String title = String.join(" and ", runs.stream().map(RunReport::name).toList());
        Html html = new Html();
        html.raw("<!doctype html>\n").open("html", "lang", "en").open("head").open("meta", "charset", "utf-8")
                .open("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
                .open("meta", "http-equiv", "Content-Security-Policy", "content", "default-src 'none'; img-src data:;"
                        + " style-src '" + hash(style) + "'; script-src '" + hash(script)
                        + "'; base-uri 'none'; form-action 'none'")
                .open("meta", "name", "color-scheme", "content", "light dark")
                .open("meta", "name", "generator", "content", generator)
                .element("title", title + " - Lanewise report").open("link", "rel", "icon", "href", "data:,")
                .raw("\n<style>").raw(style).raw("</style>\n").close("head").open("body");
        html.element("a", "Skip to the contents", "href", "#contents", "class", "skip");
        header(html, runs);
        PartHtml parts = new PartHtml(html);
        html.open("main", "id", "contents");
        for (Topic topic : Topic.values()) {
            section(html, parts, topic, runs);
        }
        html.close("main").element("footer", "Made by " + generator + ". This page holds all that it shows and asks"
                + " for nothing from elsewhere.");
        html.raw("<script type=\"application/json\" id=\"report-data\">").raw(inScript(parts.data()))
                .raw("</script>\n");
        html.raw("<script>").raw(script).raw("</script>\n").close("body").close("html");
        return html.toString();
    }

    private static void header(Html html, List<RunReport> runs) {
        html.open("header").element("p", "Lanewise report", "class", "kicker");
        html.element("h1", String.join(" and ", runs.stream().map(RunReport::name).toList()));
        for (RunReport run : runs) {
            html.element("p", (runs.size() > 1 ? run.name() + ": " : "") + run.summary(), "class", "summary");
        }
        html.open("nav", "aria-label", "Sections").open("ul");
        for (Topic topic : Topic.values()) {
            if (runs.stream().anyMatch(run -> !run.parts(topic).isEmpty())) {
                html.open("li").element("a", topic.title(), "href", "#" + topic.id()).close("li");
            }
        }
        html.close("ul").close("nav").close("header");
    }

    private static void section(Html html, PartHtml parts, Topic topic, List<RunReport> runs) {
        if (runs.stream().allMatch(run -> run.parts(topic).isEmpty())) {
            return;
        }
        html.open("section", "id", topic.id(), "aria-labelledby", topic.id() + "-title")
                .element("h2", topic.title(), "id", topic.id() + "-title");
        List<List<Part>> left = new ArrayList<>();
        runs.forEach(run -> left.add(new ArrayList<>(run.parts(topic))));
        List<String> names = runs.stream().map(RunReport::name).toList();
        shared(parts, names, left);
        List<Part> curves = curves(names, left);
        if (!curves.isEmpty()) {
            html.open("div", "class", "plots");
            curves.forEach(parts::write);
            html.close("div");
        }
        if (left.stream().anyMatch(rest -> !rest.isEmpty())) {
            html.open("div", "class", runs.size() > 1 ? "runs" : "run");
            for (int r = 0; r < runs.size(); r++) {
                html.open("div");
                if (runs.size() > 1) {
                    html.element("p", names.get(r), "class", "of");
                }
                rest(html, parts, left.get(r));
                html.close("div");
            }
            html.close("div");
        }
        html.close("section");
    }

    /// Tables of facts that all runs have.
    private static void shared(PartHtml parts, List<String> names, List<List<Part>> left) {
        for (Part part : List.copyOf(left.getFirst())) {
            if (part instanceof Part.Facts facts) {
                List<Part.Facts> all = new ArrayList<>();
                for (List<Part> of : left) {
                    of.stream().filter(other -> other instanceof Part.Facts same
                            && same.caption().equals(facts.caption())).findFirst()
                            .ifPresent(same -> all.add((Part.Facts) same));
                }
                if (all.size() == left.size()) {
                    parts.facts(facts.caption(), names, all);
                    left.forEach(of -> of.removeAll(all));
                }
            }
        }
    }

    /// Charts of curves, those of one title as one.
    private static List<Part> curves(List<String> names, List<List<Part>> left) {
        List<Part> charts = new ArrayList<>();
        List<String> titles = left.stream().flatMap(List::stream).filter(Part.Curves.class::isInstance)
                .map(part -> ((Part.Curves) part).title()).distinct().toList();
        for (String title : titles) {
            List<Part.Line> lines = new ArrayList<>();
            String unit = "";
            for (int r = 0; r < left.size(); r++) {
                for (Part part : left.get(r)) {
                    if (part instanceof Part.Curves of && of.title().equals(title)) {
                        String before = left.size() > 1 ? names.get(r) + ": " : "";
                        of.lines().forEach(line -> lines.add(new Part.Line(before + line.name(), line.values())));
                        unit = of.unit();
                    }
                }
            }
            charts.add(new Part.Curves(title, unit, lines));
        }
        left.forEach(of -> of.removeIf(Part.Curves.class::isInstance));
        return charts;
    }

    /// Histograms and pictures that follow each other stand side by side where there is room.
    private static void rest(Html html, PartHtml parts, List<Part> list) {
        String open = null;
        for (Part part : list) {
            String group = part instanceof Part.Histogram ? "plots" : part instanceof Part.Image ? "pictures" : null;
            if (!Objects.equals(group, open)) {
                if (open != null) {
                    html.close("div");
                }
                if (group != null) {
                    html.open("div", "class", group).raw("\n");
                }
                open = group;
            }
            parts.write(part);
        }
        if (open != null) {
            html.close("div");
        }
    }

    /// JSON that ends no script and begins no comment.
    private static String inScript(Object value) {
        return Json.writeFiniteOrNull(value).replace("<", "\\u003c").replace("\u2028", "\\u2028")
                .replace("\u2029", "\\u2029");
    }

    private static String hash(String text) {
        try {
            return "sha256-" + Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("there is no " + name + " beside the classes");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + name, e);
        }
    }
}
