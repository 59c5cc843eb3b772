package lanewise.vae.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

import lanewise.vae.check.Texts;
import lanewise.vae.picture.Axis;

/// [Part.Scatter] as SVG, and as numbers for the script that names the example under the pointer.
final class ScatterSvg {

    private static final int WIDTH = 480;
    private static final int HEIGHT = 440;
    private static final int MARK = 16;
    private static final double MARK_CHARACTER = 9.5;
    private static final double MARK_HEIGHT = 15;

    private ScatterSvg() {
    }

    static void draw(Html html, Part.Scatter scatter, String id, Map<String, Object> data) {
        float[] xs = scatter.x();
        float[] ys = scatter.y();
        int[] shown = IntStream.range(0, xs.length).filter(i -> Float.isFinite(xs[i]) && Float.isFinite(ys[i]))
                .toArray();
        html.open("figure", "class", "plot wide").element("h3", scatter.title());
        if (shown.length == 0) {
            html.element("p", "No finite point.").close("figure");
            return;
        }
        Plot plot = Plot.of(axis(xs, shown), axis(ys, shown), WIDTH, HEIGHT, 28);
        Map<Integer, List<Integer>> byLabel = new TreeMap<>();
        for (int i : shown) {
            byLabel.computeIfAbsent(scatter.labels() == null ? 0 : scatter.labels()[i], _ -> new ArrayList<>()).add(i);
        }
        Plot.open(html, WIDTH, HEIGHT, id, "points", scatter.title() + ": " + scatter.xName() + " to the right, "
                + scatter.yName() + " upwards" + (scatter.labels() == null ? "" : ", coloured by "
                + byLabel.size() + " labels"));
        plot.frame(html, scatter.xName());
        Plot.label(html, 2, 12, scatter.yName(), "start");
        int place = 0;
        for (List<Integer> members : byLabel.values()) {
            StringBuilder path = new StringBuilder();
            for (int i : members) {
                path.append('M').append(Numbers.place(plot.x(xs[i]))).append(' ').append(Numbers.place(plot.y(ys[i])))
                        .append("h0");
            }
            html.raw("<path class=\"point c" + place++ % Palette.COLOURS + "\" d=\"" + path + "\"/>\n");
        }
        if (scatter.labels() != null) {
            marks(html, scatter, byLabel, plot);
        }
        html.close("svg");
        if (scatter.labels() != null) {
            legend(html, scatter, byLabel);
        }
        html.open("figcaption").text(String.format(Locale.ROOT, "%,d examples; %s to the right, %s upwards. ",
                shown.length, scatter.xName(), scatter.yName()))
                .raw("<output class=\"under\" for=\"" + id + "\"></output>").close("figcaption").close("figure");
        data.put(id, numbers(scatter, plot, shown));
    }

    /// Each label at the medians of its points, lower where it would hide another.
    private static void marks(Html html, Part.Scatter scatter, Map<Integer, List<Integer>> byLabel, Plot plot) {
        List<double[]> placed = new ArrayList<>();
        byLabel.forEach((label, members) -> {
            String name = shortened(name(scatter, label));
            double x = plot.x(median(scatter.x(), members));
            double[] at = {x, plot.y(median(scatter.y(), members)) + 4, MARK_CHARACTER * name.length() / 2};
            while (placed.stream().anyMatch(other -> Math.abs(other[0] - at[0]) < other[2] + at[2]
                    && Math.abs(other[1] - at[1]) < MARK_HEIGHT) && at[1] < plot.bottom()) {
                at[1] += 2;
            }
            placed.add(at);
            html.element("text", name, "class", "mark", "text-anchor", "middle", "x", Numbers.place(x), "y",
                    Numbers.place(at[1]));
        });
    }

    private static Axis axis(float[] values, int[] shown) {
        double low = IntStream.of(shown).mapToDouble(i -> values[i]).min().orElse(0);
        double high = IntStream.of(shown).mapToDouble(i -> values[i]).max().orElse(1);
        double margin = 0.03 * (high - low);
        return Axis.around(low - margin, high + margin, 6, false);
    }

    private static double median(float[] values, List<Integer> members) {
        double[] sorted = members.stream().mapToDouble(i -> values[i]).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static String shortened(String name) {
        return name.length() <= MARK ? name : name.substring(0, MARK) + "...";
    }

    private static String name(Part.Scatter scatter, int label) {
        return scatter.names().getOrDefault(label, Integer.toString(label));
    }

    private static void legend(Html html, Part.Scatter scatter, Map<Integer, List<Integer>> byLabel) {
        html.open("ul", "class", "legend");
        int place = 0;
        for (Map.Entry<Integer, List<Integer>> entry : byLabel.entrySet()) {
            html.open("li").raw("<svg viewBox=\"0 0 8 8\" aria-hidden=\"true\" class=\"dot\"><path class=\"point c"
                    + place++ % Palette.COLOURS + "\" d=\"M4 4h0\"/></svg>").text(name(scatter, entry.getKey()) + " ")
                    .element("b", Integer.toString(entry.getValue().size())).close("li");
        }
        html.close("ul");
    }

    private static Map<String, Object> numbers(Part.Scatter scatter, Plot plot, int[] shown) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("kind", "points");
        fields.put("x", Arrays.stream(shown).map(i -> (int) Math.round(10 * plot.x(scatter.x()[i]))).toArray());
        fields.put("y", Arrays.stream(shown).map(i -> (int) Math.round(10 * plot.y(scatter.y()[i]))).toArray());
        fields.put("numbers", Arrays.stream(shown).map(i -> scatter.numbers()[i]).toArray());
        if (scatter.labels() != null) {
            fields.put("labels", Arrays.stream(shown).map(i -> scatter.labels()[i]).toArray());
            Map<String, Object> names = new LinkedHashMap<>();
            scatter.names().forEach((label, text) -> names.put(label.toString(), Texts.visible(text)));
            fields.put("names", names);
        }
        fields.put("axes", List.of(plot.x().low(), plot.x().high(), plot.y().low(), plot.y().high()));
        fields.put("plot", new double[] {plot.left(), plot.right(), plot.top(), plot.bottom()});
        return fields;
    }
}
