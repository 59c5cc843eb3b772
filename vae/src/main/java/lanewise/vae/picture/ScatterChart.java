package lanewise.vae.picture;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import lanewise.core.Matrix;

/// Points in the plane, coloured by a label: both axes have one scale, round tick labels and a grid; each label stands
/// near the middle of its points (the median of each coordinate; moved where labels would hide each other) and in a
/// legend with their number.
///
/// Points are drawn in their order and shine through, so that none hides all of another label. A point that is not
/// finite is left out. Not thread-safe.
public final class ScatterChart {

    private static final int[] COLOURS = {0x1c6fd6, 0xe8590c, 0x2b8a3e, 0xd6336c, 0x7048e8, 0x8d6e3f, 0x0ca5b0,
            0x868e96, 0xb8a000, 0x12367a};

    private final String title;
    private final String xName;
    private final String yName;

    /// A chart without points.
    ///
    /// @param title its heading; may be empty
    /// @param xName what is counted to the right
    /// @param yName what is counted upwards
    public ScatterChart(String title, String xName, String yName) {
        this.title = Objects.requireNonNull(title, "title");
        this.xName = Objects.requireNonNull(xName, "xName");
        this.yName = Objects.requireNonNull(yName, "yName");
    }

    /// Draws points; text is sized for a picture 1000 pixels high shown at half its size, and scales with the height.
    ///
    /// @param points one per row, n x 2
    /// @param labels one per point, or null for points of one colour
    /// @param width pixels, at least 200
    /// @param height pixels, at least 200
    /// @return the picture
    /// @throws IllegalArgumentException if shapes do not fit or the picture would be too small to read
    public Picture draw(Matrix points, int[] labels, int width, int height) {
        points.requireShape("points", points.rows(), 2);
        if (labels != null && labels.length != points.rows()) {
            throw new IllegalArgumentException("labels: there are " + labels.length + " for " + points.rows()
                    + " points");
        }
        if (width < 200 || height < 200) {
            throw new IllegalArgumentException("width x height: " + width + " x " + height
                    + ", expected at least 200 x 200");
        }
        return new Drawing(points, labels, width, height).draw();
    }

    private static boolean shown(Matrix points, int r) {
        return Float.isFinite(points.get(r, 0)) && Float.isFinite(points.get(r, 1));
    }

    private static int colour(int place) {
        return COLOURS[place % COLOURS.length];
    }

    /// From the smallest to the largest value.
    private static final class Ranges {

        private double low = Double.POSITIVE_INFINITY;
        private double high = Double.NEGATIVE_INFINITY;

        void add(double value) {
            low = Math.min(low, value);
            high = Math.max(high, value);
        }

        /// As long as asked for, about the same middle.
        Axis axis(double length, double step) {
            double middle = (low + high) / 2;
            return new Axis(middle - length / 2, middle + length / 2, step);
        }
    }

    /// The picture while it is made: sizes in pixels, all derived from the height.
    private final class Drawing extends Plot {

        private final Matrix points;
        private final int[] labels;
        private final Map<Integer, Integer> counts = new TreeMap<>();

        private Drawing(Matrix points, int[] labels, int width, int height) {
            super(width, height, 21);
            this.points = points;
            this.labels = labels;
        }

        Picture draw() {
            Ranges x = new Ranges();
            Ranges y = new Ranges();
            for (int r = 0; r < points.rows(); r++) {
                if (shown(points, r)) {
                    x.add(points.get(r, 0));
                    y.add(points.get(r, 1));
                    if (labels != null) {
                        counts.merge(labels[r], 1, Integer::sum);
                    }
                }
            }
            left = 110 * unit;
            top = (title.isEmpty() ? 80 : 140) * unit;
            bottom = picture.height() - 110 * unit;
            right = picture.width() - (counts.isEmpty() ? 40 * unit : 40 * unit + legendWidth());
            boolean any = x.low <= x.high;
            scale(x, y, any);
            text(title, 40 * unit, 62 * unit, 28 * unit, TEXT);
            text(yName, 40 * unit, top - 26 * unit, size, QUIET);
            text(xName, right - StrokeFont.width(xName, size), bottom + 84 * unit, size, QUIET);
            axes();
            if (any) {
                points();
                middles();
                legend();
            } else {
                noData();
            }
            return picture;
        }

        /// One scale for both axes: the length of a unit is the same to the right and upwards.
        private void scale(Ranges x, Ranges y, boolean any) {
            double spanX = any ? x.high - x.low : 1;
            double spanY = any ? y.high - y.low : 1;
            double perPixel = 1.06 * Math.max(spanX / (right - left), spanY / (bottom - top));
            if (!(perPixel > 0)) {
                perPixel = 1 / (right - left);
            }
            if (!any) {
                x.add(0);
                y.add(0);
            }
            double step = Axis.around(0, perPixel * Math.max(right - left, bottom - top), 7, false).step();
            xAxis = x.axis(perPixel * (right - left), step);
            yAxis = y.axis(perPixel * (bottom - top), step);
        }

