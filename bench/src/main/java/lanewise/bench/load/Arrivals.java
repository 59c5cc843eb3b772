package lanewise.bench.load;

import java.util.SplittableRandom;

/// When requests are due: independent of each other and of the answers, a Poisson process, as callers who know nothing
/// of each other make it.
final class Arrivals {

    private Arrivals() {
    }

    /// Times from zero on.
    ///
    /// @param rate requests a second on average
    /// @param seconds until when
    /// @param most how many at most
    /// @param seed equal seeds give equal times
    /// @return nanoseconds, ascending
    static long[] poisson(double rate, double seconds, int most, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long[] times = new long[(int) Math.min(most, Math.ceil(rate * seconds))];
        double time = 0;
        for (int i = 0; i < times.length; i++) {
            time -= Math.log1p(-random.nextDouble()) * 1e9 / rate;
            times[i] = (long) time;
        }
        return times;
    }
}
