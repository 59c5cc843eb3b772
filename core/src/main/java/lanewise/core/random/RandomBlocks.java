package lanewise.core.random;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

import lanewise.core.Kernels;
import lanewise.core.Matrix;
import lanewise.core.kernel.Scratch;

/// Fills memory in blocks of 64 elements; picks vector kernels or scalar twins. Nothing allocates once a thread has
/// its scratch memory.
final class RandomBlocks {

    /// What the elements are.
    enum Law { UNIFORM, GAUSSIAN }

    /// Elements in a block: 16 counters of four words.
    static final int BLOCK = 64;

    /// Blocks made at a time: the passes over 16 KiB stay in half of a 32 KiB first-level cache.
    private static final int DIRECT_BLOCKS = 64;

    /// Blocks in the scratch memory of a thread.
    private static final int SCRATCH_BLOCKS = Scratch.RANDOMS / BLOCK;

    /// Blocks until the low half of the counter overflows.
    private static final long BLOCKS_PER_WRAP = 1L << 28;

    /// While the vector kernels of a law are not compiled each of their operations makes objects, and the scalar twins
    /// are faster: of so many blocks only one is then made by vectors. The bits are the same.
    private static final int COLD_STRIDE = 16;

    /// What a block takes at most if it was made by compiled vectors: they need a tenth of it, and vectors that are
    /// objects many times more.
    private static final long COMPILED_NANOS = 2_000;

    /// Calls without work for each cold block made by vectors. The JIT compiler counts calls, and so asks
    /// for the work of few.
    private static final int EMPTY_CALLS = 24;

    /// By law. Written by any thread: a lost update does no harm.
    private static final boolean[] COMPILED = new boolean[Law.values().length];

    private static int coldBlocks;

    private RandomBlocks() {
    }

    /// Elements first to first + n - 1, one after the other.
    static void fill(Law law, long seed, long stream, MemorySegment out, long offset, long n, long first) {
        long done = 0;
        while (done < n) {
            long at = offset + Float.BYTES * done;
            int skip = (int) ((first + done) % BLOCK);
            long block = (first + done) / BLOCK;
            if (skip == 0 && n - done >= BLOCK) {
                int blocks = (int) Math.min((n - done) / BLOCK,
                        Math.min(DIRECT_BLOCKS, BLOCKS_PER_WRAP - block % BLOCKS_PER_WRAP));
                generate(law, seed, stream, out, at, blocks, block);
                done += (long) BLOCK * blocks;
            } else {
                long length = Math.min(BLOCK - skip, n - done);
                MemorySegment scratch = Scratch.randoms();
                generate(law, seed, stream, scratch, 0, 1, block);
                MemorySegment.copy(scratch, (long) Float.BYTES * skip, out, at, Float.BYTES * length);
                done += length;
            }
        }
    }

    /// Elements first to first + rows columns - 1, row by row.
    static void fill(Law law, long seed, long stream, Matrix out, long first) {
        long n = (long) out.rows() * out.columns();
        if (out.isDense()) {
            fill(law, seed, stream, out.segment(), 0, n, first);
            return;
        }
        MemorySegment scratch = Scratch.randoms();
        int row = 0;
        int column = 0;
        long done = 0;
        while (done < n) {
            int length = fillScratch(law, seed, stream, scratch, n - done, first + done);
            int from = (int) ((first + done) % BLOCK);
            for (int taken = 0; taken < length;) {
                int piece = Math.min(length - taken, out.columns() - column);
                MemorySegment.copy(scratch, (long) Float.BYTES * (from + taken), out.segment(),
                        out.byteOffset(row, column), (long) Float.BYTES * piece);
                taken += piece;
                column += piece;
                if (column == out.columns()) {
                    column = 0;
                    row++;
                }
            }
            done += length;
        }
    }

    /// out = uniform < probability ? 1 : 0, row by row; the views have one shape, out may be probability itself.
    static void fillBelow(long seed, long stream, Matrix probability, Matrix out, long first) {
        long n = (long) out.rows() * out.columns();
        MemorySegment scratch = Scratch.randoms();
        int row = 0;
        int column = 0;
        long done = 0;
        while (done < n) {
            int length = fillScratch(Law.UNIFORM, seed, stream, scratch, n - done, first + done);
            int from = (int) ((first + done) % BLOCK);
            for (int taken = 0; taken < length;) {
                int piece = Math.min(length - taken, out.columns() - column);
                below(scratch, (long) Float.BYTES * (from + taken), probability.segment(),
                        probability.byteOffset(row, column), out.segment(), out.byteOffset(row, column), piece);
                taken += piece;
                column += piece;
                if (column == out.columns()) {
                    column = 0;
                    row++;
                }
            }
            done += length;
        }
    }

