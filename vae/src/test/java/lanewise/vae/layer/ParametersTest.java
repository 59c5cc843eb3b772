package lanewise.vae.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.List;

import lanewise.core.Matrix;

import org.junit.jupiter.api.Test;

class ParametersTest {

    private static final ParameterLayout LAYOUT = ParameterLayout.builder()
            .map("encoder.0", Dense.of(2), Shape.of(3), Normalization.NONE)
            .heads(List.of(new ParameterLayout.Head("encoder.mu", 1), new ParameterLayout.Head("encoder.logvar", 1)), 2)
            .build();

    @Test
    void tensorsAndLayersViewTheSameFloats() {
        try (Arena arena = Arena.ofConfined()) {
            Parameters p = Parameters.allocate(arena, LAYOUT);
            Matrix stacked = p.weight(LAYOUT.slot("encoder.mu"));
            assertEquals(2, stacked.rows());
            stacked.copyFrom(new float[] {1, 2, 3, 4});
            assertArrayEquals(new float[] {1, 2}, p.tensor("encoder.mu.weight").toArray());
            assertArrayEquals(new float[] {3, 4}, p.tensor("encoder.logvar.weight").toArray());
            p.tensor("encoder.logvar.bias").set(0, 0, 7);
            assertArrayEquals(new float[] {0, 7}, p.bias(LAYOUT.slot("encoder.mu")).toArray());
            assertEquals(7, p.flat().get(0, LAYOUT.tensor("encoder.logvar.bias").offset()));
            assertSame(p.tensor("encoder.mu.weight"), p.tensor(LAYOUT.indexOf("encoder.mu.weight")));
        }
    }

    @Test
    void copyTakesAllAndZeroClearsAll() {
        try (Arena arena = Arena.ofConfined()) {
            Parameters a = Parameters.allocate(arena, LAYOUT);
            Parameters b = Parameters.allocate(arena, LAYOUT);
            a.tensor("encoder.0.weight").fill(3);
            b.copyFrom(a);
            assertArrayEquals(a.flat().toArray(), b.flat().toArray());
            b.zero();
            assertArrayEquals(new float[LAYOUT.size()], b.flat().toArray());
        }
    }

    @Test
    void firstNotFiniteNamesTheTensor() {
        try (Arena arena = Arena.ofConfined()) {
            Parameters p = Parameters.allocate(arena, LAYOUT);
            assertTrue(p.firstNotFinite().isEmpty());
            p.tensor("encoder.logvar.weight").set(0, 1, Float.NEGATIVE_INFINITY);
            assertEquals("encoder.logvar.weight", p.firstNotFinite().orElseThrow());
            p.tensor("encoder.0.bias").set(0, 0, Float.NaN);
            assertEquals("encoder.0.bias", p.firstNotFinite().orElseThrow());
        }
    }

    @Test
    void anotherLayoutIsRefused() {
        try (Arena arena = Arena.ofConfined()) {
            Parameters p = Parameters.allocate(arena, LAYOUT);
            Parameters other = Parameters.allocate(arena,
                    ParameterLayout.builder().map("encoder.0", Dense.of(4), Shape.of(3), Normalization.NONE).build());
            assertEquals("source: has encoder.0.weight [4, 3] where encoder.0.weight [2, 3] was expected",
                    assertThrows(IllegalArgumentException.class, () -> p.copyFrom(other)).getMessage());
            assertEquals("segment: has 4 bytes, the layout needs " + LAYOUT.size() * 4L,
                    assertThrows(IllegalArgumentException.class, () -> Parameters.of(LAYOUT, arena.allocate(4)))
                            .getMessage());
        }
    }
}
