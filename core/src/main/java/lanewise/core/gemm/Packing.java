package lanewise.core.gemm;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

import lanewise.core.Kernels;

/// Copies blocks of A and B into the order in which the kernels read them.
///
/// A block `mc x kc` of A becomes panels of MR rows: element (i, k) at float `(i / MR * kc + k) * MR + i % MR`. A block `kc x nc` of B becomes panels
/// of NR columns: element (k, j) at float `(j / NR * NR) * kc + k * width + j % NR`, where `width` is NR, but one vector in the last panel if the
/// rest fits. What a panel is wider than the block is filled with zeros. The strides are in bytes, one from row to row and one from column to column,
/// so one code serves a matrix and its transpose. The scalar twins read B as `kc x nc` row by row.
public final class Packing {

    /// Rows and columns of a matrix over any segment start at multiples of 4 bytes only in the address, which is checked by the view.
    static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

    private Packing() {
    }

    /// Packs `alpha * A`, rounded; A itself for alpha 1.
    static void packA(float alpha, MemorySegment a, long offset, long rowStride, long columnStride, int mc, int kc, float[] packed) {
        for (int i = 0; i < mc; i += Blocking.MR) {
            int rows = Math.min(Blocking.MR, mc - i);
            int panel = i * kc;
            for (int r = 0; r < rows; r++) {
                packRow(alpha, a, offset + (i + r) * rowStride, columnStride, kc, packed, panel + r, Blocking.MR);
            }
            for (int r = rows; r < Blocking.MR; r++) {
                for (int k = 0; k < kc; k++) {
                    packed[panel + k * Blocking.MR + r] = 0;
                }
            }
        }
    }

    /// Packs `alpha` times one row of A to every `step`-th float.
    static void packRow(float alpha, MemorySegment a, long offset, long columnStride, int kc, float[] packed, int at, int step) {
        for (int k = 0; k < kc; k++) {
            float value = a.get(FLOAT, offset + k * columnStride);
            packed[at + k * step] = alpha == 1 ? value : alpha * value;
        }
    }

    /// Packs B.
    ///
    /// @param b the matrix
    /// @param offset byte offset of its first element
    /// @param rowStride bytes from a row of op(B) to the next
    /// @param columnStride bytes from a column of op(B) to the next
    /// @param kc rows of op(B)
    /// @param nc columns of op(B)
    /// @param packed at least [Blocking#packedBytes] bytes
    public static void packB(MemorySegment b, long offset, long rowStride, long columnStride, int kc, int nc, MemorySegment packed) {
        int step = Kernels.VECTOR ? Blocking.NR : Math.max(nc, 1);
        for (int j = 0; j < nc; j += step) {
            int columns = Math.min(step, nc - j);
            int width = panelWidth(columns);
            long panel = (long) j * kc * Float.BYTES;
            packPanel(b, offset + j * columnStride, rowStride, columnStride, kc, columns, width, packed, panel);
        }
    }

    /// Floats from one k to the next in a panel of B that holds this many columns.
    static int panelWidth(int columns) {
        if (!Kernels.VECTOR) {
            return columns;
        }
        return columns <= Blocking.LANES ? Blocking.LANES : Blocking.NR;
    }

    /// Packs one panel of B, padded with zeros to `width` columns.
    static void packPanel(MemorySegment b, long offset, long rowStride, long columnStride, int kc, int columns, int width, MemorySegment packed,
            long panel) {
        if (Kernels.VECTOR && columnStride == Float.BYTES && columns == width) {
            PackKernels.copyRows(b, offset, rowStride, kc, width, packed, panel);
            return;
        }
        for (int j = 0; j < columns; j++) {
            long from = offset + j * columnStride;
            long to = panel + (long) j * Float.BYTES;
            for (int k = 0; k < kc; k++) {
                packed.set(FLOAT, to + (long) k * width * Float.BYTES, b.get(FLOAT, from + k * rowStride));
            }
        }
        for (int j = columns; j < width; j++) {
            long to = panel + (long) j * Float.BYTES;
            for (int k = 0; k < kc; k++) {
                packed.set(FLOAT, to + (long) k * width * Float.BYTES, 0);
            }
        }
    }
}