    /// Makes the block of element `first` and those after it in the scratch memory, where element i lies at i mod
    /// 64 + (blocks before it) * 64.
    /// @return how many of `wanted` elements from `first` on the scratch memory then holds
    private static int fillScratch(Law law, long seed, long stream, MemorySegment scratch, long wanted, long first) {
        int skip = (int) (first % BLOCK);
        long block = first / BLOCK;
        int room = (int) Math.min(SCRATCH_BLOCKS, BLOCKS_PER_WRAP - block % BLOCKS_PER_WRAP) * BLOCK - skip;
        int length = (int) Math.min(wanted, room);
        generate(law, seed, stream, scratch, 0, (skip + length + BLOCK - 1) / BLOCK, block);
        return length;
    }

    private static void generate(Law law, long seed, long stream, MemorySegment out, long offset, int blocks,
            long block) {
        if (!Kernels.VECTOR) {
            scalar(law, seed, stream, out, offset, blocks, block);
        } else if (COMPILED[law.ordinal()]) {
            vector(law, seed, stream, out, offset, blocks, block);
        } else {
            for (int b = 0; b < blocks; b++) {
                cold(law, seed, stream, out, offset + (long) b * (BLOCK * Float.BYTES), block + b);
            }
        }
    }

    private static void cold(Law law, long seed, long stream, MemorySegment out, long offset, long block) {
        if (coldBlocks++ % COLD_STRIDE != 0) {
            scalar(law, seed, stream, out, offset, 1, block);
            return;
        }
        for (int i = 0; i < EMPTY_CALLS; i++) {
            vector(law, seed, stream, out, offset, 0, block);
        }
        long start = System.nanoTime();
        vector(law, seed, stream, out, offset, 1, block);
        COMPILED[law.ordinal()] = System.nanoTime() - start < COMPILED_NANOS;
    }

    private static void vector(Law law, long seed, long stream, MemorySegment out, long offset, int blocks,
            long block) {
        PhiloxLanes.bits(seed, stream, out, offset, blocks, block);
        if (law == Law.GAUSSIAN) {
            BoxMullerLanes.radii(out, offset, blocks);
            BoxMullerLanes.rotate(out, offset, blocks);
        } else {
            UniformLanes.uniforms(out, offset, blocks);
        }
    }

    private static void scalar(Law law, long seed, long stream, MemorySegment out, long offset, int blocks,
            long block) {
        for (int counter = 0; counter < 16 * blocks; counter++) {
            long at = offset + (long) (counter / 16) * (BLOCK * Float.BYTES) + counter % 16 * Float.BYTES;
            for (int half = 0; half < 2; half++) {
                long words = Philox4x32.words(half, 16 * block + counter, stream, seed);
                pair(law, words, out, at + 128 * half);
            }
        }
    }

    /// Two words become two elements, 16 elements apart.
    private static void pair(Law law, long words, MemorySegment out, long at) {
        int even = (int) words;
        int odd = (int) (words >>> 32);
        if (law == Law.GAUSSIAN) {
            float radius = BoxMuller.radius(even);
            out.set(ValueLayout.JAVA_FLOAT, at, BoxMuller.cosine(radius, odd));
            out.set(ValueLayout.JAVA_FLOAT, at + 64, BoxMuller.sine(radius, odd));
        } else {
            out.set(ValueLayout.JAVA_FLOAT, at, RandomStream.uniformOf(even));
            out.set(ValueLayout.JAVA_FLOAT, at + 64, RandomStream.uniformOf(odd));
        }
    }

    private static void below(MemorySegment uniform, long uniformOffset, MemorySegment probability,
            long probabilityOffset, MemorySegment out, long outOffset, int n) {
        int done = Kernels.VECTOR
                ? UniformLanes.below(uniform, uniformOffset, probability, probabilityOffset, out, outOffset, n) : 0;
        for (int i = done; i < n; i++) {
            long at = (long) i * Float.BYTES;
            float u = uniform.get(ValueLayout.JAVA_FLOAT, uniformOffset + at);
            float p = probability.get(ValueLayout.JAVA_FLOAT, probabilityOffset + at);
            out.set(ValueLayout.JAVA_FLOAT, outOffset + at, u < p ? 1f : 0f);
        }
    }

    /// The first column from which on a row is not known to lie in [0, 1]: `columns` if all does.
    static int probabilitiesIn(Matrix probability, int row) {
        int done = Kernels.VECTOR
                ? UniformLanes.probabilities(probability.segment(), probability.byteOffset(row, 0),
                        probability.columns()) : 0;
        while (done < probability.columns() && probability.get(row, done) >= 0f && probability.get(row, done) <= 1f) {
            done++;
        }
        return done;
    }
}
