package lanewise.vae.likelihood;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.Random;

import lanewise.core.Matrix;
import lanewise.core.random.RandomStream;
import lanewise.vae.data.Dataset;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Draws and modes of all likelihoods.
class LikelihoodDrawsTest {

    @ParameterizedTest
    @MethodSource("lanewise.vae.likelihood.LikelihoodTest#all")
    void drawsHaveTheMeanOfTheLikelihoodAndSuitIt(Likelihood likelihood) {
        if (likelihood.equals(new StudentT(0.7))) {
            return; // has no mean
        }
        int rows = 4000;
        int width = LikelihoodTest.width(likelihood, 3);
        try (Arena arena = Arena.ofConfined()) {
            Matrix outputs = Matrix.allocate(arena, rows, likelihood.outputWidth(width));
            for (int r = 0; r < rows; r++) {
                for (int c = 0; c < outputs.columns(); c++) {
                    outputs.set(r, c, c % 3 * 0.5f - 0.6f);
                }
            }
            Matrix mean = Matrix.allocate(arena, rows, width);
            Matrix draw = Matrix.allocate(arena, rows, width);
            likelihood.mean(outputs, mean);
            likelihood.sample(outputs, new RandomStream(9, 1), 0, draw);
            for (int c = 0; c < width; c++) {
                double sum = 0;
                double squares = 0;
                for (int r = 0; r < rows; r++) {
                    sum += draw.get(r, c);
                    squares += (double) draw.get(r, c) * draw.get(r, c);
                }
                double deviation = Math.sqrt(squares / rows - sum / rows * (sum / rows));
                // 4.5 standard errors
                assertEquals(mean.get(0, c), sum / rows, 4.5 * deviation / Math.sqrt(rows), "column " + c);
            }
            likelihood.check(Dataset.of("draws", draw, null));
            likelihood.mode(outputs, draw);
            likelihood.check(Dataset.of("modes", draw, null));
        }
    }

    @ParameterizedTest
    @MethodSource("lanewise.vae.likelihood.LikelihoodTest#all")
    void aDrawDependsOnItsOutputsAndItsElementAlone(Likelihood likelihood) {
        Random random = new Random(6);
        int width = LikelihoodTest.width(likelihood, 13);
        try (Arena arena = Arena.ofConfined()) {
            Matrix outputs = LikelihoodTest.outputs(arena, likelihood, 5, width, random);
            Matrix all = Matrix.allocate(arena, 5, width);
            Matrix one = Matrix.allocateDense(arena, 1, width);
            RandomStream noise = new RandomStream(31, 7);
            likelihood.sample(outputs, noise, 100, all);
            for (int r = 4; r >= 0; r--) {
                likelihood.sample(outputs.rows(r, r + 1), noise, 100 + (long) r * width, one);
                assertTrue(Arrays.equals(all.rows(r, r + 1).toArray(), one.toArray()), "row " + r);
            }
            Matrix other = Matrix.allocate(arena, 5, width);
            likelihood.sample(outputs, new RandomStream(32, 7), 100, other);
            assertFalse(Arrays.equals(all.toArray(), other.toArray()), "another seed");
        }
    }

    @ParameterizedTest
    @MethodSource("lanewise.vae.likelihood.LikelihoodTest#all")
    void theModeIsNoLessLikelyThanDraws(Likelihood likelihood) {
        Random random = new Random(8);
        int width = LikelihoodTest.width(likelihood, 9);
        try (Arena arena = Arena.ofConfined()) {
            Matrix outputs = LikelihoodTest.outputs(arena, likelihood, 1, width, random);
            Matrix mode = Matrix.allocate(arena, 1, width);
            likelihood.mode(outputs, mode);
            double[] best = new double[1];
            likelihood.loss(mode, outputs, 0, 1, best);
            Matrix draw = Matrix.allocate(arena, 1, width);
            double[] nll = new double[1];
            for (int i = 0; i < 200; i++) {
                likelihood.sample(outputs, new RandomStream(i, 3), 0, draw);
                likelihood.loss(draw, outputs, 0, 1, nll);
                assertTrue(nll[0] >= best[0] - 1e-5, () -> nll[0] + " below " + best[0]);
            }
        }
    }
}
