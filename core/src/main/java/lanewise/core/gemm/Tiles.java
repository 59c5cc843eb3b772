package lanewise.core.gemm;

import java.lang.foreign.MemorySegment;

/// Picks the microkernel for a tile of C; edge tiles go through a full tile in scratch memory.
public final class Tiles {

    /// Bytes of the scratch tile, for the kernels of all paths.
    static final long SCRATCH_BYTES = (ColdStart.RUN + 8L) * Blocking.NR * Float.BYTES;

    private Tiles() {
    }

    /// Rows of the kernel for so many.
    private static int height(int rows) {
        return Blocking.MR == 6 && rows <= 4 ? 4 : Blocking.MR;
    }

    /// Rows of the next tile where so many are left.
    ///
    /// @param left rows that are left
    /// @return the rows
    public static int rows(int left) {
        return Blocking.rows(left, Blocking.MR);
    }

    /// Tiles that so many rows make.
    ///
    /// @param rows rows
    /// @return the number
    public static int count(int rows) {
        return Blocking.panels(rows, Blocking.MR);
    }

    /// Rows that so many take up in tiles, each of which has the rows of its kernel.
    ///
    /// @param rows rows
    /// @return the number
    public static int paddedRows(int rows) {
        int padded = 0;
        for (int left = rows; left > 0; left -= rows(left)) {
            padded += height(rows(left));
        }
        return padded;
    }

    /// `C += A * B` for a tile whose memory has all the rows and columns of its kernel.
    ///
    /// @param rows rows of the tile, of [#rows]
    /// @param kc length of the sums
    /// @param a panel of rows, [Blocking#A_STEP] floats from one k to the next
    /// @param aOffset its first float
    /// @param b panel of vectors, from its first byte
    /// @param width floats of that panel from one k to the next: one or two vectors
    /// @param c the sums
    /// @param cOffset byte of the tile's first
    /// @param cRow bytes from one row to the next
    public static void add(int rows, int kc, float[] a, int aOffset, MemorySegment b, int width, MemorySegment c,
            long cOffset, long cRow) {
        full(height(rows), false, kc, a, aOffset, b, 0, width, c, cOffset, cRow);
    }

    /// C += A * B, or C = A * B if `fresh`, for `rows x columns` of a tile whose panel of B is `width` wide.
    static void multiply(boolean fresh, int kc, float[] a, int aOffset, MemorySegment b, long bOffset, int width,
            MemorySegment c, long cOffset,
            long cRow, int rows, int columns, MemorySegment scratch) {
        int height = height(rows);
        if (rows == height && columns == width) {
            full(height, fresh, kc, a, aOffset, b, bOffset, width, c, cOffset, cRow);
            return;
        }
        boolean half = Packing.twice(columns, width);
        long scratchRow = half ? GemmKernel8xHalf.ROW : (long) width * Float.BYTES;
        if (!fresh) {
            TileKernels.load(c, cOffset, cRow, scratch, scratchRow, rows, columns);
        }
        if (half) {
            GemmKernel8xHalf.multiply(fresh, kc, a, aOffset, b, bOffset, scratch, 0);
        } else {
            full(height, fresh, kc, a, aOffset, b, bOffset, width, scratch, 0, scratchRow);
        }
        TileKernels.store(scratch, 0, scratchRow, c, cOffset, cRow, rows, columns);
    }

    private static void full(int height, boolean fresh, int kc, float[] a, int aOffset, MemorySegment b, long bOffset,
            int width,
            MemorySegment c, long cOffset, long cRow) {
        boolean wide = width == Blocking.NR;
        if (Blocking.MR == 8) {
            if (wide && fresh) {
                GemmKernel8x2.set(kc, a, aOffset, b, bOffset, c, cOffset, cRow);
            } else if (wide) {
                GemmKernel8x2.add(kc, a, aOffset, b, bOffset, c, cOffset, cRow);
            } else if (fresh) {
                GemmKernel8x1.set(kc, a, aOffset, b, bOffset, c, cOffset, cRow);
            } else {
                GemmKernel8x1.add(kc, a, aOffset, b, bOffset, c, cOffset, cRow);
            }
        } else if (height == 6) {
            if (wide && fresh) {
                GemmKernel6x2.set(kc, a, aOffset, b, bOffset, c, cOffset, cRow);
            } else if (wide) {
                GemmKernel6x2.add(kc, a, aOffset, b, bOffset, c, cOffset, cRow);
            } else if (fresh) {
                GemmKernel6x1.set(kc, a, aOffset, b, bOffset, c, cOffset, cRow);
            } else {
                GemmKernel6x1.add(kc, a, aOffset, b, bOffset, c, cOffset, cRow);
            }
        } else {
            if (wide && fresh) {
                GemmKernel4x2.set(kc, a, aOffset, b, bOffset, c, cOffset, cRow);
            } else if (wide) {
                GemmKernel4x2.add(kc, a, aOffset, b, bOffset, c, cOffset, cRow);
            } else if (fresh) {
                GemmKernel4x1.set(kc, a, aOffset, b, bOffset, c, cOffset, cRow);
            } else {
                GemmKernel4x1.add(kc, a, aOffset, b, bOffset, c, cOffset, cRow);
            }
        }
    }

    /// Runs the kernel of most rows for a width in the scratch tile alone, for the JIT compiler to count.
    static void rehearse(boolean fresh, int kc, float[] a, int width, MemorySegment scratch) {
        full(Blocking.MR, fresh, kc, a, 0, scratch, 0, width, scratch, (long) kc * width * Float.BYTES,
                (long) width * Float.BYTES);
    }

    /// Copies a short run of floats, one by one.
    static void copy(MemorySegment from, long fromOffset, MemorySegment to, long toOffset, int n) {
        for (int j = 0; j < n; j++) {
            long at = (long) j << 2;
            to.set(Packing.FLOAT, toOffset + at, from.get(Packing.FLOAT, fromOffset + at));
        }
    }
}
