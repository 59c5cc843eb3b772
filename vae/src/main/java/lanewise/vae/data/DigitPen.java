package lanewise.vae.data;

import java.util.Arrays;

/// Draws round-ended lines into a small grey picture; a pixel takes the darkest of all lines, by its
/// distance from them.
///
/// Coverage of a pixel whose centre lies d from a line of radius r: clamp((r - d) / (2 * soft) + 1/2, 0,
/// 1). Not thread-safe.
final class DigitPen {

    private static final int SIZE = DrawnDigits.SIZE;

    private final float[] coverage = new float[SIZE * SIZE];
    private float soft;

    void begin(float softness) {
        soft = softness;
        Arrays.fill(coverage, 0);
    }

    void line(float x0, float y0, float x1, float y1, float radius) {
        float reach = radius + soft;
        int left = Math.max(0, (int) (Math.min(x0, x1) - reach));
        int right = Math.min(SIZE - 1, (int) (Math.max(x0, x1) + reach));
        int top = Math.max(0, (int) (Math.min(y0, y1) - reach));
        int bottom = Math.min(SIZE - 1, (int) (Math.max(y0, y1) + reach));
        float dx = x1 - x0;
        float dy = y1 - y0;
        float squared = dx * dx + dy * dy;
        float inverse = squared > 0 ? 1 / squared : 0;
        for (int py = top; py <= bottom; py++) {
            float cy = py + 0.5f - y0;
            for (int px = left; px <= right; px++) {
                float cx = px + 0.5f - x0;
                float t = Math.max(0f, Math.min(1f, (cx * dx + cy * dy) * inverse));
                float ex = cx - t * dx;
                float ey = cy - t * dy;
                float d2 = ex * ex + ey * ey;
                if (d2 < reach * reach) {
                    float covered = (radius - (float) Math.sqrt(d2)) / (2 * soft) + 0.5f;
                    int at = py * SIZE + px;
                    coverage[at] = Math.max(coverage[at], covered);
                }
            }
        }
    }

    /// Writes `255 * strength * min(coverage, 1)`, rounded, for every pixel.
    void finish(float strength, byte[] pixels) {
        for (int i = 0; i < coverage.length; i++) {
            pixels[i] = (byte) (int) (255 * strength * Math.min(coverage[i], 1f) + 0.5f);
        }
    }
}
