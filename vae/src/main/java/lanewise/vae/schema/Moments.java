package lanewise.vae.schema;

/// Mean and population standard deviation of numbers in the order in which they come, in float64: with the n-th number
/// x, `d = x - mean`, `mean += d / n`, `m2 += d (x - mean)` (Welford, Technometrics 4(3), 1962).
final class Moments {

    private long count;
    private double mean;
    private double squares;
    private double least = Double.POSITIVE_INFINITY;
    private double most = Double.NEGATIVE_INFINITY;

    void add(double x) {
        count++;
        double distance = x - mean;
        mean += distance / count;
        squares += distance * (x - mean);
        least = Math.min(least, x);
        most = Math.max(most, x);
    }

    long count() {
        return count;
    }

    double mean() {
        return mean;
    }

    /// 1 where all numbers are equal, exactly: the sum of squares may then be a rounding error.
    double deviation() {
        double deviation = Math.sqrt(squares / count);
        return least < most && deviation > 0 && deviation < Double.POSITIVE_INFINITY ? deviation : 1;
    }
}
