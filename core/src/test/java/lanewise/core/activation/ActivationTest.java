package lanewise.core.activation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import lanewise.core.AwkwardFloats;
import lanewise.core.Matrix;
import lanewise.core.SafetensorsFile;

/// The laws of every activation that [Activation] permits.
class ActivationTest {

    private static final float SENTINEL = 12345;

    static List<Activation> all() {
        return Activation.all();
    }

    static Stream<Activation> withOtherParameters() {
        return Stream.concat(all().stream(), Stream.of(new LeakyRelu(0), new LeakyRelu(0.3f), new Elu(0.7f)));
    }

    @Test
    void namesFindTheActivations() {
        assertEquals(List.of("identity", "relu", "leaky_relu", "elu", "silu", "gelu_erf", "gelu_tanh",
                "softplus", "sigmoid", "tanh"),
                all().stream().map(Activation::name).toList());
        for (Activation activation : all()) {
            assertEquals(activation, Activation.named(activation.name()));
        }
        String message = assertThrows(IllegalArgumentException.class, () -> Activation.named("swish")).getMessage();
        assertTrue(message.contains("'swish'") && message.contains("leaky_relu"), message);
    }

    @Test
    void refusesParametersThatHideTheInput() {
        for (float bad : new float[] {-0.1f, Float.NaN, Float.POSITIVE_INFINITY}) {
            assertThrows(IllegalArgumentException.class, () -> new LeakyRelu(bad));
            assertThrows(IllegalArgumentException.class, () -> new Elu(bad));
        }
        assertThrows(IllegalArgumentException.class, () -> new Elu(0));
    }

