package lanewise.vae.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InitializationTest {

    private static final int IN = 120;
    private static final int OUT = 80;
    private static final ParameterLayout LAYOUT = ParameterLayout.builder()
            .map("a", Dense.of(OUT), Shape.of(IN), Normalization.NONE)
            .heads(List.of(new ParameterLayout.Head("m", 30), new ParameterLayout.Head("v", 30)), OUT)
            .build();

    private static Parameters fill(Initialization initialization, long seed) {
        Parameters p = Parameters.allocate(Arena.ofAuto(), LAYOUT);
        p.flat().fill(99);
        initialization.fill(p, seed);
        return p;
    }

    private static double deviation(Initialization initialization) {
        return switch (initialization) {
            case GLOROT_UNIFORM, GLOROT_NORMAL -> Math.sqrt(2.0 / (IN + OUT));
            case HE_UNIFORM, HE_NORMAL -> Math.sqrt(2.0 / IN);
            case PYTORCH -> 1 / Math.sqrt(3.0 * IN);
        };
    }

    @ParameterizedTest
    @EnumSource
    void weightsHaveMeanZeroAndTheStatedVariance(Initialization initialization) {
        float[] weights = fill(initialization, 3).tensor("a.weight").toArray();
        double mean = 0;
        double square = 0;
        for (float w : weights) {
            mean += w / (double) weights.length;
            square += (double) w * w / weights.length;
        }
        double expected = deviation(initialization);
        assertEquals(0, mean, 5 * expected / Math.sqrt(weights.length));
        // the variance of a normal sample variance is 2 s^4 / n
        assertEquals(expected * expected, square, 5 * expected * expected * Math.sqrt(2.0 / weights.length));
    }

    @ParameterizedTest
    @EnumSource(names = {"GLOROT_UNIFORM", "HE_UNIFORM", "PYTORCH"})
    void uniformWeightsReachTheirBoundAndNoFurther(Initialization initialization) {
        double bound = deviation(initialization) * Math.sqrt(3);
        double largest = 0;
        for (float w : fill(initialization, 4).tensor("a.weight").toArray()) {
            largest = Math.max(largest, Math.abs(w));
        }
        assertTrue(largest <= bound * 1.0000001 && largest > 0.99 * bound, largest + " for " + bound);
    }

    @ParameterizedTest
    @EnumSource
    void biasesAreZeroButForPyTorch(Initialization initialization) {
        float[] biases = fill(initialization, 5).tensor("v.bias").toArray();
        if (initialization == Initialization.PYTORCH) {
            for (float b : biases) {
                assertTrue(b != 0 && Math.abs(b) <= 1 / Math.sqrt(OUT));
            }
        } else {
            assertArrayEquals(new float[30], biases);
        }
    }

    @ParameterizedTest
    @EnumSource
    void seedsAndTensorsAreIndependent(Initialization initialization) {
        Parameters one = fill(initialization, 6);
        assertArrayEquals(one.tensor("m.weight").toArray(), fill(initialization, 6).tensor("m.weight").toArray());
        assertFalse(Arrays.equals(one.tensor("m.weight").toArray(),
                fill(initialization, 7).tensor("m.weight").toArray()));
        assertFalse(Arrays.equals(one.tensor("m.weight").toArray(), one.tensor("v.weight").toArray()));
    }

    @ParameterizedTest
    @EnumSource
    void aNormalisationStartsAsTheIdentity(Initialization initialization) {
        ParameterLayout layout = ParameterLayout.builder().map("a", Dense.of(OUT), Shape.of(IN), Normalization.LAYER)
                .map("b", Dense.of(3), Shape.of(OUT), Normalization.NONE).build();
        Parameters p = Parameters.allocate(Arena.ofAuto(), layout);
        p.flat().fill(99);
        initialization.fill(p, 5);
        float[] ones = new float[OUT];
        Arrays.fill(ones, 1f);
        assertArrayEquals(ones, p.tensor("a.norm.weight").toArray());
        assertArrayEquals(new float[OUT], p.tensor("a.norm.bias").toArray());
    }

    @Test
    void gapsAreLeftAlone() {
        Parameters p = Parameters.allocate(Arena.ofAuto(), LAYOUT);
        Initialization.PYTORCH.fill(p, 1);
        // 60 biases of the heads end four floats before the next block
        assertEquals(0, p.flat().get(0, LAYOUT.size() - 1));
    }

    @Test
    void namesAreFoundAndUnknownOnesListed() {
        assertEquals(Initialization.HE_NORMAL, Initialization.named("he_normal"));
        assertEquals("initialization: there is no 'zeros', expected one of [glorot_uniform, glorot_normal,"
                + " he_uniform, he_normal, pytorch]",
                assertThrows(IllegalArgumentException.class, () -> Initialization.named("zeros")).getMessage());
    }
}
