package lanewise.vae.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.Workspace;
import lanewise.core.random.RandomStream;
import lanewise.vae.data.Dataset;
import lanewise.vae.latent.DiagonalGaussian;
import lanewise.vae.latent.FullGaussian;
import lanewise.vae.latent.GaussianMixture;
import lanewise.vae.latent.Posterior;
import lanewise.vae.latent.Prior;
import lanewise.vae.latent.StandardNormal;
import lanewise.vae.latent.VampPrior;
import lanewise.vae.layer.Initialization;
import lanewise.vae.layer.Parameters;
import lanewise.vae.loss.ObjectivePass;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.VaeModel;
import lanewise.vae.objective.Elbo;
import lanewise.vae.objective.Objective.Reduction;
import lanewise.vae.prior.PriorKernel;
import lanewise.vae.random.Purpose;

/// Every posterior with every prior, with and without a condition, against the pass that trains them.
class PosteriorSamplesTest {

    private static final int ROWS = 6;
    private static final int SAMPLES = 5;

    static List<Architecture> architectures() {
        return Stream.of(new DiagonalGaussian(), new FullGaussian())
                .flatMap((Posterior posterior) -> Stream.of(new StandardNormal(), new GaussianMixture(3),
                        new VampPrior(2)).flatMap((Prior prior) -> Stream.of(0, 2).map(condition -> Architecture.of(7,
                                3, 5).withPosterior(posterior).withPrior(prior).withCondition(condition))))
                .toList();
    }

    private static Dataset data(Architecture net, Arena arena) {
        Random random = new Random(3);
        Matrix values = Matrix.allocate(arena, ROWS, net.encoderInputs());
        for (int r = 0; r < ROWS; r++) {
            for (int c = 0; c < net.encoderInputs(); c++) {
                values.set(r, c, random.nextFloat());
            }
        }
        return Dataset.of("grey", values, null);
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void everyPosteriorAndPriorAsInTheTrainingPass(Architecture net) {
        try (Arena arena = Arena.ofShared(); Workspace workspace = Workspace.single(); Team two = Team.ofThreads(2)) {
            Dataset data = data(net, arena);
            Parameters parameters = Parameters.allocate(arena, net.layout());
            Initialization.HE_NORMAL.fill(parameters, 4);
            PriorKernel.of(net.prior()).start(parameters, data, 5);
            Matrix x = Matrix.allocate(arena, ROWS, net.encoderInputs());
            data.copy(0, ROWS, x);
            try (VaeModel model = VaeModel.of(net, parameters);
                    ObjectivePass pass = new ObjectivePass(net, new Elbo(1, SAMPLES, Reduction.SUM), 1, workspace)) {
                double[][] expected = new double[ROWS][];
                PosteriorSamples.forEach(model, data, SAMPLES, 8, false, 20, null, Team.single(),
                        (row, logLikelihood, logRatio, divergence, _) -> {
                            Matrix noise = Matrix.allocateDense(arena, SAMPLES, 3);
                            new RandomStream(8, Purpose.IMPORTANCE.stream(row)).fillGaussian(noise, 0);
                            pass.forward(parameters, x.rows(row, row + 1), noise);
                            for (int k = 0; k < SAMPLES; k++) {
                                assertEquals(-pass.reconstructionOf(k), logLikelihood[k]);
                            }
                            assertEquals(pass.kl(), divergence, 1e-9 * Math.max(1, divergence));
                            expected[row] = weights(logLikelihood, logRatio, divergence);
                        }, Progress.NONE);
                PosteriorSamples.forEach(model, data, SAMPLES, 8, false, 2, null, two,
                        (row, logLikelihood, logRatio, divergence, _) ->
                        assertArrayEquals(expected[row], weights(logLikelihood, logRatio, divergence)), Progress.NONE);
            }
        }
    }

    private static double[] weights(double[] logLikelihood, double[] logRatio, double divergence) {
        double[] all = new double[2 * SAMPLES + 1];
        System.arraycopy(logLikelihood, 0, all, 0, SAMPLES);
        System.arraycopy(logRatio, 0, all, SAMPLES, SAMPLES);
        all[2 * SAMPLES] = divergence;
        return all;
    }
}
