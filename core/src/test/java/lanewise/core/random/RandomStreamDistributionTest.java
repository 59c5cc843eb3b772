package lanewise.core.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.Arrays;

import org.junit.jupiter.api.Test;

import lanewise.core.Matrix;

/// The seeds are fixed, so a test passes always or never; each bound is one that a true sample exceeds with the
/// probability stated.
class RandomStreamDistributionTest {

    private static final int N = 1 << 20;

    private static float[] gaussians(long seed, long stream, long first, int n) {
        try (Arena arena = Arena.ofConfined()) {
            Matrix out = Matrix.allocateDense(arena, 1, n);
            new RandomStream(seed, stream).fillGaussian(out, first);
            return out.toArray();
        }
    }

    private static float[] uniforms(long seed, long stream, int n) {
        try (Arena arena = Arena.ofConfined()) {
            Matrix out = Matrix.allocateDense(arena, 1, n);
            new RandomStream(seed, stream).fillUniform(out, 0);
            return out.toArray();
        }
    }

    /// Moments of N standard normals: the estimates have the variances 1/N, 2/N, 6/N, 24/N; 4.5 sigma, 7e-6.
    @Test
    void momentsOfGaussians() {
        for (long first : new long[] {0, (1L << 40) + 17}) {
            double[] sums = new double[5];
            for (float z : gaussians(2026, 3, first, N)) {
                double power = 1;
                for (int k = 0; k < 5; k++, power *= z) {
                    sums[k] += power;
                }
            }
            double mean = sums[1] / N;
            double variance = sums[2] / N - mean * mean;
            double third = sums[3] / N - 3 * mean * sums[2] / N + 2 * mean * mean * mean;
            double fourth = sums[4] / N - 4 * mean * sums[3] / N + 6 * mean * mean * sums[2] / N
                    - 3 * Math.pow(mean, 4);
            assertEquals(0, mean, 4.5 / Math.sqrt(N), "mean");
            assertEquals(1, variance, 4.5 * Math.sqrt(2.0 / N), "variance");
            assertEquals(0, third / Math.pow(variance, 1.5), 4.5 * Math.sqrt(6.0 / N), "skewness");
            assertEquals(3, fourth / (variance * variance), 4.5 * Math.sqrt(24.0 / N), "kurtosis");
        }
    }

    /// Kolmogorov-Smirnov: sqrt(N) D exceeds 1.95 with probability 1e-3.
    @Test
    void gaussiansFollowTheNormalLaw() {
        float[] z = gaussians(11, 12, 13, N);
        Arrays.sort(z);
        double distance = 0;
        for (int i = 0; i < N; i++) {
            double p = normal(z[i]);
            distance = Math.max(distance, Math.max(p - (double) i / N, (i + 1.0) / N - p));
        }
        assertTrue(Math.sqrt(N) * distance < 1.95, "sqrt(N) D = " + Math.sqrt(N) * distance);
    }

    /// P(Z <= x) = 1/2 + phi(x) (x + x^3/3 + x^5/(3 5) + ...): Marsaglia, "Evaluating the normal
    /// distribution", JSS 11(4), 2004.
    private static double normal(double x) {
        double term = x;
        double sum = x;
        for (int k = 3; sum + term != sum; k += 2) {
            term *= x * x / k;
            sum += term;
        }
        return 0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }

    @Test
    void theNormalLawUsedHereIsRight() {
        assertEquals(0.5, normal(0));
        assertEquals(0.841344746068542949, normal(1), 1e-14);
        assertEquals(0.977249868051820793, normal(2), 1e-14);
        assertEquals(1.349898031630094527e-3, normal(-3), 1e-14);
    }

    /// Counts beyond 3, 4 and 5 sigma on both sides of 4 N numbers, 4.5 sigma of the (Poisson) counts.
    @Test
    void tailsAreAsHeavyAsTheyShouldBe() {
        int[] counts = new int[6];
        for (float z : gaussians(5, 6, 0, 4 * N)) {
            int level = (int) Math.min(5, Math.abs(z));
            counts[level]++;
        }
        double[] beyond = {2.6997960632601890e-3, 6.3342483666239848e-5, 5.7330314375838782e-7};
        for (int level = 3; level <= 5; level++) {
            int count = Arrays.stream(counts, level, 6).sum();
            double expected = 4.0 * N * beyond[level - 3];
            assertEquals(expected, count, 4.5 * Math.sqrt(expected), "beyond " + level + " sigma");
        }
    }

