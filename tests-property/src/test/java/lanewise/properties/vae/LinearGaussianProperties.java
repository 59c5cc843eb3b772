package lanewise.properties.vae;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.Random;
import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.Workspace;
import lanewise.core.random.RandomStream;
import lanewise.vae.data.Dataset;
import lanewise.vae.evaluate.LikelihoodEstimates;
import lanewise.vae.evaluate.Progress;
import lanewise.vae.layer.Parameters;
import lanewise.vae.loss.ObjectivePass;
import lanewise.vae.model.VaeModel;
import lanewise.vae.objective.Elbo;
import lanewise.vae.objective.Objective.Reduction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// The bound against the likelihood that it bounds, on models whose log p(x) is known in closed form.
///
/// A bound is estimated from 2^14 samples of z; where it is compared, five standard errors of that estimate are
/// allowed. Seeds are fixed.
class LinearGaussianProperties {
    private static final int SAMPLES = 1 << 14;

    /// The mean of the negative bound over samples, and the standard error of that mean.
    private record Estimate(double bound, double error) {
    }

    private static Estimate estimate(LinearGaussian model, Parameters parameters, double[] x, long seed) {
        try (Arena arena = Arena.ofConfined(); Workspace workspace = Workspace.single()) {
            Matrix row = Matrix.allocate(arena, 1, model.inputs);
            for (int i = 0; i < model.inputs; i++) {
                row.set(0, i, (float) x[i]);
            }
            try (ObjectivePass pass = new ObjectivePass(model.architecture, new Elbo(1, SAMPLES, Reduction.SUM), 1,
                    workspace)) {
                pass.forward(parameters, row, new RandomStream(seed, 9));
                double square = 0;
                for (int s = 0; s < SAMPLES; s++) {
                    double deviation = pass.reconstructionOf(s) - pass.reconstruction();
                    square += deviation * deviation;
                }
                return new Estimate(-pass.total(), Math.sqrt(square) / SAMPLES);
            }
        }
    }

    private static void perturb(Parameters parameters, Random random, double scale) {
        for (String name : new String[] {"encoder.mu.weight", "encoder.mu.bias", "encoder.logvar.weight",
                "encoder.logvar.bias"}) {
            Matrix tensor = parameters.tensor(name);
            for (int r = 0; r < tensor.rows(); r++) {
                for (int c = 0; c < tensor.columns(); c++) {
                    tensor.set(r, c, (float) (tensor.get(r, c) + scale * random.nextGaussian()));
                }
            }
        }
    }

    @Property(tries = 150, seed = "95")
    void theBoundNeverExceedsTheLikelihood(@ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int inputs,
            @ForAll @IntRange(min = 1, max = 4) int latent) {
        Random random = new Random(seed);
        LinearGaussian model = new LinearGaussian(inputs, latent, false, random);
        try (Arena arena = Arena.ofConfined()) {
            Parameters parameters = model.parameters(arena);
            perturb(parameters, random, 0.3 * random.nextDouble());
            double[] x = model.draw(random);
            Estimate elbo = estimate(model, parameters, x, seed);
            double truth = model.logMarginal(x);
            assertTrue(elbo.bound <= truth + 5 * elbo.error + 1e-5 * Math.abs(truth),
                    elbo + " above log p(x) = " + truth);
        }
    }

    @Property(tries = 100, seed = "96")
    void theBoundIsTheLikelihoodAtTheTruePosterior(@ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int inputs,
            @ForAll @IntRange(min = 1, max = 4) int latent) {
        Random random = new Random(seed);
        LinearGaussian model = new LinearGaussian(inputs, latent, true, random);
        try (Arena arena = Arena.ofConfined()) {
            double[] x = model.draw(random);
            Estimate elbo = estimate(model, model.parameters(arena), x, seed);
            double truth = model.logMarginal(x);
            assertEquals(truth, elbo.bound, 5 * elbo.error + 1e-5 * Math.abs(truth));
        }
    }

    /// log p(x) - bound = KL(q || true posterior): shifting q's mean by d where the posterior's variance
    /// is s costs d^2 / 2s.
    @Property(tries = 100, seed = "97")
    void theGapIsTheDivergenceFromTheTruePosterior(@ForAll long seed, @ForAll @IntRange(min = 2, max = 12) int inputs) {
        Random random = new Random(seed);
        LinearGaussian model = new LinearGaussian(inputs, 2, true, random);
        try (Arena arena = Arena.ofConfined()) {
            Parameters parameters = model.parameters(arena);
            double gap = 0;
            for (int j = 0; j < 2; j++) {
                double shift = random.nextGaussian();
                double stretch = 0.5 * random.nextGaussian();
                Matrix bias = parameters.tensor("encoder.mu.bias");
                Matrix logVariance = parameters.tensor("encoder.logvar.bias");
                double posterior = Math.exp(logVariance.get(0, j));
                bias.set(0, j, (float) (bias.get(0, j) + shift));
                logVariance.set(0, j, (float) (logVariance.get(0, j) + stretch));
                gap += 0.5 * (shift * shift / posterior + Math.expm1(stretch) - stretch);
            }
            double[] x = model.draw(random);
            Estimate elbo = estimate(model, parameters, x, seed);
            double truth = model.logMarginal(x);
            assertEquals(gap, truth - elbo.bound, 5 * elbo.error + 1e-5 * (Math.abs(truth) + gap));
        }
    }

