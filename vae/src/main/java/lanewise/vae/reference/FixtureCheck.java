package lanewise.vae.reference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import lanewise.vae.check.Texts;
import lanewise.vae.file.Tensor;

/// A fixture file held against the float64 reference.
///
/// Relative deviations are |actual - expected| / scale. The scale is the largest magnitude in the expected tensor, but:
/// - in files of kind `elementwise`, where one grid spans all magnitudes, max(1, |expected|) of each element;
/// - for `gradsample.sum.<p>`, a sum that cancels, the sum of magnitudes.
///
/// The limits are the [Tolerance] of the type in which the results were computed. Default limits are wider by what the
/// arithmetic of that type loses, eps being 2^-23 or 2^-52: importance weights and all gradients of the IWAE by 2 eps
/// max|log w|, because exp turns the absolute error of a log-weight into a relative one; for the same reason
/// `logsumexp.dx` by 2 eps max|x|; `gradsample.l2norm` and `gradsample.sum`, sums over a whole matrix, by a factor of
/// 5; `step{t}.<p>`, t updates each of which rounds the parameter by up to half a unit in its last place, by t eps / 2.
///
/// @param comparisons one for each result in the file, in its order
/// @param missing results that the reference computes and the file does not have
/// @param unknown tensors in the file that are neither inputs nor results
public record FixtureCheck(List<Comparison> comparisons, Set<String> missing, Set<String> unknown) {

    private static final Pattern PARAMETER_AFTER = Pattern.compile("step(\\d{1,9})\\.(?!loss|grad).*");

    /// Copies the lists.
    public FixtureCheck {
        comparisons = List.copyOf(comparisons);
    }

    /// Checks with the default limits.
    ///
    /// @param file the fixture
    /// @return what came of it
    /// @throws IllegalArgumentException naming the file, and the metadata key or the input tensor that is missing or
    /// wrong, or if there is nothing to compare
    public static FixtureCheck of(FixtureFile file) {
        return of(file, null);
    }

    /// Checks with limits of one's own for all results.
    ///
    /// @param file the fixture
    /// @param tolerance the limits, taken as they are; null: the default ones
    /// @return what came of it
    /// @throws IllegalArgumentException naming the file, and the metadata key or the input tensor that is missing or
    /// wrong, or if there is nothing to compare
    public static FixtureCheck of(FixtureFile file, Tolerance tolerance) {
        try {
            return compared(file, tolerance);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IllegalArgumentException(Texts.message(file.source() + ": " + e.getMessage()), e);
        }
    }

    private static FixtureCheck compared(FixtureFile file, Tolerance tolerance) {
        Fixture fixture = file.fixture();
        Map<String, DoubleTensor> truth = fixture.recompute();
        List<Comparison> comparisons = new ArrayList<>();
        fixture.tensors().forEach((name, actual) -> {
            DoubleTensor expected = truth.get(name);
            if (expected != null) {
                Tolerance limits = tolerance != null ? tolerance : limits(name, file, truth);
                boolean single = file.types().get(name) != Tensor.Type.F64;
                comparisons.add(sameShape(expected, actual)
                    ? Comparison.of(name, expected, actual, single, scale(name, fixture, truth), limits)
                    : Comparison.faulty(name, actual, single, limits, "shape " + Arrays.toString(actual.shape())
                        + ", expected " + Arrays.toString(expected.shape())));
            }
        });
        if (comparisons.isEmpty()) {
            throw new IllegalArgumentException("nothing to compare: none of the " + fixture.tensors().size()
                + " tensors is a result, expected names such as " + truth.keySet().stream().limit(3).toList());
        }
        return new FixtureCheck(comparisons, missing(fixture, truth.keySet()), fixture.unknown(truth.keySet()));
    }

    /// Whether every result in the file is within its limits.
    /// @return whether it is
    public boolean passes() {
        return comparisons.stream().allMatch(Comparison::passes);
    }

    /// A scalar may also be written as a tensor of one element.
    private static boolean sameShape(DoubleTensor expected, DoubleTensor actual) {
        return Arrays.equals(expected.shape(), actual.shape())
            || expected.rank() == 0 && actual.rank() == 1 && actual.size() == 1;
    }

    private static double scale(String name, Fixture fixture, Map<String, DoubleTensor> truth) {
        if (name.startsWith("gradsample.sum.")) {
            return DoubleStream.of(truth.get("grad." + name.substring("gradsample.sum.".length())).values())
                .map(Math::abs).sum();
        }
        return fixture.kind().equals("elementwise") ? Comparison.OWN_SCALE : 0;
    }

    private static Tolerance limits(String name, FixtureFile file, Map<String, DoubleTensor> truth) {
        boolean twice = file.computedInDouble(name);
        double eps = twice ? 0x1p-52 : 0x1p-23;
        boolean sum = name.startsWith("gradsample.l2norm.") || name.startsWith("gradsample.sum.");
        DoubleTensor exponents = name.equals("logsumexp.dx") ? file.fixture().tensors().get("logsumexp.x")
            : name.contains("grad") || name.equals("out.w_norm") || name.startsWith("step")
            ? truth.get("out.log_w") : null;
        double lost = exponents == null ? 0
            : 2 * eps * DoubleStream.of(exponents.values()).filter(Double::isFinite).map(Math::abs).max().orElse(0);
        return (twice ? Tolerance.FLOAT64 : Tolerance.FLOAT32).widened(sum ? 5 : 1, lost + eps / 2 * updates(name));
    }

    /// How many updates a parameter of a trajectory has behind it; 0 for any other tensor.
    private static long updates(String name) {
        Matcher parameter = PARAMETER_AFTER.matcher(name);
        return parameter.matches() ? Long.parseLong(parameter.group(1)) : 0;
    }

    /// A trajectory need not tell of the pass of its first step, and a sampled gradient not of all of it.
    private static Set<String> missing(Fixture fixture, Set<String> results) {
        Set<String> missing = new TreeSet<>(results);
        if (fixture.kind().equals("optimizer_trajectory")
            && fixture.tensors().keySet().stream().noneMatch(name -> name.startsWith("out."))) {
            missing.removeIf(name -> !name.startsWith("step"));
        }
        missing.removeAll(fixture.tensors().keySet());
        missing.removeIf(name -> name.startsWith("grad.")
            && fixture.tensors().containsKey("gradsample.value." + name.substring("grad.".length())));
        return missing;
    }
}
