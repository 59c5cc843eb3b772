package lanewise.vae.explore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;

import lanewise.core.Matrix;

import org.junit.jupiter.api.Test;

class AttributeDirectionTest {

    private static Matrix matrix(int rows, int columns, float... values) {
        Matrix matrix = Matrix.allocate(Arena.ofAuto(), rows, columns);
        matrix.copyFrom(values);
        return matrix;
    }

    private final Matrix codes = matrix(5, 2, 1, 1, 3, 5, 0, 0, 100, 100, 2, -2);

    @Test
    void theDirectionIsTheDifferenceOfTheMeans() {
        AttributeDirection direction = AttributeDirection.between(codes, r -> r < 2, r -> r == 2 || r == 4);
        assertArrayEquals(new double[] {1, 4}, direction.values());
        assertEquals(Math.sqrt(17), direction.length());
        assertEquals(2, direction.countWith());
        assertEquals(2, direction.countWithout());
    }

    @Test
    void itIsAppliedWithAStrength() {
        AttributeDirection direction = AttributeDirection.between(codes, r -> r < 2, r -> r == 2 || r == 4);
        Matrix z = matrix(2, 2, 1, 1, 0, -1);
        Matrix out = matrix(2, 2, 0, 0, 0, 0);
        direction.apply(z, -0.5, out);
        assertArrayEquals(new float[] {0.5f, -1, -0.5f, -3}, out.toArray());
        direction.apply(z, 0, z);
        assertArrayEquals(new float[] {1, 1, 0, -1}, z.toArray());
    }

    @Test
    void groupsThatSayNothingAreRefused() {
        assertEquals("with: no row of 5 belongs to this group, expected at least one in each",
                assertThrows(IllegalArgumentException.class,
                        () -> AttributeDirection.between(codes, r -> false, r -> true)).getMessage());
        assertEquals("without: no row of 5 belongs to this group, expected at least one in each",
                assertThrows(IllegalArgumentException.class,
                        () -> AttributeDirection.between(codes, r -> true, r -> false)).getMessage());
        assertEquals("with, without: row 2 belongs to both groups, expected one at most",
                assertThrows(IllegalArgumentException.class,
                        () -> AttributeDirection.between(codes, r -> r < 2, r -> r > 0)).getMessage());
        AttributeDirection direction = AttributeDirection.between(codes, r -> r < 2, r -> r == 2);
        assertThrows(IllegalArgumentException.class,
                () -> direction.apply(matrix(1, 3, 0, 0, 0), 1, matrix(1, 3, 0, 0, 0)));
        assertThrows(IllegalArgumentException.class, () -> direction.apply(codes, Double.NaN, codes));
        codes.set(0, 1, Float.NaN);
        assertThrows(IllegalArgumentException.class, () -> AttributeDirection.between(codes, r -> r < 2, r -> r == 2));
    }
}
