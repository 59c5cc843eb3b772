package lanewise.vae.tabular;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.Random;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.vae.data.Dataset;
import lanewise.vae.evaluate.Progress;
import lanewise.vae.layer.Initialization;
import lanewise.vae.layer.Parameters;
import lanewise.vae.likelihood.Likelihood;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.VaeModel;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ImputerTest {

    private static final int ROWS = 40;
    private static final int WIDTH = 6;
    private static final double VARIANCE = 0.25;

    private final Arena arena = Arena.ofShared();

    @AfterEach
    void close() {
        arena.close();
    }

    private Matrix rows() {
        Random random = new Random(9);
        Matrix x = Matrix.allocate(arena, ROWS, WIDTH);
        for (int r = 0; r < ROWS; r++) {
            for (int c = 0; c < WIDTH; c++) {
                boolean gap = random.nextInt(3) == 0;
                x.set(r, c, gap && r > 2 ? Float.NaN : (float) random.nextGaussian());
            }
        }
        return x;
    }

    private VaeModel linear(String likelihood) {
        Architecture net = Architecture.builder(WIDTH).encoderHidden(List.of()).latent(1).decoderHidden(List.of())
                .likelihood(Likelihood.parse(likelihood)).build();
        Parameters parameters = Parameters.allocate(arena, net.layout());
        Initialization.HE_NORMAL.fill(parameters, 3);
        parameters.tensor("encoder.mu.weight").fill(0);
        parameters.tensor("encoder.logvar.weight").fill(0);
        return VaeModel.of(net, parameters);
    }

    /// Of x = w z + noise with one latent dimension E[x_mis | x_obs] is known; z is drawn from its prior.
    @Test
    void meansAndDrawsAreThoseOfTheConditionalDensity() {
        Matrix x = rows();
        try (VaeModel model = linear("observed:gaussian_fixed:variance=" + VARIANCE)) {
            Matrix w = model.parameters().tensor("decoder.out.weight");
            Imputer imputer = new Imputer(model, 20_000, 4);
            Matrix mean = Matrix.allocate(arena, ROWS, WIDTH);
            Matrix draws = Matrix.allocate(arena, 300 * ROWS, WIDTH);
            Dataset data = Dataset.of("rows", x, null);
            imputer.mean(data, mean, Team.single(), Progress.NONE);
            imputer.draws(data, 300, draws, Team.single(), Progress.NONE);
            for (int r = 0; r < ROWS; r++) {
                double ww = 0;
                double wx = 0;
                for (int c = 0; c < WIDTH; c++) {
                    if (!Float.isNaN(x.get(r, c))) {
                        ww += Math.pow(w.get(c, 0), 2);
                        wx += w.get(c, 0) * x.get(r, c);
                    }
                }
                double z = wx / (VARIANCE + ww);
                double spread = VARIANCE / (VARIANCE + ww);
                for (int c = 0; c < WIDTH; c++) {
                    if (!Float.isNaN(x.get(r, c))) {
                        assertEquals(x.get(r, c), mean.get(r, c));
                        assertEquals(x.get(r, c), draws.get(77 * ROWS + r, c));
                        continue;
                    }
                    assertEquals(w.get(c, 0) * z, mean.get(r, c), 0.1);
                    double sum = 0;
                    double squares = 0;
                    for (int k = 0; k < 300; k++) {
                        double value = draws.get(k * ROWS + r, c);
                        sum += value;
                        squares += value * value;
                    }
                    double expected = VARIANCE + Math.pow(w.get(c, 0), 2) * spread;
                    assertEquals(mean.get(r, c), sum / 300, 6 * Math.sqrt(expected / 300));
                    assertEquals(expected, squares / 300 - Math.pow(sum / 300, 2), 0.5 * expected);
                }
            }
        }
    }

    @Test
    void bitsDependNeitherOnOtherRowsNorOnThreads() {
        Matrix x = rows();
        try (VaeModel model = linear("observed:student_t@0-2+laplace@3-5"); Team three = Team.ofThreads(3)) {
            Imputer imputer = new Imputer(model, 500, 11);
            Matrix one = Matrix.allocate(arena, ROWS, WIDTH);
            Matrix many = Matrix.allocate(arena, ROWS, WIDTH);
            Dataset data = Dataset.of("rows", x, null);
            imputer.mean(data, one, Team.single(), Progress.NONE);
            imputer.mean(data, many, three, Progress.NONE);
            assertArrayEquals(one.toArray(), many.toArray());
            Matrix some = Matrix.allocate(arena, 9, WIDTH);
            imputer.mean(data.head(9), some, Team.single(), Progress.NONE);
            assertArrayEquals(one.rows(0, 9).toArray(), some.toArray());
            Matrix two = Matrix.allocate(arena, 2 * ROWS, WIDTH);
            Matrix five = Matrix.allocate(arena, 5 * ROWS, WIDTH);
            imputer.draws(data, 2, two, Team.single(), Progress.NONE);
            imputer.draws(data, 5, five, three, Progress.NONE);
            assertArrayEquals(two.toArray(), five.rows(0, 2 * ROWS).toArray());
        }
    }

    @Test
    void categoriesAreProbabilitiesAndDrawsAreChoices() {
        Matrix x = Matrix.allocate(arena, 2, WIDTH);
        for (int c = 0; c < WIDTH; c++) {
            x.set(0, c, c == 1 || c == 3 ? 1 : 0);
            x.set(1, c, c < 3 ? Float.NaN : c == 4 ? 1 : 0);
        }
        Dataset data = Dataset.of("rows", x, null);
        try (VaeModel model = linear("observed:categorical:groups=3/3")) {
            Matrix mean = Matrix.allocate(arena, 2, WIDTH);
            new Imputer(model).mean(data, mean, Team.single(), Progress.NONE);
            assertEquals(1, mean.get(1, 0) + mean.get(1, 1) + mean.get(1, 2), 1e-6);
            Matrix draws = Matrix.allocate(arena, 6, WIDTH);
            new Imputer(model).draws(data, 3, draws, Team.single(), Progress.NONE);
            model.architecture().likelihood().check(Dataset.of("draws", draws, null));
            assertTrue(draws.get(1, 0) + draws.get(1, 1) + draws.get(1, 2) == 1);
        }
    }

    /// Where nothing can be told from the rest of a row, a gap has the mean of the model.
    @Test
    void rowsFarOutAreFilledAllTheSame() {
        Matrix x = Matrix.allocate(arena, 2, WIDTH);
        x.fill(Float.NaN);
        x.set(1, 0, 1e30f);
        try (VaeModel model = linear("observed:gaussian_shared")) {
            Matrix mean = Matrix.allocate(arena, 2, WIDTH);
            Matrix draws = Matrix.allocate(arena, 4, WIDTH);
            new Imputer(model, 20_000, 1).mean(Dataset.of("rows", x, null), mean, Team.single(), Progress.NONE);
            new Imputer(model, 300, 1).draws(Dataset.of("rows", x, null), 2, draws, Team.single(), Progress.NONE);
            for (int c = 1; c < WIDTH; c++) {
                assertEquals(mean.get(0, c), mean.get(1, c), 0.1);
                assertTrue(Float.isFinite(draws.get(1, c)) && Float.isFinite(draws.get(3, c)));
            }
            assertEquals(1e30f, mean.get(1, 0));
        }
    }

    @Test
    void modelsThatKnowNoGapsRefuseThem() {
        Dataset data = Dataset.of("rows", rows(), null);
        try (VaeModel model = linear("laplace")) {
            String message = assertThrows(IllegalArgumentException.class, () -> new Imputer(model).mean(data,
                    Matrix.allocate(arena, ROWS, WIDTH), Team.single(), Progress.NONE)).getMessage();
            assertTrue(message.contains("is NaN") && message.contains("observed:"), message);
            assertThrows(IllegalArgumentException.class, () -> new Imputer(model, 0, 1));
        }
    }
}
