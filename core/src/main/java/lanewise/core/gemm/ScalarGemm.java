package lanewise.core.gemm;

import java.lang.foreign.MemorySegment;

import lanewise.core.Storage;

/// The specification: plain loops, one fused multiply-add after the other, k ascending for each element of C.
///
/// All strides are in bytes. The order of the loops over i and j is free; the one chosen runs along
/// the rows of C and B.
final class ScalarGemm {

    private ScalarGemm() {
    }

    /// The same for weights of bf16 or int8, `bRow` weights from one row of B to the next.
    static void multiply(Storage storage, int m, int n, int k, float alpha, MemorySegment a, long aOffset, long aRow,
            long aColumn, MemorySegment b, long bFirst, long bRow, MemorySegment c, long cOffset, long cRow) {
        for (int i = 0; i < m; i++) {
            for (int p = 0; p < k; p++) {
                float aip = a.get(Packing.FLOAT, aOffset + i * aRow + p * aColumn);
                float x = alpha == 1 ? aip : alpha * aip;
                for (int j = 0; j < n; j++) {
                    long w = bFirst + p * bRow + j;
                    float y = storage == Storage.INT8 ? b.get(NarrowPacking.BYTE, w)
                            : Storage.ofBfloat16(b.get(NarrowPacking.SHORT, w * Short.BYTES));
                    long at = cOffset + i * cRow + (long) j * Float.BYTES;
                    c.set(Packing.FLOAT, at, Math.fma(x, y, c.get(Packing.FLOAT, at)));
                }
            }
        }
    }

    /// C += alpha * A * B for `m x n` elements of C.
    static void multiply(int m, int n, int k, float alpha, MemorySegment a, long aOffset, long aRow, long aColumn,
            MemorySegment b, long bOffset, long bRow, long bColumn, MemorySegment c, long cOffset, long cRow) {
        for (int i = 0; i < m; i++) {
            for (int p = 0; p < k; p++) {
                float aip = a.get(Packing.FLOAT, aOffset + i * aRow + p * aColumn);
                float x = alpha == 1 ? aip : alpha * aip;
                for (int j = 0; j < n; j++) {
                    float y = b.get(Packing.FLOAT, bOffset + p * bRow + j * bColumn);
                    long at = cOffset + i * cRow + (long) j * Float.BYTES;
                    c.set(Packing.FLOAT, at, Math.fma(x, y, c.get(Packing.FLOAT, at)));
                }
            }
        }
    }
}
