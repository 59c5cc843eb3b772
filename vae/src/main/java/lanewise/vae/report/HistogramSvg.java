package lanewise.vae.report;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;

import lanewise.vae.picture.Axis;

/// [Part.Histogram] as SVG. What lies beyond the middle 99 percent is in the first and the last bar, which are marked.
final class HistogramSvg {

    private static final int WIDTH = 400;
    private static final int HEIGHT = 210;
    private static final int BINS = 36;
    private static final double TAIL = 0.005;

    private HistogramSvg() {
    }

    static void draw(Html html, Part.Histogram histogram, String id) {
        double[] all = histogram.groups().stream().flatMapToDouble(group -> Arrays.stream(group.values()))
                .filter(Double::isFinite).sorted().toArray();
        html.open("figure", "class", "plot").element("h3", histogram.title());
        if (all.length == 0) {
            html.element("p", "No finite value.").close("figure");
            return;
        }
        double low = all[(int) (TAIL * (all.length - 1))];
        double high = all[(int) Math.ceil((1 - TAIL) * (all.length - 1))];
        if (!(high > low)) {
            high = low + Math.max(1e-6, 1e-6 * Math.abs(low));
        }
        int groups = histogram.groups().size();
        int[][] counts = new int[groups][];
        double most = 0;
        for (int g = 0; g < groups; g++) {
            counts[g] = counts(histogram.groups().get(g).values(), low, high);
            most = Math.max(most, percent(IntStream.of(counts[g]).max().orElse(0), histogram.groups().get(g)));
        }
        double margin = (high - low) / BINS;
        Axis x = Axis.around(low - margin, high + margin, 6, false).cut(low - margin, high + margin);
        Plot plot = Plot.of(x, Axis.around(0, most, 4, false), WIDTH, HEIGHT);
        Plot.open(html, WIDTH, HEIGHT, id, "bars", described(histogram, low, high));
        plot.frame(html, histogram.unit());
        for (int g = 0; g < groups; g++) {
            bars(html, plot, histogram.groups().get(g), counts[g], g, low, high);
        }
        if (Double.isFinite(histogram.threshold())) {
            threshold(html, plot, histogram.threshold(), x);
        }
        html.close("svg");
        caption(html, histogram, counts, low, high);
        html.close("figure");
    }

    private static int[] counts(double[] values, double low, double high) {
        int[] counts = new int[BINS + 2];
        for (double value : values) {
            if (!Double.isNaN(value)) {
                counts[value < low ? 0 : value > high ? BINS + 1
                        : 1 + (int) Math.min(BINS - 1, (value - low) / (high - low) * BINS)]++;
            }
        }
        return counts;
    }

    private static double percent(int count, Part.Line group) {
        return 100.0 * count / Math.max(1, group.values().length);
    }

    private static void bars(Html html, Plot plot, Part.Line group, int[] counts, int place, double low, double high) {
        double width = (plot.right() - plot.left()) / (BINS + 2);
        for (int b = 0; b < counts.length; b++) {
            if (counts[b] > 0) {
                boolean beyond = b == 0 || b == BINS + 1;
                double y = plot.y(percent(counts[b], group));
                double from = low + (b - 1) * (high - low) / BINS;
                String range = b == 0 ? "below " + Numbers.text(low, 4) : b == BINS + 1
                        ? "above " + Numbers.text(high, 4)
                        : Numbers.text(from, 4) + " to " + Numbers.text(from + (high - low) / BINS, 4);
                html.open("rect", "class", "bar f" + place + (beyond ? " beyond" : ""), "x",
                        Numbers.place(plot.left() + b * width + 0.5), "y", Numbers.place(y), "width",
                        Numbers.place(width - 1), "height", Numbers.place(plot.bottom() - y))
                        .element("title", group.name() + ", " + range + ": " + counts[b] + " ("
                                + Numbers.text(percent(counts[b], group), 3) + "%)").close("rect");
            }
        }
    }

    private static void threshold(Html html, Plot plot, double threshold, Axis x) {
        double at = plot.x(Math.clamp(threshold, x.low(), x.high()));
        Plot.line(html, at, plot.top(), at, plot.bottom(), "threshold");
        boolean right = at > (plot.left() + plot.right()) / 2;
        Plot.label(html, at + (right ? -5 : 5), plot.top() + 10, "threshold " + Numbers.text(threshold, 5),
                right ? "end" : "start");
    }

    private static void caption(Html html, Part.Histogram histogram, int[][] counts, double low, double high) {
        if (histogram.groups().size() > 1) {
            html.open("ul", "class", "legend");
            for (int g = 0; g < histogram.groups().size(); g++) {
                html.open("li").raw("<svg viewBox=\"0 0 28 8\" aria-hidden=\"true\"><rect class=\"bar f" + g
                        + "\" width=\"28\" height=\"8\"/></svg>").text(histogram.groups().get(g).name() + " ")
                        .element("b", String.format(Locale.ROOT, "%,d", histogram.groups().get(g).values().length))
                        .close("li");
            }
            html.close("ul");
        }
        int below = Arrays.stream(counts).mapToInt(group -> group[0]).sum();
        int above = Arrays.stream(counts).mapToInt(group -> group[BINS + 1]).sum();
        html.element("figcaption", "Percent of the examples, in " + histogram.unit() + "."
                + (below + above == 0 ? "" : " The pale bars at the ends hold all that lies beyond: " + below
                + " below " + Numbers.text(low, 4) + ", " + above + " above " + Numbers.text(high, 4) + "."));
    }

    private static String described(Part.Histogram histogram, double low, double high) {
        return "Histogram, " + histogram.title() + ": 99 percent of the values are from " + Numbers.text(low, 4)
                + " to " + Numbers.text(high, 4) + " " + histogram.unit()
                + (Double.isFinite(histogram.threshold()) ? "; threshold " + Numbers.text(histogram.threshold(), 5)
                : "");
    }
}
