package lanewise.properties.reference;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import lanewise.core.activation.Activation;
import lanewise.core.activation.Elu;
import lanewise.core.activation.LeakyRelu;
import lanewise.core.activation.Relu;
import lanewise.vae.layer.Network;
import lanewise.vae.reference.ReferenceObjective;
import lanewise.vae.reference.DoubleTensor;

/// Derivatives of a reference model's total loss by differences, against its hand-derived ones.
///
/// Seven points, (45 (f(h) - f(-h)) - 9 (f(2h) - f(-2h)) + f(3h) - f(-3h)) / 60h, h = 2^-10: the truncation error is
/// h^6/140 times the seventh derivative, the rounding error about 10^-13 of the loss. Where the loss bends within h, as
/// it does where the units of a normalised row are nearly equal, the step is smaller, down to 2^-16. A derivative is
/// left out if one of the points lies beyond a kink: a hidden unit of ReLU, leaky ReLU or ELU, or a free-bits floor,
/// that switches.
final class CentralDifferences {
    private static final double[] STEPS = {0x1p-10, 0x1p-12, 0x1p-13, 0x1p-14, 0x1p-16};
    private static final double GOOD = 5e-7;
    private static final double[] WEIGHTS = {0, 45, -9, 1};
    private static final Pattern HIDDEN = Pattern.compile("out\\.(?:prior\\.)?(enc|dec)\\.h(\\d+)");

    private final RandomCase base;
    /// Of how many elements of a tensor the derivatives are compared at most.
    private final int most;
    /// What is differentiated: a number from the results of a forward pass.
    private final ToDoubleFunction<Map<String, DoubleTensor>> value;
    private final Map<String, DoubleTensor> tensors;
    private final BitSet side;
    private int compared;
    private int leftOut;
    private double worst;
    private String where = "";

    private CentralDifferences(RandomCase base, int most, ToDoubleFunction<Map<String, DoubleTensor>> value) {
        this.base = base;
        this.most = most;
        this.value = value;
        tensors = new LinkedHashMap<>(base.tensors());
        tensors.put("x_target", tensors.get("x").copy());
        side = side(base.model().forward(tensors));
    }

    /// Compares the gradient of every parameter and of the encoder's input.
    static CentralDifferences of(RandomCase base) {
        return ofSome(base, Integer.MAX_VALUE);
    }

    /// As [#of(RandomCase)], but of a tensor of more elements than `most` only so many drawn from it.
    static CentralDifferences ofSome(RandomCase base, int most) {
        return of(base, most, forward -> forward.get("loss.total").item(), name -> true);
    }

    /// Compares the gradients of some parameters, or of the encoder's input `x`, with differences of some value.
    static CentralDifferences of(RandomCase base, ToDoubleFunction<Map<String, DoubleTensor>> value,
        Predicate<String> which) {
        return of(base, Integer.MAX_VALUE, value, which);
    }

    private static CentralDifferences of(RandomCase base, int most, ToDoubleFunction<Map<String, DoubleTensor>> value,
        Predicate<String> which) {
        CentralDifferences differences = new CentralDifferences(base, most, value);
        Map<String, DoubleTensor> results = base.model().evaluate(differences.tensors);
        base.model().parameterShapes().keySet().stream().filter(which)
            .forEach(name -> differences.compare(name, results.get("grad." + name), results));
        if (which.test("x")) {
            differences.compare("x", results.get("grad.x_enc"), results);
        }
        return differences;
    }

    /// Derivatives compared.
    int compared() {
        return compared;
    }

    /// Derivatives left out because of a kink nearby.
    int leftOut() {
        return leftOut;
    }

    /// The largest |gradient - difference| / max(|gradient|, |difference|), but with a denominator of at least a
    /// hundredth of the tensor's largest, and 10^-6 of the loss.
    double worst() {
        return worst;
    }

    @Override
    public String toString() {
        return worst + " at " + where + ", " + compared + " compared, " + leftOut + " left out, " + base.model();
    }

