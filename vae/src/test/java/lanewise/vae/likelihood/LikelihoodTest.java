package lanewise.vae.likelihood;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import lanewise.core.Kernels;
import lanewise.core.Matrix;
import lanewise.vae.data.Dataset;
import lanewise.vae.format.FormatException;
import lanewise.vae.format.Json;
import lanewise.vae.layer.ParameterLayout;
import lanewise.vae.reference.ReferenceLikelihood;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What every likelihood keeps, whatever its density.
class LikelihoodTest {

    private static final int[] WIDTHS = {1, 3, 4, 7, 8, 15, 16, 17, 31, 33, 100, 784, 511, 512, 513, 1100};

    static List<Likelihood> all() {
        return List.of(new Bernoulli(), new ContinuousBernoulli(), new GaussianFixed(1), new GaussianFixed(0.25),
                new GaussianLearned(), new GaussianShared(false), new GaussianShared(true), new GaussianOptimal(),
                new Laplace(), new StudentT(), new StudentT(0.7), new Categorical(), new Categorical(List.of(2, 7, 3)),
                new Exponential(), new Poisson(), new NegativeBinomial(),
                Likelihood.parse("gaussian_learned@0-3+categorical:groups=3@4-6+poisson@7"
                        + "+gaussian_shared@8-9+gaussian_optimal@10+bernoulli_logits@11-30"));
    }

    /// Those widths of data that it describes.
    private static int[] widths(Likelihood likelihood) {
        return likelihood.width() != 0 ? new int[] {likelihood.width()}
                : Arrays.stream(WIDTHS).filter(w -> w > 1 || likelihood.domain() != Domain.ONE_HOT).toArray();
    }

    static int width(Likelihood likelihood, int width) {
        return likelihood.width() != 0 ? likelihood.width() : width;
    }

