package lanewise.vae.report;

import lanewise.vae.picture.Axis;

/// The frame of a chart as SVG: a grid, round tick labels, and where values lie.
///
/// @param x the axis to the right
/// @param y the axis upwards
/// @param left where the drawing begins, in units of the chart
/// @param right where it ends
/// @param top its upper edge
/// @param bottom its lower edge
record Plot(Axis x, Axis y, double left, double right, double top, double bottom) {

    /// Units per character of a tick label.
    static final double CHARACTER = 7.2;

    private static final double BELOW = 34;

    /// A frame whose left margin holds the labels of y.
    static Plot of(Axis x, Axis y, int width, int height) {
        return of(x, y, width, height, 12);
    }

    /// The same with room above.
    static Plot of(Axis x, Axis y, int width, int height, double top) {
        int longest = y.ticks().stream().mapToInt(tick -> y.label(tick).length()).max().orElse(1);
        return new Plot(x, y, 12 + CHARACTER * longest, width - 14, top, height - BELOW);
    }

    double x(double value) {
        return left + x.share(value) * (right - left);
    }

    double y(double value) {
        return bottom - y.share(value) * (bottom - top);
    }

    /// Begins a chart.
    ///
    /// @param alternative what it shows, for those who do not see it
    static void open(Html html, int width, int height, String id, String kind, String alternative) {
        html.open("svg", "viewBox", "0 0 " + width + " " + height, "role", "img", "aria-label", alternative, "id", id,
                "class", "chart " + kind).raw("\n");
    }

    /// Grid, ticks and their labels, and what is counted to the right.
    void frame(Html html, String xName) {
        for (double tick : y.ticks()) {
            line(html, left, y(tick), right, y(tick), "grid");
            label(html, left - 6, y(tick) + 4, y.label(tick), "end");
        }
        line(html, left, bottom, right, bottom, "axis");
        double free = Double.NEGATIVE_INFINITY;
        for (double tick : x.ticks()) {
            String text = x.label(tick);
            double half = CHARACTER * text.length() / 2;
            line(html, x(tick), bottom, x(tick), bottom + 4, "axis");
            if (x(tick) - half > free) {
                label(html, x(tick), bottom + 16, text, "middle");
                free = x(tick) + half + CHARACTER;
            }
        }
        label(html, right, bottom + 30, xName, "end");
    }

    static void line(Html html, double x0, double y0, double x1, double y1, String kind) {
        html.raw("<line x1=\"" + Numbers.place(x0) + "\" y1=\"" + Numbers.place(y0) + "\" x2=\"" + Numbers.place(x1)
                + "\" y2=\"" + Numbers.place(y1) + "\" class=\"" + kind + "\"/>\n");
    }

    static void label(Html html, double x, double y, String text, String anchor) {
        html.element("text", text, "x", Numbers.place(x), "y", Numbers.place(y), "text-anchor", anchor);
    }
}
