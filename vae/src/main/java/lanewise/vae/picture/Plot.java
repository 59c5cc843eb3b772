package lanewise.vae.picture;

/// A chart while it is drawn: its picture, axes and edges, what they have in pixels, and text. All sizes are
/// derived from the height.
abstract class Plot {

    static final int WHITE = 0xffffff;
    static final int TEXT = 0x212529;
    static final int QUIET = 0x5b636b;
    static final int GRID = 0xe4e7ea;
    static final int AXIS = 0x868e96;

    final Picture picture;
    final Pen pen;

    /// A thousandth of the height.
    final float unit;

    /// Height of a capital letter.
    final float size;

    Axis xAxis;
    Axis yAxis;
    float left;
    float top;
    float right;
    float bottom;

    Plot(int width, int height, float capital) {
        picture = Picture.rgb(width, height, WHITE);
        pen = new Pen(picture);
        unit = height / 1000f;
        size = capital * unit;
    }

    final void text(String text, float x, float baseline, float capital, int colour) {
        StrokeFont.draw(pen, text, x, baseline, capital);
        pen.paint(colour);
    }

    /// In place of data, in the middle.
    final void noData() {
        text("no data", (left + right - StrokeFont.width("no data", size)) / 2, (top + bottom + size) / 2, size, QUIET);
    }

    final float x(double value) {
        return (float) (left + (right - left) * xAxis.share(value));
    }

    final float y(double value) {
        return (float) (bottom - (bottom - top) * yAxis.share(value));
    }
}
