package lanewise.properties.vae;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.vae.data.Dataset;
import lanewise.vae.evaluate.LikelihoodEstimates;
import lanewise.vae.evaluate.Progress;
import lanewise.vae.layer.Parameters;
import lanewise.vae.model.VaeModel;
import net.jqwik.api.Example;

/// log p(x) by importance sampling, in fp32, against the closed form of linear Gaussian models. Seeds are fixed; the
/// table is left in `target/importance-sampling.txt`.
class ImportanceSamplingProperties {
    private static final int MODELS = 8;
    private static final int ROWS = 20;
    private static final int SAMPLES = 1000;

    /// Errors in units of the reported standard error are standard normal, but for the bias of a logarithm, minus half
    /// of its square, and the rounding of fp32.
    @Example
    void theEstimateIsTheTruthWithinItsStandardError() throws IOException {
        Random random = new Random(12);
        List<String> table = new ArrayList<>();
        double squares = 0;
        for (int m = 0; m < MODELS; m++) {
            LinearGaussian model = new LinearGaussian(2 + random.nextInt(10), 1 + random.nextInt(4), true, random);
            double worst = 0;
            double error = 0;
            try (Arena arena = Arena.ofShared(); Team team = Team.single()) {
                Parameters parameters = model.parameters(arena);
                widen(parameters, random);
                double[][] rows = new double[ROWS][];
                Matrix values = Matrix.allocateDense(arena, ROWS, model.inputs);
                for (int r = 0; r < ROWS; r++) {
                    rows[r] = model.draw(random);
                    for (int i = 0; i < model.inputs; i++) {
                        values.set(r, i, (float) rows[r][i]);
                    }
                }
                try (VaeModel vae = VaeModel.of(model.architecture, parameters)) {
                    LikelihoodEstimates estimates = LikelihoodEstimates.of(vae, Dataset.of("rows", values, null),
                        SAMPLES, 31 + m, team, Progress.NONE);
                    for (int r = 0; r < ROWS; r++) {
                        double truth = model.logMarginal(rows[r]);
                        double own = estimates.standardError(r);
                        double z = (estimates.logLikelihood(r) + own * own / 2 - truth)
                            / Math.hypot(own, 1e-5 * Math.abs(truth));
                        worst = Math.max(worst, Math.abs(z));
                        squares += z * z;
                        error += own / ROWS;
                    }
                    table.add(String.format(Locale.ROOT, "D %2d Z %d: mean standard error %.4f nats, mean effective"
                        + " samples %.0f of %d, largest error %.2f standard errors",
                        model.inputs, model.latent, error, estimates.meanEffectiveSamples(), SAMPLES, worst));
                    List<Integer> k = estimates.boundSamples();
                    for (int i = 1; i < k.size(); i++) {
                        assertTrue(estimates.bound(k.get(i)) > estimates.bound(k.get(i - 1)),
                            "bounds at " + k.get(i - 1) + " and " + k.get(i) + " samples: " + table);
                    }
                }
            }
            // the largest of 160 normal errors is beyond 5 once in 10,000 cases
            assertTrue(worst < 5, table::toString);
        }
        double meanSquare = squares / (MODELS * ROWS);
        table.add(String.format(Locale.ROOT, "mean square of %d errors in units of the standard error: %.3f",
            MODELS * ROWS, meanSquare));
        Files.createDirectories(Path.of("target"));
        Files.write(Path.of("target/importance-sampling.txt"), table);
        // its standard deviation is sqrt(2/160) = 0.11
        assertTrue(meanSquare > 0.6 && meanSquare < 1.6, table::toString);
    }

    /// A posterior that is off and too wide, so that weights differ and have a variance.
    private static void widen(Parameters parameters, Random random) {
        Matrix bias = parameters.tensor("encoder.mu.bias");
        Matrix logVariance = parameters.tensor("encoder.logvar.bias");
        for (int j = 0; j < bias.columns(); j++) {
            bias.set(0, j,
                (float) (bias.get(0, j) + 0.3 * Math.exp(0.5 * logVariance.get(0, j)) * random.nextGaussian()));
            logVariance.set(0, j, logVariance.get(0, j) + 0.5f);
        }
    }
}
