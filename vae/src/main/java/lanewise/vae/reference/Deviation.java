package lanewise.vae.reference;

/// How far a tensor is from what it should be, by its worst element.
///
/// Equal values, equal infinities and two NaN are no deviation; a NaN or infinity on one side only is an
/// infinite one. Thread-safe.
///
/// @param name of the tensor
/// @param elements how many were compared
/// @param absolute max |actual - expected|
/// @param relative max |actual - expected| / max |expected|, both over the whole tensor (or another scale, where
/// [FixtureCheck] says so); 0 if absolute is 0
/// @param ulps max over elements of |actual - expected| / ulp(expected), in units in the last place of the stored type
public record Deviation(String name, int elements, double absolute, double relative, double ulps) {

    /// Compares two tensors element by element; the shapes are not looked at beyond the number of elements.
    ///
    /// @param name of the tensor
    /// @param expected the truth
    /// @param actual what is measured
    /// @param singlePrecision whether the stored type is float32: units in the last place are its own, and what lies
    /// beyond its range is expected to be infinite
    /// @return the deviation
    /// @throws IllegalArgumentException if the numbers of elements differ
    public static Deviation between(String name, DoubleTensor expected, DoubleTensor actual, boolean singlePrecision) {
        return Comparison.of(name, expected, actual, singlePrecision, 0, Tolerance.FLOAT64).deviation();
    }
}
