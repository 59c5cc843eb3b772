package lanewise.vae.picture;

import java.util.ArrayList;
import java.util.List;

/// A typeface of strokes for the printable characters of ASCII, at any size; other characters show as `?`.
///
/// A glyph is its width and its strokes on a grid where capitals reach from 0 to 18 and lower-case letters from 6
/// to 18. A stroke joins its points by lines; after `~` by a smooth curve from the first to the last; after `o` by a
/// smooth closed curve. The curves are quadratic B-splines of their points.
final class StrokeFont {

    private static final float CAPITAL = 18;
    private static final float SPACING = 5.5f;
    private static final int CURVE_STEPS = 8;

    private static final String[] GLYPHS = {
        "4", "0 0,0 0,12; 0,18 0,18", "4 0,0 0,5; 4,0 4,5", "12 5,0 2,18; 10,0 7,18; 1,6 12,6; 0,12 11,12",
        "10 ~10,5 9,2 0,2 0,9 10,9 10,16 0,16 0,12; 5,-1 5,19",
        "14 12,0 2,18; o0,0 6,0 6,7 0,7; o8,11 14,11 14,18 8,18",
        "13 ~13,18 2,6 2,0 9,0 9,6 0,9 0,18 8,18 12,15 12,10", "0 0,0 0,5", "4 ~4,-2 0,3 0,15 4,20",
        "4 ~0,-2 4,3 4,15 0,20",
        "8 4,1 4,11; 0,3 8,9; 8,3 0,9", "10 5,5 5,15; 0,10 10,10", "2 2,17 0,22", "7 0,11 7,11", "0 0,18 0,18",
        "8 8,-1 0,20",
        "10 o0,0 10,0 10,18 0,18", "10 2,4 7,0 7,18", "10 ~0,5 0,0 10,0 10,8 4,12 0,18; 0,18 10,18",
        "10 ~0,4 0,0 10,0 10,8.5 4,8.5; ~4,8.5 10.5,8.5 10.5,18 0,18 0,13.5", "10 7.5,18 7.5,0 0,13 10,13",
        "10 9,0 1,0 0.5,9; ~0.5,9 3,6.5 10,6.5 10,18 0,18 0,14",
        "10 ~9,3 8,0 0,0 0,10 0,18 10,18 10,7 1,7 0,12", "10 0,0 10,0 3,18",
        "10 o0.5,0 9.5,0 9.5,8.5 0.5,8.5; o0,8.5 10,8.5 10,18 0,18",
        "10 ~1,15 2,18 10,18 10,8 10,0 0,0 0,11 9,11 10,6", "0 0,8 0,8; 0,18 0,18", "2 2,8 2,8; 2,17 0,22",
        "9 9,4 0,10 9,16",
        "10 0,8 10,8; 0,13 10,13", "9 0,4 9,10 0,16", "9 ~0,4 0,0 9,0 9,7 4,8 4,13; 4,18 4,18",
        "16 o5,6 11,6 11,14 5,14; ~11,6 11,14 16,14 16,0 0,0 0,20 13,20", "12 0,18 6,0 12,18; 2,12 10,12",
        "10 0,0 0,18; ~0,0 3,0 9,0 9,8.5 3,8.5 0,8.5; ~0,8.5 3,8.5 10,8.5 10,18 3,18 0,18",
        "11 ~11,5 10,0 0,0 0,18 10,18 11,13",
        "11 0,0 0,18; ~0,0 2,0 11,0 11,18 2,18 0,18", "9 9,0 0,0 0,18 9,18; 0,9 8,9", "9 9,0 0,0 0,18; 0,9 8,9",
        "12 ~11.5,5 11,0 0,0 0,18 12,18 12,10; 7,10 12,10", "11 0,0 0,18; 11,0 11,18; 0,9 11,9", "0 0,0 0,18",
        "7 ~7,0 7,9 7,18 0,18 0,14",
        "10 0,0 0,18; 10,0 0,11; 3.5,7.5 10,18", "8 0,0 0,18 8,18", "14 0,18 1,0 7,14 13,0 14,18",
        "11 0,18 0,0 11,18 11,0",
        "13 o0,0 13,0 13,18 0,18", "10 0,18 0,0; ~0,0 3,0 10,0 10,10 3,10 0,10", "13 o0,0 13,0 13,18 0,18; 8,13 13,19",
        "10 0,18 0,0; ~0,0 3,0 10,0 10,10 3,10 0,10; 5,10 10,18", "10 ~10,4 9,0 0,0 0,9 10,9 10,18 0,18 0,14",
        "12 0,0 12,0; 6,0 6,18",
        "11 ~0,0 0,9 0,18 11,18 11,9 11,0", "12 0,0 6,18 12,0", "16 0,0 4,18 8,3 12,18 16,0", "11 0,0 11,18; 11,0 0,18",
        "12 0,0 6,9 12,0; 6,9 6,18",
        "11 0,0 11,0 0,18 11,18", "4 4,-2 0,-2 0,20 4,20", "8 0,-1 8,20", "4 0,-2 4,-2 4,20 0,20", "9 0,8 4.5,0 9,8",
        "10 0,21 10,21", "3 0,0 3,4",
        "9 o0,6 9,6 9,18 0,18; 9,6 9,18", "9 0,0 0,18; o0,6 9,6 9,18 0,18", "8 ~8,9.5 8,6 0,6 0,18 8,18 8,14.5",
        "9 9,0 9,18; o0,6 9,6 9,18 0,18",
        "9 0,12 9,12; ~9,12 9,6 0,6 0,18 8,18 9,15", "6 ~7,0 3,0 3,5 3,18; 0,6 6,6",
        "9 o0,6 9,6 9,18 0,18; ~9,6 9,15 9,24 1,24 0,22",
        "8 0,0 0,18; ~0,12 0,6 8,6 8,12 8,18", "0 0,6 0,18; 0,1 0,1", "3 ~3,6 3,16 3,24 0,24; 3,1 3,1",
        "8 0,0 0,18; 8,6 0,13; 3,10.5 8,18", "0 0,0 0,18",
        "14 0,6 0,18; ~0,12 0,6 7,6 7,12 7,18; ~7,12 7,6 14,6 14,12 14,18", "8 0,6 0,18; ~0,12 0,6 8,6 8,12 8,18",
        "9 o0,6 9,6 9,18 0,18",
        "9 0,6 0,24; o0,6 9,6 9,18 0,18", "9 9,6 9,24; o0,6 9,6 9,18 0,18", "5 0,6 0,18; ~0,12 0,6 5,6",
        "8 ~8,9 7,6 0,6 0,12 8,12 8,18 0,18 0,15",
        "6 ~3,1 3,10 3,18 7,18; 0,6 6,6", "8 ~0,6 0,12 0,18 8,18 8,12; 8,6 8,18", "8 0,6 4,18 8,6",
        "12 0,6 3,18 6,7 9,18 12,6", "8 0,6 8,18; 8,6 0,18",
        "8 0,6 4,18; 8,6 2,24", "8 0,6 8,6 0,18 8,18", "5 ~5,-2 2,-2 2,9 0,9; ~0,9 2,9 2,20 5,20", "0 0,-2 0,20",
        "5 ~0,-2 3,-2 3,9 5,9; ~5,9 3,9 3,20 0,20", "10 ~0,12 0,8 5,8 5,12 10,12 10,8"};

