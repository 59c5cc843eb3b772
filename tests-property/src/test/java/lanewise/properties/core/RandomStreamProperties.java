package lanewise.properties.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import lanewise.core.Matrix;
import lanewise.core.random.RandomStream;
import lanewise.vae.reference.SpecialFunctions;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/// Laws of the random streams. A statistical law allows five standard errors (two-sided probability 6e-7 under a
/// perfect generator); the seeds are fixed.
class RandomStreamProperties {
    private static final int N = 1 << 18;
    private static final double SIGMAS = 5;

    private static double[] gaussians(RandomStream stream, int n) {
        try (Arena arena = Arena.ofConfined()) {
            Matrix out = Matrix.allocateDense(arena, 1, n);
            stream.fillGaussian(out, 0);
            return toDoubles(out.toArray());
        }
    }

    private static double[] uniforms(RandomStream stream, int n) {
        try (Arena arena = Arena.ofConfined()) {
            Matrix out = Matrix.allocateDense(arena, 1, n);
            stream.fillUniform(out, 0);
            return toDoubles(out.toArray());
        }
    }

    private static double[] toDoubles(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }

    @Property(tries = 300, seed = "41")
    void anElementDependsOnItsIndexAlone(@ForAll long seed, @ForAll long stream,
            @ForAll @LongRange(min = 0, max = 1L << 50) long first, @ForAll long place) {
        Random random = new Random(place);
        RandomStream source = new RandomStream(seed, stream);
        try (Arena arena = Arena.ofConfined()) {
            Matrix gaussian = Bits.placed(arena, 1 + random.nextInt(5), 1 + random.nextInt(90), random);
            Matrix uniform = Bits.placed(arena, gaussian.rows(), gaussian.columns(), random);
            Matrix bernoulli = Bits.placed(arena, gaussian.rows(), gaussian.columns(), random);
            Matrix probability = Bits.placed(arena, gaussian.rows(), gaussian.columns(), random);
            new RandomStream(~seed, stream).fillUniform(probability, 0);
            source.fillGaussian(gaussian, first);
            source.fillUniform(uniform, first);
            source.fillBernoulli(probability, bernoulli, first);
            for (int r = 0; r < gaussian.rows(); r++) {
                for (int c = 0; c < gaussian.columns(); c++) {
                    long i = first + (long) r * gaussian.columns() + c;
                    assertEquals(source.gaussian(i), gaussian.get(r, c));
                    assertEquals(source.uniform(i), uniform.get(r, c));
                    assertEquals(source.uniform(i) < probability.get(r, c) ? 1 : 0, bernoulli.get(r, c));
                }
            }
        }
    }

    @Property(tries = 100, seed = "42")
    void aRunMayBeFilledInPieces(@ForAll long seed, @ForAll @IntRange(min = 0, max = 1000) int split,
            @ForAll @IntRange(min = 0, max = 200) int first) {
        RandomStream source = new RandomStream(seed, 3);
        try (Arena arena = Arena.ofConfined()) {
            Matrix whole = Matrix.allocateDense(arena, 1, 1000);
            Matrix pieces = Matrix.allocateDense(arena, 1, 1000);
            source.fillGaussian(whole, first);
            source.fillGaussian(pieces.columns(split, 1000), first + split);
            source.fillGaussian(pieces.columns(0, split), first);
            Bits.assertSame(whole, pieces, "split at " + split);
        }
    }

    @Property(tries = 20, seed = "43")
    void gaussiansHaveTheMomentsOfTheStandardNormal(@ForAll long seed, @ForAll long stream) {
        double[] g = gaussians(new RandomStream(seed, stream), N);
        double[] moments = new double[5];
        for (double value : g) {
            for (int p = 1; p <= 4; p++) {
                moments[p] += Math.pow(value, p) / N;
            }
        }
        // the variances of x, x^2, x^3, x^4 are 1, 2, 15, 96
        assertEquals(0, moments[1], SIGMAS * Math.sqrt(1.0 / N));
        assertEquals(1, moments[2], SIGMAS * Math.sqrt(2.0 / N));
        assertEquals(0, moments[3], SIGMAS * Math.sqrt(15.0 / N));
        assertEquals(3, moments[4], SIGMAS * Math.sqrt(96.0 / N));
    }

    /// sqrt(n) D exceeds t with probability 2 exp(-2 t^2) (Kolmogorov 1933; Smirnov 1948): 6e-7 at t = 2.74.
    @Property(tries = 20, seed = "44")
    void gaussiansPassKolmogorovAndSmirnov(@ForAll long seed, @ForAll long stream) {
        double[] g = gaussians(new RandomStream(seed, stream), N);
        assertTrue(Math.sqrt(N) * distance(g, x -> 0.5 * SpecialFunctions.erfc(-x / Math.sqrt(2))) < 2.74);
    }

    @Property(tries = 20, seed = "45")
    void uniformsPassKolmogorovAndSmirnov(@ForAll long seed, @ForAll long stream) {
        double[] u = uniforms(new RandomStream(seed, stream), N);
        assertTrue(Arrays.stream(u).allMatch(x -> x >= 0 && x < 1));
        assertTrue(Math.sqrt(N) * distance(u, x -> x) < 2.74);
    }

