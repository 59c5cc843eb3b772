package lanewise.properties.reference;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import lanewise.vae.reference.DoubleTensor;
import lanewise.core.activation.Tanh;
import lanewise.vae.reference.FixedGaussian;
import lanewise.vae.reference.ReferenceModel;
import lanewise.vae.reference.ReferenceObjective;
import lanewise.vae.reference.ReferencePosterior;
import lanewise.vae.reference.ReferencePrior;
import net.jqwik.api.Example;

/// The importance weighted bound as a function of the number of samples (Burda et al. 2016, theorem 1). Seeds are
/// fixed; the table is left in `target/importance-bounds.txt`.
class ImportanceBoundProperties {
    private static final int REPEATS = 1000;

    private record Estimate(double bound, double error) {
    }

    /// The bound of one row: every row of the batch is that row, each with noise of its own.
    private static Estimate bound(ReferenceModel base, Map<String, DoubleTensor> tensors, int samples) {
        Map<String, DoubleTensor> in = new LinkedHashMap<>(tensors);
        int inputs = base.inputs();
        DoubleTensor x = DoubleTensor.zeros(REPEATS, inputs);
        for (int i = 0; i < x.size(); i++) {
            x.values()[i] = tensors.get("x").values()[i % inputs];
        }
        in.put("x", x);
        DoubleTensor eps = DoubleTensor.zeros(samples, REPEATS, base.latent());
        Random random = new Random(samples);
        for (int i = 0; i < eps.size(); i++) {
            eps.values()[i] = random.nextGaussian();
        }
        in.put("eps", eps);
        double[] rows = base.with(new ReferenceObjective.Iwae(samples)).forward(in)
            .get("loss.iwae_per_sample").values();
        double mean = 0;
        double square = 0;
        for (double row : rows) {
            mean -= row / REPEATS;
        }
        for (double row : rows) {
            square += (row + mean) * (row + mean);
        }
        return new Estimate(mean, Math.sqrt(square / (REPEATS - 1) / REPEATS));
    }

    @Example
    void theBoundRisesWithTheNumberOfSamples() throws IOException {
        StringBuilder table = new StringBuilder();
        for (ReferencePosterior posterior : ReferencePosterior.values()) {
            for (ReferencePrior prior : List.of(new ReferencePrior.StandardNormal(), new ReferencePrior.Mixture(3),
                new ReferencePrior.Vamp(3))) {
                ReferenceModel model = new ReferenceModel(8, List.of(6), 2, List.of(6), new Tanh(),
                    new FixedGaussian(0.5), new ReferenceObjective.Iwae(1), ReferenceObjective.Reduction.SUM)
                    .with(posterior, prior);
                Map<String, DoubleTensor> tensors = RandomCase.of(model, 1, 21).tensors();
                Estimate last = new Estimate(Double.NEGATIVE_INFINITY, 0);
                table.append(posterior.label()).append(' ').append(prior.label()).append(':');
                for (int samples : new int[] {1, 4, 16}) {
                    Estimate next = bound(model, tensors, samples);
                    table.append(String.format(Locale.ROOT, "  K %d %.4f +- %.4f", samples, next.bound, next.error));
                    assertTrue(next.bound > last.bound + 3 * Math.hypot(next.error, last.error), table::toString);
                    last = next;
                }
                table.append('\n');
            }
        }
        Files.createDirectories(Path.of("target"));
        Files.writeString(Path.of("target/importance-bounds.txt"), table);
    }
}