    private void compare(String name, DoubleTensor gradient, Map<String, DoubleTensor> results) {
        double largest = 1e-4 * Math.max(1, Math.abs(results.get("loss.total").item()));
        for (double g : gradient.values()) {
            largest = Math.max(largest, Math.abs(g));
        }
        double[] values = tensors.get(name).values();
        for (int i : elements(values.length)) {
            double g = gradient.values()[i];
            double least = Double.POSITIVE_INFINITY;
            String text = "";
            boolean smooth = true;
            for (int step = 0; step < STEPS.length && smooth && !(least < GOOD); step++) {
                OptionalDouble slope = difference(values, i, STEPS[step]);
                smooth = slope.isPresent();
                double difference = slope.orElse(0);
                double error = Math.abs(g - difference) / Math.max(Math.max(Math.abs(g), Math.abs(difference)),
                    0.01 * largest);
                if (smooth && (error < least || text.isEmpty())) {
                    least = Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
                    text = name + "[" + i + "]: gradient " + g + ", difference " + difference;
                }
            }
            compared += smooth ? 1 : 0;
            leftOut += smooth ? 0 : 1;
            if (smooth && !(least <= worst)) {
                worst = least;
                where = text;
            }
        }
    }

    private int[] elements(int size) {
        return size <= most ? IntStream.range(0, size).toArray()
            : new Random(compared + leftOut).ints(0, size).distinct().limit(most).sorted().toArray();
    }

    /// The derivative at one element by differences, none if there is a kink nearby.
    private OptionalDouble difference(double[] values, int i, double h) {
        double held = values[i];
        // what the encoder reads in the place of a missing cell
        double start = Double.isNaN(held) ? 0 : held;
        double sum = 0;
        boolean smooth = true;
        for (int step : new int[] {-3, -2, -1, 1, 2, 3}) {
            values[i] = start + step * h;
            Map<String, DoubleTensor> forward = base.model().forward(tensors);
            smooth &= side(forward).equals(side);
            sum += Math.signum(step) * WEIGHTS[Math.abs(step)] * value.applyAsDouble(forward);
        }
        values[i] = held;
        return smooth ? OptionalDouble.of(sum / (60 * h)) : OptionalDouble.empty();
    }

    /// Whether a result is the output of a hidden layer whose activation has a kink at 0.
    private boolean isKinked(String name) {
        Matcher matcher = HIDDEN.matcher(name);
        if (!matcher.matches()) {
            return false;
        }
        Network network = matcher.group(1).equals("enc") ? base.model().encoder() : base.model().decoder();
        Activation activation = network.hidden().get(Integer.parseInt(matcher.group(2))).activation();
        return activation instanceof Relu || activation instanceof LeakyRelu || activation instanceof Elu;
    }

    /// On which side of its kinks the loss is evaluated.
    private BitSet side(Map<String, DoubleTensor> forward) {
        BitSet bits = new BitSet();
        int n = 0;
        for (Map.Entry<String, DoubleTensor> entry : forward.entrySet()) {
            if (isKinked(entry.getKey())) {
                for (double h : entry.getValue().values()) {
                    bits.set(n++, h > 0);
                }
            }
        }
        if (base.model().objective() instanceof ReferenceObjective.Elbo elbo
            && elbo.freeBits().mode() != ReferenceObjective.FreeBits.Mode.NONE) {
            DoubleTensor kl = forward.get("loss.kl_per_dim");
            int dimensions = kl.extent(1);
            double[] mean = new double[dimensions];
            for (int j = 0; j < kl.size(); j++) {
                bits.set(n++, kl.values()[j] > elbo.freeBits().lambda());
                mean[j % dimensions] += kl.values()[j] / kl.extent(0);
            }
            for (double m : mean) {
                bits.set(n++, m > elbo.freeBits().lambda());
            }
        }
        return bits;
    }
}
