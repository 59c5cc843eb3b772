package lanewise.vae.explore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;

import lanewise.core.Matrix;

import org.junit.jupiter.api.Test;

class TraversalTest {

    private final Matrix z = Matrix.allocate(Arena.ofAuto(), 1, 3);
    private final Matrix codes = Matrix.allocate(Arena.ofAuto(), 5, 3);

    @Test
    void oneDimensionChangesInEqualSteps() {
        z.copyFrom(new float[] {7, 8, 9});
        Traversal.of(z, 1, -3, 3, codes);
        assertArrayEquals(new float[] {7, -3, 9, 7, -1.5f, 9, 7, 0, 9, 7, 1.5f, 9, 7, 3, 9}, codes.toArray());
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertThrows(IndexOutOfBoundsException.class, () -> Traversal.of(z, 3, -3, 3, codes));
        assertThrows(IndexOutOfBoundsException.class, () -> Traversal.of(z, -1, -3, 3, codes));
        assertThrows(IllegalArgumentException.class, () -> Traversal.of(z, 0, Double.NaN, 3, codes));
        assertThrows(IllegalArgumentException.class, () -> Traversal.of(z, 0, -3, 3, codes.rows(0, 1)));
        assertThrows(IllegalArgumentException.class, () -> Traversal.of(z.columns(0, 2), 0, -3, 3, codes));
    }
}
