package lanewise.properties.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import lanewise.core.activation.Identity;
import lanewise.core.activation.Tanh;
import lanewise.vae.reference.BernoulliLogits;
import lanewise.vae.reference.DoubleTensor;
import lanewise.vae.reference.FixedGaussian;
import lanewise.vae.reference.ReferenceModel;
import lanewise.vae.reference.ReferenceObjective;
import lanewise.vae.reference.ReferenceOptimizer;
import lanewise.vae.reference.ReferencePosterior;
import lanewise.vae.reference.ReferencePrior;
import lanewise.vae.reference.Trajectory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// The two estimators of the encoder's gradient of the importance weighted bound: equal means, different
/// variances. Seeds are fixed.
///
/// The table is left in `target/gradient-estimators.txt`.
class GradientEstimatorsTest {
    private static final int DRAWS = 1000;
    private static final int BLOCKS = 20;
    private static final int ROWS = 8;
    private static final int STEPS = 100;
    private static final List<String> TABLE = new ArrayList<>();

    @AfterAll
    static void writeTable() throws IOException {
        Files.createDirectories(Path.of("target"));
        Files.write(Path.of("target/gradient-estimators.txt"), TABLE);
    }

    /// Sums over draws of the gradients of the encoder, element by element.
    private static final class Moments {
        final double[] sum;
        final double[] squares;

        Moments(int size) {
            sum = new double[size];
            squares = new double[size];
        }

        void add(double[] g) {
            for (int i = 0; i < g.length; i++) {
                sum[i] += g[i];
                squares[i] += g[i] * g[i];
            }
        }

        double variance(int i, int n) {
            return (squares[i] - sum[i] * sum[i] / n) / (n - 1);
        }

        double totalVariance(int n) {
            double total = 0;
            for (int i = 0; i < sum.length; i++) {
                total += variance(i, n);
            }
            return total;
        }
    }

    private static double[] encoderGradient(ReferenceModel model, Map<String, DoubleTensor> tensors) {
        Map<String, DoubleTensor> results = model.evaluate(tensors);
        return model.parameterShapes().keySet().stream().filter(name -> name.startsWith("enc."))
            .flatMapToDouble(name -> Arrays.stream(results.get("grad." + name).values())).toArray();
    }

    private static DoubleTensor noise(Random random, int samples, int latent) {
        DoubleTensor eps = DoubleTensor.zeros(samples, 1, latent);
        for (int i = 0; i < eps.size(); i++) {
            eps.values()[i] = random.nextGaussian();
        }
        return eps;
    }

    @Test
    void meansAreEqualAndTheDoublyReparameterisedVariesLess() {
        for (ReferencePosterior posterior : ReferencePosterior.values()) {
            for (int samples : new int[] {4, 16}) {
                compare(samples, posterior, new ReferencePrior.StandardNormal());
            }
        }
        compare(16, ReferencePosterior.DIAGONAL, new ReferencePrior.Mixture(3));
        compare(16, ReferencePosterior.DIAGONAL, new ReferencePrior.Vamp(3));
    }

    /// Parameters after some training on a batch, and one row of it: estimators are compared where q has begun to
    /// follow the posterior.
    private static Map<String, DoubleTensor> trained(ReferenceModel model) {
        Map<String, DoubleTensor> tensors = new LinkedHashMap<>();
        RandomCase start = RandomCase.of(model, ROWS, 7);
        start.tensors().forEach((name, tensor) ->
            tensors.put(model.parameterShapes().containsKey(name) ? "step0." + name : name, tensor));
        Random random = new Random(9);
        int samples = model.objective().samples();
        DoubleTensor eps = DoubleTensor.zeros(STEPS * samples, ROWS, model.latent());
        Arrays.setAll(eps.values(), i -> random.nextGaussian());
        tensors.put("eps", eps);
        Map<String, DoubleTensor> path = new Trajectory(model,
            new ReferenceOptimizer.Adam(0.02, 0.9, 0.999, 1e-8, 0, false, false), STEPS, 0).run(tensors);
        Map<String, DoubleTensor> end = new LinkedHashMap<>();
        model.parameterShapes().keySet().forEach(name -> end.put(name, path.get("step" + STEPS + "." + name)));
        end.put("x",
            DoubleTensor.of(Arrays.copyOf(start.tensors().get("x").values(), model.inputs()), 1, model.inputs()));
        return end;
    }

