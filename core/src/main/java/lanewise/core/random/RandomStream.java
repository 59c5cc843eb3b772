package lanewise.core.random;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

import lanewise.core.Matrix;

/// An endless sequence of random numbers; element i is a function of (seed, stream, i) alone.
///
/// Element i = 64 b + 16 w + l, with 0 <= w < 4 and 0 <= l < 16, is made of word w of the block that [Philox4x32] makes
/// of the counter (16 b + l, stream) under the key `seed`; a 64-bit number stands for two words, the low half first.
/// The same element read as [#bits(long)], [#uniform(long)] or [#gaussian(long)] comes of the same word, so use a
/// stream, or a range of its indices, for one purpose.
///
/// The methods for one element are the specification; the filling methods return the same bits at any vector
/// width, in any split of the range, on any thread. They allocate nothing once a thread has its scratch memory.
/// Immutable and thread-safe.
///
/// @param seed the key: who wants other numbers takes another seed
/// @param stream which of 2^64 independent sequences of this seed
public record RandomStream(long seed, long stream) {

    /// Counters with this bit belong to no element; [#bounded(long, int)] draws again from them.
    private static final long AGAIN = 1L << 63;

    /// Where the number of the attempt lies in such a counter.
    private static final int ATTEMPT_SHIFT = 56;

    /// 32 random bits.
    ///
    /// @param index which element, at least 0
    /// @return the bits
    /// @throws IllegalArgumentException if the index is negative
    public int bits(long index) {
        requireIndex("index", index);
        long words = words(index);
        return (int) ((index & 16) == 0 ? words : words >>> 32);
    }

    /// floor(bits / 2^8) / 2^24: one of 2^24 equidistant numbers in [0, 1), each equally likely, exact.
    ///
    /// @param index which element, at least 0
    /// @return the number, 0 included, 1 excluded
    /// @throws IllegalArgumentException if the index is negative
    public float uniform(long index) {
        return uniformOf(bits(index));
    }

    /// A standard normal number: r cos(theta) where word w is even, r sin(theta) where it is odd, r = sqrt(-2
    /// ln((v + 1/2) / 2^32)) and theta = 2 pi q / 2^32, v the word 2 floor(w / 2) and q the word after it
    /// (Box and Muller 1958).
    ///
    /// The largest magnitude is 6.7637; in exact arithmetic a larger one has the probability 1.3e-11. The absolute
    /// error against double arithmetic is below 1.2e-6.
    ///
    /// @param index which element, at least 0
    /// @return the number
    /// @throws IllegalArgumentException if the index is negative
    public float gaussian(long index) {
        requireIndex("index", index);
        long words = words(index);
        float radius = BoxMuller.radius((int) words);
        int turn = (int) (words >>> 32);
        return (index & 16) == 0 ? BoxMuller.cosine(radius, turn) : BoxMuller.sine(radius, turn);
    }

    /// An integer 0 <= k < n, each equally likely.
    ///
    /// With x = bits(index): the high half of the 64-bit product x n, unless its low half is below 2^32 mod n; then the
    /// same again with word a mod 4 of the block with the counter 2^63 + 2^56 floor(a / 4) + index, for a = 0, 1, ...
    /// Each attempt fails with a probability below 1/2; after 513 of them (probability below 2^-512) the last stands.
    /// Source: Lemire, "Fast random integer generation in an interval", ACM TOMACS 29(1), 2019, algorithm 5.
    ///
    /// @param index which element, 0 to 2^56 - 1
    /// @param n number of integers, at least 1
    /// @return the integer
    /// @throws IllegalArgumentException if n is not positive or the index is out of range
    public int bounded(long index, int n) {
        if (n < 1) {
            throw new IllegalArgumentException("n: is " + n + ", expected at least 1");
        }
        if (index >>> ATTEMPT_SHIFT != 0) {
            throw new IllegalArgumentException("index: is " + index + ", expected 0 to 2^56 - 1");
        }
        long product = (bits(index) & Philox4x32.LOW) * n;
        if ((product & Philox4x32.LOW) < n) {
            long least = (1L << 32) % n;
            for (int attempt = 0; (product & Philox4x32.LOW) < least && attempt < 512; attempt++) {
                long counter = AGAIN | (long) (attempt / 4) << ATTEMPT_SHIFT | index;
                long words = Philox4x32.words(attempt / 2 % 2, counter, stream, seed);
                product = (words >>> 32 * (attempt % 2) & Philox4x32.LOW) * n;
            }
        }
        return (int) (product >>> 32);
    }

