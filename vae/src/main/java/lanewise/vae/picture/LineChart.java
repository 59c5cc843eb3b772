package lanewise.vae.picture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// A chart of one or more lines over a common horizontal axis, such as a training curve: dark text on white, round tick
/// labels, a grid, a legend that names each line and its last value, or what else is said about it. The legend stands
/// in a corner where no line is, or above the plot.
///
/// A value that is NaN or infinite leaves a gap; a point between two gaps is a dot. Not thread-safe.
public final class LineChart {

    private static final int[] COLOURS = {0x1c6fd6, 0xe8590c, 0x2b8a3e, 0x7048e8, 0xc2255c, 0x5c940d};
    private static final int MARKED_POINTS = 60;

    private final String title;
    private final String xName;
    private final String yName;
    private final List<Series> series = new ArrayList<>();

    private boolean legendLow;

    private record Series(String name, double[] x, double[] y, String remark) {
    }

    /// A chart without lines.
    ///
    /// @param title its heading; may be empty
    /// @param xName what is counted to the right
    /// @param yName what is counted upwards, with its unit
    public LineChart(String title, String xName, String yName) {
        this.title = Objects.requireNonNull(title, "title");
        this.xName = Objects.requireNonNull(xName, "xName");
        this.yName = Objects.requireNonNull(yName, "yName");
    }

    /// Adds a line.
    ///
    /// @param name its name in the legend
    /// @param x where its points are, ascending; copied
    /// @param y their values; copied
    /// @return this
    /// @throws IllegalArgumentException if the numbers of x and y differ
    public LineChart add(String name, double[] x, double[] y) {
        return add(name, x, y, null);
    }

    /// Adds a line with a remark.
    ///
    /// @param name its name in the legend
    /// @param x where its points are, ascending; copied
    /// @param y their values; copied
    /// @param remark what the legend says beside the name; null for the last value
    /// @return this
    /// @throws IllegalArgumentException if the numbers of x and y differ
    public LineChart add(String name, double[] x, double[] y, String remark) {
        if (x.length != y.length) {
            throw new IllegalArgumentException("y: has " + y.length + " values for " + x.length + " points");
        }
        series.add(new Series(Objects.requireNonNull(name, "name"), x.clone(), y.clone(), remark));
        return this;
    }

    /// Adds the outline of a histogram: the percentage of the values in each of some bins of equal width. Values
    /// outside count in the first or the last bin, NaN in none.
    ///
    /// @param name its name in the legend, which says the number of values too, and how many are outside
    /// @param values what to count
    /// @param low where the first bin begins
    /// @param high where the last bin ends, above low
    /// @param bins how many, at least 1
    /// @return this
    /// @throws IllegalArgumentException if the range is empty or there are no bins
    public LineChart addHistogram(String name, double[] values, double low, double high, int bins) {
        if (!(high > low) || bins < 1) {
            throw new IllegalArgumentException("low, high, bins: " + low + ", " + high + ", " + bins
                    + ", expected low below high and at least 1 bin");
        }
        double[] x = new double[2 * bins + 2];
        double[] y = new double[2 * bins + 2];
        for (double value : values) {
            if (!Double.isNaN(value)) {
                int bin = (int) Math.clamp((value - low) / (high - low) * bins, 0, bins - 1);
                y[2 * bin + 1] += 100.0 / values.length;
            }
        }
        for (int bin = 0; bin < bins; bin++) {
            x[2 * bin + 1] = low + (high - low) * bin / bins;
            x[2 * bin + 2] = low + (high - low) * (bin + 1) / bins;
            y[2 * bin + 2] = y[2 * bin + 1];
        }
        x[0] = low;
        x[2 * bins + 1] = high;
        long beyond = Arrays.stream(values).filter(value -> value < low || value > high).count();
        return add(name, x, y, String.format(Locale.ROOT, "%,d", values.length) + (beyond == 0 ? ""
                : String.format(Locale.ROOT, ", %,d of them beyond the ends", beyond)));
    }

    /// Puts the legend into the lower right corner instead of the upper one where no line enters it, for lines that
    /// rise early.
    ///
    /// @return this
    public LineChart legendLow() {
        legendLow = true;
        return this;
    }

    /// Draws the chart; text and lines are sized for a picture of 1600 x 1000 shown at half its size, and
    /// scale with the height.
    ///
    /// @param width pixels, at least 200
    /// @param height pixels, at least 125
    /// @return the picture
    /// @throws IllegalArgumentException if it would be too small to read
    public Picture draw(int width, int height) {
        if (width < 200 || height < 125) {
            throw new IllegalArgumentException("width x height: " + width + " x " + height
                    + ", expected at least 200 x 125");
        }
        return new Drawing(width, height).draw();
    }

    private static boolean shown(double x, double y) {
        return Double.isFinite(x) && Double.isFinite(y);
    }

    /// The picture while it is made: sizes in pixels, all derived from the height.
    private final class Drawing extends Plot {

        private Drawing(int width, int height) {
            super(width, height, 23);
        }

