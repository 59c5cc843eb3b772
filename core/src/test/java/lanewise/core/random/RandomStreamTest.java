package lanewise.core.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.SplittableRandom;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

import lanewise.core.Allocations;
import lanewise.core.Matrix;
import lanewise.core.Team;

class RandomStreamTest {

    private static final RandomStream RANDOM = new RandomStream(0x0123_4567_89AB_CDEFL, 0xFEDC_BA98_7654_3210L);

    /// Also where the low half of the counter overflows (2^38 elements), just before and after, and far out.
    private static final long[] FIRSTS = {0, 1, 15, 16, 17, 63, 64, 1_000_003, (1L << 34) + 5, (1L << 38) - 64 * 3 - 7,
        (1L << 38) - 64, (1L << 38) + 1, 1L << 62};

    private final Arena arena = Arena.ofConfined();

    @AfterEach
    void close() {
        arena.close();
    }

    private static void assertElements(Matrix out, long first, boolean gaussian, String what) {
        for (int r = 0; r < out.rows(); r++) {
            for (int c = 0; c < out.columns(); c++) {
                long index = first + (long) r * out.columns() + c;
                float expected = gaussian ? RANDOM.gaussian(index) : RANDOM.uniform(index);
                assertEquals(Float.floatToIntBits(expected), Float.floatToIntBits(out.get(r, c)),
                    what + ", row " + r + ", column " + c);
            }
        }
    }

    @Test
    void filledRunsAreTheSpecificationBitForBit() {
        for (long first : FIRSTS) {
            for (int n : new int[] {0, 1, 3, 4, 7, 15, 16, 17, 47, 63, 64, 65, 127, 128, 200, 1000, 4096 + 64 + 5}) {
                Matrix out = Matrix.allocate(arena, 1, n);
                RANDOM.fillGaussian(out, first);
                assertElements(out, first, true, "gaussian, first " + first + ", n " + n);
                RANDOM.fillUniform(out, first);
                assertElements(out, first, false, "uniform, first " + first + ", n " + n);
            }
        }
    }

    @Test
    void filledMatricesAreTheSpecificationWhateverTheStride() {
        SplittableRandom shapes = new SplittableRandom(3);
        for (int round = 0; round < 60; round++) {
            int rows = 1 + shapes.nextInt(9);
            int columns = 1 + shapes.nextInt(round % 3 == 0 ? 700 : 70);
            int gap = shapes.nextInt(3) * shapes.nextInt(40);
            long first = FIRSTS[round % FIRSTS.length] + shapes.nextInt(130);
            Matrix whole = Matrix.allocateDense(arena, rows + 2, columns + gap + 2);
            whole.fill(-7);
            Matrix out = whole.block(1, rows + 1, 1, columns + 1);
            RANDOM.fillGaussian(out, first);
            assertElements(out, first, true, rows + " x " + columns + ", gap " + gap + ", first " + first);
            RANDOM.fillUniform(out, first);
            assertElements(out, first, false, rows + " x " + columns + ", gap " + gap + ", first " + first);
            out.fill(-7);
            for (float value : whole.toArray()) {
                assertEquals(-7f, value, "what lies around the view is left alone");
            }
        }
    }

    @Test
    void anySplitOfARunGivesTheSameBits() {
        int n = 5_000;
        long first = (1L << 38) - 2_500;
        float[] whole = filled(0, n, first, n);
        SplittableRandom cuts = new SplittableRandom(4);
        for (int round = 0; round < 30; round++) {
            int cut = cuts.nextInt(n + 1);
            assertArrayEquals(whole, filled(cut, n, first, n), "split at " + cut);
        }
    }

    private float[] filled(int cut, int n, long first, int room) {
        Matrix out = Matrix.allocateDense(arena, 1, room);
        RANDOM.fillGaussian(out.segment(), 4L * cut, n - cut, first + cut);
        RANDOM.fillGaussian(out.segment(), 0, cut, first);
        return out.toArray();
    }

