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
import lanewise.core.random.RandomStream;
import lanewise.vae.data.Dataset;
import lanewise.vae.network.ParameterLayout;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What every likelihood keeps, whatever its density.
class LikelihoodTest {

    private static final int[] WIDTHS = {1, 3, 4, 7, 8, 15, 16, 17, 31, 33, 100, 784, 511, 512, 513, 1100};

    static List<Likelihood> all() {
        return List.of(new Bernoulli(), new GaussianFixed(1), new GaussianFixed(0.25), new GaussianLearned());
    }

    /// The density in double, one value: head 0 and, where there is one, head 1.
    static double nll(Likelihood likelihood, double x, double head0, double head1) {
        return switch (likelihood) {
            case Bernoulli _ -> -(x * Math.log(1 / (1 + Math.exp(-head0))) + (1 - x) * Math.log(1 / (1 + Math.exp(head0))));
            case GaussianFixed g -> 0.5 * Math.pow(x - head0, 2) / g.variance() + 0.5 * Math.log(2 * Math.PI * g.variance());
            case GaussianLearned _ -> 0.5 * Math.pow(x - head0, 2) / Math.exp(head1) + 0.5 * (Math.log(2 * Math.PI) + head1);
        };
    }

    private static Matrix data(Arena arena, Likelihood likelihood, int rows, int width, Random random) {
        Matrix x = Matrix.allocate(arena, rows, width);
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < width; c++) {
                x.set(r, c, likelihood.domain() == Domain.UNIT ? random.nextFloat() : (float) random.nextGaussian());
            }
        }
        return x;
    }

    private static Matrix outputs(Arena arena, Likelihood likelihood, int rows, int width, Random random) {
        Matrix outputs = Matrix.allocate(arena, rows, likelihood.outputWidth(width));
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < outputs.columns(); c++) {
                outputs.set(r, c, (float) random.nextGaussian());
            }
        }
        return outputs;
    }

    @ParameterizedTest
    @MethodSource("all")
    void lossIsTheNegativeLogDensitySummed(Likelihood likelihood) {
        Random random = new Random(1);
        try (Arena arena = Arena.ofConfined()) {
            for (int width : WIDTHS) {
                Matrix x = data(arena, likelihood, 2, width, random);
                Matrix outputs = outputs(arena, likelihood, 4, width, random);
                double[] nll = new double[4];
                likelihood.loss(x, outputs, 0, 4, nll);
                for (int r = 0; r < 4; r++) {
                    double expected = 0;
                    for (int c = 0; c < width; c++) {
                        double head1 = likelihood.heads(1).size() > 1 ? outputs.get(r, width + c) : 0;
                        expected += nll(likelihood, x.get(r % 2, c), outputs.get(r, c), head1);
                    }
                    assertEquals(expected, nll[r], 3e-7 * (Math.abs(expected) + width), "width " + width);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void gradientIsTheCentralDifference(Likelihood likelihood) {
        int width = 37;
        float scale = 0.125f;
        double h = 1e-5;
        try (Arena arena = Arena.ofConfined()) {
            Random random = new Random(2);
            Matrix x = data(arena, likelihood, 2, width, random);
            Matrix outputs = outputs(arena, likelihood, 2, width, random);
            Matrix gradient = Matrix.allocate(arena, 2, outputs.columns());
            likelihood.lossAndGradient(x, outputs, 0, 2, scale, new double[2], gradient);
            for (int r = 0; r < 2; r++) {
                for (int c = 0; c < outputs.columns(); c++) {
                    int column = c % width;
                    double v = x.get(r, column);
                    double head0 = outputs.get(r, column);
                    double head1 = likelihood.heads(1).size() > 1 ? outputs.get(r, width + column) : 0;
                    double up = c < width ? nll(likelihood, v, head0 + h, head1) : nll(likelihood, v, head0, head1 + h);
                    double down = c < width ? nll(likelihood, v, head0 - h, head1) : nll(likelihood, v, head0, head1 - h);
                    double expected = scale * (up - down) / (2 * h);
                    assertEquals(expected, gradient.get(r, c), 1e-6 * Math.max(1, Math.abs(expected)), "column " + c);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void scalarTwinGivesTheBitsOfTheVectorKernel(Likelihood likelihood) {
        Random random = new Random(3);
        float[] special = {0f, -0f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 100f, -100f, 1e30f, Float.MIN_VALUE};
        try (Arena arena = Arena.ofConfined()) {
            for (int width : WIDTHS) {
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
            Matrix x = data(arena, likelihood, 3, 50, random);
            Matrix outputs = outputs(arena, likelihood, 3, 50, random);
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
            Matrix x = data(arena, likelihood, 2, 21, random);
            Matrix outputs = outputs(arena, likelihood, 4, 21, random);
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
    void drawsHaveTheMeanOfTheLikelihood(Likelihood likelihood) {
        int rows = 4000;
        try (Arena arena = Arena.ofConfined()) {
            Matrix outputs = Matrix.allocate(arena, rows, likelihood.outputWidth(3));
            for (int r = 0; r < rows; r++) {
                for (int c = 0; c < outputs.columns(); c++) {
                    outputs.set(r, c, c < 3 ? 0.7f * c - 0.5f : -0.4f * (c - 3));
                }
            }
            Matrix mean = Matrix.allocate(arena, rows, 3);
            Matrix draw = Matrix.allocate(arena, rows, 3);
            likelihood.mean(outputs, mean);
            likelihood.sample(outputs, new RandomStream(9, 1), 0, draw);
            for (int c = 0; c < 3; c++) {
                double sum = 0;
                for (int r = 0; r < rows; r++) {
                    sum += draw.get(r, c);
                }
                // five standard errors of the widest of them, deviation 1
                assertEquals(mean.get(0, c), sum / rows, 5 / Math.sqrt(rows));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void outputsAreAsWideAsTheHeadsTogether(Likelihood likelihood) {
        int width = 12;
        assertEquals(likelihood.heads(width).stream().mapToInt(ParameterLayout.Head::outputs).sum(), likelihood.outputWidth(width));
    }

    @ParameterizedTest
    @MethodSource("all")
    void nameFindsIt(Likelihood likelihood) {
        assertEquals(likelihood.getClass(), Likelihood.named(likelihood.name()).getClass());
    }

    @Test
    void unknownNameListsTheKnown() {
        assertEquals("likelihood: there is no 'poisson', expected one of [bernoulli_logits, gaussian_fixed, gaussian_learned]",
                assertThrows(IllegalArgumentException.class, () -> Likelihood.named("poisson")).getMessage());
    }

    @Test
    void unsuitableDataAreNamed() {
        try (Arena arena = Arena.ofConfined()) {
            Matrix x = Matrix.allocate(arena, 3, 4);
            x.set(1, 2, 1.5f);
            Dataset data = Dataset.of("pixels", x, null);
            new GaussianFixed(1).check(data);
            assertEquals("data pixels: row 1, column 2 is 1.5; bernoulli_logits expects values from 0 to 1; these values suit"
                    + " gaussian_fixed, gaussian_learned",
                    assertThrows(IllegalArgumentException.class, () -> new Bernoulli().check(data)).getMessage());
            x.set(0, 3, Float.NaN);
            for (Likelihood likelihood : all()) {
                String message = assertThrows(IllegalArgumentException.class, () -> likelihood.check(data)).getMessage();
                assertTrue(message.startsWith("data pixels: row 0, column 3 is NaN; " + likelihood.name() + " expects "), message);
            }
        }
    }

    @Test
    void wrongShapesAreNamed() {
        try (Arena arena = Arena.ofConfined()) {
            Matrix x = Matrix.allocate(arena, 2, 5);
            Matrix outputs = Matrix.allocate(arena, 3, 5);
            assertEquals("outputs: is 3 x 5, expected a multiple of 2 rows x 5 for data of 2 x 5",
                    assertThrows(IllegalArgumentException.class, () -> new Bernoulli().loss(x, outputs, 0, 3, new double[3])).getMessage());
            assertEquals("outputs: is 2 x 5, expected a multiple of 2 rows x 10 for data of 2 x 5",
                    assertThrows(IllegalArgumentException.class,
                            () -> new GaussianLearned().loss(x, x, 0, 2, new double[2])).getMessage());
        }
    }
}
