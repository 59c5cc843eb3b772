package lanewise.core.gemm;

import java.lang.foreign.MemorySegment;

/// Picks the microkernel for a tile of C; edge tiles go through a full tile in scratch memory.
final class Tiles {

    /// Bytes of the scratch tile.
    static final long SCRATCH_BYTES = (long) Blocking.MR * Blocking.NR * Float.BYTES;

    private Tiles() {
    }

    /// C += A * B for `rows x columns` of a tile whose panel of B is `width` wide.
    static void multiply(int kc, float[] a, int aOffset, MemorySegment b, long bOffset, int width, MemorySegment c, long cOffset, long cRow, int rows,
            int columns, MemorySegment scratch) {
        if (rows == Blocking.MR && columns == width) {
            full(kc, a, aOffset, b, bOffset, width, c, cOffset, cRow);
            return;
        }
        long scratchRow = (long) width * Float.BYTES;
        copy(c, cOffset, cRow, scratch, 0, scratchRow, rows, columns);
        full(kc, a, aOffset, b, bOffset, width, scratch, 0, scratchRow);
        copy(scratch, 0, scratchRow, c, cOffset, cRow, rows, columns);
    }

    private static void full(int kc, float[] a, int aOffset, MemorySegment b, long bOffset, int width, MemorySegment c, long cOffset, long cRow) {
        if (Blocking.MR == 8) {
            if (width == Blocking.NR) {
                GemmKernel8x2.multiply(kc, a, aOffset, b, bOffset, c, cOffset, cRow);
            } else {
                GemmKernel8x1.multiply(kc, a, aOffset, b, bOffset, c, cOffset, cRow);
            }
        } else {
            if (width == Blocking.NR) {
                GemmKernel6x2.multiply(kc, a, aOffset, b, bOffset, c, cOffset, cRow);
            } else {
                GemmKernel6x1.multiply(kc, a, aOffset, b, bOffset, c, cOffset, cRow);
            }
        }
    }

    /// Copies a small rectangle, element by element.
    static void copy(MemorySegment from, long fromOffset, long fromRow, MemorySegment to, long toOffset, long toRow, int rows, int columns) {
        for (int i = 0; i < rows; i++) {
            long source = fromOffset + i * fromRow;
            long target = toOffset + i * toRow;
            for (int j = 0; j < columns; j++) {
                long at = (long) j << 2;
                to.set(Packing.FLOAT, target + at, from.get(Packing.FLOAT, source + at));
            }
        }
    }
}