        Picture draw() {
            boolean any = scale();
            float labels = 0;
            for (double tick : yAxis.ticks()) {
                labels = Math.max(labels, StrokeFont.width(yAxis.label(tick), size));
            }
            left = 44 * unit + labels + 18 * unit;
            String last = xAxis.label(xAxis.high());
            right = picture.width() - 28 * unit - Math.max(24 * unit, StrokeFont.width(last, size) / 2);
            top = (title.isEmpty() ? 84 : 150) * unit;
            bottom = picture.height() - 124 * unit;
            text(title, 44 * unit, 66 * unit, 30 * unit, TEXT);
            text(yName, 44 * unit, top - 30 * unit, size, QUIET);
            text(xName, right - StrokeFont.width(xName, size), bottom + 92 * unit, size, QUIET);
            if (!any) {
                axes();
                noData();
                return picture;
            }
            Legend legend = legend();
            legend.place(legendLow);
            axes();
            legend.draw();
            for (int i = 0; i < series.size(); i++) {
                line(series.get(i), COLOURS[i % COLOURS.length]);
            }
            return picture;
        }

        /// Finds the axes; false if there is no value to show.
        private boolean scale() {
            double xLow = Double.POSITIVE_INFINITY;
            double xHigh = Double.NEGATIVE_INFINITY;
            double yLow = Double.POSITIVE_INFINITY;
            double yHigh = Double.NEGATIVE_INFINITY;
            boolean whole = true;
            for (Series s : series) {
                for (int i = 0; i < s.x.length; i++) {
                    if (shown(s.x[i], s.y[i])) {
                        xLow = Math.min(xLow, s.x[i]);
                        xHigh = Math.max(xHigh, s.x[i]);
                        yLow = Math.min(yLow, s.y[i]);
                        yHigh = Math.max(yHigh, s.y[i]);
                        whole &= s.x[i] == Math.rint(s.x[i]);
                    }
                }
            }
            boolean any = xLow <= xHigh;
            xAxis = any ? Axis.around(xLow, xHigh, 9, whole) : new Axis(0, 1, 1);
            yAxis = any ? Axis.around(yLow, yHigh, 6, false) : new Axis(0, 1, 1);
            if (any && xHigh > xLow) {
                xAxis = xAxis.cut(xLow, xHigh);
            }
            return any;
        }

        private void axes() {
            for (double tick : yAxis.ticks()) {
                float y = y(tick);
                rule(left, y, right, y, GRID);
                String label = yAxis.label(tick);
                text(label, left - 18 * unit - StrokeFont.width(label, size), y + size / 2, size, TEXT);
            }
            rule(left, bottom, right, bottom, AXIS);
            for (double tick : xAxis.ticks()) {
                float x = x(tick);
                rule(x, bottom, x, bottom + 10 * unit, AXIS);
                String label = xAxis.label(tick);
                text(label, x - StrokeFont.width(label, size) / 2, bottom + 22 * unit + size, size, TEXT);
            }
        }

        /// A straight line of whole pixels.
        private void rule(float x0, float y0, float x1, float y1, int colour) {
            int thick = Math.max(1, Math.round(2 * unit));
            int x = Math.round(x0 - thick / 2f);
            int y = Math.round(y0 - thick / 2f);
            picture.fill(x, y, Math.max(thick, Math.round(x1 - x0)), Math.max(thick, Math.round(y1 - y0)), colour);
        }

        private void line(Series s, int colour) {
            float radius = Math.max(0.75f, 2.6f * unit);
            for (int i = 0; i < s.x.length; i++) {
                if (!shown(s.x[i], s.y[i])) {
                    continue;
                }
                boolean joined = i > 0 && shown(s.x[i - 1], s.y[i - 1]);
                boolean goesOn = i + 1 < s.x.length && shown(s.x[i + 1], s.y[i + 1]);
                if (joined) {
                    pen.line(x(s.x[i - 1]), y(s.y[i - 1]), x(s.x[i]), y(s.y[i]), radius);
                }
                if (s.x.length <= MARKED_POINTS || !joined && !goesOn) {
                    pen.line(x(s.x[i]), y(s.y[i]), x(s.x[i]), y(s.y[i]), 2.5f * radius);
                }
            }
            pen.paint(colour);
        }

        private Legend legend() {
            List<Legend.Entry> entries = new ArrayList<>();
            for (int i = 0; i < series.size(); i++) {
                Series s = series.get(i);
                entries.add(new Legend.Entry(s.name, lastValue(s), COLOURS[i % COLOURS.length], s.x, s.y));
            }
            return new Legend(this, entries);
        }

        private static String lastValue(Series s) {
            if (s.remark != null) {
                return s.remark;
            }
            for (int i = s.x.length - 1; i >= 0; i--) {
                if (shown(s.x[i], s.y[i])) {
                    double size = Math.abs(s.y[i]);
                    return String.format(Locale.ROOT,
                            size == 0 || size >= 0.01 && size < 1e6 ? "%.2f" : "%.2e", s.y[i]);
                }
            }
            return "no data";
        }
    }
}
