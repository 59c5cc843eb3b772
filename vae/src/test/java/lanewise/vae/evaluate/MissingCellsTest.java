package lanewise.vae.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Random;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.vae.data.Dataset;
import lanewise.vae.layer.Initialization;
import lanewise.vae.layer.Parameters;
import lanewise.vae.likelihood.GaussianFixed;
import lanewise.vae.likelihood.Likelihood;
import lanewise.vae.likelihood.Observed;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.Session;
import lanewise.vae.model.VaeModel;
import lanewise.vae.objective.Iwae;
import lanewise.vae.objective.Objective.Reduction;
import lanewise.vae.train.Trainer;
import lanewise.vae.train.TrainingConfiguration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Whole models whose data have gaps.
class MissingCellsTest {

    private static final int ROWS = 60;
    private static final int WIDTH = 5;

    private final Arena arena = Arena.ofShared();

    @AfterEach
    void close() {
        arena.close();
    }

    private Dataset rows(double missing) {
        Random random = new Random(8);
        Matrix x = Matrix.allocate(arena, ROWS, WIDTH);
        for (int r = 0; r < ROWS; r++) {
            double common = random.nextGaussian();
            for (int c = 0; c < WIDTH; c++) {
                float value = (float) (common * (c - 1.5) + 0.5 * random.nextGaussian());
                x.set(r, c, random.nextDouble() < missing ? Float.NaN : value);
            }
        }
        return Dataset.of("rows", x, null);
    }

    private static float[] trained(Likelihood likelihood, Dataset data, Team team) throws IOException {
        Architecture net = Architecture.of(WIDTH, 2, 8).withLikelihood(likelihood);
        TrainingConfiguration configuration = new TrainingConfiguration().epochs(4).batchSize(16).seed(5)
                .objective(new Iwae(3, Reduction.MEAN));
        try (VaeModel model = Trainer.of(net).configuration(configuration).team(team).fit(data).model()) {
            float[] all = new float[(int) (model.parameters().segment().byteSize() / 4)];
            for (int i = 0; i < all.length; i++) {
                all[i] = model.parameters().segment().get(Matrix.FLOAT, 4L * i);
            }
            return all;
        }
    }

    @Test
    void tableWithoutGapsTrainsToTheSameBits() throws IOException {
        Likelihood plain = Likelihood.parse("gaussian_learned@0-2+gaussian_optimal@3-4");
        assertArrayEquals(trained(plain, rows(0), Team.single()),
                trained(new Observed(plain), rows(0), Team.single()));
    }

    @Test
    void threadsChangeNoBitOfATrainingWithGaps() throws IOException {
        Likelihood observed = Likelihood.parse("observed:student_t@0-2+gaussian_optimal@3-4");
        try (Team three = Team.ofThreads(3)) {
            assertArrayEquals(trained(observed, rows(0.4), Team.single()), trained(observed, rows(0.4), three));
        }
        assertThrows(IllegalArgumentException.class, () -> trained(new GaussianFixed(1), rows(0.4), Team.single()));
    }

    /// x = w z + b + noise: log p(x_obs) is that of a Gaussian whose covariance has one factor.
    @Test
    void estimatesAreThoseOfTheObservedCells() {
        double variance = 0.5;
        Architecture net = Architecture.builder(WIDTH).encoderHidden(List.of()).latent(1).decoderHidden(List.of())
                .likelihood(new Observed(new GaussianFixed(variance))).build();
        Parameters parameters = Parameters.allocate(arena, net.layout());
        Initialization.HE_NORMAL.fill(parameters, 3);
        parameters.tensor("encoder.mu.weight").fill(0);
        parameters.tensor("encoder.logvar.weight").fill(0);
        Dataset data = rows(0.5);
        Matrix w = parameters.tensor("decoder.out.weight");
        for (int c = 0; c < WIDTH; c++) {
            w.set(c, 0, 0.8f * (c - 1.5f));
        }
        try (VaeModel model = VaeModel.of(net, parameters); Team two = Team.ofThreads(2)) {
            LikelihoodEstimates estimates = LikelihoodEstimates.of(model, data, 4000, 1, two, Progress.NONE);
            double worst = 0;
            for (int r = 0; r < ROWS; r++) {
                double ww = 0;
                double wx = 0;
                double xx = 0;
                int n = 0;
                for (int c = 0; c < WIDTH; c++) {
                    if (!Float.isNaN(data.value(r, c))) {
                        ww += Math.pow(w.get(c, 0), 2);
                        wx += w.get(c, 0) * data.value(r, c);
                        xx += Math.pow(data.value(r, c), 2);
                        n++;
                    }
                }
                double quadratic = (xx - wx * wx / (variance + ww)) / variance;
                double determinant = n * Math.log(variance) + Math.log1p(ww / variance);
                double exact = -0.5 * (n * Math.log(2 * Math.PI) + determinant + quadratic);
                double error = Math.abs(estimates.logLikelihood(r) - exact);
                assertTrue(error < 5 * estimates.standardError(r) + 1e-4, "row " + r + ": " + error);
                worst = Math.max(worst, error);
            }
            assertTrue(worst < 0.2, () -> "largest error");
            LikelihoodEstimates tiled = LikelihoodEstimates.of(model, data, 4000, 1, 7, Team.single(), Progress.NONE);
            for (int r = 0; r < ROWS; r++) {
                assertEquals(estimates.logLikelihood(r), tiled.logLikelihood(r));
            }
        }
    }

    @Test
    void sessionsReadZeroForAGap() {
        Architecture net = Architecture.of(WIDTH, 2, 8).withLikelihood(Likelihood.parse("observed:laplace"));
        Parameters parameters = Parameters.allocate(arena, net.layout());
        Initialization.HE_NORMAL.fill(parameters, 3);
        try (VaeModel model = VaeModel.of(net, parameters); Session session = model.session(3)) {
            float[] gaps = {1, Float.NaN, -2, Float.NaN, 0.5f};
            float[] zeros = {1, 0, -2, 0, 0.5f};
            assertArrayEquals(session.encode(zeros), session.encode(gaps));
            assertArrayEquals(session.encoderOutputs(zeros), session.encoderOutputs(gaps));
            assertArrayEquals(session.reconstruct(zeros), session.reconstruct(gaps));
        }
    }
}
