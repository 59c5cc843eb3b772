package lanewise.vae.data;

import lanewise.core.random.RandomStream;

/// The hand that writes one digit: chooses the style and everything by which two digits of one style differ.
///
/// Only add, multiply, divide and square root, each correctly rounded, in a fixed order: equal bits on every
/// platform. Not thread-safe.
final class DigitHand {

    /// Random numbers per row; element `DRAWS * row + k` of the stream is draw k of a row.
    private static final int DRAWS = 128;

    private static final int SIZE = DrawnDigits.SIZE;
    private static final int CURVE_STEPS = 6;
    private static final int MAX_POINTS = 256;

    private final RandomStream random;
    private final DigitPen pen = new DigitPen();
    private final float[] px = new float[MAX_POINTS];
    private final float[] py = new float[MAX_POINTS];
    private final float[] x = new float[MAX_POINTS];
    private final float[] y = new float[MAX_POINTS];
    private final int[] strokeEnd = new int[16];
    private long next;

    DigitHand(RandomStream random) {
        this.random = random;
    }

    /// Writes digit number `row` of the stream and returns its label; the picture is then in `pixels`,
    /// row by row, 0 to 255.
    int write(long row, byte[] pixels) {
        next = DRAWS * row;
        int digit = (int) (10 * uniform());
        float[][][] styles = DigitStyles.of(digit);
        float[][] strokes = styles[(int) (styles.length * uniform())];
        bend(strokes);
        fit(strokeEnd[strokes.length - 1]);
        ink(strokes.length, pixels);
        return digit;
    }

    /// The curves through the points: jittered, then bent, tapered, slanted and turned.
    private void bend(float[][] strokes) {
        float jitter = 0.02f + 0.04f * uniform();
        float widen = 0.98f + 0.34f * spread();
        float taper = 0.3f * spread();
        float bow = 0.3f * spread();
        float slant = 0.16f + 0.42f * spread();
        // the half-angle form of a rotation: cos = (1 - t^2) / (1 + t^2), sin = 2t / (1 + t^2)
        float t = 0.09f * spread();
        float cos = (1 - t * t) / (1 + t * t);
        float sin = 2 * t / (1 + t * t);
        int n = 0;
        for (int s = 0; s < strokes.length; s++) {
            float[] points = strokes[s];
            int count = points.length / 2;
            for (int i = 0; i < count; i++) {
                float u = points[2 * i] + jitter * spread();
                float v = points[2 * i + 1] + jitter * spread();
                u = u * widen * (1 + taper * v) + bow * (v * v - 0.1f) - slant * v;
                px[i] = cos * u - sin * v;
                py[i] = sin * u + cos * v;
            }
            n = curve(count, n);
            strokeEnd[s] = n;
        }
    }

    /// Flattens a uniform Catmull-Rom spline through the points (Catmull and Rom 1974); the end points count twice.
    private int curve(int count, int n) {
        int end = n;
        for (int i = 0; i + 1 < count; i++) {
            int before = Math.max(i - 1, 0);
            int after = Math.min(i + 2, count - 1);
            for (int k = 0; k < CURVE_STEPS; k++) {
                float t = (float) k / CURVE_STEPS;
                x[end] = spline(px[before], px[i], px[i + 1], px[after], t);
                y[end] = spline(py[before], py[i], py[i + 1], py[after], t);
                end++;
            }
        }
        x[end] = px[count - 1];
        y[end] = py[count - 1];
        return end + 1;
    }

    private static float spline(float a, float b, float c, float d, float t) {
        float linear = c - a;
        float square = 2 * a - 5 * b + 4 * c - d;
        float cube = 3 * (b - c) + d - a;
        return b + 0.5f * t * (linear + t * (square + t * cube));
    }

    /// Scales the curves to their box and puts them near the middle of the picture.
    private void fit(int n) {
        float left = x[0];
        float right = x[0];
        float top = y[0];
        float bottom = y[0];
        for (int i = 1; i < n; i++) {
            left = Math.min(left, x[i]);
            right = Math.max(right, x[i]);
            top = Math.min(top, y[i]);
            bottom = Math.max(bottom, y[i]);
        }
        float box = 18.4f + 1.6f * spread();
        float scale = box / Math.max(right - left, bottom - top);
        float moveX = SIZE / 2f + 0.9f * spread() - 0.5f * scale * (left + right);
        float moveY = SIZE / 2f + 0.9f * spread() - 0.5f * scale * (top + bottom);
        for (int i = 0; i < n; i++) {
            x[i] = scale * x[i] + moveX;
            y[i] = scale * y[i] + moveY;
        }
    }

    /// Draws the curves with a pen whose width changes a little along each stroke.
    private void ink(int strokes, byte[] pixels) {
        float radius = 1.28f + 0.6f * spread();
        float soft = 0.5f + 0.2f * uniform();
        pen.begin(soft);
        int begin = 0;
        for (int s = 0; s < strokes; s++) {
            float pressure = 0.25f * spread();
            int spans = strokeEnd[s] - begin - 1;
            for (int i = 0; i < spans; i++) {
                float along = (i + 0.5f) / spans - 0.5f;
                pen.line(x[begin + i], y[begin + i], x[begin + i + 1], y[begin + i + 1],
                        radius * (1 + pressure * along));
            }
            begin = strokeEnd[s];
        }
        pen.finish(0.94f + 0.06f * uniform(), pixels);
    }

    private float uniform() {
        return random.uniform(next++);
    }

    /// A triangular variate on (-1, 1): mean 0, variance 1/6.
    private float spread() {
        return uniform() - uniform();
    }
}
