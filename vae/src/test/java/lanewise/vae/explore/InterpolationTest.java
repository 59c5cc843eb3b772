package lanewise.vae.explore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;

import lanewise.core.Matrix;
import lanewise.core.random.RandomStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InterpolationTest {

    private static Matrix row(float... values) {
        Matrix row = Matrix.allocate(Arena.ofAuto(), 1, values.length);
        row.copyFrom(values);
        return row;
    }

    private static Matrix path(Interpolation way, Matrix a, Matrix b, int steps) {
        Matrix path = Matrix.allocate(Arena.ofAuto(), steps, a.columns());
        way.path(a, b, path);
        return path;
    }

    private static double length(Matrix row) {
        double squares = 0;
        for (float value : row.toArray()) {
            squares += (double) value * value;
        }
        return Math.sqrt(squares);
    }

    @ParameterizedTest
    @EnumSource(Interpolation.class)
    void theEndsAreGivenBackBitForBit(Interpolation way) {
        Matrix ends = Matrix.allocate(Arena.ofAuto(), 2, 33);
        new RandomStream(1, 2).fillGaussian(ends, 0);
        Matrix path = path(way, ends.rows(0, 1), ends.rows(1, 2), 7);
        assertArrayEquals(ends.rows(0, 1).toArray(), path.rows(0, 1).toArray());
        assertArrayEquals(ends.rows(1, 2).toArray(), path.rows(6, 7).toArray());
    }

    @Test
    void linearIsTheStraightLine() {
        assertArrayEquals(new float[] {0, 2, 1, 1, 2, 0, 3, -1, 4, -2},
                path(Interpolation.LINEAR, row(0, 2), row(4, -2), 5).toArray());
    }

    @Test
    void sphericalIsTheArcInEqualAngles() {
        Matrix path = path(Interpolation.SPHERICAL, row(2, 0), row(0, 2), 4);
        for (int i = 0; i < 4; i++) {
            assertEquals(2 * Math.cos(Math.PI / 6 * i), path.get(i, 0), 2e-7);
            assertEquals(2 * Math.sin(Math.PI / 6 * i), path.get(i, 1), 2e-7);
        }
    }

    @Test
    void sphericalKeepsTheLengthWhereLinearDoesNot() {
        Matrix ends = Matrix.allocate(Arena.ofAuto(), 2, 100);
        new RandomStream(5, 2).fillGaussian(ends, 0);
        double lengthA = length(ends.rows(0, 1));
        for (int d = 0; d < 100; d++) {
            ends.set(1, d, (float) (ends.get(1, d) * lengthA / length(ends.rows(1, 2))));
        }
        double before = length(ends.rows(1, 2));
        for (int d = 0; d < 100; d++) {
            ends.set(1, d, (float) (ends.get(1, d) * lengthA / before));
        }
        Matrix arc = path(Interpolation.SPHERICAL, ends.rows(0, 1), ends.rows(1, 2), 9);
        Matrix line = path(Interpolation.LINEAR, ends.rows(0, 1), ends.rows(1, 2), 9);
        for (int i = 0; i < 9; i++) {
            assertEquals(lengthA, length(arc.rows(i, i + 1)), 1e-4 * lengthA);
        }
        assertTrue(length(line.rows(4, 5)) < 0.8 * lengthA);
    }

    @Test
    void sphericalIsTheLineWhereBothPointTheSameWay() {
        assertArrayEquals(path(Interpolation.LINEAR, row(1, 2), row(3, 6), 5).toArray(),
                path(Interpolation.SPHERICAL, row(1, 2), row(3, 6), 5).toArray());
    }

    @Test
    void whatHasNoWayIsRefused() {
        assertEquals("b: points opposite to a, expected another direction: there is no one arc between them",
                assertThrows(IllegalArgumentException.class,
                        () -> path(Interpolation.SPHERICAL, row(1, -2), row(-2, 4), 5)).getMessage());
        assertEquals("a: has the length 0.0, expected a vector with a direction",
                assertThrows(IllegalArgumentException.class,
                        () -> path(Interpolation.SPHERICAL, row(0, 0), row(1, 1), 5)).getMessage());
        assertEquals("path: has 1 rows, expected at least 2", assertThrows(IllegalArgumentException.class,
                () -> path(Interpolation.LINEAR, row(0, 0), row(1, 1), 1)).getMessage());
        assertThrows(IllegalArgumentException.class,
                () -> Interpolation.LINEAR.path(row(0), row(1, 1), Matrix.allocate(Arena.ofAuto(), 3, 2)));
    }
}
