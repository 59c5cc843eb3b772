package lanewise.vae.likelihood;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import lanewise.core.Kernels;
import lanewise.core.Matrix;
import lanewise.vae.data.Dataset;
import lanewise.vae.format.FormatException;
import lanewise.vae.format.Json;
import lanewise.vae.reference.ReferenceLikelihood;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ObservedTest {

    private static final int[] WIDTHS = {2, 3, 17, 33, 100, 513, 1100};

    static List<Likelihood> all() {
        return LikelihoodTest.all();
    }

    private static int[] widths(Likelihood likelihood) {
        return likelihood.width() != 0 ? new int[] {likelihood.width()} : WIDTHS;
    }

    /// Takes cells away, of a choice whole groups.
    private static void remove(Likelihood likelihood, Matrix x, double share, Random random) {
        if (likelihood instanceof Composite composite) {
            int from = 0;
            for (Composite.Part part : composite.parts()) {
                remove(part.likelihood(), x.columns(from, from + part.columns()), share, random);
                from += part.columns();
            }
            return;
        }
        List<Integer> units = new ArrayList<>();
        if (likelihood instanceof Categorical categorical) {
            units.addAll(categorical.groups().isEmpty() ? List.of(x.columns()) : categorical.groups());
        }
        for (int r = 0; r < x.rows(); r++) {
            int from = 0;
            for (int u = 0; from < x.columns(); u++) {
                int n = units.isEmpty() ? 1 : units.get(u);
                boolean gone = random.nextDouble() < share;
                for (int c = from; c < from + n; c++) {
                    x.set(r, c, gone ? Float.NaN : x.get(r, c));
                }
                from += n;
            }
        }
    }

    private static double row(boolean vector, Likelihood likelihood, Matrix x, Matrix outputs, Matrix gradient) {
        return likelihood.row(vector, x.segment(), 0, outputs.segment(), 0,
                gradient == null ? null : gradient.segment(), 0, x.columns(), 0.3f);
    }

    @ParameterizedTest
    @MethodSource("all")
    void rowWithoutGapsHasTheBitsOfThePlainLikelihood(Likelihood likelihood) {
        Random random = new Random(11);
        try (Arena arena = Arena.ofConfined()) {
            for (int width : widths(likelihood)) {
                Matrix x = LikelihoodTest.data(arena, likelihood, 2, width, random);
                Matrix outputs = LikelihoodTest.outputs(arena, likelihood, 4, width, random);
                Matrix others = Matrix.allocate(arena, 4, outputs.columns());
                others.copyFrom(outputs);
                Matrix expected = Matrix.allocate(arena, 4, outputs.columns());
                Matrix actual = Matrix.allocate(arena, 4, outputs.columns());
                double[] losses = new double[4];
                double[] observedLosses = new double[4];
                likelihood.prepare(x, outputs);
                likelihood.lossAndGradient(x, outputs, 0, 4, 0.3f, losses, expected);
                Likelihood observed = new Observed(likelihood);
                observed.prepare(x, others);
                observed.lossAndGradient(x, others, 0, 4, 0.3f, observedLosses, actual);
                assertArrayEquals(losses, observedLosses);
                assertArrayEquals(outputs.toArray(), others.toArray());
                assertArrayEquals(expected.toArray(), actual.toArray());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void gapsHaveTheLossOfTheReferenceAndScalarTwinsHaveTheBits(Likelihood likelihood) {
        Random random = new Random(12);
        Likelihood observed = new Observed(likelihood);
        ReferenceLikelihood reference = ReferenceLikelihood.of(observed);
        try (Arena arena = Arena.ofConfined()) {
            for (int width : widths(likelihood)) {
                for (double share : new double[] {0.1, 0.5, 0.9, 1}) {
                    Matrix x = LikelihoodTest.data(arena, likelihood, 1, width, random);
                    remove(likelihood, x, share, random);
                    Matrix outputs = LikelihoodTest.outputs(arena, likelihood, 1, width, random);
                    Matrix vector = Matrix.allocate(arena, 1, outputs.columns());
                    Matrix scalar = Matrix.allocate(arena, 1, outputs.columns());
                    double loss = row(Kernels.VECTOR, observed, x, outputs, vector);
                    assertEquals(loss, row(false, observed, x, outputs, scalar));
                    assertEquals(loss, row(Kernels.VECTOR, observed, x, outputs, null));
                    assertTrue(Arrays.equals(scalar.toArray(), vector.toArray()));
                    double[] values = doubles(x);
                    double[] o = doubles(outputs);
                    double[] slopes = new double[o.length];
                    double expected = reference.nll(values, 0, o, 0, width);
                    reference.derivatives(values, 0, o, 0, width, 0.3f, slopes);
                    assertEquals(expected, loss, 4e-7 * (Math.abs(expected) + width), "width " + width);
                    for (int c = 0; c < slopes.length; c++) {
                        assertEquals(slopes[c], vector.get(0, c), 1e-6 * Math.max(0.3, Math.abs(slopes[c])));
                    }
                    row(Kernels.VECTOR, observed, x, outputs, outputs);
                    assertTrue(Arrays.equals(vector.toArray(), outputs.toArray()), "in place");
                }
            }
        }
    }

    private static double[] doubles(Matrix row) {
        double[] values = new double[row.columns()];
        for (int c = 0; c < values.length; c++) {
            values[c] = row.get(0, c);
        }
        return values;
    }

    @Test
    void rowWithGapsHasTheBitsOfTheRowOfItsObservedCells() {
        Likelihood observed = new Observed(new StudentT(3));
        Random random = new Random(13);
        try (Arena arena = Arena.ofConfined()) {
            Matrix x = LikelihoodTest.data(arena, observed, 1, 40, random);
            Matrix outputs = LikelihoodTest.outputs(arena, observed, 1, 40, random);
            Matrix shortX = Matrix.allocate(arena, 1, 20);
            Matrix shortOutputs = Matrix.allocate(arena, 1, 40);
            for (int c = 0; c < 20; c++) {
                shortX.set(0, c, x.get(0, 2 * c));
                x.set(0, 2 * c + 1, Float.NaN);
                shortOutputs.set(0, c, outputs.get(0, 2 * c));
                shortOutputs.set(0, 20 + c, outputs.get(0, 40 + 2 * c));
            }
            Matrix gradient = Matrix.allocate(arena, 1, 80);
            Matrix shortGradient = Matrix.allocate(arena, 1, 40);
            assertEquals(row(Kernels.VECTOR, new StudentT(3), shortX, shortOutputs, shortGradient),
                    row(Kernels.VECTOR, observed, x, outputs, gradient));
            for (int c = 0; c < 40; c++) {
                assertEquals(shortGradient.get(0, c), gradient.get(0, c < 20 ? 2 * c : 40 + 2 * (c - 20)));
                assertEquals(0f, gradient.get(0, c < 20 ? 2 * c + 1 : 40 + 2 * (c - 20) + 1));
            }
        }
    }

    @Test
    void optimalVarianceIsThatOfTheObservedCells() {
        Likelihood observed = new Observed(new GaussianOptimal());
        try (Arena arena = Arena.ofConfined()) {
            Matrix x = Matrix.allocate(arena, 2, 3);
            float[] values = {1, Float.NaN, 3, Float.NaN, 2, Float.NaN};
            for (int i = 0; i < values.length; i++) {
                x.set(i / 3, i % 3, values[i]);
            }
            Matrix outputs = Matrix.allocate(arena, 2, 4);
            observed.prepare(x, outputs);
            float expected = (float) StrictMath.log((1 + 9 + 4) / 3.0);
            assertEquals(expected, outputs.get(0, 3));
            assertEquals(expected, outputs.get(1, 3));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void formsBringItBack(Likelihood likelihood) throws FormatException {
        Likelihood observed = new Observed(likelihood);
        assertEquals("observed:" + likelihood.text(), observed.text());
        assertEquals(observed, Likelihood.parse(observed.text()));
        assertEquals(observed, Likelihood.fromJson(Json.parseObject(Json.write(observed.toMap()), "test")));
        assertEquals(observed, Likelihood.parse(ReferenceLikelihood.of(observed).text()));
        assertThrows(IllegalArgumentException.class, () -> new Observed(observed));
        assertThrows(IllegalArgumentException.class, () -> new Composite.Part(1, observed));
    }

    @ParameterizedTest
    @MethodSource("all")
    void gapsAreTakenAndOtherValuesRefused(Likelihood likelihood) {
        Random random = new Random(14);
        try (Arena arena = Arena.ofConfined()) {
            int width = LikelihoodTest.width(likelihood, 12);
            Matrix x = LikelihoodTest.data(arena, likelihood, 20, width, random);
            Likelihood observed = new Observed(likelihood);
            observed.check(Dataset.of("rows", x, null));
            remove(likelihood, x, 0.5, random);
            Dataset data = Dataset.of("rows", x, null);
            observed.check(data);
            String message = assertThrows(IllegalArgumentException.class, () -> likelihood.check(data)).getMessage();
            assertTrue(message.contains(" is NaN; ") && message.contains("observed:"), message);
            x.set(7, 0, Float.POSITIVE_INFINITY);
            assertThrows(IllegalArgumentException.class, () -> observed.check(data));
        }
    }

    @Test
    void groupThatIsMissingInPartIsRefused() {
        try (Arena arena = Arena.ofConfined()) {
            Matrix x = Matrix.allocate(arena, 1, 4);
            x.set(0, 1, 1);
            x.set(0, 2, Float.NaN);
            Dataset data = Dataset.of("rows", x, null);
            String message = assertThrows(IllegalArgumentException.class,
                    () -> new Observed(new Categorical(List.of(2, 2))).check(data)).getMessage();
            assertTrue(message.startsWith("data rows: row 1, column 2 is NaN; categorical expects one 1"), message);
        }
    }

    @Test
    void encoderReadsZeroForGapsOfTheData() {
        try (Arena arena = Arena.ofConfined()) {
            Matrix x = Matrix.allocate(arena, 2, 3);
            x.set(0, 0, Float.NaN);
            x.set(0, 1, -0f);
            x.set(0, 2, Float.NaN);
            x.set(1, 1, 5);
            Matrix out = Observed.filled(x, 2, Matrix.allocate(arena, 2, 3));
            assertEquals(List.of(0f, -0f, Float.NaN, 0f, 5f, 0f), List.of(out.get(0, 0), out.get(0, 1), out.get(0, 2),
                    out.get(1, 0), out.get(1, 1), out.get(1, 2)));
        }
    }
}
