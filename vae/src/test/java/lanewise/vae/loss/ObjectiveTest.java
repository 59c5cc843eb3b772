package lanewise.vae.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.Workspace;
import lanewise.core.activation.Silu;
import lanewise.core.activation.Tanh;
import lanewise.core.random.RandomStream;
import lanewise.vae.latent.FullGaussian;
import lanewise.vae.latent.GaussianMixture;
import lanewise.vae.latent.Prior;
import lanewise.vae.latent.StandardNormal;
import lanewise.vae.latent.VampPrior;
import lanewise.vae.layer.Initialization;
import lanewise.vae.layer.Normalization;
import lanewise.vae.layer.Parameters;
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
import lanewise.vae.prior.PriorKernel;
import lanewise.vae.random.Purpose;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every [Objective], in float against the float64 reference.
class ObjectiveTest {

    private static final Architecture BASE = Architecture.of(6, 3, 8).withActivation(new Tanh());

    private static List<Objective> objectives() {
        return List.of(new Elbo(0.5, 3, Reduction.SUM),
                new FreeBits(0.03, FreeBits.Mode.PER_SAMPLE, 2, 2, Reduction.SUM),
                new FreeBits(0.03, FreeBits.Mode.BATCH_MEAN, 0.5, 1, Reduction.MEAN),
                new FreeBits(0.03, FreeBits.Mode.BATCH_MEAN, 1, 1, Reduction.SUM), new Iwae(1, Reduction.SUM),
                new Iwae(5, Reduction.MEAN), new Dreg(1, Reduction.MEAN), new Dreg(5, Reduction.SUM),
                new BetaTc(1, 6, 1, 1, Reduction.MEAN), new BetaTc(0.5, 2, 3, 2, Reduction.SUM),
                new InfoVae(0, 10, 0, 1, Reduction.MEAN), new InfoVae(0.3, 5, 1.5, 2, Reduction.SUM),
                new Autoencoder(Reduction.MEAN));
    }

    static List<ReferenceCase> cases() {
        List<ReferenceCase> cases = new ArrayList<>();
        Architecture deep = Architecture.of(6, 3, 8, 5).withActivation(new Silu());
        List<Architecture> architectures = List.of(BASE,
                BASE.withLikelihood(new GaussianLearned()).withPosterior(new FullGaussian()),
                BASE.withPrior(new GaussianMixture(3)),
                BASE.withLikelihood(new GaussianFixed(0.3)).withPrior(new VampPrior(4)),
                BASE.withPosterior(new FullGaussian()).withPrior(new VampPrior(2)),
                deep.withNormalization(Normalization.LAYER).withPrior(new VampPrior(3)),
                deep.withNormalization(Normalization.LAYER));
        for (Objective objective : objectives()) {
            for (Architecture architecture : architectures) {
                boolean full = architecture.posterior() instanceof FullGaussian;
                boolean closed = architecture.prior().closedForm();
                boolean defined = switch (objective) {
                    case Elbo _, Iwae _, Dreg _, BetaTc _, InfoVae _ -> true;
                    case FreeBits _ -> closed;
                    case Autoencoder _ -> closed && !full;
                };
                if (defined) {
                    cases.add(new ReferenceCase(architecture, objective, 7));
                    if (architecture.encoder().hidden().getFirst().normalization() == Normalization.LAYER) {
                        cases.add(new ReferenceCase(architecture, objective, 7, 0.3));
                        cases.add(new ReferenceCase(architecture.withNormalization(Normalization.NONE),
                                objective, 7, 0.5));
                    }
                }
            }
        }
        return cases;
    }

