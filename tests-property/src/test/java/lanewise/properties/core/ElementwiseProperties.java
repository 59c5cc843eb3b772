package lanewise.properties.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.DoubleUnaryOperator;
import lanewise.core.Elementwise;
import lanewise.core.Matrix;
import lanewise.vae.reference.SpecialFunctions;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Laws of the elementary functions over matrices, for all of them alike.
class ElementwiseProperties {

    /// One function: over matrices, and its truth in double; whether it rises.
    private record Function(String name, BiConsumer<Matrix, Matrix> matrix, DoubleUnaryOperator truth) {
        float at(float x) {
            try (Arena arena = Arena.ofConfined()) {
                Matrix one = Matrix.allocate(arena, 1, 1);
                one.set(0, 0, x);
                matrix.accept(one, one);
                return one.get(0, 0);
            }
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static final List<Function> FUNCTIONS = List.of(
        new Function("exp", Elementwise::exp, Math::exp),
        new Function("expm1", Elementwise::expm1, Math::expm1),
        new Function("log", Elementwise::log, Math::log),
        new Function("log1p", Elementwise::log1p, Math::log1p),
        new Function("tanh", Elementwise::tanh, Math::tanh),
        new Function("sigmoid", Elementwise::sigmoid, SpecialFunctions::sigmoid),
        new Function("softplus", Elementwise::softplus, SpecialFunctions::logOnePlusExp),
        new Function("erf", Elementwise::erf, SpecialFunctions::erf));

    @Provide
    Arbitrary<Function> functions() {
        return Arbitraries.of(FUNCTIONS);
    }

    @Provide
    Arbitrary<Float> floats() {
        return Arbitraries.randomValue(ActivationProperties::anyFloat);
    }

    @Property(tries = 40_000, seed = "71")
    void valuesAreWithinTwoUnitsInTheLastPlace(@ForAll("functions") Function function, @ForAll("floats") float x) {
        double expected = function.truth.applyAsDouble(x);
        float actual = function.at(x);
        if (Double.isNaN(expected) || Float.isInfinite((float) expected)) {
            assertEquals((float) expected, actual, function + " at " + x);
        } else {
            assertEquals(expected, actual, 2 * Math.ulp((float) expected), function + " at " + x);
        }
    }

    @Property(tries = 20_000, seed = "72")
    void valuesNeverFall(@ForAll("functions") Function function, @ForAll("floats") float x, @ForAll("floats") float y) {
        float low = function.at(Math.min(x, y));
        float high = function.at(Math.max(x, y));
        assertTrue(Float.isNaN(low) || low <= high + 2 * Math.ulp(high), function + " at " + x + " and " + y);
    }

    @Property(tries = 10_000, seed = "73")
    void mirroredArgumentsGiveMirroredValues(@ForAll("floats") float x) {
        for (Function odd : FUNCTIONS) {
            if (odd.name.equals("tanh") || odd.name.equals("erf")) {
                assertEquals(-odd.at(x), odd.at(-x), odd + " at " + x);
            }
        }
    }

    @Property(tries = 50, seed = "74")
    void aNanStaysANan(@ForAll("functions") Function function, @ForAll int payload) {
        assertTrue(Float.isNaN(function.at(Float.intBitsToFloat(0x7FC00000 | payload))), function.name);
    }

    @Property(tries = 1000, seed = "75")
    void runsHaveTheBitsOfSingleValues(@ForAll("functions") Function function, @ForAll long seed) {
        Random random = new Random(seed);
        try (Arena arena = Arena.ofConfined()) {
            Matrix x = Bits.placed(arena, 1 + random.nextInt(4), random.nextInt(80), random);
            Matrix y = Bits.placed(arena, x.rows(), x.columns(), random);
            Matrix expected = Matrix.allocateDense(arena, x.rows(), x.columns());
            for (int r = 0; r < x.rows(); r++) {
                for (int c = 0; c < x.columns(); c++) {
                    x.set(r, c, random.nextInt(30) == 0 ? Float.NaN : ActivationProperties.anyFloat(random));
                    expected.set(r, c, function.at(x.get(r, c)));
                }
            }
            function.matrix.accept(x, y);
            Bits.assertSame(expected, y, function);
            function.matrix.accept(x, x);
            Bits.assertSame(expected, x, function + " in place");
        }
    }
}
