package lanewise.vae.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.activation.Silu;
import lanewise.core.activation.Tanh;
import lanewise.core.random.RandomStream;
import lanewise.vae.data.Dataset;
import lanewise.vae.latent.FullGaussian;
import lanewise.vae.latent.GaussianMixture;
import lanewise.vae.latent.VampPrior;
import lanewise.vae.layer.Initialization;
import lanewise.vae.layer.Parameters;
import lanewise.vae.likelihood.Likelihood;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.VaeModel;
import lanewise.vae.prior.PriorKernel;
import lanewise.vae.random.Purpose;
import lanewise.vae.reference.ReferenceRow;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Rows of numbers up to the largest float, scored by models whose log-variances are bounded.
class ExtremeRowsTest {

    private static final int WIDTH = 6;
    private static final int ORDINARY = 9;
    private static final int SAMPLES = 4;

    static List<Architecture> nets() {
        Architecture net = Architecture.of(WIDTH, 3, 8).withLogVarianceBound(10);
        Stream<Architecture> likelihoods = Stream.of("gaussian_learned", "gaussian_shared:columnwise=true",
                "gaussian_fixed", "laplace", "student_t", "observed:gaussian_learned",
                "gaussian_learned@0-1+laplace@2-3+student_t@4-5")
                .map(text -> net.withLikelihood(Likelihood.parse(text)));
        Architecture gaussian = net.withLikelihood(Likelihood.parse("gaussian_learned"));
        return Stream.concat(likelihoods, Stream.of(gaussian.withActivation(new Silu()),
                gaussian.withActivation(new Tanh()), gaussian.withPosterior(new FullGaussian()),
                gaussian.withPrior(new GaussianMixture(3)), gaussian.withPrior(new VampPrior(2)),
                gaussian.withCondition(2))).toList();
    }

    /// Ordinary rows, then rows with some extreme numbers, each followed by itself ten times as large.
    private static Dataset data(Architecture net, Arena arena, long seed) {
        Random random = new Random(seed);
        Matrix values = Matrix.allocate(arena, ORDINARY + 20, net.encoderInputs());
        for (int r = 0; r < values.rows(); r++) {
            boolean again = r > ORDINARY && (r - ORDINARY) % 2 == 1;
            double scale = r < ORDINARY ? 1 : Math.pow(10, 6 + random.nextInt(31));
            for (int c = 0; c < values.columns(); c++) {
                values.set(r, c, again ? 10 * values.get(r - 1, c)
                        : (float) (random.nextGaussian() * (random.nextBoolean() ? scale : 1)));
            }
            if (r >= ORDINARY && !again) {
                values.set(r, random.nextInt(WIDTH), (float) scale);
            }
        }
        if (net.likelihood().name().equals("observed")) {
            values.set(ORDINARY + 3, 0, Float.NaN);
            values.set(2, 5, Float.NaN);
        }
        return Dataset.of("rows", values, null);
    }

    @ParameterizedTest
    @MethodSource("nets")
    void scoresAreFiniteAndGrowWithTheNumbers(Architecture net) {
        try (Arena arena = Arena.ofShared(); Team two = Team.ofThreads(2)) {
            Parameters parameters = Parameters.allocate(arena, net.layout());
            Initialization.HE_NORMAL.fill(parameters, 4);
            for (long seed = 1; seed <= 3; seed++) {
                Dataset data = data(net, arena, seed);
                PriorKernel.of(net.prior()).start(parameters, data(net, arena, 99), 5);
                try (VaeModel model = VaeModel.of(net, parameters)) {
                    int[] bounds = {0, 2, 3, WIDTH};
                    AnomalyScores scores = AnomalyScores.byColumns(model, data, bounds, SAMPLES, 8, two, Progress.NONE);
                    assertEquals(0, scores.notFinite().length, () -> Arrays.toString(scores.notFinite()));
                    AnomalyScores one = AnomalyScores.of(model, data, SAMPLES, 8, true, 2, bounds, Team.single(),
                            Progress.NONE);
                    double ordinary = 0;
                    for (int r = 0; r < data.size(); r++) {
                        double sum = 0;
                        for (double term : scores.terms(r)) {
                            sum += term;
                        }
                        assertEquals(scores.score(AnomalyScore.RECONSTRUCTION, r), sum);
                        assertArrayEquals(scores.terms(r), one.terms(r));
                        double score = scores.score(AnomalyScore.LIKELIHOOD, r);
                        assertEquals(score, one.score(AnomalyScore.LIKELIHOOD, r));
                        ordinary = r < ORDINARY ? Math.max(ordinary, score) : ordinary;
                        assertTrue(r < ORDINARY || score > ordinary, "row " + r + ": " + score);
                        // With correlations a draw is as far out as its own noise says, which other rows do not share.
                        if (r > ORDINARY && (r - ORDINARY) % 2 == 1 && !(net.posterior() instanceof FullGaussian)) {
                            assertTrue(score > scores.score(AnomalyScore.LIKELIHOOD, r - 1), "row " + r + ": " + score);
                        }
                    }
                }
            }
        }
    }

    /// Rows that float32 holds, through float64: the numbers of the fp32 path.
    @ParameterizedTest
    @MethodSource("nets")
    void float64GivesTheNumbersOfFloat32(Architecture net) {
        try (Arena arena = Arena.ofShared()) {
            Parameters parameters = Parameters.allocate(arena, net.layout());
            Initialization.HE_NORMAL.fill(parameters, 4);
            PriorKernel.of(net.prior()).start(parameters, data(net, arena, 99), 5);
            Dataset data = data(net, arena, 1);
            int[] bounds = {0, 1, WIDTH};
            ReferenceRow wide = new ReferenceRow(net, parameters);
            Matrix x = Matrix.allocate(arena, ORDINARY, net.encoderInputs());
            data.copy(0, ORDINARY, x);
            try (VaeModel model = VaeModel.of(net, parameters)) {
                PosteriorSamples.forEach(model, data, SAMPLES, 8, false, 20, null, Team.single(),
                        (row, logLikelihood, logRatio, divergence, _) -> {
                            if (row >= ORDINARY) {
                                return;
                            }
                            double[] values = new double[x.columns()];
                            Arrays.setAll(values, c -> x.get(row, c));
                            double[] eps = new double[SAMPLES * net.latent()];
                            RandomStream stream = new RandomStream(8, Purpose.IMPORTANCE.stream(row));
                            Arrays.setAll(eps, stream::gaussian);
                            ReferenceRow.Result result = wide.of(values, eps, bounds);
                            double sum = 0;
                            for (int k = 0; k < SAMPLES; k++) {
                                close(logLikelihood[k], result.logLikelihood()[k]);
                                close(logRatio[k], result.logRatio()[k]);
                                sum -= result.logLikelihood()[k];
                            }
                            close(divergence, result.divergence());
                            close(sum, result.terms()[0] + result.terms()[1]);
                        }, Progress.NONE);
            }
        }
    }

    private static void close(double expected, double found) {
        assertEquals(expected, found, 2e-5 * Math.max(1, Math.abs(expected)));
    }
}
