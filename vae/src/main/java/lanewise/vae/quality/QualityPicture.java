package lanewise.vae.quality;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

import lanewise.core.Matrix;
import lanewise.vae.layer.Shape;
import lanewise.vae.picture.ImageTable;
import lanewise.vae.picture.LineChart;
import lanewise.vae.picture.Picture;

/// Two tables in one picture: the columns that are farthest apart, and how differently all pairs hang together.
public final class QualityPicture {

    private static final int CHARTS = 6;
    private static final int WIDTH = 700;
    private static final int HEIGHT = 438;
    private static final int BINS = 40;
    private static final int MOST_CATEGORIES = 24;
    private static final int MOST_COLUMNS = 40;
    private static final int SIDE = 900;
    private static final double TAIL = 0.005;
    /// Differences from here on are as dark as can be.
    private static final float DARK = 0.5f;

    private QualityPicture() {
    }

    /// Draws the picture.
    ///
    /// @param tables the tables
    /// @param marginals their columns
    /// @param pairs their pairs
    /// @return the picture
    public static Picture draw(ComparedTables tables, Marginals marginals, Pairs pairs) {
        List<Picture> charts = new ArrayList<>();
        for (Marginals.Of worst : marginals.worst().subList(0, Math.min(CHARTS, marginals.columns().size()))) {
            charts.add(chart(tables, worst).draw(WIDTH, HEIGHT));
        }
        Picture map = map(tables, pairs);
        int left = Math.min(2, charts.size()) * WIDTH;
        int height = Math.max(Math.ceilDiv(charts.size(), 2) * HEIGHT, map.height());
        Picture sheet = Picture.rgb(left + map.width(), height, 0xffffff);
        for (int i = 0; i < charts.size(); i++) {
            copy(charts.get(i), sheet, i % 2 * WIDTH, i / 2 * HEIGHT);
        }
        copy(map, sheet, left, 0);
        return sheet;
    }

    private static void copy(Picture from, Picture to, int left, int top) {
        for (int y = 0; y < from.height(); y++) {
            for (int x = 0; x < from.width(); x++) {
                to.set(left + x, top + y, from.get(x, y));
            }
        }
    }

    private static LineChart chart(ComparedTables tables, Marginals.Of worst) {
        int column = tables.columns().indexOf(worst.column());
        String title = String.format(Locale.ROOT, "%s, %.3f apart", worst.column().name(), worst.distance());
        if (worst.isNumber()) {
            double[] real = Marginals.sorted(tables.real(), column);
            double[] synthetic = Marginals.sorted(tables.synthetic(), column);
            double low = Math.min(end(real, TAIL), end(synthetic, TAIL));
            double high = Math.max(end(real, 1 - TAIL), end(synthetic, 1 - TAIL));
            high = high > low ? high : low + Math.max(1, 1e-6 * Math.abs(low));
            return new LineChart(title, "", "percent of the cells").addHistogram("real", real, low, high, BINS)
                    .addHistogram("synthetic", synthetic, low, high, BINS);
        }
        double[] real = Marginals.shares(tables.real(), column, worst.column().width());
        double[] synthetic = Marginals.shares(tables.synthetic(), column, worst.column().width());
        int[] order = IntStream.range(0, real.length).boxed().sorted((a, b) -> Double.compare(real[b], real[a]))
                .limit(MOST_CATEGORIES).mapToInt(Integer::intValue).toArray();
        double[] places = IntStream.rangeClosed(1, order.length).asDoubleStream().toArray();
        return new LineChart(title, "category, the most frequent first", "percent of the cells")
                .add("real", places, percent(real, order), "").add("synthetic", places, percent(synthetic, order), "");
    }

    private static double end(double[] sorted, double share) {
        return sorted.length == 0 ? 0 : sorted[(int) Math.min(sorted.length - 1, share * sorted.length)];
    }

    private static double[] percent(double[] shares, int[] order) {
        return Arrays.stream(order).mapToDouble(i -> 100 * shares[i]).toArray();
    }

    private static Picture map(ComparedTables tables, Pairs pairs) {
        int size = Math.min(MOST_COLUMNS, pairs.size());
        List<String> rows = new ArrayList<>();
        List<String> columns = new ArrayList<>();
        for (int c = 0; c < size; c++) {
            rows.add((c + 1) + " " + abridged(tables.columns().get(c).name()));
            columns.add(Integer.toString(c + 1));
        }
        try (Arena arena = Arena.ofShared()) {
            Matrix cells = Matrix.allocate(arena, size * size, 3);
            cells.fill(1);
            for (Pairs.Of pair : pairs.all()) {
                if (pair.second() < size) {
                    float shade = Math.min(1, (float) pair.difference() / DARK);
                    colour(cells, pair.first() * size + pair.second(), shade);
                    colour(cells, pair.second() * size + pair.first(), shade);
                }
            }
            return new ImageTable("Differences of association", new Shape(3, 1, 1)).gap(0).rows(rows).columns(columns)
                    .note(String.format(Locale.ROOT, "white 0, dark %.1f and more; mean %.3f, largest %.3f", DARK,
                            pairs.mean(), pairs.largest())).draw(cells, size, Math.clamp(SIDE / size, 16, 72));
        }
    }

    private static void colour(Matrix cells, int row, float shade) {
        cells.set(row, 0, 0.93f - 0.85f * shade);
        cells.set(row, 1, 0.95f - 0.75f * shade);
        cells.set(row, 2, 0.97f - 0.45f * shade);
    }

    private static String abridged(String name) {
        return name.length() <= 24 ? name : name.substring(0, 21) + "...";
    }
}
