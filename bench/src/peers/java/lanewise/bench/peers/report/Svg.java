package lanewise.bench.peers.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

import lanewise.bench.peers.run.Outcome;
import lanewise.bench.peers.run.Section;
import lanewise.bench.peers.run.Unit;

/// A plot of a section that is counted in GFLOP/s: one row of panels per number of threads. On the left a line per
/// contender over size (logarithmic), one panel per series; on the right the other shapes side by side. The machine's
/// measured FMA peak is drawn in as the roof.
public final class Svg {

    private static final String[] COLOURS = {"#d55e00", "#e69f00", "#0072b2", "#56b4e9", "#009e73", "#cc79a7",
            "#666666", "#8c6d31", "#7b4fa3"};
    private static final int LEFT = 62;
    private static final int TOP = 64;
    private static final int LINES = 300;
    private static final int GAP = 46;
    private static final int SLOT = 34;
    private static final int HEIGHT = 250;
    private static final int BELOW = 118;
    private static final int LEGEND = 190;

    private final Report report;
    private final Section section;
    private final List<Outcome> outcomes;
    private final List<String> names;
    private final StringBuilder out = new StringBuilder();

    public Svg(Report report, Section section) {
        this.report = report;
        this.section = section;
        this.outcomes = report.of(section).stream().filter(o -> o.unit() == Unit.GFLOPS).toList();
        var all = new LinkedHashSet<String>();
        outcomes.forEach(o -> o.rows().forEach(row -> all.add(row.name())));
        // Lanewise's forms first.
        this.names = all.stream().sorted(Comparator.comparing(name -> !name.startsWith("Lanewise"))).toList();
    }

