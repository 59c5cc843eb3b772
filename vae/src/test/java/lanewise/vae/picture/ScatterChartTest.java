package lanewise.vae.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;

import lanewise.core.Matrix;

import org.junit.jupiter.api.Test;

final class ScatterChartTest {

    private static Matrix points(float... values) {
        Matrix points = Matrix.allocate(Arena.ofAuto(), values.length / 2, 2);
        points.copyFrom(values);
        return points;
    }

    private static Picture draw(Matrix points, int... labels) {
        return new ScatterChart("Points", "x", "y").draw(points, labels.length == 0 ? null : labels, 600, 500);
    }

    /// Mean place of the pixels that are mostly of a hue, left of the legend.
    private static double[] place(Picture picture, int hueShift) {
        double x = 0;
        double y = 0;
        int n = 0;
        for (int i = 0; i < picture.width() * picture.height(); i++) {
            int colour = picture.get(i % picture.width(), i / picture.width());
            int main = colour >> hueShift & 0xff;
            int other = colour >> (hueShift == 16 ? 0 : 16) & 0xff;
            if (main - other > 60 && i % picture.width() < 525) {
                x += i % picture.width();
                y += i / picture.width();
                n++;
            }
        }
        return new double[] {x / n, y / n};
    }

    @Test
    void pointsLieWhereTheirCoordinatesSay() {
        // label 0 is blue, label 1 is orange
        Picture picture = draw(points(-3, -3, 3, 3), 0, 1);
        double[] blue = place(picture, 0);
        double[] orange = place(picture, 16);
        assertTrue(blue[0] < orange[0] - 100, "to the right");
        assertTrue(blue[1] > orange[1] + 100, "upwards");
    }

    @Test
    void bothAxesHaveOneScale() {
        Picture picture = draw(points(0, 0, 10, 0), 0, 1);
        double right = place(picture, 16)[0] - place(picture, 0)[0];
        Picture other = draw(points(0, 0, 10, 10), 0, 1);
        assertEquals(place(other, 16)[0] - place(other, 0)[0], place(other, 0)[1] - place(other, 16)[1], 3);
        assertTrue(right > 200, "right " + right);
    }

    @Test
    void equalDataGiveEqualPicturesAndLabelsChangeThem() {
        Matrix points = points(1, 2, 3, 4, 5, -6);
        assertEquals(draw(points, 1, 2, 3), draw(points, 1, 2, 3));
        assertNotEquals(draw(points, 1, 2, 3), draw(points, 1, 2, 2));
        assertNotEquals(draw(points, 1, 2, 3), draw(points));
    }

    @Test
    void oddDataAreDrawnToo() {
        assertEquals(600, draw(points(1, 1)).width());
        assertEquals(600, draw(points(1, 1, 1, 1), 7, 200).width());
        assertEquals(600, draw(points(Float.NaN, 1, 1, Float.POSITIVE_INFINITY), 1, 2).width());
        assertEquals(600,
                new ScatterChart("", "", "").draw(Matrix.allocate(Arena.ofAuto(), 0, 2), null, 600, 500).width());
        int[] labels = new int[60];
        Matrix many = Matrix.allocate(Arena.ofAuto(), 60, 2);
        for (int i = 0; i < 60; i++) {
            labels[i] = i;
        }
        assertEquals(600, draw(many, labels).width());
    }

    @Test
    void whatCannotBeDrawnIsRefused() {
        ScatterChart chart = new ScatterChart("", "", "");
        assertThrows(IllegalArgumentException.class,
                () -> chart.draw(Matrix.allocate(Arena.ofAuto(), 2, 3), null, 600, 500));
        assertThrows(IllegalArgumentException.class, () -> chart.draw(points(1, 2), new int[2], 600, 500));
        assertThrows(IllegalArgumentException.class, () -> chart.draw(points(1, 2), null, 199, 500));
    }
}
