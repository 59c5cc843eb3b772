package lanewise.vae.picture;

import java.util.Arrays;

/// Draws round-ended lines with smooth edges into a picture. Lines of one path that overlap are not darker for it.
///
/// Coverage of a pixel whose centre lies d from a line of radius r: clamp(r - d + 1/2, 0, 1); a path takes the largest
/// of its lines. Not thread-safe.
final class Pen {

    private final Picture picture;
    private final float[] coverage;
    private int left;
    private int top;
    private int right;
    private int bottom;

    Pen(Picture picture) {
        this.picture = picture;
        this.coverage = new float[picture.width() * picture.height()];
        clear();
    }

    private void clear() {
        left = picture.width();
        top = picture.height();
        right = -1;
        bottom = -1;
    }

    /// Adds a line to the path; x grows to the right, y downwards, pixel (0, 0) has its centre at (1/2, 1/2).
    void line(float x0, float y0, float x1, float y1, float radius) {
        float reach = radius + 0.5f;
        int fromX = Math.max(0, (int) (Math.min(x0, x1) - reach));
        int toX = Math.min(picture.width() - 1, (int) (Math.max(x0, x1) + reach));
        int fromY = Math.max(0, (int) (Math.min(y0, y1) - reach));
        int toY = Math.min(picture.height() - 1, (int) (Math.max(y0, y1) + reach));
        if (fromX > toX || fromY > toY) {
            return;
        }
        left = Math.min(left, fromX);
        top = Math.min(top, fromY);
        right = Math.max(right, toX);
        bottom = Math.max(bottom, toY);
        float dx = x1 - x0;
        float dy = y1 - y0;
        float squared = dx * dx + dy * dy;
        float inverse = squared > 0 ? 1 / squared : 0;
        for (int y = fromY; y <= toY; y++) {
            float cy = y + 0.5f - y0;
            for (int x = fromX; x <= toX; x++) {
                float cx = x + 0.5f - x0;
                float t = Math.clamp((cx * dx + cy * dy) * inverse, 0f, 1f);
                float ex = cx - t * dx;
                float ey = cy - t * dy;
                float covered = reach - (float) Math.sqrt(ex * ex + ey * ey);
                int at = y * picture.width() + x;
                coverage[at] = Math.max(coverage[at], covered);
            }
        }
    }

    /// Colours the path and begins a new one.
    void paint(int colour) {
        paint(colour, 1);
    }

    /// Colours the path, mixed with what is there, and begins a new one; `share` is 1 where nothing shines through.
    void paint(int colour, float share) {
        for (int y = top; y <= bottom; y++) {
            for (int x = left; x <= right; x++) {
                picture.blend(x, y, colour, share * Math.min(1, coverage[y * picture.width() + x]));
            }
            Arrays.fill(coverage, y * picture.width() + left, y * picture.width() + right + 1, 0);
        }
        clear();
    }
}
