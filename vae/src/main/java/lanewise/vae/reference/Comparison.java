package lanewise.vae.reference;

import java.util.Arrays;
import java.util.Locale;

/// One tensor held against what it should be: the three deviations, whether they are within a tolerance, and the
/// element that is farthest out.
///
/// Equal values, equal infinities and two NaN are no deviation; a NaN or infinity on one side only is an
/// infinite one. Thread-safe.
///
/// @param deviation the largest deviations
/// @param singlePrecision whether units in the last place are those of float32, else of float64
/// @param tolerance what was allowed
/// @param failures how many elements are beyond it
/// @param worst row-major index of the element that is farthest beyond what is allowed, -1 if there is
/// no deviation at all
/// @param expected that element in the reference
/// @param actual that element in the file
/// @param fault what else is wrong, such as another shape, in which case nothing was compared; else empty
public record Comparison(Deviation deviation, boolean singlePrecision, Tolerance tolerance, int failures, int worst,
    double expected, double actual, String fault) {

    /// Relative deviations are those of each element, |actual - expected| / max(1, |expected|).
    static final double OWN_SCALE = -1;

    /// Whether every element is within the tolerance.
    /// @return whether it is
    public boolean passes() {
        return failures == 0 && fault.isEmpty();
    }

    /// What is wrong, for a person; empty if nothing is.
    ///
    /// @return such as `enc.0.bias: 3 of 19 elements, the worst at 5: 0.25, expected -0.25`
    public String complaint() {
        if (passes()) {
            return "";
        }
        return deviation.name() + ": " + (!fault.isEmpty() ? fault : String.format(Locale.ROOT,
            "%d of %d elements, the worst at %d: %s, expected %s", failures, deviation.elements(), worst,
            singlePrecision ? Float.toString((float) actual) : Double.toString(actual), expected));
    }

    /// A tensor that cannot be compared.
    static Comparison faulty(String name, DoubleTensor actual, boolean singlePrecision, Tolerance tolerance,
        String fault) {
        double infinite = Double.POSITIVE_INFINITY;
        return new Comparison(new Deviation(name, actual.size(), infinite, infinite, infinite), singlePrecision,
            tolerance, actual.size(), -1, Double.NaN, Double.NaN, fault);
    }

    /// Compares element by element.
    ///
    /// @param name of the tensor
    /// @param expected the truth
    /// @param actual what is measured, of as many elements
    /// @param singlePrecision whether the stored type is float32: units in the last place are its own, and what lies
    /// beyond its range is expected to be infinite
    /// @param scale what relative deviations refer to; 0: the largest finite magnitude in the tensor; [#OWN_SCALE]
    /// @param tolerance what is allowed
    /// @throws IllegalArgumentException if the numbers of elements differ
    static Comparison of(String name, DoubleTensor expected, DoubleTensor actual, boolean singlePrecision, double scale,
        Tolerance tolerance) {
        if (expected.size() != actual.size()) {
            throw new IllegalArgumentException(name + ": " + actual + ", expected " + expected);
        }
        double[] truth = singlePrecision ? Arrays.stream(expected.values()).map(Comparison::inRangeOfFloat).toArray()
            : expected.values();
        double common = scale == 0
            ? Arrays.stream(truth).filter(Double::isFinite).map(Math::abs).max().orElse(0) : scale;
        double absolute = 0;
        double relative = 0;
        double ulps = 0;
        int failures = 0;
        int worst = -1;
        double excess = 0;
        for (int i = 0; i < truth.length; i++) {
            double distance = distance(truth[i], actual.values()[i]);
            if (distance == 0) {
                continue;
            }
            double own = scale == OWN_SCALE ? Math.max(1, Math.abs(truth[i])) : common;
            double ulp = singlePrecision ? Math.ulp((float) truth[i]) : Math.ulp(truth[i]);
            double allowed = Double.isInfinite(distance) ? 0 : tolerance.allowed(own, ulp);
            failures += distance <= allowed ? 0 : 1;
            if (worst < 0 || distance / allowed > excess) {
                excess = distance / allowed;
                worst = i;
            }
            absolute = Math.max(absolute, distance);
            relative = Math.max(relative, Double.isInfinite(distance) ? distance : distance / own);
            ulps = Math.max(ulps, Double.isInfinite(distance) ? distance : distance / ulp);
        }
        return new Comparison(new Deviation(name, truth.length, absolute, relative, ulps), singlePrecision, tolerance,
            failures, worst, worst < 0 ? Double.NaN : truth[worst],
            worst < 0 ? Double.NaN : actual.values()[worst], "");
    }

    private static double inRangeOfFloat(double value) {
        return Float.isInfinite((float) value) ? (float) value : value;
    }

    private static double distance(double expected, double actual) {
        if (expected == actual || Double.isNaN(expected) && Double.isNaN(actual)) {
            return 0;
        }
        double distance = Math.abs(actual - expected);
        return Double.isNaN(distance) ? Double.POSITIVE_INFINITY : distance;
    }
}