    public String draw() {
        Set<Integer> threads = new TreeSet<>();
        Set<String> series = new LinkedHashSet<>();
        int slots = 0;
        for (Outcome o : outcomes) {
            threads.add(o.threads());
            if (!o.series().isEmpty()) {
                series.add(o.series());
            }
        }
        for (int t : threads) {
            slots = (int) Math.max(slots,
                    outcomes.stream().filter(o -> o.threads() == t && o.series().isEmpty()).count());
        }
        int shapes = slots == 0 ? 0 : Math.max(slots * SLOT, 80);
        int width = LEFT + series.size() * (LINES + GAP) + (shapes == 0 ? 0 : shapes + GAP) + LEGEND;
        int height = TOP + threads.size() * (HEIGHT + BELOW);
        out.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ").append(width).append(' ').append(height)
                .append("\" width=\"").append(width).append("\" height=\"").append(height)
                .append("\" font-family=\"DejaVu Sans, Helvetica, Arial, sans-serif\">\n");
        out.append("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
        text(LEFT, 24, "start", 15, "#111111",
                section.name() + ": GFLOP/s, median of the rounds; dashed: measured FMA peak");
        if (!report.head().isEmpty()) {
            text(LEFT, 42, "start", 10, "#555555", report.head().getFirst());
        }
        int y = TOP;
        for (int t : threads) {
            double top = top(t);
            int x = LEFT;
            for (String s : series) {
                frame(x, y, LINES, t, top, s + ", " + t + (t == 1 ? " thread" : " threads"));
                lines(x, y, t, top, s);
                x += LINES + GAP;
            }
            if (shapes > 0) {
                frame(x, y, shapes, t, top, "shapes M,N,K, " + t + (t == 1 ? " thread" : " threads"));
                dots(x, y, t, top);
                x += shapes + GAP;
            }
            legend(x - 18, y);
            y += HEIGHT + BELOW;
        }
        return out.append("</svg>\n").toString();
    }

    private double top(int threads) {
        double top = report.roof().getOrDefault(threads, 0.0);
        for (Outcome o : outcomes) {
            if (o.threads() == threads) {
                for (Outcome.Row row : o.rows()) {
                    top = Math.max(top, o.value(row));
                }
            }
        }
        return top * 1.12;
    }

    private void frame(int x, int y, int width, int threads, double top, String title) {
        text(x, y + 4, "start", 12, "#111111", title);
        int from = y + 12;
        double step = step(top / 5);
        for (double v = 0; v <= top; v += step) {
            double at = from + HEIGHT * (1 - v / top);
            out.append(line(x, at, x + width, at, v == 0 ? "#333333" : "#dddddd", ""));
            text(x - 6, at + 4, "end", 10, "#333333",
                    Markdown.number(v).isEmpty() || v == 0 ? "0" : String.format(Locale.ROOT, "%.0f", v));
        }
        Double roof = report.roof().get(threads);
        if (roof != null) {
            double at = from + HEIGHT * (1 - roof / top);
            out.append(line(x, at, x + width, at, "#111111", " stroke-dasharray=\"6 4\""));
            text(x + width, at - 5, "end", 10, "#111111", "FMA peak " + String.format(Locale.ROOT, "%.0f", roof));
        }
    }

    private static double step(double rough) {
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        for (double factor : new double[] {1, 2, 5}) {
            if (rough <= factor * power) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    private void lines(int x, int y, int threads, double top, String series) {
        List<Outcome> members = new ArrayList<>(outcomes.stream()
                .filter(o -> o.threads() == threads && o.series().equals(series)).toList());
        members.sort((o, p) -> Double.compare(o.size(), p.size()));
        if (members.isEmpty()) {
            return;
        }
        int from = y + 12;
        double low = Math.log(members.getFirst().size());
        double high = Math.log(members.getLast().size());
        double margin = 18;
        for (Outcome o : members) {
            double at = across(x, margin, o.size(), low, high);
            out.append(line(at, from + HEIGHT, at, from + HEIGHT + 4, "#333333", ""));
            text(at, from + HEIGHT + 17, "middle", 10, "#333333", String.format(Locale.ROOT, "%.0f", o.size()));
        }
        text(x + LINES / 2.0, from + HEIGHT + 34, "middle", 10, "#333333", "n (logarithmic)");
        for (int i = names.size() - 1; i >= 0; i--) {
            var points = new StringBuilder();
            var marks = new StringBuilder();
            for (Outcome o : members) {
                for (Outcome.Row row : o.rows()) {
                    if (row.name().equals(names.get(i))) {
                        double px = across(x, margin, o.size(), low, high);
                        double py = from + HEIGHT * (1 - o.value(row) / top);
                        points.append(number(px)).append(',').append(number(py)).append(' ');
                        marks.append(mark(i, px, py));
                    }
                }
            }
            if (!points.isEmpty()) {
                out.append("<polyline fill=\"none\" stroke=\"").append(colour(i)).append("\" stroke-width=\"")
                        .append(i == 0 ? "2.4" : "1.5").append("\" points=\"").append(points.toString().strip())
                        .append("\"/>\n").append(marks);
            }
        }
    }

    private static double across(int x, double margin, double size, double low, double high) {
        return high > low ? x + margin + (LINES - 2 * margin) * (Math.log(size) - low) / (high - low) : x + LINES / 2.0;
    }

    private void dots(int x, int y, int threads, double top) {
        int from = y + 12;
        double at = x + SLOT / 2.0;
        for (Outcome o : outcomes) {
            if (o.threads() != threads || !o.series().isEmpty()) {
                continue;
            }
            out.append(line(at, from, at, from + HEIGHT, "#eeeeee", ""));
            // Neighbours stand a little aside of each other, so that equal rates stay visible.
            for (int i = names.size() - 1; i >= 0; i--) {
                for (Outcome.Row row : o.rows()) {
                    if (row.name().equals(names.get(i))) {
                        double aside = (i - (names.size() - 1) / 2.0) * (SLOT - 12.0) / Math.max(1, names.size() - 1);
                        out.append(mark(i, at + aside, from + HEIGHT * (1 - o.value(row) / top)));
                    }
                }
            }
            out.append("<text transform=\"translate(").append(number(at + 4)).append(' ')
                    .append(number(from + HEIGHT + 10)).append(") rotate(-55)\" text-anchor=\"end\" font-size=\"10\""
                            + " fill=\"#333333\">").append(escape(o.job())).append("</text>\n");
            at += SLOT;
        }
    }

    private void legend(double x, int y) {
        for (int i = 0; i < names.size(); i++) {
            double at = y + 22 + 20 * i;
            out.append("<line x1=\"").append(number(x)).append("\" y1=\"").append(number(at)).append("\" x2=\"")
                    .append(number(x + 26)).append("\" y2=\"").append(number(at)).append("\" stroke=\"")
                    .append(colour(i)).append("\" stroke-width=\"").append(i == 0 ? "2.4" : "1.5").append("\"/>\n");
            out.append(mark(i, x + 13, at));
            text(x + 34, at + 4, "start", 12, "#111111", names.get(i));
        }
    }

    private static String colour(int i) {
        return COLOURS[i % COLOURS.length];
    }

    /// Circle, square, triangle or diamond, so that lines differ without colour too.
    private static String mark(int i, double x, double y) {
        String fill = " fill=\"" + colour(i) + "\" stroke=\"#ffffff\" stroke-width=\"0.6\"/>\n";
        return switch (i % 4) {
            case 0 -> "<circle cx=\"" + number(x) + "\" cy=\"" + number(y) + "\" r=\"4\"" + fill;
            case 1 -> "<rect x=\"" + number(x - 3.5) + "\" y=\"" + number(y - 3.5)
                    + "\" width=\"7\" height=\"7\"" + fill;
            case 2 -> "<polygon points=\"" + number(x) + ',' + number(y - 4.5) + ' ' + number(x + 4.5) + ','
                    + number(y + 3.5) + ' ' + number(x - 4.5) + ',' + number(y + 3.5) + "\"" + fill;
            default -> "<polygon points=\"" + number(x) + ',' + number(y - 4.8) + ' ' + number(x + 4.8) + ','
                    + number(y) + ' ' + number(x) + ',' + number(y + 4.8) + ' ' + number(x - 4.8) + ',' + number(y)
                    + "\"" + fill;
        };
    }

    private static String line(double x1, double y1, double x2, double y2, String colour, String more) {
        return "<line x1=\"" + number(x1) + "\" y1=\"" + number(y1) + "\" x2=\"" + number(x2) + "\" y2=\"" + number(y2)
                + "\" stroke=\"" + colour + "\"" + more + "/>\n";
    }

    private void text(double x, double y, String anchor, int size, String colour, String text) {
        out.append("<text x=\"").append(number(x)).append("\" y=\"").append(number(y)).append("\" text-anchor=\"")
                .append(anchor).append("\" font-size=\"").append(size).append("\" fill=\"").append(colour).append("\">")
                .append(escape(text)).append("</text>\n");
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
