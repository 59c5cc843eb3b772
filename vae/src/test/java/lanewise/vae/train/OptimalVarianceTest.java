package lanewise.vae.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.Random;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.vae.data.Dataset;
import lanewise.vae.evaluate.Evaluator;
import lanewise.vae.layer.Parameters;
import lanewise.vae.likelihood.GaussianFixed;
import lanewise.vae.likelihood.GaussianOptimal;
import lanewise.vae.likelihood.Likelihood;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.VaeModel;

import org.junit.jupiter.api.Test;

class OptimalVarianceTest {

    private static final int ROWS = 90;

    private static VaeModel trained(Arena arena, Dataset data, Likelihood likelihood) throws IOException {
        TrainingConfiguration configuration = new TrainingConfiguration().epochs(4).batchSize(16).seed(5)
                .optimizer(new Adam(0.01));
        return Trainer.of(Architecture.of(data.width(), 2, 12).withLikelihood(likelihood))
                .configuration(configuration).team(Team.single()).fit(data).model();
    }

    private static Dataset data(Arena arena, int width, double noise) {
        Random random = new Random(4);
        Matrix values = Matrix.allocate(arena, ROWS, width);
        for (int r = 0; r < ROWS; r++) {
            double t = random.nextGaussian();
            for (int c = 0; c < width; c++) {
                values.set(r, c, (float) (t * Math.sin(c + 1) + noise * random.nextGaussian()));
            }
        }
        return Dataset.of("waves", values, null);
    }

    @Test
    void theModelHasTheVarianceOfItsErrorsAndIsBetterForIt() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            Dataset data = data(arena, 7, 0.2);
            try (VaeModel model = trained(arena, data, new GaussianOptimal())) {
                float logVariance = model.parameters().tensor("decoder.logvar.bias").get(0, 0);
                assertTrue(logVariance < -0.5, "learned: " + logVariance);
                double fitted = Evaluator.evaluate(model, data, 4, 1, Team.single()).reconstruction();
                for (float other : new float[] {-1, 1}) {
                    Parameters moved = Parameters.allocate(arena, model.architecture().layout());
                    moved.copyFrom(model.parameters());
                    moved.tensor("decoder.logvar.bias").set(0, 0, logVariance + other);
                    try (VaeModel worse = VaeModel.of(model.architecture(), moved)) {
                        assertTrue(Evaluator.evaluate(worse, data, 4, 1, Team.single()).reconstruction() > fitted);
                    }
                }
            }
        }
    }

    @Test
    void everyOptimalPartOfACompositeHasItsOwn() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            Dataset data = data(arena, 7, 0.2);
            try (VaeModel model = trained(arena, data,
                    Likelihood.parse("gaussian_optimal@0-2+gaussian_fixed@3+gaussian_optimal@4-6"))) {
                assertTrue(model.parameters().tensor("decoder.logvar.0.bias").get(0, 0) != 0);
                assertTrue(model.parameters().tensor("decoder.logvar.2.bias").get(0, 0) != 0);
            }
        }
    }

    @Test
    void otherModelsStayAsTheyAre() {
        try (Arena arena = Arena.ofConfined()) {
            Architecture architecture = Architecture.of(7, 2, 12).withLikelihood(new GaussianFixed(1));
            Parameters parameters = Parameters.allocate(arena, architecture.layout());
            OptimalVariance.fit(parameters, architecture, data(arena, 7, 1), null, null, null);
            assertEquals(0, parameters.flat().get(0, 0));
        }
    }
}