    private static LikelihoodEstimates importance(LinearGaussian model, Parameters parameters, Matrix rows, int samples,
            long seed) {
        try (VaeModel vae = VaeModel.of(model.architecture, parameters)) {
            return LikelihoodEstimates.of(vae, Dataset.of("draws", rows, null), samples, seed, Team.single(),
                    Progress.NONE);
        }
    }

    private static Matrix draws(LinearGaussian model, int rows, Arena arena, Random random, double[] truth) {
        Matrix x = Matrix.allocate(arena, rows, model.inputs);
        for (int r = 0; r < rows; r++) {
            double[] draw = model.draw(random);
            truth[r] = model.logMarginal(draw);
            for (int i = 0; i < model.inputs; i++) {
                x.set(r, i, (float) draw[i]);
            }
        }
        return x;
    }

    /// With the true posterior all weights are p(x): one draw is enough, up to rounding.
    @Property(tries = 60, seed = "98")
    void importanceSamplingFromTheTruePosteriorIsExact(@ForAll long seed,
            @ForAll @IntRange(min = 1, max = 12) int inputs, @ForAll @IntRange(min = 1, max = 4) int latent) {
        Random random = new Random(seed);
        LinearGaussian model = new LinearGaussian(inputs, latent, true, random);
        try (Arena arena = Arena.ofConfined()) {
            double[] truth = new double[5];
            LikelihoodEstimates estimates = importance(model, model.parameters(arena),
                    draws(model, 5, arena, random, truth), 64, seed);
            for (int r = 0; r < 5; r++) {
                assertEquals(truth[r], estimates.logLikelihood(r), 2e-5 * Math.max(1, Math.abs(truth[r])));
                assertEquals(64, estimates.effectiveSamples(r), 1e-3);
            }
        }
    }

    /// Away from the true posterior: the error of each estimate against its standard error is about standard normal.
    /// The draws are too few for that where the posterior is narrower than the truth, so it is made wider here.
    @Property(tries = 60, seed = "99")
    void importanceSamplingIsWithinItsStandardError(@ForAll long seed, @ForAll @IntRange(min = 2, max = 12) int inputs,
            @ForAll @IntRange(min = 1, max = 3) int latent) {
        Random random = new Random(seed);
        LinearGaussian model = new LinearGaussian(inputs, latent, true, random);
        try (Arena arena = Arena.ofConfined()) {
            Parameters parameters = model.parameters(arena);
            Matrix shift = parameters.tensor("encoder.mu.bias");
            Matrix stretch = parameters.tensor("encoder.logvar.bias");
            for (int j = 0; j < latent; j++) {
                double deviation = Math.exp(0.5 * stretch.get(0, j));
                shift.set(0, j, (float) (shift.get(0, j) + 0.5 * deviation * random.nextGaussian()));
                stretch.set(0, j, stretch.get(0, j) + 0.5f);
            }
            int rows = 20;
            double[] truth = new double[rows];
            LikelihoodEstimates estimates = importance(model, parameters, draws(model, rows, arena, random, truth),
                    2000, seed);
            double chiSquare = 0;
            double error = 0;
            for (int r = 0; r < rows; r++) {
                double z = (estimates.logLikelihood(r) - truth[r]) / estimates.standardError(r);
                assertTrue(Math.abs(z) < 5, "row " + r + ": " + z + " standard errors");
                chiSquare += z * z;
                error += (estimates.logLikelihood(r) - truth[r]) / rows;
            }
            assertTrue(chiSquare > 4 && chiSquare < 60, "chi-square of 20 degrees of freedom: " + chiSquare);
            assertEquals(0, error, 5 * estimates.samplingError());
            for (int i = 1; i < estimates.boundSamples().size(); i++) {
                double bound = estimates.bound(estimates.boundSamples().get(i));
                assertTrue(bound >= estimates.bound(estimates.boundSamples().get(i - 1)),
                        "bound of " + estimates.boundSamples().get(i));
            }
        }
    }
}
