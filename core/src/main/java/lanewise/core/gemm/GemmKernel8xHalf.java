package lanewise.core.gemm;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;

import lanewise.core.kernel.Species;

/// C = A * B and C += A * B for a tile of 8 rows x half a vector of 16 lanes, k ascending in each element.
///
/// A is a panel of 8 rows, k after k, in a float array, 16 floats long or more; B a panel of one vector, k after k,
/// whose upper half repeats the lower one; C 8 rows of 8 floats without gaps. A vector of sums holds two rows: one load
/// brings two k of A, and a permutation from registers takes the place of each broadcast, of which a panel of one
/// vector has one per multiply-add.
/// Registers: 4 accumulators + 2 of B + 1 of A + 8 permutations + 4.
final class GemmKernel8xHalf {

    /// Columns of a tile.
    static final int COLUMNS = 8;

    /// Bytes from a row of C to the next.
    static final long ROW = COLUMNS * (long) Float.BYTES;

    private static final long VECTOR = (long) Species.LANES * Float.BYTES;
    private static final VectorShuffle<Float> ROWS_01 = rows(0);
    private static final VectorShuffle<Float> ROWS_23 = rows(2);
    private static final VectorShuffle<Float> ROWS_45 = rows(4);
    private static final VectorShuffle<Float> ROWS_67 = rows(6);
    private static final VectorShuffle<Float> NEXT_01 = rows(8);
    private static final VectorShuffle<Float> NEXT_23 = rows(10);
    private static final VectorShuffle<Float> NEXT_45 = rows(12);
    private static final VectorShuffle<Float> NEXT_67 = rows(14);

    private GemmKernel8xHalf() {
    }

    /// The lower half takes lane `first`, the upper half the next one.
    private static VectorShuffle<Float> rows(int first) {
        return VectorShuffle.fromOp(Species.F, j -> (first + j / COLUMNS) & Species.LANES - 1);
    }

    /// C = A * B, without reading C, or C += A * B.
    static void multiply(boolean fresh, int kc, float[] a, int aOffset, MemorySegment b, long bOffset, MemorySegment c,
            long cOffset) {
        FloatVector c01 = FloatVector.zero(Species.F);
        FloatVector c23 = FloatVector.zero(Species.F);
        FloatVector c45 = FloatVector.zero(Species.F);
        FloatVector c67 = FloatVector.zero(Species.F);
        if (!fresh) {
            c01 = FloatVector.fromMemorySegment(Species.F, c, cOffset, Species.ORDER);
            c23 = FloatVector.fromMemorySegment(Species.F, c, cOffset + VECTOR, Species.ORDER);
            c45 = FloatVector.fromMemorySegment(Species.F, c, cOffset + 2 * VECTOR, Species.ORDER);
            c67 = FloatVector.fromMemorySegment(Species.F, c, cOffset + 3 * VECTOR, Species.ORDER);
        }
        int ak = aOffset;
        long bk = bOffset;
        for (int pair = 0; pair < kc >> 1; pair++) {
            FloatVector both = FloatVector.fromArray(Species.F, a, ak);
            FloatVector b0 = FloatVector.fromMemorySegment(Species.F, b, bk, Species.ORDER);
            FloatVector b1 = FloatVector.fromMemorySegment(Species.F, b, bk + VECTOR, Species.ORDER);
            c01 = both.rearrange(ROWS_01).fma(b0, c01);
            c23 = both.rearrange(ROWS_23).fma(b0, c23);
            c45 = both.rearrange(ROWS_45).fma(b0, c45);
            c67 = both.rearrange(ROWS_67).fma(b0, c67);
            c01 = both.rearrange(NEXT_01).fma(b1, c01);
            c23 = both.rearrange(NEXT_23).fma(b1, c23);
            c45 = both.rearrange(NEXT_45).fma(b1, c45);
            c67 = both.rearrange(NEXT_67).fma(b1, c67);
            ak += 16;
            bk += 2 * VECTOR;
        }
        if ((kc & 1) != 0) {
            FloatVector last = FloatVector.fromArray(Species.F, a, ak);
            FloatVector b0 = FloatVector.fromMemorySegment(Species.F, b, bk, Species.ORDER);
            c01 = last.rearrange(ROWS_01).fma(b0, c01);
            c23 = last.rearrange(ROWS_23).fma(b0, c23);
            c45 = last.rearrange(ROWS_45).fma(b0, c45);
            c67 = last.rearrange(ROWS_67).fma(b0, c67);
        }
        FloatVector.fromMemorySegment(Species.F, c, cOffset, Species.ORDER);
        c01.intoMemorySegment(c, cOffset, Species.ORDER);
        c23.intoMemorySegment(c, cOffset + VECTOR, Species.ORDER);
        c45.intoMemorySegment(c, cOffset + 2 * VECTOR, Species.ORDER);
        c67.intoMemorySegment(c, cOffset + 3 * VECTOR, Species.ORDER);
    }
}
