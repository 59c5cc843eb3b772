package lanewise.vae.evaluate;

/// `log 1/n sum_i e^(a_i)` in double, scaled by the largest element, elements ascending.
final class LogMeanExp {

    private LogMeanExp() {
    }

    static double of(double[] a, int from, int n) {
        double largest = largest(a, from, n);
        if (Double.isInfinite(largest)) {
            return largest;
        }
        double sum = 0;
        for (int i = from; i < from + n; i++) {
            sum += StrictMath.exp(a[i] - largest);
        }
        return largest + StrictMath.log(sum / n);
    }

    /// NaN if any element is.
    static double largest(double[] a, int from, int n) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = from; i < from + n; i++) {
            largest = Math.max(largest, a[i]);
        }
        return largest;
    }
}
