package lanewise.vae.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.List;

import lanewise.core.Kernels;
import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.Workspace;
import lanewise.core.activation.Silu;
import lanewise.core.activation.Softplus;
import lanewise.core.activation.Tanh;
import lanewise.core.random.RandomStream;
import lanewise.vae.Allocations;
import lanewise.vae.layer.Initialization;
import lanewise.vae.layer.ParameterLayout;
import lanewise.vae.layer.Parameters;
import lanewise.vae.likelihood.Bernoulli;
import lanewise.vae.likelihood.GaussianFixed;
import lanewise.vae.likelihood.GaussianLearned;
import lanewise.vae.model.Architecture;
import lanewise.vae.objective.Autoencoder;
import lanewise.vae.objective.BetaTc;
import lanewise.vae.objective.Dreg;
import lanewise.vae.objective.Elbo;
import lanewise.vae.objective.FreeBits;
import lanewise.vae.objective.InfoVae;
import lanewise.vae.objective.Iwae;
import lanewise.vae.objective.LossTerms;
import lanewise.vae.objective.Objective.Reduction;
import lanewise.vae.objective.Objective;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ObjectivePassTest {

    private final Arena arena = Arena.ofShared();

    @AfterEach
    void free() {
        arena.close();
    }

    record Case(Architecture architecture, Elbo elbo) {
    }

    static List<Case> cases() {
        Architecture base = Architecture.of(5, 2, 6);
        return List.of(
                new Case(base, Elbo.standard()),
                new Case(base.withActivation(new Silu()), new Elbo(0.5, 3, Reduction.SUM)),
                new Case(base.withLikelihood(new GaussianFixed(0.3)).withActivation(new Tanh()),
                        new Elbo(0, 2, Reduction.MEAN)),
                new Case(base.withLikelihood(new GaussianLearned()).withActivation(new Softplus()),
                        new Elbo(4, 1, Reduction.SUM)),
                new Case(Architecture.of(4, 3).withLikelihood(new GaussianLearned()), Elbo.standard()),
                new Case(Architecture.builder(7).latent(1).hidden(5, 4, 3).decoderHidden(List.of(4))
                        .activation(new Tanh()).build(), Elbo.standard()));
    }

    private Parameters parameters(Architecture architecture) {
        Parameters p = Parameters.allocate(arena, architecture.layout());
        Initialization.PYTORCH.fill(p, 11);
        return p;
    }

    private Matrix uniform(int rows, int columns, long stream) {
        Matrix x = Matrix.allocate(arena, rows, columns);
        new RandomStream(1, stream).fillUniform(x, 0);
        return x;
    }

    private Matrix gaussian(int rows, int columns, long stream) {
        Matrix x = Matrix.allocate(arena, rows, columns);
        new RandomStream(1, stream).fillGaussian(x, 0);
        return x;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void gradientsAreCentralDifferences(Case c) {
        Architecture architecture = c.architecture;
        Parameters p = parameters(architecture);
        Parameters g = Parameters.allocate(arena, architecture.layout());
        g.flat().fill(Float.NaN);
        Matrix x = uniform(3, architecture.inputs(), 1);
        Matrix noise = gaussian(3 * c.elbo.samples(), architecture.latent(), 2);
        try (Workspace workspace = Workspace.single();
                ObjectivePass pass = new ObjectivePass(architecture, c.elbo, 4, workspace)) {
            pass.forwardBackward(p, x, noise, g, null);
            DoubleVae truth = new DoubleVae(architecture, c.elbo, p, x, noise);
            assertEquals(truth.loss(), pass.total(), 1e-6 * Math.abs(truth.loss()));
            assertEquals(pass.total(), pass.terms().total());
            for (ParameterLayout.Tensor tensor : architecture.layout().tensors()) {
                Matrix gradient = g.tensor(tensor.name());
                for (int row = 0; row < tensor.rows(); row++) {
                    for (int column = 0; column < tensor.columns(); column++) {
                        double expected = truth.centralDifference(p.tensor(tensor.name()), row, column, 1e-6);
                        assertEquals(expected, gradient.get(row, column), 3e-6 * Math.max(1, Math.abs(expected)),
                                tensor.name());
                    }
                }
            }
        }
    }

    private record Outcome(double reconstruction, double kl, float[] gradients, float[] inputGradient, float[] z) {
    }

    private Outcome run(Case c, int rows, int maxBatch, int threads) {
        Architecture architecture = c.architecture;
        Parameters p = parameters(architecture);
        Parameters g = Parameters.allocate(arena, architecture.layout());
        Matrix x = uniform(rows, architecture.inputs(), 1);
        Matrix noise = gaussian(rows * c.elbo.samples(), architecture.latent(), 2);
        Matrix dx = Matrix.allocate(arena, rows, architecture.inputs());
        try (Team team = Team.ofThreads(threads);
                Workspace workspace = Workspace.with(team);
                ObjectivePass pass = new ObjectivePass(architecture, c.elbo, maxBatch, workspace)) {
            pass.forwardBackward(p, x, noise, g, dx);
            return new Outcome(pass.reconstruction(), pass.kl(), g.flat().toArray(), dx.toArray(), pass.z().toArray());
        }
    }

    private static void assertSame(Outcome expected, Outcome found) {
        assertEquals(expected.reconstruction, found.reconstruction);
        assertEquals(expected.kl, found.kl);
        assertArrayEquals(expected.gradients, found.gradients);
        assertArrayEquals(expected.inputGradient, found.inputGradient);
        assertArrayEquals(expected.z, found.z);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void neitherThreadsNorBufferSizeChangeABit(Case c) {
        Outcome expected = run(c, 29, 29, 1);
        assertSame(expected, run(c, 29, 64, 1));
        assertSame(expected, run(c, 29, 29, 2));
        assertSame(expected, run(c, 29, 29, 3));
    }

    @Test
    void threadsDoNotChangeABitOfALargerNet() {
        Case c = new Case(Architecture.of(200, 10, 96), new Elbo(1, 2, Reduction.MEAN));
        Outcome expected = run(c, 70, 70, 1);
        assertSame(expected, run(c, 70, 70, 2));
        assertSame(expected, run(c, 70, 70, 3));
    }

    @Test
    void theLossOfARowIsItsOwn() {
        Architecture architecture = Architecture.of(40, 3, 17);
        Parameters p = parameters(architecture);
        Matrix x = uniform(9, 40, 1);
        Matrix noise = gaussian(9, 3, 2);
        try (Workspace workspace = Workspace.single();
                ObjectivePass pass = new ObjectivePass(architecture, Elbo.standard(), 9, workspace)) {
            pass.forward(p, x, noise);
            double[] nll = new double[9];
            double[] kl = new double[9];
            for (int r = 0; r < 9; r++) {
                nll[r] = pass.reconstructionOf(r);
                kl[r] = pass.klOf(r);
            }
            for (int r = 0; r < 9; r++) {
                pass.forward(p, x.rows(r, r + 1), noise.rows(r, r + 1));
                assertEquals(nll[r], pass.reconstruction());
                assertEquals(kl[r], pass.kl());
            }
        }
    }

    @Test
    void forwardAloneGivesTheSameLoss() {
        Architecture architecture = Architecture.of(40, 3, 17);
        Parameters p = parameters(architecture);
        Parameters g = Parameters.allocate(arena, architecture.layout());
        Matrix x = uniform(9, 40, 1);
        RandomStream stream = new RandomStream(4, 5);
        try (Workspace workspace = Workspace.single();
                ObjectivePass pass = new ObjectivePass(architecture, Elbo.standard(), 9, workspace)) {
            pass.forward(p, x, stream);
            LossTerms alone = pass.terms();
            pass.forwardBackward(p, x, stream, g);
            assertEquals(alone, pass.terms());
        }
    }

    @Test
    void noiseElementIsThatOfTheStream() {
        Architecture architecture = Architecture.of(6, 3, 4);
        Parameters p = parameters(architecture);
        Matrix x = uniform(5, 6, 1);
        RandomStream stream = new RandomStream(4, 5);
        Elbo elbo = new Elbo(1, 2, Reduction.MEAN);
        Matrix noise = Matrix.allocate(arena, 10, 3);
        for (int l = 0; l < 2; l++) {
            for (int b = 0; b < 5; b++) {
                for (int d = 0; d < 3; d++) {
                    noise.set(l * 5 + b, d, stream.gaussian((l * 5 + b) * 3 + d));
                }
            }
        }
        try (Workspace workspace = Workspace.single();
                ObjectivePass pass = new ObjectivePass(architecture, elbo, 8, workspace)) {
            pass.forward(p, x, stream);
            float[] z = pass.z().toArray();
            pass.forward(p, x, noise);
            assertArrayEquals(pass.z().toArray(), z);
        }
    }

    static List<Objective> objectives() {
        return List.of(new Elbo(), new FreeBits(), new Iwae(), new Dreg(), new BetaTc(), new InfoVae(),
                new Autoencoder());
    }

    /// Where vector kernels run, vectors are objects until all loops around them are compiled; the scalar twins show
    /// what the pass itself makes.
    @ParameterizedTest
    @MethodSource("objectives")
    void aWarmStepAllocatesNothing(Objective objective) {
        Assumptions.assumeFalse(Kernels.VECTOR, "vectors are objects until they are compiled");
        Architecture architecture = Architecture.of(50, 4, 20).withActivation(new Silu());
        Parameters p = parameters(architecture);
        Parameters g = Parameters.allocate(arena, architecture.layout());
        Matrix full = uniform(16, 50, 1);
        Matrix last = full.rows(0, 7);
        RandomStream stream = new RandomStream(4, 5);
        try (Team team = Team.ofThreads(2);
                Workspace workspace = Workspace.with(team);
                ObjectivePass pass = new ObjectivePass(architecture, objective, 16, workspace)) {
            // Draws from the prior have two streams in each step, records of two numbers.
            long streams = objective.drawsFromPrior() ? 20 * 2 * 32 : 0;
            long fewest = Allocations.fewest(streams, () -> {
                for (int step = 0; step < 20; step++) {
                    pass.forwardBackward(p, step % 5 < 4 ? full : last, stream, g);
                }
            });
            assertTrue(fewest <= streams, fewest + " bytes in 20 steps");
        }
    }

    @Test
    void mistakesAreNamed() {
        Architecture architecture = Architecture.of(6, 3, 4);
        Parameters p = parameters(architecture);
        Parameters other = parameters(Architecture.of(6, 2, 4));
        RandomStream stream = new RandomStream(4, 5);
        try (Workspace workspace = Workspace.single()) {
            assertEquals("maxBatch: 0, expected at least 1",
                    message(() -> new ObjectivePass(architecture, Elbo.standard(), 0, workspace)));
            ObjectivePass pass = new ObjectivePass(architecture, Elbo.standard(), 8, workspace);
            assertEquals("batch: is 9 x 6, expected 1 to 8 rows x 6",
                    message(() -> pass.forward(p, uniform(9, 6, 1), stream)));
            assertEquals("batch: is 0 x 6, expected 1 to 8 rows x 6",
                    message(() -> pass.forward(p, uniform(0, 6, 1), stream)));
            assertEquals("batch: is 2 x 5, expected 1 to 8 rows x 6",
                    message(() -> pass.forward(p, uniform(2, 5, 1), stream)));
            assertEquals("noise: is 2 x 2, expected 2 x 3",
                    message(() -> pass.forward(p, uniform(2, 6, 1), uniform(2, 2, 1))));
            assertEquals("parameters: has encoder.mu.weight [2, 4] where encoder.mu.weight [3, 4] was expected",
                    message(() -> pass.forward(other, uniform(2, 6, 1), stream)));
            assertEquals("gradients: has encoder.mu.weight [2, 4] where encoder.mu.weight [3, 4] was expected",
                    message(() -> pass.forwardBackward(p, uniform(2, 6, 1), stream, other)));
            pass.close();
            assertEquals("pass: was closed",
                    assertThrows(IllegalStateException.class, () -> pass.forward(p, uniform(2, 6, 1), stream))
                            .getMessage());
        }
    }

    private static String message(Executable executable) {
        return assertThrows(IllegalArgumentException.class, executable).getMessage();
    }

    @Test
    void bernoulliBeforeLearningCostsOneBitPerPixel() {
        Architecture architecture = Architecture.of(784, 20, 40).withLikelihood(new Bernoulli());
        Parameters zero = Parameters.allocate(arena, architecture.layout());
        try (Workspace workspace = Workspace.single();
                ObjectivePass pass = new ObjectivePass(architecture, Elbo.standard(), 3, workspace)) {
            pass.forward(zero, uniform(3, 784, 1), new RandomStream(1, 1));
            assertEquals(784 * Math.log(2), pass.reconstruction(), 1e-4);
            assertEquals(0, pass.kl());
        }
    }
}