    private static double distance(double[] sample, DoubleUnaryOperator distribution) {
        double[] sorted = sample.clone();
        Arrays.sort(sorted);
        double d = 0;
        for (int i = 0; i < sorted.length; i++) {
            double p = distribution.applyAsDouble(sorted[i]);
            d = Math.max(d, Math.max(p - (double) i / sorted.length, (i + 1.0) / sorted.length - p));
        }
        return d;
    }

    @Property(tries = 20, seed = "46")
    void gaussianTailsHaveTheirShare(@ForAll long seed) {
        double[] g = gaussians(new RandomStream(seed, 0), N);
        for (double t : new double[] {1, 2, 3, 4}) {
            for (int sign = -1; sign <= 1; sign += 2) {
                int side = sign;
                double p = 0.5 * SpecialFunctions.erfc(t / Math.sqrt(2));
                long count = Arrays.stream(g).filter(x -> x * side > t).count();
                assertEquals(p * N, count, SIGMAS * Math.sqrt(p * N) + 1, "beyond " + t * side);
            }
        }
    }

    @Property(tries = 10, seed = "47")
    void neighboursInAStreamAreUncorrelated(@ForAll long seed) {
        double[] g = gaussians(new RandomStream(seed, 7), N);
        for (int lag : new int[] {1, 2, 3, 4, 8, 15, 16, 17, 32, 48, 64, 128, 1024}) {
            assertTrue(Math.abs(correlation(g, Arrays.copyOfRange(g, lag, N))) < SIGMAS, "lag " + lag);
        }
    }

    @Property(tries = 20, seed = "48")
    void streamsAndSeedsAreUncorrelated(@ForAll long seed, @ForAll long stream,
            @ForAll @IntRange(min = 0, max = 63) int bit) {
        double[] g = gaussians(new RandomStream(seed, stream), N);
        assertTrue(Math.abs(correlation(g, gaussians(new RandomStream(seed, stream + 1), N))) < SIGMAS, "next stream");
        assertTrue(Math.abs(correlation(g, gaussians(new RandomStream(seed, stream ^ 1L << bit), N))) < SIGMAS,
                "stream with bit " + bit + " flipped");
        assertTrue(Math.abs(correlation(g, gaussians(new RandomStream(seed ^ 1L << bit, stream), N))) < SIGMAS,
                "seed with bit " + bit + " flipped");
        double[] squares = Arrays.stream(g).map(x -> x * x - 1).toArray();
        double[] other = Arrays.stream(gaussians(new RandomStream(seed + 1, stream), N)).map(x -> x * x - 1).toArray();
        assertTrue(Math.abs(correlation(squares, other)) < 2 * SIGMAS, "squares of the next seed");
    }

    /// Sum of products over its standard error, for independent sequences of mean 0 and variance 1 (2 for squares).
    private static double correlation(double[] a, double[] b) {
        int n = Math.min(a.length, b.length);
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += a[i] * b[i];
        }
        return sum / Math.sqrt(n);
    }

    /// Chi-square of neighbours on a 16 x 16 grid: 255 degrees of freedom, standard deviation sqrt(510).
    @Property(tries = 20, seed = "49")
    void pairsOfUniformsFillTheSquare(@ForAll long seed, @ForAll @IntRange(min = 1, max = 70) int lag) {
        double[] u = uniforms(new RandomStream(seed, 1), N);
        int[] counts = new int[256];
        for (int i = 0; i + lag < N; i++) {
            counts[(int) (u[i] * 16) * 16 + (int) (u[i + lag] * 16)]++;
        }
        double expected = (N - lag) / 256.0;
        double chi = Arrays.stream(counts).mapToDouble(c -> (c - expected) * (c - expected) / expected).sum();
        assertEquals(255, chi, (SIGMAS + 1) * Math.sqrt(510));
    }

    @Property(tries = 200, seed = "50")
    void aPermutationHasEveryNumberOnce(@ForAll long seed, @ForAll @IntRange(min = 0, max = 2000) int n) {
        int[] p = new RandomStream(seed, 2).permutation(n);
        assertArrayEquals(p, new RandomStream(seed, 2).permutation(n));
        Arrays.sort(p);
        assertArrayEquals(IntStream.range(0, n).toArray(), p);
    }

    @Property(tries = 3, seed = "51")
    void everyPlaceInAPermutationIsEquallyLikely(@ForAll long seed) {
        int n = 7;
        int draws = 70_000;
        int[][] counts = new int[n][n];
        for (int d = 0; d < draws; d++) {
            int[] p = new RandomStream(seed, d).permutation(n);
            for (int i = 0; i < n; i++) {
                counts[i][p[i]]++;
            }
        }
        double share = 1.0 / n;
        for (int[] row : counts) {
            for (int count : row) {
                assertEquals(share * draws, count, SIGMAS * Math.sqrt(draws * share * (1 - share)));
            }
        }
    }
}