    static Matrix data(Arena arena, Likelihood likelihood, int rows, int width, Random random) {
        Matrix x = Matrix.allocate(arena, rows, width);
        if (likelihood instanceof Composite composite) {
            int from = 0;
            for (Composite.Part part : composite.parts()) {
                x.columns(from, from + part.columns())
                        .copyFrom(data(arena, part.likelihood(), rows, part.columns(), random));
                from += part.columns();
            }
            return x;
        }
        List<Integer> groups = likelihood instanceof Categorical categorical && !categorical.groups().isEmpty()
                ? categorical.groups() : List.of(width);
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < width; c++) {
                x.set(r, c, switch (likelihood.domain()) {
                    case UNIT -> random.nextInt(3) == 0 ? random.nextInt(2) : random.nextFloat();
                    case COUNT -> random.nextInt(random.nextInt(10) == 0 ? 1000 : 6);
                    case NON_NEGATIVE -> (float) random.nextExponential();
                    default -> (float) random.nextGaussian();
                });
            }
            int from = 0;
            for (int n : likelihood.domain() == Domain.ONE_HOT ? groups : List.<Integer>of()) {
                int one = random.nextInt(n);
                for (int c = 0; c < n; c++) {
                    x.set(r, from + c, c == one ? 1 : 0);
                }
                from += n;
            }
        }
        return x;
    }

    static Matrix outputs(Arena arena, Likelihood likelihood, int rows, int width, Random random) {
        Matrix outputs = Matrix.allocate(arena, rows, likelihood.outputWidth(width));
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < outputs.columns(); c++) {
                outputs.set(r, c, (float) random.nextGaussian());
            }
        }
        return outputs;
    }

    private static double[] doubles(Matrix matrix, int row) {
        double[] values = new double[matrix.columns()];
        for (int c = 0; c < values.length; c++) {
            values[c] = matrix.get(row, c);
        }
        return values;
    }

    @ParameterizedTest
    @MethodSource("all")
    void lossAndGradientAreThoseOfTheFloat64Reference(Likelihood likelihood) {
        Random random = new Random(1);
        ReferenceLikelihood reference = ReferenceLikelihood.of(likelihood);
        float scale = 0.125f;
        try (Arena arena = Arena.ofConfined()) {
            for (int width : widths(likelihood)) {
                Matrix x = data(arena, likelihood, 2, width, random);
                Matrix outputs = outputs(arena, likelihood, 4, width, random);
                Matrix gradient = Matrix.allocate(arena, 4, outputs.columns());
                double[] nll = new double[4];
                likelihood.lossAndGradient(x, outputs, 0, 4, scale, nll, gradient);
                for (int r = 0; r < 4; r++) {
                    double[] value = doubles(x, r % 2);
                    double[] output = doubles(outputs, r);
                    double expected = reference.nll(value, 0, output, 0, width);
                    assertEquals(expected, nll[r], 4e-7 * (Math.abs(expected) + width), "width " + width);
                    double[] slopes = new double[output.length];
                    reference.derivatives(value, 0, output, 0, width, scale, slopes);
                    for (int c = 0; c < slopes.length; c++) {
                        assertEquals(slopes[c], gradient.get(r, c), 1e-6 * Math.max(scale, Math.abs(slopes[c])),
                                "width " + width + ", column " + c);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void scalarTwinGivesTheBitsOfTheVectorKernel(Likelihood likelihood) {
        Random random = new Random(3);
        float[] special = {0f, -0f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 100f, -100f, 1e30f,
                Float.MIN_VALUE};
        try (Arena arena = Arena.ofConfined()) {
            for (int width : widths(likelihood)) {
                Matrix x = data(arena, likelihood, 1, width, random);
                Matrix outputs = outputs(arena, likelihood, 1, width, random);
                compareTwins(arena, likelihood, x, outputs);
                for (int c = 0; c < outputs.columns(); c++) {
                    if (random.nextInt(4) == 0) {
                        outputs.set(0, c, special[random.nextInt(special.length)]);
                    }
                }
                compareTwins(arena, likelihood, x, outputs);
            }
        }
    }

    private static void compareTwins(Arena arena, Likelihood likelihood, Matrix x, Matrix outputs) {
        Matrix vector = Matrix.allocate(arena, 1, outputs.columns());
        Matrix scalar = Matrix.allocate(arena, 1, outputs.columns());
        double loss = row(Kernels.VECTOR, likelihood, x, outputs, vector);
        assertEquals(loss, row(false, likelihood, x, outputs, scalar));
        assertEquals(loss, row(Kernels.VECTOR, likelihood, x, outputs, null), "the loss alone");
        for (int c = 0; c < outputs.columns(); c++) {
            assertEquals(Float.floatToIntBits(scalar.get(0, c)), Float.floatToIntBits(vector.get(0, c)), "column " + c);
        }
    }

    private static double row(boolean vector, Likelihood likelihood, Matrix x, Matrix outputs, Matrix gradient) {
        var g = gradient == null ? null : gradient.segment();
        return likelihood.row(vector, x.segment(), 0, outputs.segment(), 0, g, 0, x.columns(), 0.3f);
    }

    @ParameterizedTest
    @MethodSource("all")
    void gradientMayTakeThePlaceOfTheOutputs(Likelihood likelihood) {
        try (Arena arena = Arena.ofConfined()) {
            Random random = new Random(4);
            Matrix x = data(arena, likelihood, 3, width(likelihood, 50), random);
            Matrix outputs = outputs(arena, likelihood, 3, width(likelihood, 50), random);
            Matrix gradient = Matrix.allocate(arena, 3, outputs.columns());
            likelihood.lossAndGradient(x, outputs, 0, 3, 1, new double[3], gradient);
            likelihood.lossAndGradient(x, outputs, 0, 3, 1, new double[3], outputs);
            assertTrue(Arrays.equals(gradient.toArray(), outputs.toArray()));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void rowsMayHaveScalesOfTheirOwn(Likelihood likelihood) {
        try (Arena arena = Arena.ofConfined()) {
            Random random = new Random(5);
            Matrix x = data(arena, likelihood, 2, width(likelihood, 21), random);
            Matrix outputs = outputs(arena, likelihood, 4, width(likelihood, 21), random);
            Matrix whole = Matrix.allocate(arena, 4, outputs.columns());
            Matrix one = Matrix.allocate(arena, 4, outputs.columns());
            float[] scales = {1, 0.5f, 0, 3};
            likelihood.gradient(x, outputs, 0, 4, scales, whole);
            for (int r = 0; r < 4; r++) {
                likelihood.lossAndGradient(x, outputs, r, r + 1, scales[r], new double[4], one);
            }
            assertTrue(Arrays.equals(whole.toArray(), one.toArray()));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void formsBringItBack(Likelihood likelihood) throws FormatException {
        assertEquals(likelihood, Likelihood.parse(likelihood.text()));
        String json = Json.write(likelihood.toMap());
        assertEquals(likelihood, Likelihood.fromJson(Json.parseObject(json, "test")));
        assertEquals(json, Json.write(Likelihood.parse(likelihood.text()).toMap()));
        assertEquals(likelihood, Likelihood.parse(ReferenceLikelihood.of(likelihood).text()));
    }

    @ParameterizedTest
    @MethodSource("all")
    void outputsAreAsWideAsTheHeadsTogether(Likelihood likelihood) {
        int width = width(likelihood, 12);
        assertEquals(likelihood.heads(width).stream().mapToInt(ParameterLayout.Head::outputs).sum(),
                likelihood.outputWidth(width));
    }

    @Test
    void namesFindThem() {
        for (Likelihood likelihood : Likelihood.all()) {
            assertEquals(likelihood, Likelihood.named(likelihood.name()));
        }
        assertEquals(12, Likelihood.all().size());
    }

    @Test
    void unknownNameListsTheKnown() {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Likelihood.named("weibull")).getMessage()
                .startsWith("likelihood: there is no 'weibull', expected one of [bernoulli_logits,"
                        + " continuous_bernoulli, gaussian_fixed, "));
    }

    @Test
    void unsuitableDataAreNamed() {
        try (Arena arena = Arena.ofConfined()) {
            Matrix x = Matrix.allocate(arena, 3, 4);
            x.set(1, 2, 1.5f);
            Dataset data = Dataset.of("pixels", x, null);
            new GaussianFixed(1).check(data);
            assertEquals("data pixels: row 2, column 2 is 1.5; bernoulli_logits expects values from 0 to 1;"
                    + " these values suit exponential",
                    assertThrows(IllegalArgumentException.class, () -> new Bernoulli().check(data)).getMessage());
            x.set(0, 3, Float.NaN);
            for (Likelihood likelihood : Likelihood.all()) {
                String message = assertThrows(IllegalArgumentException.class, () -> likelihood.check(data))
                        .getMessage();
                assertTrue(message.startsWith("data pixels: row 1, column 3 is NaN; " + likelihood.name()
                        + " expects "), message);
            }
        }
    }

    @Test
    void wrongShapesAreNamed() {
        try (Arena arena = Arena.ofConfined()) {
            Matrix x = Matrix.allocate(arena, 2, 5);
            Matrix outputs = Matrix.allocate(arena, 3, 5);
            assertEquals("outputs: is 3 x 5, expected a multiple of 2 rows x 5 for data of 2 x 5",
                    assertThrows(IllegalArgumentException.class,
                            () -> new Bernoulli().loss(x, outputs, 0, 3, new double[3])).getMessage());
            assertEquals("outputs: is 2 x 5, expected a multiple of 2 rows x 10 for data of 2 x 5",
                    assertThrows(IllegalArgumentException.class,
                            () -> new GaussianLearned().loss(x, x, 0, 2, new double[2])).getMessage());
        }
    }
}