    private static void compare(int samples, ReferencePosterior posterior, ReferencePrior prior) {
        ReferenceModel iwae = new ReferenceModel(6, List.of(5), 2, List.of(5), new Tanh(), new BernoulliLogits(),
            new ReferenceObjective.Iwae(samples), ReferenceObjective.Reduction.SUM).with(posterior, prior);
        ReferenceModel dreg = iwae.with(new ReferenceObjective.Dreg(samples));
        Map<String, DoubleTensor> tensors = trained(iwae);
        Random random = new Random(8);
        tensors.put("eps", noise(random, samples, iwae.latent()));
        int size = encoderGradient(iwae, tensors).length;
        Moments plain = new Moments(size);
        Moments doubly = new Moments(size);
        Moments differences = new Moments(size);
        double[] ratios = new double[BLOCKS];
        for (int block = 0; block < BLOCKS; block++) {
            Moments own = new Moments(size);
            Moments ownDouble = new Moments(size);
            for (int draw = 0; draw < DRAWS / BLOCKS; draw++) {
                tensors.put("eps", noise(random, samples, iwae.latent()));
                double[] a = encoderGradient(iwae, tensors);
                double[] b = encoderGradient(dreg, tensors);
                double[] difference = new double[size];
                for (int i = 0; i < size; i++) {
                    difference[i] = a[i] - b[i];
                }
                for (Moments moments : List.of(plain, own)) {
                    moments.add(a);
                }
                for (Moments moments : List.of(doubly, ownDouble)) {
                    moments.add(b);
                }
                differences.add(difference);
            }
            ratios[block] = ownDouble.totalVariance(DRAWS / BLOCKS) / own.totalVariance(DRAWS / BLOCKS);
        }
        double worst = 0;
        for (int i = 0; i < size; i++) {
            // a weight behind an input of 0 has no gradient at all
            worst = differences.squares[i] == 0 ? worst
                : Math.max(worst, Math.abs(differences.sum[i]) / Math.sqrt(DRAWS * differences.variance(i, DRAWS)));
        }
        double mean = Arrays.stream(ratios).average().orElseThrow();
        double error = Math.sqrt(Arrays.stream(ratios).map(r -> (r - mean) * (r - mean)).sum() / (BLOCKS - 1) / BLOCKS);
        String row = String.format(Locale.ROOT, "K %2d %-15s %-16s %d draws: means differ by at most %.2f standard"
            + " errors (%d elements); variance DReG/IWAE %.4f +- %.4f",
            samples, posterior.label(), prior.label(), DRAWS, worst, size, mean, error);
        TABLE.add(row);
        // of some 60 differences that are 0 in expectation the largest lies beyond 4.5 standard errors
        // once in 2,500 cases
        assertTrue(worst < 4.5, row);
        // the encoder's gradient by way of a VampPrior is not doubly reparameterised: no less variance is claimed there
        assertTrue(prior instanceof ReferencePrior.Vamp || mean + 3 * error < 0.1, row);
    }

    /// Where q is the true posterior, log w does not depend on z: no noise is left in DReG, much in
    /// the plain estimator.
    @Test
    void atTheTruePosteriorOneVanishes() {
        ReferenceModel model = new ReferenceModel(1, List.of(), 1, List.of(), new Identity(), new FixedGaussian(0.5),
            new ReferenceObjective.Dreg(8), ReferenceObjective.Reduction.SUM);
        // x = 1.5 z + 0.2 + noise: posterior precision 1 + 1.5^2/0.5 = 5.5
        double precision = 1 + 1.5 * 1.5 / 0.5;
        Map<String, DoubleTensor> tensors = new LinkedHashMap<>();
        tensors.put("dec.out.weight", DoubleTensor.of(new double[] {1.5}, 1, 1));
        tensors.put("dec.out.bias", DoubleTensor.of(new double[] {0.2}, 1));
        tensors.put("enc.mu.weight", DoubleTensor.of(new double[] {1.5 / 0.5 / precision}, 1, 1));
        tensors.put("enc.mu.bias", DoubleTensor.of(new double[] {-0.2 * 1.5 / 0.5 / precision}, 1));
        tensors.put("enc.logvar.weight", DoubleTensor.zeros(1, 1));
        tensors.put("enc.logvar.bias", DoubleTensor.of(new double[] {-Math.log(precision)}, 1));
        tensors.put("x", DoubleTensor.of(new double[] {0.9}, 1, 1));
        tensors.put("eps", noise(new Random(3), 8, 1));
        Map<String, DoubleTensor> results = model.evaluate(tensors);
        // log N(0.9; 0.2, 1.5^2 + 0.5), whatever the noise
        double logMarginal = -0.5 * (Math.log(2 * Math.PI * 2.75) + 0.49 / 2.75);
        assertEquals(-logMarginal, results.get("loss.total").item(), 1e-12);
        for (double g : encoderGradient(model, tensors)) {
            assertEquals(0, g, 1e-12);
        }
        double[] plain = encoderGradient(model.with(new ReferenceObjective.Iwae(8)), tensors);
        assertTrue(Math.abs(plain[plain.length - 1]) > 0.01 && Math.abs(plain[1]) > 0.01, Arrays.toString(plain));
    }
}
