package lanewise.vae.train;

/// How the optimizers keep denormals out of their moments: compare and select, the same in scalar and vector code.
final class Denormals {

    /// The smallest normal float, 2^-126.
    static final float SMALLEST_NORMAL = Float.MIN_NORMAL;

    private Denormals() {
    }

    /// `|x| < floor ? 0 : x`; a NaN stays.
    static float flush(float x, float floor) {
        return Math.abs(x) < floor ? 0f : x;
    }

    /// The magnitude below which `factor * x` is below 2^-126.
    static float floorOfProduct(double factor) {
        return (float) (SMALLEST_NORMAL / factor);
    }

    /// The magnitude below which `factor * x^2` is below 2^-126.
    static float floorOfSquare(double factor) {
        return (float) Math.sqrt(SMALLEST_NORMAL / factor);
    }
}