    /// A permutation of 0 to n - 1, each of the n! equally likely; [#shuffle(int[])] of 0, 1, ..., n - 1.
    ///
    /// @param n how many, at least 0
    /// @return a new array
    /// @throws IllegalArgumentException if n is negative
    public int[] permutation(int n) {
        if (n < 0) {
            throw new IllegalArgumentException("n: is " + n + ", expected at least 0");
        }
        int[] values = new int[n];
        for (int i = 0; i < n; i++) {
            values[i] = i;
        }
        shuffle(values);
        return values;
    }

    /// Shuffles in place: for i from the last index down to 1, swaps the values at i and at `bounded(i, i + 1)` (Fisher
    /// and Yates; Durstenfeld, "Algorithm 235", CACM 7(7), 1964).
    ///
    /// @param values what to shuffle
    public void shuffle(int[] values) {
        for (int i = values.length - 1; i > 0; i--) {
            int j = bounded(i, i + 1);
            int value = values[i];
            values[i] = values[j];
            values[j] = value;
        }
    }

    /// out(r, c) = uniform(first + r columns + c), whatever the row stride.
    ///
    /// @param out what to fill, any shape and row stride
    /// @param first index of the first element, at least 0
    /// @throws IllegalArgumentException if the indices are out of range or `out` is read-only
    public void fillUniform(Matrix out, long first) {
        requireRange(out, first);
        RandomBlocks.fill(RandomBlocks.Law.UNIFORM, seed, stream, out, first);
    }

    /// n floats one after the other: uniform(first), uniform(first + 1), ... For threads that share the work.
    ///
    /// @param out native memory aligned to 4 bytes
    /// @param byteOffset where the first element goes, a multiple of 4
    /// @param n how many, at least 0
    /// @param first index of the first element, at least 0
    /// @throws IllegalArgumentException if the indices are out of range or the memory is on the heap,
    /// misaligned or read-only
    /// @throws IndexOutOfBoundsException if the run does not lie in `out`
    public void fillUniform(MemorySegment out, long byteOffset, long n, long first) {
        requireRun(out, byteOffset, n, first);
        RandomBlocks.fill(RandomBlocks.Law.UNIFORM, seed, stream, out, byteOffset, n, first);
    }

    /// out(r, c) = gaussian(first + r columns + c), whatever the row stride.
    ///
    /// @param out what to fill, any shape and row stride
    /// @param first index of the first element, at least 0
    /// @throws IllegalArgumentException if the indices are out of range or `out` is read-only
    public void fillGaussian(Matrix out, long first) {
        requireRange(out, first);
        RandomBlocks.fill(RandomBlocks.Law.GAUSSIAN, seed, stream, out, first);
    }

    /// As [#fillGaussian(Matrix, long)] of the stream with these numbers, for callers who change streams so often that
    /// they do not want to make one each time.
    ///
    /// @param seed the key
    /// @param stream which stream of this seed
    /// @param out what to fill, any shape and row stride
    /// @param first index of the first element, at least 0
    /// @throws IllegalArgumentException if the indices are out of range or `out` is read-only
    public static void fillGaussian(long seed, long stream, Matrix out, long first) {
        requireRange(out, first);
        RandomBlocks.fill(RandomBlocks.Law.GAUSSIAN, seed, stream, out, first);
    }