    /// Of the batch as a whole, and as the sums over parts of 3, 3 and 1 rows.
    @ParameterizedTest
    @MethodSource("cases")
    void lossAndGradientsAreThoseOfTheReference(ReferenceCase c) {
        ReferenceCase.Outcome expected = c.inDouble();
        try (Workspace workspace = Workspace.single()) {
            assertReference(c, expected, c.inFloat(workspace, 7, 1));
            if (c.objective().sumsOverRows()) {
                assertReference(c, expected, c.inParts(workspace, 3));
            } else {
                IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class,
                        () -> c.inParts(workspace, 3));
                assertTrue(refusal.getMessage().startsWith("objective " + c.objective().name()
                        + ": takes a batch as a whole"), refusal.getMessage());
            }
        }
    }

    private static void assertReference(ReferenceCase c, ReferenceCase.Outcome expected, ReferenceCase.Outcome found) {
        double factor = c.objective().reduction().factor(7);
        found.terms().forEach((name, value) -> {
            // The reference has the floored divergence as kl, the discrepancy without the factor of the reduction,
            // and of an autoencoder no divergence.
            double truth = expected.terms().getOrDefault(name.equals("kl_floored") ? "kl" : name, 0.0)
                    * (name.equals("mmd") ? 7 * factor : 1);
            assertEquals(truth, value, 2e-6 * Math.max(7 * factor, Math.abs(truth)), name);
        });
        // A normalised row of few units that are nearly equal magnifies the rounding of its inputs, and few units
        // that are kept cancel less of each other's.
        double tolerance = c.dropout() == 0 && c.architecture().encoder().hidden().getFirst().normalization()
                == Normalization.NONE ? 2e-6 : 1e-5;
        double size = expected.gradients().values().stream().mapToDouble(ObjectiveTest::largest).max().orElseThrow();
        found.gradients().forEach((name, values) ->
                assertArrayEquals(expected.gradients().get(name), values,
                        tolerance * Math.max(0.1 * size, largest(expected.gradients().get(name))), name));
    }

    private static double largest(double[] values) {
        double largest = 0;
        for (double value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void neitherThreadsNorBufferSizeChangeABit(ReferenceCase c) {
        try (Workspace one = Workspace.single(); Team team = Team.ofThreads(3);
                Workspace three = Workspace.with(team)) {
            ReferenceCase.Outcome expected = c.inFloat(one, 7, 1);
            assertSame(expected, c.inFloat(one, 20, 1));
            assertSame(expected, c.inFloat(three, 9, 1));
        }
    }

    private static void assertSame(ReferenceCase.Outcome expected, ReferenceCase.Outcome found) {
        assertEquals(expected.terms(), found.terms());
        expected.gradients().forEach((name, values) -> assertArrayEquals(values, found.gradients().get(name), name));
    }

    /// A warm-up by f is the objective with weights f times as large.
    @Test
    void warmUpScalesTheWeights() {
        assertWarm(new Elbo(4, 2, Reduction.MEAN), new Elbo(1, 2, Reduction.MEAN));
        assertWarm(new FreeBits(0.03, FreeBits.Mode.PER_SAMPLE, 2, 1, Reduction.SUM),
                new FreeBits(0.03, FreeBits.Mode.PER_SAMPLE, 0.5, 1, Reduction.SUM));
        assertWarm(new BetaTc(2, 4, 1, 1, Reduction.MEAN), new BetaTc(0.5, 1, 0.25, 1, Reduction.MEAN));
        assertWarm(new InfoVae(0, 5, 0, 1, Reduction.MEAN), new InfoVae(0.75, 1.25, 0, 1, Reduction.MEAN));
    }

    private static void assertWarm(Objective warm, Objective weighted) {
        try (Workspace workspace = Workspace.single()) {
            assertSame(new ReferenceCase(BASE, weighted, 7).inFloat(workspace, 7, 1),
                    new ReferenceCase(BASE, warm, 7).inFloat(workspace, 7, 0.25));
        }
    }

    @Test
    void whatHasNoWeightIsNotWarmedUp() {
        try (Workspace workspace = Workspace.single()) {
            for (Objective objective : List.of(new Iwae(), new Dreg(), new Autoencoder())) {
                assertEquals("warm-up: 0.5, but the objective " + objective.name()
                        + " has no weight to warm up, expected 1",
                        message(() -> new ReferenceCase(BASE, objective, 7).inFloat(workspace, 7, 0.5)));
            }
            assertEquals("warm-up: -1.0, expected a finite value of at least 0",
                    message(() -> new ReferenceCase(BASE, new Elbo(), 7).inFloat(workspace, 7, -1)));
        }
    }

    @Test
    void oneSampleIsTheBoundByMonteCarlo() {
        try (Workspace workspace = Workspace.single()) {
            Map<String, Double> one = new ReferenceCase(BASE, new Iwae(1, Reduction.MEAN), 7)
                    .inFloat(workspace, 7, 1).terms();
            Map<String, Double> parts = new ReferenceCase(BASE, new BetaTc(1, 1, 1, 1, Reduction.MEAN), 7)
                    .inFloat(workspace, 7, 1).terms();
            assertEquals(one.get("total"), parts.get("total"), 1e-6 * Math.abs(one.get("total")));
        }
    }

    @Test
    void theBoundRisesWithTheSamples() {
        try (Workspace workspace = Workspace.single()) {
            double before = Double.POSITIVE_INFINITY;
            for (int samples : new int[] {1, 4, 16, 64, 256}) {
                double loss = new ReferenceCase(BASE, new Iwae(samples, Reduction.MEAN), 400).inFloat(workspace, 400, 1)
                        .terms().get("total");
                assertTrue(loss < before, samples + " samples: " + loss + ", fewer: " + before);
                before = loss;
            }
        }
    }

    static List<Prior> priors() {
        return List.of(new StandardNormal(), new GaussianMixture(3), new VampPrior(4));
    }

    @ParameterizedTest
    @MethodSource("priors")
    void drawsFromThePriorHaveStreamsOfTheirOwn(Prior prior) {
        Objective objective = new InfoVae();
        Architecture model = BASE.withPrior(prior);
        try (Arena arena = Arena.ofShared();
                Workspace workspace = Workspace.single();
                ObjectivePass pass = new ObjectivePass(model, objective, 5, workspace)) {
            Parameters p = Parameters.allocate(arena, model.layout());
            Initialization.PYTORCH.fill(p, 11);
            Matrix x = Matrix.allocate(arena, 5, 6);
            pass.forward(p, x, new RandomStream(4, Purpose.NOISE.stream(12)));
            LossTerms drawn = pass.terms();
            Matrix noise = Matrix.allocate(arena, 10, 3);
            new RandomStream(4, Purpose.NOISE.stream(12)).fillGaussian(noise.rows(0, 5), 0);
            PriorKernel.of(prior).sampler(model.placedEncoder(), model.posterior(), model.latent(), p, arena)
                    .draw(new RandomStream(4, Purpose.PRIOR.stream(12)),
                            new RandomStream(4, Purpose.PRIOR_COMPONENT.stream(12)), 0, noise.rows(5, 10));
            pass.forward(p, x, noise);
            assertEquals(pass.terms(), drawn);
            assertEquals("noise: is 5 x 3, expected 10 x 3", message(() -> pass.forward(p, x, noise.rows(0, 5))));
        }
    }

    @Test
    void whatAnObjectiveIsNotDefinedForIsRefused() {
        try (Workspace workspace = Workspace.single()) {
            assertEquals("objective free_bits: needs the divergence of each dimension in closed form, which there is"
                    + " from the prior standard_normal alone, not from vamp",
                    message(() -> new ObjectivePass(BASE.withPrior(new VampPrior(2)), new FreeBits(), 3, workspace)));
            assertEquals("objective autoencoder: uses neither a covariance nor a prior, expected the posterior diagonal"
                    + " and the prior standard_normal, not full_covariance and vamp",
                    message(() -> new ObjectivePass(BASE.withPosterior(new FullGaussian()).withPrior(new VampPrior(2)),
                            new Autoencoder(), 3, workspace)));
        }
    }

    @Test
    void nonsenseIsRefusedByName() {
        assertEquals("samples: 0, expected at least 1", message(() -> new Iwae(0, Reduction.MEAN)));
        assertEquals("samples: -1, expected at least 1", message(() -> new Dreg(-1, Reduction.MEAN)));
        assertEquals("samples: 0, expected at least 1",
                message(() -> new FreeBits(1, FreeBits.Mode.BATCH_MEAN, 1, 0, Reduction.MEAN)));
        assertEquals("floor: -0.5, expected a finite value of at least 0",
                message(() -> new FreeBits(-0.5, FreeBits.Mode.BATCH_MEAN, 1, 1, Reduction.MEAN)));
        assertEquals("mode: null, expected PER_SAMPLE or BATCH_MEAN",
                message(() -> new FreeBits(1, null, 1, 1, Reduction.MEAN)));
        assertEquals("gamma: NaN, expected a finite value of at least 0",
                message(() -> new BetaTc(1, 1, Double.NaN, 1, Reduction.MEAN)));
        assertEquals("alpha: 1.5, expected a finite value of at most 1",
                message(() -> new InfoVae(1.5, 1, 0, 1, Reduction.MEAN)));
        assertEquals("lambda: 0.5, expected a finite value of at least 1 - alpha = 1.0",
                message(() -> new InfoVae(0, 0.5, 0, 1, Reduction.MEAN)));
        assertEquals("bandwidth: -1.0, expected a finite value of at least 0",
                message(() -> new InfoVae(0, 2, -1, 1, Reduction.MEAN)));
        assertEquals("reduction: null, expected SUM or MEAN", message(() -> new Autoencoder(null)));
    }

    @Test
    void namesAreThoseOfTheClasses() {
        assertEquals(List.of("elbo", "free_bits", "iwae", "dreg", "beta_tc", "info_vae", "autoencoder"),
                Objective.types().stream().map(Objective::name).toList());
        assertEquals("beta_tc", new BetaTc().name());
    }

    private static String message(Executable executable) {
        return assertThrows(IllegalArgumentException.class, executable).getMessage();
    }
}
