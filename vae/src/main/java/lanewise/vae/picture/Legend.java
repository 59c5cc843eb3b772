package lanewise.vae.picture;

import java.util.List;

/// The names of a chart's lines, each beside a sample of its colour and a remark, in a box that no line enters: the
/// first free one of the plot's four corners, or else a strip above the plot. More names than half of the plot has
/// room for stay in the corner that was asked for, behind the lines.
///
/// The plot's edges and axes are to be known, and nothing of them drawn; [#place] may move the upper edge down.
final class Legend {

    /// Half of what a line's mark takes, and some air.
    private static final float REACH = 9;
    private static final float PAD = 22;
    private static final float LINE_HEIGHT = 46;
    private static final float SAMPLE = 56;
    private static final float MARGIN = 8;

    private final Plot plot;
    private final List<Entry> entries;
    private final float width;
    private final float height;
    private float left;
    private float top;

    /// @param x where the line's points are
    /// @param y their values; one that is not finite leaves a gap
    record Entry(String name, String remark, int colour, double[] x, double[] y) {
    }

    Legend(Plot plot, List<Entry> entries) {
        this.plot = plot;
        this.entries = entries;
        float names = 0;
        float remarks = 0;
        for (Entry entry : entries) {
            names = Math.max(names, StrokeFont.width(entry.name, plot.size));
            remarks = Math.max(remarks, StrokeFont.width(entry.remark, plot.size));
        }
        this.width = Math.min(plot.right - plot.left, names + remarks + (SAMPLE + 3 * PAD) * plot.unit);
        this.height = (entries.size() * LINE_HEIGHT + PAD) * plot.unit;
    }

    /// Chooses the place.
    ///
    /// @param low whether the lower right corner is tried first, and not the upper right one
    void place(boolean low) {
        float right = plot.right - width;
        float upper = plot.top + MARGIN * plot.unit;
        float lower = plot.bottom - MARGIN * plot.unit - height;
        float first = low ? lower : upper;
        float second = low ? upper : lower;
        if (isFree(right, first) || isFree(plot.left, upper) || isFree(right, second) || isFree(plot.left, lower)) {
            return;
        }
        left = right;
        if (height > (plot.bottom - plot.top) / 2) {
            top = first;
            return;
        }
        top = plot.top;
        plot.top += height + MARGIN * plot.unit;
    }

    /// Takes a place, and says whether no line enters it.
    private boolean isFree(float x, float y) {
        left = x;
        top = y;
        for (Entry entry : entries) {
            for (int i = 0; i < entry.x.length; i++) {
                if (isShown(entry, i)) {
                    int from = i > 0 && isShown(entry, i - 1) ? i - 1 : i;
                    if (meets(plot.x(entry.x[from]), plot.y(entry.y[from]), plot.x(entry.x[i]),
                            plot.y(entry.y[i]))) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private static boolean isShown(Entry entry, int i) {
        return Double.isFinite(entry.x[i]) && Double.isFinite(entry.y[i]);
    }

    /// Whether a straight line comes near the box: over the columns of the box it is neither all above nor all below.
    private boolean meets(float x0, float y0, float x1, float y1) {
        float reach = REACH * plot.unit;
        float from = Math.max(Math.min(x0, x1), left - reach);
        float to = Math.min(Math.max(x0, x1), left + width + reach);
        if (from > to) {
            return false;
        }
        float slope = x0 == x1 ? 0 : (y1 - y0) / (x1 - x0);
        float a = x0 == x1 ? y0 : y0 + slope * (from - x0);
        float b = x0 == x1 ? y1 : y0 + slope * (to - x0);
        return Math.max(a, b) > top - reach && Math.min(a, b) < top + height + reach;
    }

    /// Draws it over the plot's grid, before the lines.
    void draw() {
        float unit = plot.unit;
        float size = plot.size;
        int x = Math.round(left);
        int y = Math.round(top);
        plot.picture.fill(x, y, Math.round(width), Math.min(plot.picture.height() - y, Math.round(height)),
                Plot.WHITE);
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            float baseline = top + PAD * unit / 2 + (i + 0.5f) * LINE_HEIGHT * unit + size / 2;
            float sample = left + PAD * unit;
            plot.pen.line(sample, baseline - size / 2, sample + (SAMPLE - 18) * unit, baseline - size / 2,
                    2.6f * unit);
            plot.pen.paint(entry.colour);
            plot.text(entry.name, sample + SAMPLE * unit, baseline, size, Plot.TEXT);
            plot.text(entry.remark, left + width - PAD * unit / 2 - StrokeFont.width(entry.remark, size), baseline,
                    size, Plot.TEXT);
        }
    }
}