    @Test
    void threadsThatShareTheWorkGiveTheSameBits() {
        int n = 30_011;
        Matrix one = Matrix.allocateDense(arena, 1, n);
        RANDOM.fillGaussian(one, 77);
        for (int threads = 2; threads <= 3; threads++) {
            try (Team team = Team.ofThreads(threads); Arena shared = Arena.ofShared()) {
                MemorySegment out = shared.allocate(4L * n, 64);
                team.run((part, parts) -> {
                    int from = Team.begin(n, part, parts, 64);
                    RANDOM.fillGaussian(out, 4L * from, Team.begin(n, part + 1, parts, 64) - from, 77L + from);
                });
                assertArrayEquals(one.toArray(), out.toArray(ValueLayout.JAVA_FLOAT), threads + " threads");
            }
        }
    }

    @Test
    void coldAndHotGiveTheSameBits() {
        Matrix cold = Matrix.allocate(arena, 20, 50);
        RANDOM.fillGaussian(cold, 9);
        Matrix hot = Matrix.allocate(arena, 20, 50);
        for (int i = 0; i < 3_000; i++) {
            RANDOM.fillGaussian(hot, 9);
        }
        assertArrayEquals(cold.toArray(), hot.toArray());
    }

    @Test
    void pinnedElements() {
        // Computed from the formulas in Python (integers; double arithmetic). They may never change: seeds stand for
        // published results.
        RandomStream random = new RandomStream(42, 7);
        assertEquals(-1838786433, random.bits(100));
        assertEquals(0.37421394152194487, random.gaussian(100), 2e-7);
        assertEquals(0.9887550302207533, random.gaussian(116), 2e-7);
        assertArrayEquals(new int[] {3, 1, 5, 2, 4, 7, 0, 6}, random.permutation(8));
        assertEquals(28924705, checksum(random), "the last bits of 1,000 normal numbers");
    }

    private static int checksum(RandomStream random) {
        int sum = 0;
        for (int i = 0; i < 1_000; i++) {
            sum = 31 * sum + Float.floatToIntBits(random.gaussian(i));
        }
        return sum;
    }

    @Test
    void bernoulliIsUniformBelowProbability() {
        for (int columns : new int[] {1, 5, 16, 37, 300}) {
            Matrix probability = Matrix.allocate(arena, 7, columns);
            new RandomStream(1, 1).fillUniform(probability, 0);
            probability.set(0, 0, 0f);
            probability.set(1, 0, 1f);
            Matrix out = Matrix.allocateDense(arena, 9, columns + 3).block(1, 8, 2, columns + 2);
            RANDOM.fillBernoulli(probability, out, 1_234_567);
            for (int r = 0; r < 7; r++) {
                for (int c = 0; c < columns; c++) {
                    float expected = RANDOM.uniform(1_234_567 + (long) r * columns + c) < probability.get(r, c) ? 1 : 0;
                    assertEquals(expected, out.get(r, c), "row " + r + ", column " + c + " of " + columns);
                }
            }
            assertEquals(0f, out.get(0, 0));
            assertEquals(1f, out.get(1, 0));
            RANDOM.fillBernoulli(probability, probability, 1_234_567);
            assertArrayEquals(out.toArray(), probability.toArray(), "in place");
        }
    }

    @Test
    void bernoulliNamesWhatIsNoProbability() {
        Matrix probability = Matrix.allocate(arena, 3, 50);
        Matrix out = Matrix.allocate(arena, 3, 50);
        out.fill(5);
        for (float bad : new float[] {Float.NaN, -Float.MIN_VALUE, 1.0000001f, Float.NEGATIVE_INFINITY,
            Float.POSITIVE_INFINITY}) {
            for (int column : new int[] {0, 21, 49}) {
                probability.fill(0.5f);
                probability.set(2, column, bad);
                refused("probability: is " + bad + " in row 2, column " + column,
                    () -> RANDOM.fillBernoulli(probability, out, 0));
            }
        }
        for (float value : out.toArray()) {
            assertEquals(5f, value, "nothing is written");
        }
        probability.fill(-0f);
        RANDOM.fillBernoulli(probability, out, 0);
        assertEquals(0f, out.get(1, 1));
    }