    private static final float[] WIDTH = new float[GLYPHS.length];
    private static final List<List<float[]>> LINES = new ArrayList<>();

    static {
        for (int i = 0; i < GLYPHS.length; i++) {
            String[] parts = GLYPHS[i].split(" ", 2);
            WIDTH[i] = Float.parseFloat(parts[0]);
            List<float[]> lines = new ArrayList<>();
            if (parts.length > 1) {
                for (String stroke : parts[1].split("; ")) {
                    lines.add(flatten(stroke));
                }
            }
            LINES.add(lines);
        }
    }

    private StrokeFont() {
    }

    private static float[] flatten(String stroke) {
        boolean closed = stroke.startsWith("o");
        boolean smooth = closed || stroke.startsWith("~");
        String[] numbers = stroke.substring(smooth ? 1 : 0).split("[ ,]");
        float[] p = new float[numbers.length];
        for (int i = 0; i < p.length; i++) {
            p[i] = Float.parseFloat(numbers[i]);
        }
        return !smooth ? p : closed ? curve(cycle(p)) : curve(p);
    }

    /// A closed curve as an open one that begins and ends in the middle of the first side.
    private static float[] cycle(float[] p) {
        float[] open = new float[p.length + 4];
        float x = (p[0] + p[2]) / 2;
        float y = (p[1] + p[3]) / 2;
        open[0] = x;
        open[1] = y;
        System.arraycopy(p, 2, open, 2, p.length - 2);
        open[p.length] = p[0];
        open[p.length + 1] = p[1];
        open[p.length + 2] = x;
        open[p.length + 3] = y;
        return open;
    }

    /// Quadratic arcs between the middles of the sides, each with the corner between as its control point; the ends are
    /// the first and last point.
    private static float[] curve(float[] p) {
        int arcs = p.length / 2 - 2;
        float[] out = new float[2 * (arcs * CURVE_STEPS + 1)];
        for (int arc = 0; arc < arcs; arc++) {
            for (int axis = 0; axis < 2; axis++) {
                int i = 2 * arc + axis;
                float from = arc == 0 ? p[i] : (p[i] + p[i + 2]) / 2;
                float to = arc == arcs - 1 ? p[i + 4] : (p[i + 2] + p[i + 4]) / 2;
                for (int k = 0; k <= CURVE_STEPS; k++) {
                    float t = (float) k / CURVE_STEPS;
                    out[2 * (arc * CURVE_STEPS + k) + axis] = (1 - t) * (1 - t) * from + 2 * t * (1 - t) * p[i + 2]
                            + t * t * to;
                }
            }
        }
        return out;
    }

    private static int index(char c) {
        return c >= ' ' && c - ' ' < GLYPHS.length ? c - ' ' : '?' - ' ';
    }

    /// Width of a text whose capitals are `size` pixels high.
    static float width(String text, float size) {
        float width = 0;
        for (int i = 0; i < text.length(); i++) {
            width += WIDTH[index(text.charAt(i))] + (i == 0 ? 0 : SPACING);
        }
        return width * size / CAPITAL;
    }

    /// Adds a text to the pen's path; its letters stand on `baseline` and begin at `left`.
    static void draw(Pen pen, String text, float left, float baseline, float size) {
        float scale = size / CAPITAL;
        float radius = Math.max(0.6f, size / 15);
        float x = left;
        for (int i = 0; i < text.length(); i++) {
            int glyph = index(text.charAt(i));
            for (float[] line : LINES.get(glyph)) {
                boolean dot = line.length == 4 && line[0] == line[2] && line[1] == line[3];
                for (int k = 2; k < line.length; k += 2) {
                    pen.line(x + scale * line[k - 2], baseline + scale * (line[k - 1] - CAPITAL), x + scale * line[k],
                            baseline + scale * (line[k + 1] - CAPITAL), dot ? 1.4f * radius : radius);
                }
            }
            x += scale * (WIDTH[glyph] + SPACING);
        }
    }
}