    /// z-score of chi-square with many degrees of freedom, 4.5 sigma.
    @Test
    void uniformsAreEquidistributedAloneAndInPairs() {
        float[] u = uniforms(21, 22, N);
        int[] single = new int[4096];
        for (float x : u) {
            assertTrue(x >= 0 && x < 1 && x * 0x1p24f == (int) (x * 0x1p24f));
            single[(int) (x * 4096)]++;
        }
        assertUniform(single, "single");
        for (int lag : new int[] {1, 16, 32, 48, 64}) {
            int[] pairs = new int[64 * 64];
            for (int i = 0; i + lag < N; i += i / lag % 2 == 0 && (i + 1) % lag == 0 ? lag + 1 : 1) {
                pairs[64 * (int) (u[i] * 64) + (int) (u[i + lag] * 64)]++;
            }
            assertUniform(pairs, "lag " + lag);
        }
    }

    /// The low bits of a uniform number are as good as the high ones.
    @Test
    void lowBitsOfUniformsAreEquidistributed() {
        int[] counts = new int[1024];
        for (float x : uniforms(23, 24, N)) {
            counts[(int) (x * 0x1p24f) & 1023]++;
        }
        assertUniform(counts, "low bits");
    }

    private static void assertUniform(int[] counts, String what) {
        double expected = (double) Arrays.stream(counts).asLongStream().sum() / counts.length;
        double chi = 0;
        for (int count : counts) {
            chi += (count - expected) * (count - expected) / expected;
        }
        int degrees = counts.length - 1;
        assertEquals(0, (chi - degrees) / Math.sqrt(2.0 * degrees), 4.5, what);
    }

    /// Correlation of N pairs has the standard deviation 1/sqrt(N); 4.5 sigma. Squares too: sine and
    /// cosine share a radius.
    @Test
    void neighboursStreamsAndSeedsAreUncorrelated() {
        float[] z = gaussians(31, 32, 0, N);
        for (int lag : new int[] {1, 2, 4, 8, 15, 16, 17, 32, 48, 64, 1024}) {
            assertUncorrelated(Arrays.copyOf(z, N - lag), Arrays.copyOfRange(z, lag, N), "lag " + lag);
        }
        long[][] others = {{31, 33}, {32, 32}, {31, 32 + (1L << 32)}, {31 + (1L << 32), 32}, {30, 31}, {-31, 32}};
        for (long[] other : others) {
            assertUncorrelated(z, gaussians(other[0], other[1], 0, N), "seed " + other[0] + ", stream " + other[1]);
        }
    }

    private static void assertUncorrelated(float[] x, float[] y, String what) {
        double sum = 0;
        double squares = 0;
        int equal = 0;
        for (int i = 0; i < x.length; i++) {
            sum += (double) x[i] * y[i];
            squares += ((double) x[i] * x[i] - 1) * ((double) y[i] * y[i] - 1) / 2;
            equal += x[i] == y[i] ? 1 : 0;
        }
        assertEquals(0, sum / Math.sqrt(x.length), 4.5, what);
        assertEquals(0, squares / Math.sqrt(x.length), 4.5, what + ", squares");
        assertTrue(equal < 20, what + ": " + equal + " equal numbers");
    }

    /// Chi-square over the 4! orders with 23 degrees of freedom exceeds 49.7 with probability 1e-3.
    @Test
    void permutationsAreEquallyLikely() {
        int[] counts = new int[256];
        int rounds = 48_000;
        for (int stream = 0; stream < rounds; stream++) {
            int[] p = new RandomStream(8, stream).permutation(4);
            counts[64 * p[0] + 16 * p[1] + 4 * p[2] + p[3]]++;
        }
        double expected = rounds / 24.0;
        double chi = 0;
        int orders = 0;
        for (int count : counts) {
            if (count > 0) {
                orders++;
                chi += (count - expected) * (count - expected) / expected;
            }
        }
        assertEquals(24, orders);
        assertTrue(chi < 49.7, "chi-square " + chi);
    }

    @Test
    void boundedIsUniformWhereManyDrawsAreRefused() {
        RandomStream random = new RandomStream(9, 9);
        int n = 3 << 29;
        int[] counts = new int[96];
        for (int i = 0; i < N / 4; i++) {
            counts[(int) ((long) random.bounded(i, n) * counts.length / n)]++;
        }
        assertUniform(counts, "n = 3 2^29");
    }

    /// Frequencies of 0.1 and 0.9 over N draws each; 4.5 sigma.
    @Test
    void bernoulliHasItsProbability() {
        for (float p : new float[] {0.1f, 0.9f, 0x1p-10f}) {
            try (Arena arena = Arena.ofConfined()) {
                Matrix m = Matrix.allocateDense(arena, 1024, N / 1024);
                m.fill(p);
                new RandomStream(41, 42).fillBernoulli(m, m, 5);
                double ones = 0;
                for (float x : m.toArray()) {
                    ones += x;
                }
                assertEquals(p, ones / N, 4.5 * Math.sqrt(p * (1 - p) / N), "p = " + p);
            }
        }
    }
}
