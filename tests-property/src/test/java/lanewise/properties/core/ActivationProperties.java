package lanewise.properties.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.Random;
import java.util.Set;
import lanewise.core.Matrix;
import lanewise.core.activation.Activation;
import lanewise.core.activation.Elu;
import lanewise.core.activation.GeluErf;
import lanewise.core.activation.GeluTanh;
import lanewise.core.activation.Relu;
import lanewise.core.activation.Sigmoid;
import lanewise.core.activation.Silu;
import lanewise.core.activation.Softplus;
import lanewise.core.activation.Tanh;
import lanewise.vae.reference.ReferenceActivation;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Laws of the activations, for every member of the sealed interface.
class ActivationProperties {
    private static final Set<String> MONOTONE = Set.of("identity", "relu", "leaky_relu", "elu", "softplus",
            "sigmoid", "tanh");

    @Provide
    Arbitrary<Activation> activations() {
        return Arbitraries.of(Activation.all());
    }

    /// Floats of every magnitude, and of the magnitudes where something happens.
    @Provide
    Arbitrary<Float> floats() {
        return Arbitraries.randomValue(ActivationProperties::anyFloat);
    }

    static float anyFloat(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> {
                float bits = Float.intBitsToFloat(random.nextInt());
                yield Float.isNaN(bits) ? 0f : bits;
            }
            case 1 -> (float) (random.nextGaussian() * 5);
            default -> (float) (random.nextGaussian() * 50);
        };
    }

    @Property(tries = 20_000, seed = "61")
    void valuesAreThoseOfTheFormula(@ForAll("activations") Activation activation, @ForAll("floats") float x) {
        double expected = ReferenceActivation.value(activation, x);
        // a few units in the last place of the value, or of x/2 where gelu's tail is a difference of nearly equal
        // numbers; silu's factor may be subnormal
        double allowed = 8 * Math.ulp((float) expected)
                + (activation.name().startsWith("gelu") ? Math.ulp(x) : Math.abs(x) * Float.MIN_VALUE);
        assertEquals(expected > Float.MAX_VALUE ? Double.POSITIVE_INFINITY : expected, activation.value(x), allowed,
                activation + " at " + x);
    }

    @Property(tries = 20_000, seed = "62")
    void derivativesAreThoseOfTheFormula(@ForAll("activations") Activation activation, @ForAll("floats") float x) {
        double expected = ReferenceActivation.derivative(activation, x);
        double actual = activation.derivative(activation.needsInput() ? x : Float.NaN, activation.value(x));
        // 1 - s, s the sigmoid rounded to a float, keeps an error of 2^-25, which gelu's inner slope
        // multiplies by some 40
        assertEquals(expected, actual, 2e-6, activation + " at " + x);
    }

    @Property(tries = 20_000, seed = "63")
    void monotoneOnesNeverFall(@ForAll("activations") Activation activation, @ForAll("floats") float x,
            @ForAll("floats") float y) {
        if (MONOTONE.contains(activation.name())) {
            float low = activation.value(Math.min(x, y));
            float high = activation.value(Math.max(x, y));
            assertTrue(low <= high + 2 * Math.ulp(high), activation + " at " + x + " and " + y);
        }
    }

    @Property(tries = 5_000, seed = "64")
    void mirroredArgumentsGiveMirroredValues(@ForAll("floats") float x) {
        assertEquals(-new Tanh().value(x), new Tanh().value(-x));
        assertEquals(1, new Sigmoid().value(x) + new Sigmoid().value(-x), 2e-7);
        for (Activation f : List.of(new Silu(), new GeluErf(), new GeluTanh(), new Softplus())) {
            // f(x) - f(-x) = x
            assertEquals(x, (double) f.value(x) - f.value(-x), 4 * Math.ulp(Math.max(1, Math.abs(x))), f + " at " + x);
        }
    }

    @Property(tries = 10_000, seed = "65")
    void valuesStayInTheirRange(@ForAll("floats") float x) {
        assertTrue(new Relu().value(x) == Math.max(x, 0));
        assertTrue(Math.abs(new Tanh().value(x)) <= 1);
        float s = new Sigmoid().value(x);
        assertTrue(s >= 0 && s <= 1, "sigmoid at " + x);
        assertTrue(new Softplus().value(x) >= Math.max(x, 0), "softplus at " + x);
        assertTrue(new Elu().value(x) >= Math.max(x - Math.ulp(x), -1), "elu at " + x);
        assertTrue(new Silu().value(x) >= -0.2785f, "silu at " + x);
        assertTrue(new GeluErf().value(x) >= -0.1701f && new GeluTanh().value(x) >= -0.1701f, "gelu at " + x);
    }

    @Property(tries = 100, seed = "66")
    void aNanStaysANan(@ForAll("activations") Activation activation, @ForAll("floats") float x) {
        assertTrue(Float.isNaN(activation.value(Float.NaN)), activation + " of NaN");
        assertTrue(Float.isFinite(activation.derivative(x, activation.value(x))), activation + "' at " + x);
    }

    @Example
    void infinitiesGiveTheLimits() {
        for (Activation activation : Activation.all()) {
            for (float x : new float[] {Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
                assertEquals(ReferenceActivation.value(activation, x), activation.value(x), 0.0,
                        activation + " at " + x);
            }
        }
    }

    @Property(tries = 1000, seed = "67")
    void runsHaveTheBitsOfSingleValues(@ForAll("activations") Activation activation, @ForAll long seed) {
        Random random = new Random(seed);
        try (Arena arena = Arena.ofConfined()) {
            Matrix x = Bits.placed(arena, 1 + random.nextInt(4), random.nextInt(80), random);
            for (int r = 0; r < x.rows(); r++) {
                for (int c = 0; c < x.columns(); c++) {
                    x.set(r, c, random.nextInt(50) == 0 ? Float.NaN : random.nextInt(50) == 0 ? Float.NEGATIVE_INFINITY
                            : anyFloat(random));
                }
            }
            Matrix y = Bits.placed(arena, x.rows(), x.columns(), random);
            Matrix dy = Bits.placed(arena, x.rows(), x.columns(), random);
            Matrix dx = Bits.placed(arena, x.rows(), x.columns(), random);
            Matrix expectedY = Matrix.allocateDense(arena, x.rows(), x.columns());
            Matrix expectedDx = Matrix.allocateDense(arena, x.rows(), x.columns());
            for (int r = 0; r < x.rows(); r++) {
                for (int c = 0; c < x.columns(); c++) {
                    expectedY.set(r, c, activation.value(x.get(r, c)));
                    expectedDx.set(r, c, dy.get(r, c) * activation.derivative(activation.needsInput() ? x.get(r, c) : 0,
                            expectedY.get(r, c)));
                }
            }
            activation.forward(x, y);
            Bits.assertSame(expectedY, y, activation);
            Matrix xOrNull = activation.needsInput() ? x : null;
            activation.backward(xOrNull, y, dy, dx);
            Bits.assertSame(expectedDx, dx, activation + "'");
            activation.backward(xOrNull, y, dy, dy);
            Bits.assertSame(expectedDx, dy, activation + "' in place");
            activation.forward(x, x);
            Bits.assertSame(expectedY, x, activation + " in place");
        }
    }
}
