package lanewise.vae.latent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.Workspace;
import lanewise.core.activation.Tanh;
import lanewise.core.random.RandomStream;
import lanewise.vae.data.Dataset;
import lanewise.vae.layer.Initialization;
import lanewise.vae.layer.ParameterLayout;
import lanewise.vae.layer.Parameters;
import lanewise.vae.model.Architecture;
import lanewise.vae.prior.PriorKernel;
import lanewise.vae.prior.PriorPass;
import lanewise.vae.prior.PriorSampler;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PriorPassTest {

    private static final int INPUTS = 6;
    private static final int LATENT = 3;
    private static final int COMPONENTS = 4;
    private static final int ROWS = 5;
    private static final double STEP = 1e-4;

    private final Arena arena = Arena.ofShared();
    private final Random random = new Random(3);

    @AfterEach
    void free() {
        arena.close();
    }

    static List<Architecture> models() {
        Architecture plain = Architecture.of(INPUTS, LATENT, 7).withActivation(new Tanh());
        return List.of(plain, plain.withPrior(new GaussianMixture(COMPONENTS)),
                plain.withPrior(new VampPrior(COMPONENTS)),
                plain.withPosterior(new FullGaussian()).withPrior(new VampPrior(COMPONENTS)),
                plain.withCondition(2).withPrior(new VampPrior(1)));
    }

    private Matrix gaussian(int rows, int columns) {
        Matrix out = Matrix.allocate(arena, rows, columns);
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                out.set(r, c, (float) random.nextGaussian());
            }
        }
        return out;
    }

    /// Nothing is zero or equal, so that no term can hide.
    private Parameters parameters(Architecture model) {
        Parameters parameters = Parameters.allocate(arena, model.layout());
        Initialization.PYTORCH.fill(parameters, 5);
        for (ParameterLayout.Tensor tensor : model.layout().tensors()) {
            if (tensor.role() == ParameterLayout.Role.FREE) {
                parameters.tensor(tensor.name()).copyFrom(gaussian(tensor.rows(), tensor.columns()));
            }
        }
        return parameters;
    }

    private static double loss(Architecture model, Parameters p, Matrix z, double[] factor) {
        double sum = 0;
        for (int r = 0; r < z.rows(); r++) {
            sum += factor[r] * DoublePrior.logDensity(model, p, DoublePrior.row(z, r));
        }
        return sum;
    }

    @ParameterizedTest
    @MethodSource("models")
    void densitiesAreThoseOfTheFormula(Architecture model) {
        Parameters p = parameters(model);
        Matrix z = gaussian(ROWS, LATENT);
        double[] log = new double[ROWS];
        try (Workspace workspace = Workspace.single()) {
            PriorPass pass = PriorKernel.of(model.prior())
                    .pass(model.placedEncoder(), model.posterior(), model.latent(), ROWS + 2, arena);
            pass.prepare(p, workspace);
            pass.logDensity(z, log, 0, ROWS);
        }
        for (int r = 0; r < ROWS; r++) {
            assertEquals(DoublePrior.logDensity(model, p, DoublePrior.row(z, r)), log[r], 1e-5, "row " + r);
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void gradientsAreCentralDifferences(Architecture model) {
        Parameters p = parameters(model);
        Matrix z = gaussian(ROWS, LATENT);
        Matrix dz = Matrix.allocate(arena, ROWS, LATENT);
        double[] factor = random.doubles(ROWS).toArray();
        Parameters gradient = Parameters.allocate(arena, model.layout());
        gradients(model, p, z, factor, dz, gradient, Team.single());
        for (int r = 0; r < ROWS; r++) {
            for (int d = 0; d < LATENT; d++) {
                assertEquals(difference(model, p, z, factor, z, r, d), dz.get(r, d), 1e-4, "z " + r + ", " + d);
            }
        }
        for (ParameterLayout.Tensor tensor : model.layout().tensors()) {
            Matrix values = p.tensor(tensor.name());
            for (int r = 0; r < values.rows(); r++) {
                for (int c = 0; c < values.columns(); c++) {
                    assertEquals(difference(model, p, z, factor, values, r, c),
                            gradient.tensor(tensor.name()).get(r, c), 1e-4, tensor.name() + " " + r + ", " + c);
                }
            }
        }
    }

    private static double difference(Architecture model, Parameters p, Matrix z, double[] factor, Matrix moved, int row,
            int column) {
        float value = moved.get(row, column);
        moved.set(row, column, (float) (value + STEP));
        double high = moved.get(row, column);
        double up = loss(model, p, z, factor);
        moved.set(row, column, (float) (value - STEP));
        double low = moved.get(row, column);
        double down = loss(model, p, z, factor);
        moved.set(row, column, value);
        return (up - down) / (high - low);
    }

    private void gradients(Architecture model, Parameters p, Matrix z, double[] factor, Matrix dz, Parameters gradient,
            Team team) {
        double[] log = new double[ROWS];
        try (Workspace workspace = Workspace.with(team)) {
            PriorPass pass = PriorKernel.of(model.prior()).pass(model.placedEncoder(), model.posterior(),
                    model.latent(), ROWS, arena);
            pass.prepare(p, workspace);
            team.run((part, parts) -> pass.logDensity(z, log, Team.begin(ROWS, part, parts, 1),
                    Team.begin(ROWS, part + 1, parts, 1)));
            team.run((part, parts) -> pass.addGradient(z, factor, dz, Team.begin(ROWS, part, parts, 1),
                    Team.begin(ROWS, part + 1, parts, 1)));
            pass.parameterGradients(z, factor, p, gradient, workspace);
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void threadsChangeNoBit(Architecture model) {
        Parameters p = parameters(model);
        Matrix z = gaussian(ROWS, LATENT);
        double[] factor = random.doubles(ROWS).toArray();
        Matrix dz = Matrix.allocate(arena, ROWS, LATENT);
        Parameters gradient = Parameters.allocate(arena, model.layout());
        gradients(model, p, z, factor, dz, gradient, Team.single());
        try (Team three = Team.ofThreads(3)) {
            Matrix dz3 = Matrix.allocate(arena, ROWS, LATENT);
            Parameters gradient3 = Parameters.allocate(arena, model.layout());
            gradients(model, p, z, factor, dz3, gradient3, three);
            assertEquals(-1, dz.segment().mismatch(dz3.segment()));
            assertEquals(-1, gradient.segment().mismatch(gradient3.segment()));
        }
    }

    /// A point far from all components has a finite density and gradient: the nearest component's.
    @Test
    void farPointsStayFinite() {
        Architecture model = models().get(1);
        Parameters p = parameters(model);
        Matrix z = Matrix.allocate(arena, 1, LATENT);
        z.fill(1000f);
        double[] log = new double[1];
        Matrix dz = Matrix.allocate(arena, 1, LATENT);
        try (Workspace workspace = Workspace.single()) {
            PriorPass pass = PriorKernel.of(model.prior()).pass(model.placedEncoder(), model.posterior(),
                    model.latent(), 1, arena);
            pass.prepare(p, workspace);
            pass.logDensity(z, log, 0, 1);
            pass.addGradient(z, new double[] {1}, dz, 0, 1);
        }
        double best = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < COMPONENTS; c++) {
            double[] heads = DoublePrior.heads(p, c);
            double[] logits = DoublePrior.row(p.tensor("prior.logits"), 0);
            best = Math.max(best, logits[c] - DoublePrior.logSumExp(logits)
                    + new DoubleGaussian(heads, LATENT).logDensity(DoublePrior.row(z, 0)));
        }
        assertEquals(best, log[0], 1e-6 * Math.abs(best));
        assertTrue(Float.isFinite(dz.get(0, 0)) && dz.get(0, 0) < 0);
    }

    /// Means and variances of many draws are those of the mixture.
    @ParameterizedTest
    @MethodSource("models")
    void drawsHaveTheMomentsOfTheDensity(Architecture model) {
        int draws = 40_000;
        Parameters p = parameters(model);
        Matrix z = Matrix.allocate(arena, draws, LATENT);
        PriorSampler sampler = PriorKernel.of(model.prior())
                .sampler(model.placedEncoder(), model.posterior(), model.latent(), p, arena);
        sampler.draw(new RandomStream(9, 1), new RandomStream(9, 2), 0, z);
        double[] weights = new double[Math.max(1, model.prior().components())];
        double[][] heads = new double[weights.length][];
        double[] logits = model.prior() instanceof GaussianMixture ? DoublePrior.row(p.tensor("prior.logits"), 0)
                : new double[weights.length];
        for (int c = 0; c < weights.length; c++) {
            weights[c] = Math.exp(logits[c] - DoublePrior.logSumExp(logits));
            heads[c] = switch (model.prior()) {
                case StandardNormal _ -> new double[2 * LATENT];
                case VampPrior _ -> DoublePrior.encode(p, DoublePrior.row(p.tensor("prior.inputs"), c));
                case GaussianMixture _ -> DoublePrior.heads(p, c);
            };
        }
        for (int d = 0; d < LATENT; d++) {
            double mean = 0;
            double square = 0;
            for (int c = 0; c < weights.length; c++) {
                double[][] l = new DoubleGaussian(heads[c], LATENT).factor();
                double variance = 0;
                for (int j = 0; j <= d; j++) {
                    variance += l[d][j] * l[d][j];
                }
                mean += weights[c] * heads[c][d];
                square += weights[c] * (variance + heads[c][d] * heads[c][d]);
            }
            double drawnMean = 0;
            double drawnSquare = 0;
            for (int r = 0; r < draws; r++) {
                drawnMean += z.get(r, d) / (double) draws;
                drawnSquare += Math.pow(z.get(r, d), 2) / draws;
            }
            double error = 5 * Math.sqrt(square / draws);
            assertEquals(mean, drawnMean, error, "mean of dimension " + d);
            // the fourth moment of what is drawn here is below 20 times the square of the second
            assertEquals(square, drawnSquare, 5 * Math.sqrt(20.0 / draws) * square, "second moment of dimension " + d);
        }
        Matrix later = Matrix.allocate(arena, 3, LATENT);
        sampler.draw(new RandomStream(9, 1), new RandomStream(9, 2), 17, later);
        for (int r = 0; r < 3; r++) {
            for (int d = 0; d < LATENT; d++) {
                assertEquals(z.get(17 + r, d), later.get(r, d));
            }
        }
    }

    @Test
    void startsAreThoseStated() {
        Architecture vamp = models().get(2);
        Parameters p = Parameters.allocate(arena, vamp.layout());
        Matrix data = gaussian(9, INPUTS);
        PriorKernel.of(vamp.prior()).start(p, Dataset.of("rows", data, null), 1);
        for (int c = 0; c < COMPONENTS; c++) {
            int component = c;
            assertEquals(1, IntStream.range(0, 9)
                    .filter(r -> Arrays.equals(DoublePrior.row(data, r),
                            DoublePrior.row(p.tensor("prior.inputs"), component))).count());
        }
        Architecture mixture = models().get(1);
        Parameters q = Parameters.allocate(arena, mixture.layout());
        PriorKernel.of(mixture.prior()).start(q, Dataset.of("rows", data, null), 1);
        assertEquals(0f, q.tensor("prior.logits").get(0, 3));
        assertEquals((float) Math.log(0.5), q.tensor("prior.logvar").get(2, 1));
        assertTrue(q.tensor("prior.mu").get(0, 0) != q.tensor("prior.mu").get(1, 0));
    }

    @Test
    void mistakesAreNamed() {
        assertEquals("prior: vamp has 4 components, but there are 3 rows to train on, expected at"
                + " most one component per row",
                assertThrows(IllegalArgumentException.class, () -> new VampPrior(4).check(3)).getMessage());
        assertEquals("components: 0, expected at least 1",
                assertThrows(IllegalArgumentException.class, () -> new GaussianMixture(0)).getMessage());
        assertEquals("prior: there is no 'flat', expected one of [standard_normal, gaussian_mixture, vamp]",
                assertThrows(IllegalArgumentException.class, () -> Prior.named("flat", 1)).getMessage());
    }
}