    @ParameterizedTest
    @MethodSource("withOtherParameters")
    void runsHaveTheBitsOfTheSpecification(Activation f) {
        Random random = new Random(11);
        try (Arena arena = Arena.ofConfined()) {
            Matrix x = Matrix.allocateDense(arena, 1, 80);
            Matrix y = Matrix.allocateDense(arena, 1, 80);
            Matrix dy = Matrix.allocateDense(arena, 1, 80);
            Matrix dx = Matrix.allocateDense(arena, 1, 80);
            for (int n = 0; n <= 70; n++) {
                int offset = n % 5;
                for (int i = 0; i < 80; i++) {
                    x.set(0, i, AwkwardFloats.next(random, i));
                    dy.set(0, i, AwkwardFloats.next(random, i));
                }
                y.fill(SENTINEL);
                dx.fill(SENTINEL);
                f.forward(x.segment(), 4L * offset, y.segment(), 8, n);
                f.backward(f.needsInput() ? x.segment() : null, 4L * offset, y.segment(), 8, dy.segment(), 4,
                        dx.segment(), 12, n);
                for (int i = 0; i < n; i++) {
                    float in = x.get(0, offset + i);
                    bits(f.value(in), y.get(0, 2 + i));
                    bits(dy.get(0, 1 + i) * f.derivative(in, f.value(in)), dx.get(0, 3 + i));
                }
                assertEquals(SENTINEL, y.get(0, 2 + n));
                assertEquals(SENTINEL, dx.get(0, 3 + n));
                float[] apart = dx.block(0, 1, 3, 3 + n).toArray();
                f.backward(x.segment(), 4L * offset, y.segment(), 8, dy.segment(), 4, dy.segment(), 4, n);
                f.forward(x.segment(), 4L * offset, x.segment(), 4L * offset, n);
                for (int i = 0; i < n; i++) {
                    bits(y.get(0, 2 + i), x.get(0, offset + i));
                    bits(apart[i], dy.get(0, 1 + i));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void matricesWithGapsBetweenRowsHaveTheBitsOfTheSpecification(Activation f) {
        Random random = new Random(12);
        try (Arena arena = Arena.ofConfined()) {
            Matrix x = Matrix.allocate(arena, 7, 21);
            Matrix y = Matrix.allocateDense(arena, 7, 21);
            Matrix dy = Matrix.allocateDense(arena, 7, 21);
            Matrix dx = Matrix.allocate(arena, 7, 21);
            for (int r = 0; r < 7; r++) {
                for (int c = 0; c < 21; c++) {
                    x.set(r, c, (float) random.nextGaussian());
                    dy.set(r, c, (float) random.nextGaussian());
                }
            }
            f.forward(x, y);
            f.backward(x, y, dy, dx);
            for (int r = 0; r < 7; r++) {
                for (int c = 0; c < 21; c++) {
                    bits(f.value(x.get(r, c)), y.get(r, c));
                    bits(dy.get(r, c) * f.derivative(x.get(r, c), y.get(r, c)), dx.get(r, c));
                }
            }
        }
    }

    /// Central differences of the float64 formulas, not of the fp32 values.
    @ParameterizedTest
    @MethodSource("withOtherParameters")
    void theDerivativeIsThatOfTheFormula(Activation f) {
        DoubleUnaryOperator formula = formula(f);
        Random random = new Random(13);
        for (int i = 0; i < 4000; i++) {
            float x = (float) (random.nextGaussian() * (i % 2 == 0 ? 1 : 5));
            double h = 1e-5;
            if (Math.abs(x) < 2 * h) {
                continue;
            }
            assertEquals(formula.applyAsDouble(x), f.value(x), 4e-7 * Math.max(1, Math.abs(x)), () -> f + " at " + x);
            double slope = (formula.applyAsDouble(x + h) - formula.applyAsDouble(x - h)) / (2 * h);
            assertEquals(slope, f.derivative(x, f.value(x)), 1e-6, () -> f + ", slope at " + x);
        }
    }

    /// Written from the definitions, for the central differences.
    private static DoubleUnaryOperator formula(Activation f) {
        return switch (f) {
            case Identity i -> x -> x;
            case Relu r -> x -> Math.max(x, 0);
            case LeakyRelu l -> x -> x > 0 ? x : l.slope() * x;
            case Elu e -> x -> x > 0 ? x : e.alpha() * Math.expm1(x);
            case Silu s -> x -> x / (1 + Math.exp(-x));
            case GeluErf g -> x -> 0.5 * x * (1 + erf(x / Math.sqrt(2)));
            case GeluTanh g -> x -> 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
            case Softplus s -> x -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
            case Sigmoid s -> x -> 1 / (1 + Math.exp(-x));
            case Tanh t -> Math::tanh;
        };
    }

    private static double erf(double x) {
        if (Math.abs(x) > 6) {
            return Math.signum(x);
        }
        double term = x;
        double sum = x;
        for (int k = 1; Math.abs(term) > 1e-18 * Math.abs(sum); k++) {
            term *= 2 * x * x / (2 * k + 1);
            sum += term;
        }
        return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
    }

    @Test
    void kinksAndLimits() {
        float infinity = Float.POSITIVE_INFINITY;
        for (Activation f : all()) {
            assertTrue(Float.isNaN(f.value(Float.NaN)), f.name());
            for (float x : new float[] {infinity, -infinity, 1e30f, -1e30f, 3e38f, -3e38f}) {
                float y = f.value(x);
                boolean linear = f instanceof Identity || f instanceof LeakyRelu;
                assertFalse(Float.isNaN(y), () -> f + " at " + x);
                assertEquals(linear || x > 0 && !(f instanceof Sigmoid || f instanceof Tanh), Math.abs(y) > 2,
                        () -> f + " at " + x);
                float slope = f.derivative(x, y);
                assertTrue(slope >= 0 && slope <= 1, () -> f + " has slope " + slope + " at " + x);
            }
        }
        bits(0, new Relu().derivative(0, 0));
        bits(0, new Relu().derivative(-0f, -0f));
        bits(0.01f, new LeakyRelu().derivative(0, 0));
        bits(1, new Elu().derivative(0, 0));
        bits(1e4f, new Softplus().value(1e4f));
        bits(1, new Softplus().derivative(0, 30));
    }

    @Test
    void aSmallCopyOfTheAutogradValues() {
        try (var stream = ActivationTest.class.getResourceAsStream("/lanewise/core/functions-small.f64.safetensors")) {
            againstGoldens(SafetensorsFile.parse(stream.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void allAutogradValues() throws IOException {
        Path file = Path.of(System.getProperty("lanewise.shared", "../../shared"), "goldens",
                "functions.f64.safetensors");
        Assumptions.assumeTrue(Files.exists(file), () -> "no " + file);
        againstGoldens(SafetensorsFile.parse(Files.readAllBytes(file)));
    }

    private static void againstGoldens(Map<String, double[]> goldens) {
        double[] x = goldens.get("x");
        int compared = 0;
        for (Activation f : all()) {
            double[] y = goldens.get(f.name() + ".y");
            if (y == null) {
                assertSame(Identity.class, f.getClass());
                continue;
            }
            double[] dy = goldens.get(f.name() + ".dy");
            boolean cancels = f instanceof GeluErf || f instanceof GeluTanh || f instanceof Silu;
            for (int i = 0; i < x.length; i++) {
                float in = (float) x[i];
                float out = f.value(in);
                close(f + " at " + in, y[i], out, cancels ? 3e-7 : 1e-15, 3e-7);
                close(f + ", derivative at " + in, dy[i], f.derivative(in, out), 5e-7, 5e-7);
                compared++;
            }
        }
        assertEquals(9 * x.length, compared);
        for (int i = 0; i < x.length; i++) {
            float in = (float) x[i];
            double exp = goldens.get("exp.y")[i];
            close("exp " + in, exp > Float.MAX_VALUE ? Double.POSITIVE_INFINITY : exp, lanewise.core.math.Exp.exp(in),
                    1e-44, 1.1e-7);
            close("erf " + in, goldens.get("erf.y")[i], lanewise.core.math.Erf.erf(in), 1e-44, 1.7e-7);
        }
    }

    private static void close(String what, double expected, float actual, double absolute, double relative) {
        boolean good = expected == actual || Math.abs(expected - actual) <= absolute + relative * Math.abs(expected);
        assertTrue(good, () -> what + ": " + actual + ", expected " + expected);
    }

    private static void bits(float expected, float actual) {
        assertEquals(Float.floatToIntBits(expected), Float.floatToIntBits(actual),
                () -> "expected " + expected + ", got " + actual);
    }
}
