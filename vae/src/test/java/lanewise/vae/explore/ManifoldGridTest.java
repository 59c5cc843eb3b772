package lanewise.vae.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;

import lanewise.core.Matrix;

import org.junit.jupiter.api.Test;

class ManifoldGridTest {

    @Test
    void cellsHaveEqualProbabilityAndUpIsUp() {
        int side = 6;
        Matrix codes = Matrix.allocate(Arena.ofAuto(), side * side, 2);
        ManifoldGrid.codes(side, codes);
        for (int r = 0; r < side; r++) {
            for (int c = 0; c < side; c++) {
                assertEquals((c + 0.5) / side, NormalDistribution.cumulative(codes.get(r * side + c, 0)), 1e-7);
                assertEquals(1 - (r + 0.5) / side, NormalDistribution.cumulative(codes.get(r * side + c, 1)), 1e-7);
            }
        }
        assertEquals(-codes.get(0, 0), codes.get(5, 0));
    }

    @Test
    void anOddSideHasTheMiddleOfThePriorInItsMiddle() {
        Matrix codes = Matrix.allocate(Arena.ofAuto(), 9, 2);
        ManifoldGrid.codes(3, codes);
        assertEquals(0, codes.get(4, 0));
        assertEquals(0, codes.get(4, 1));
    }

    @Test
    void otherLatentVariablesAreRefused() {
        assertEquals("codes: is 9 x 3, expected 9 x 2 for a side of 3, at least 1",
                assertThrows(IllegalArgumentException.class,
                        () -> ManifoldGrid.codes(3, Matrix.allocate(Arena.ofAuto(), 9, 3))).getMessage());
        assertThrows(IllegalArgumentException.class,
                () -> ManifoldGrid.codes(3, Matrix.allocate(Arena.ofAuto(), 8, 2)));
        assertThrows(IllegalArgumentException.class,
                () -> ManifoldGrid.codes(0, Matrix.allocate(Arena.ofAuto(), 0, 2)));
    }
}