    @Test
    void boundedFollowsLemire() {
        for (int n : new int[] {1, 2, 3, 10, 1 << 30, 3 << 29, (1 << 30) + 1, Integer.MAX_VALUE}) {
            long least = (1L << 32) % n;
            int again = 0;
            for (long index = 0; index < 3_000; index++) {
                long product = Integer.toUnsignedLong(RANDOM.bits(index)) * n;
                for (int a = 0; (product & 0xFFFFFFFFL) < least; a++) {
                    long low = (1L << 63) + (1L << 56) * (a / 4) + index;
                    int word = (int) (Philox4x32.words(a % 4 / 2, low, RANDOM.stream(), RANDOM.seed())
                        >>> 32 * (a % 2));
                    product = Integer.toUnsignedLong(word) * n;
                    again++;
                }
                assertEquals(product >>> 32, RANDOM.bounded(index, n), "n " + n + ", index " + index);
            }
            double expected = 3_000 * (double) least / ((1L << 32) - least);
            assertEquals(expected, again, 5 * Math.sqrt(2 * expected) + 1e-3, "draws again for n " + n);
        }
    }

    @Test
    void permutationsHoldEachNumberOnce() {
        for (int n : new int[] {0, 1, 2, 3, 1_000}) {
            int[] values = RANDOM.permutation(n);
            int[] sorted = values.clone();
            Arrays.sort(sorted);
            for (int i = 0; i < n; i++) {
                assertEquals(i, sorted[i]);
            }
            assertArrayEquals(values, RANDOM.permutation(n));
        }
    }

    @Test
    void refusesWhatItCannotDo() {
        Matrix out = Matrix.allocate(arena, 2, 3);
        refused("index: is -1", () -> RANDOM.bits(-1));
        refused("index: is -2", () -> RANDOM.uniform(-2));
        refused("index: is -3", () -> RANDOM.gaussian(-3));
        refused("first: is -1", () -> RANDOM.fillGaussian(out, -1));
        refused("first: is 9223372036854775802, too large for 6 elements",
            () -> RANDOM.fillUniform(out, Long.MAX_VALUE - 5));
        RANDOM.fillUniform(out, Long.MAX_VALUE - 6);
        refused("out: is read-only", () -> RANDOM.fillUniform(Matrix.of(out.segment().asReadOnly(), 2, 3, 16), 0));
        refused("out: is on the heap", () -> RANDOM.fillUniform(MemorySegment.ofArray(new float[4]), 0, 4, 0));
        refused("out: is read-only", () -> RANDOM.fillGaussian(out.segment().asReadOnly(), 0, 4, 0));
        refused("byteOffset: is 2", () -> RANDOM.fillGaussian(out.segment(), 2, 4, 0));
        refused("n: is -4", () -> RANDOM.fillGaussian(out.segment(), 0, -4, 0));
        assertThrows(IndexOutOfBoundsException.class,
            () -> RANDOM.fillGaussian(out.segment(), 4, out.segment().byteSize() / 4, 0));
        assertThrows(IndexOutOfBoundsException.class,
            () -> RANDOM.fillGaussian(out.segment(), 0, Long.MAX_VALUE / 2, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> RANDOM.fillGaussian(out.segment(), -4, 2, 0));
        refused("n: is 0", () -> RANDOM.bounded(0, 0));
        refused("index: is -1", () -> RANDOM.bounded(-1, 5));
        refused("index: is 72057594037927936", () -> RANDOM.bounded(1L << 56, 5));
        refused("n: is -1", () -> RANDOM.permutation(-1));
        refused("probability: is 3 x 2, expected 2 x 3",
            () -> RANDOM.fillBernoulli(Matrix.allocate(arena, 3, 2), out, 0));
        Matrix wide = Matrix.allocate(arena, 2, 8);
        refused("out: overlaps probability", () -> RANDOM.fillBernoulli(wide.columns(0, 5), wide.columns(1, 6), 0));
    }

    @Test
    void allocatesNothingOnceWarm() {
        Matrix dense = Matrix.allocateDense(arena, 100, 33);
        Matrix strided = Matrix.allocate(arena, 100, 33);
        Matrix probability = Matrix.allocate(arena, 100, 33);
        probability.fill(0.3f);
        assertEquals(0, Allocations.fewest(0, () -> {
            RANDOM.fillGaussian(dense, 11);
            RANDOM.fillUniform(dense, 12);
            RANDOM.fillGaussian(strided, 13);
            RANDOM.fillBernoulli(probability, strided, 14);
        }), "bytes allocated by four fills");
    }

    private static void refused(String message, Executable call) {
        String text = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(text.contains(message), text);
    }
}
