package lanewise.vae.reference;

import java.util.Locale;

/// How far a result may be from the reference: each element has to be within one of three limits.
///
/// The defaults leave room for a careful implementation in the stored type, whatever its order of summation, and none
/// for a wrong sign, factor or transposition: in float32 1e-5 of the largest element of the tensor (about 100 units in
/// its last place), in float64 1e-11. Immutable.
///
/// @param absolute limit of |actual - expected|
/// @param relative limit of |actual - expected| / scale, the scale as [Comparison] says
/// @param ulps limit of |actual - expected| / ulp(expected), in units in the last place of the stored type
public record Tolerance(double absolute, double relative, double ulps) {

    /// For results computed in float32.
    public static final Tolerance FLOAT32 = new Tolerance(1e-8, 1e-5, 4);

    /// For results computed in float64.
    public static final Tolerance FLOAT64 = new Tolerance(1e-16, 1e-11, 4);

    /// Refuses limits that are negative or no numbers.
    public Tolerance {
        if (!(absolute >= 0 && relative >= 0 && ulps >= 0)) {
            throw new IllegalArgumentException("limits " + absolute + ", " + relative + ", " + ulps
                    + ": expected numbers from 0 up");
        }
    }

    /// The same with more room relative to the scale.
    ///
    /// @param factor what the relative limit is multiplied by
    /// @param more what is then added to it
    /// @return the wider tolerance
    public Tolerance widened(double factor, double more) {
        return new Tolerance(absolute, relative * factor + more, ulps);
    }

    /// The largest distance that is allowed.
    ///
    /// @param scale what the relative limit is multiplied by
    /// @param ulp a unit in the last place of the expected value
    /// @return the distance
    double allowed(double scale, double ulp) {
        return Math.max(absolute, Math.max(relative == 0 ? 0 : relative * scale, ulps * ulp));
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "absolute %.3g, relative %.3g or %.3g ulp", absolute, relative, ulps);
    }
}