    /// n floats one after the other: gaussian(first), gaussian(first + 1), ... For threads that share the work.
    ///
    /// @param out native memory aligned to 4 bytes
    /// @param byteOffset where the first element goes, a multiple of 4
    /// @param n how many, at least 0
    /// @param first index of the first element, at least 0
    /// @throws IllegalArgumentException if the indices are out of range or the memory is on the heap,
    /// misaligned or read-only
    /// @throws IndexOutOfBoundsException if the run does not lie in `out`
    public void fillGaussian(MemorySegment out, long byteOffset, long n, long first) {
        requireRun(out, byteOffset, n, first);
        RandomBlocks.fill(RandomBlocks.Law.GAUSSIAN, seed, stream, out, byteOffset, n, first);
    }

    /// out(r, c) = 1 if uniform(first + r columns + c) < probability(r, c), else 0: 1 with that probability, rounded up
    /// to a multiple of 2^-24.
    ///
    /// @param probability rows x columns, each in [0, 1]
    /// @param out rows x columns; `probability` itself or memory apart from it
    /// @param first index of the first element, at least 0
    /// @throws IllegalArgumentException if a probability is outside [0, 1] or NaN (then nothing is written), the shapes
    ///         differ, the memory overlaps, the indices are out of range or `out` is read-only
    public void fillBernoulli(Matrix probability, Matrix out, long first) {
        requireRange(out, first);
        probability.requireOpen("probability").requireShape("probability", out.rows(), out.columns());
        boolean inPlace = probability.segment().address() == out.segment().address()
                && probability.rowStride() == out.rowStride();
        if (!inPlace && probability.overlaps(out)) {
            throw new IllegalArgumentException("out: overlaps probability, expected the same view or memory apart");
        }
        for (int row = 0; row < probability.rows(); row++) {
            int column = RandomBlocks.probabilitiesIn(probability, row);
            if (column < probability.columns()) {
                throw new IllegalArgumentException("probability: is " + probability.get(row, column) + " in row " + row
                        + ", column " + column + ", expected a number in [0, 1]");
            }
        }
        RandomBlocks.fillBelow(seed, stream, probability, out, first);
    }

    static float uniformOf(int bits) {
        return (bits >>> 8) * 0x1p-24f;
    }

    /// The pair of words that element `index` belongs to, the even word in the low half.
    private long words(long index) {
        return Philox4x32.words((int) (index >>> 5) & 1, 16 * (index / RandomBlocks.BLOCK) + index % 16, stream, seed);
    }

    private static void requireIndex(String argument, long index) {
        if (index < 0) {
            throw new IllegalArgumentException(argument + ": is " + index + ", expected at least 0");
        }
    }

    private static void requireIndices(long first, long n) {
        requireIndex("first", first);
        if (first > Long.MAX_VALUE - n) {
            throw new IllegalArgumentException("first: is " + first + ", too large for " + n + " elements");
        }
    }

    private static void requireRange(Matrix out, long first) {
        out.requireWritable("out");
        requireIndices(first, (long) out.rows() * out.columns());
    }

    private static void requireRun(MemorySegment out, long byteOffset, long n, long first) {
        requireIndex("n", n);
        requireIndices(first, n);
        if (!out.isNative()) {
            throw new IllegalArgumentException("out: is on the heap, expected native memory (Arena.allocate)");
        }
        if (out.isReadOnly()) {
            throw new IllegalArgumentException("out: is read-only, expected writable memory");
        }
        if ((out.address() + byteOffset) % Float.BYTES != 0) {
            throw new IllegalArgumentException("byteOffset: is " + byteOffset + ", expected memory aligned to "
                    + Float.BYTES);
        }
        if (n > out.byteSize() / Float.BYTES) {
            throw new IndexOutOfBoundsException("n: is " + n + ", out has room for " + out.byteSize() / Float.BYTES
                    + " floats");
        }
        Objects.checkFromIndexSize(byteOffset, Float.BYTES * n, out.byteSize());
    }
}