        private void axes() {
            for (double tick : yAxis.ticks()) {
                float y = y(tick);
                rule(left, y, right, y, GRID);
                String label = yAxis.label(tick);
                text(label, left - 14 * unit - StrokeFont.width(label, size), y + size / 2, size, TEXT);
            }
            for (double tick : xAxis.ticks()) {
                float x = x(tick);
                rule(x, top, x, bottom, GRID);
                String label = xAxis.label(tick);
                text(label, x - StrokeFont.width(label, size) / 2, bottom + 18 * unit + size, size, TEXT);
            }
            rule(left, bottom, right, bottom, AXIS);
            rule(left, top, left, bottom, AXIS);
        }

        private void rule(float x0, float y0, float x1, float y1, int colour) {
            int thick = Math.max(1, Math.round(1.5f * unit));
            picture.fill(Math.round(x0), Math.round(y0), Math.max(thick, Math.round(x1 - x0)),
                    Math.max(thick, Math.round(y1 - y0)), colour);
        }

        private void points() {
            float radius = unit * (float) Math.clamp(260 / Math.sqrt(points.rows()), 2.2, 7);
            float share = points.rows() > 500 ? 0.55f : 0.85f;
            Integer[] places = counts.keySet().toArray(Integer[]::new);
            for (int r = 0; r < points.rows(); r++) {
                if (shown(points, r)) {
                    float x = x(points.get(r, 0));
                    float y = y(points.get(r, 1));
                    pen.line(x, y, x, y, radius);
                    pen.paint(colour(labels == null ? 0 : Arrays.binarySearch(places, labels[r])), share);
                }
            }
        }

        /// Each label at the median of its points, with a white ground.
        private void middles() {
            float capital = 26 * unit;
            float reach = 0.8f * capital;
            float[][] middles = new float[counts.size()][];
            int place = 0;
            for (Map.Entry<Integer, Integer> entry : counts.entrySet()) {
                middles[place++] = middle(entry.getKey(), entry.getValue());
            }
            part(middles, 2.2f * reach);
            place = 0;
            for (int label : counts.keySet()) {
                String name = Integer.toString(label);
                float half = StrokeFont.width(name, capital) / 2;
                float x = middles[place][0];
                float y = middles[place][1];
                pen.line(x - Math.max(0, half - capital / 3), y, x + Math.max(0, half - capital / 3), y, reach);
                pen.paint(WHITE, 0.8f);
                text(name, x - half, y + capital / 2, capital, colour(place++));
            }
        }

        private float[] middle(int label, int count) {
            double[] xs = new double[count];
            double[] ys = new double[count];
            int n = 0;
            for (int r = 0; r < points.rows(); r++) {
                if (labels[r] == label && shown(points, r)) {
                    xs[n] = points.get(r, 0);
                    ys[n++] = points.get(r, 1);
                }
            }
            Arrays.sort(xs);
            Arrays.sort(ys);
            return new float[] {x(xs[n / 2]), y(ys[n / 2])};
        }

        /// Moves places that are nearer to each other than `least` apart, a step at a time.
        private static void part(float[][] places, float least) {
            for (int round = 0; round < 60; round++) {
                for (int i = 0; i < places.length; i++) {
                    for (int j = 0; j < i; j++) {
                        float dx = places[i][0] - places[j][0];
                        float dy = places[i][1] - places[j][1];
                        float distance = (float) Math.sqrt(dx * dx + dy * dy);
                        if (distance < least) {
                            float step = 0.25f * (least - distance);
                            float ux = distance > 0 ? dx / distance : 1;
                            float uy = distance > 0 ? dy / distance : 0;
                            places[i][0] += step * ux;
                            places[i][1] += step * uy;
                            places[j][0] -= step * ux;
                            places[j][1] -= step * uy;
                        }
                    }
                }
            }
        }

        private float legendWidth() {
            float widest = 0;
            for (Map.Entry<Integer, Integer> entry : counts.entrySet()) {
                widest = Math.max(widest, StrokeFont.width(entry.getKey() + "  " + entry.getValue(), size));
            }
            return widest + 90 * unit;
        }

        private void legend() {
            int place = 0;
            float values = picture.width() - 40 * unit;
            for (Map.Entry<Integer, Integer> entry : counts.entrySet()) {
                float baseline = top + (20 + 42 * place) * unit + size / 2;
                if (baseline > bottom) {
                    return;
                }
                float x = right + 44 * unit;
                pen.line(x, baseline - size / 2, x, baseline - size / 2, 9 * unit);
                pen.paint(colour(place++));
                text(entry.getKey().toString(), x + 26 * unit, baseline, size, TEXT);
                String count = entry.getValue().toString();
                text(count, values - StrokeFont.width(count, size), baseline, size, QUIET);
            }
        }
    }
}
