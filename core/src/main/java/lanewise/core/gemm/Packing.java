package lanewise.core.gemm;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

import lanewise.core.Kernels;

/// Copies blocks of A and B into the order in which the kernels read them.
///
/// A block `mc x kc` of A becomes panels of MR rows or a few less ([Blocking#rows]): element k of row r of panel p at
/// float `(p * kc + k) * A_STEP + r`. A block `kc x nc` of B becomes panels of NR columns: element (k, j) at float `(j
/// / NR * NR) * kc + k * width + j % NR`, where `width` is NR, but one vector in the last panel if the rest fits; where
/// half of 16 lanes are enough the other half repeats them ([GemmKernel8xHalf]). What a panel is larger than the block
/// holds anything: no kernel mixes it with the rest. The strides are in bytes, one from row to row and one from column
/// to column, so one code serves a matrix and its transpose. The scalar twins read B as `kc x nc` row by row.
public final class Packing {

    /// Views are aligned to 4 bytes already; asking again for each element would cost a test.
    static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

    private Packing() {
    }

    /// Floats that [#packA] may touch: all panels, and what a last vector sticks out.
    static int packedFloats(int mc, int kc, int most) {
        return Blocking.panels(mc, most) * Blocking.A_STEP * kc + 2 * Blocking.LANES;
    }

    /// Packs `alpha * A`, rounded; A itself for alpha 1.
    static void packA(float alpha, MemorySegment a, long offset, long rowStride, long columnStride, int mc, int kc,
            int most, float[] packed) {
        int rows;
        int panel = 0;
        for (int i = 0; i < mc; i += rows, panel += Blocking.A_STEP * kc) {
            rows = Blocking.rows(mc - i, most);
            long from = offset + i * rowStride;
            if (columnStride == Float.BYTES && Blocking.MR == 8 && kc >= TransposeRows8.RUN) {
                TransposeRows8.panel(alpha, a, from, rowStride, rows, kc, packed, panel);
                continue;
            }
            int done = 0;
            if (rowStride == Float.BYTES) {
                done = PackKernels.columnsOfA(alpha, a, from, columnStride, kc, packed, panel);
            } else if (columnStride == Float.BYTES && Blocking.LANES == Transpose8.SIDE) {
                int tiles = ColdStart.transposed(kc / Transpose8.SIDE, true);
                Transpose8.panel(alpha, a, from, rowStride, rows - 1, tiles, packed, panel);
                done = tiles * Transpose8.SIDE;
            }
            long rest = from + done * columnStride;
            for (int r = 0; r < rows; r++) {
                packRow(alpha, a, rest + r * rowStride, columnStride, kc - done, packed,
                        panel + done * Blocking.A_STEP + r,
                        Blocking.A_STEP);
            }
        }
    }

    /// Copies `alpha` times one row of A, rounded; the row itself for alpha 1.
    static void copyRow(float alpha, MemorySegment a, long offset, long columnStride, int kc, float[] row, int at) {
        if (alpha == 1 && columnStride == Float.BYTES) {
            MemorySegment.copy(a, FLOAT, offset, row, at, kc);
        } else {
            packRow(alpha, a, offset, columnStride, kc, row, at, 1);
        }
    }

    /// Packs `alpha` times one row of A to every `step`-th float.
    static void packRow(float alpha, MemorySegment a, long offset, long columnStride, int kc, float[] packed, int at,
            int step) {
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
    public static void packB(MemorySegment b, long offset, long rowStride, long columnStride, int kc, int nc,
            MemorySegment packed) {
        if (!Kernels.VECTOR) {
            packColumns(b, offset, rowStride, columnStride, kc, nc, nc, packed, 0);
            return;
        }
        for (int j = 0; j < nc; j += Blocking.NR) {
            int columns = Math.min(Blocking.NR, nc - j);
            packPanel(b, offset + j * columnStride, rowStride, columnStride, kc, columns, panelWidth(columns), packed,
                    (long) j * kc * Float.BYTES);
        }
    }

    /// Floats from one k to the next in a panel of B that holds this many columns.
    static int panelWidth(int columns) {
        return columns <= Blocking.LANES ? Blocking.LANES : Blocking.NR;
    }

    /// Whether the columns of a panel stand in it twice.
    static boolean twice(int columns, int width) {
        return Blocking.LANES == 16 && width == Blocking.LANES && columns <= Blocking.LANES / 2;
    }

    /// Packs one panel of `columns` columns, `width` floats from one k to the next.
    static void packPanel(MemorySegment b, long offset, long rowStride, long columnStride, int kc, int columns,
            int width, MemorySegment packed,
            long panel) {
        int done = 0;
        boolean twice = twice(columns, width);
        if (columnStride == Float.BYTES) {
            done = PackKernels.rowsOfB(b, offset, rowStride, kc, width, twice, packed, panel);
        } else if (rowStride == Float.BYTES && kc >= Blocking.LANES) {
            int runs = (kc + Blocking.LANES - 1) / Blocking.LANES;
            int first = Blocking.LANES == Transpose8.SIDE ? runs : ColdStart.transposed(runs, false);
            PackKernels.columnsOfB(b, offset, columnStride, first < runs ? first * Blocking.LANES : kc, columns, width,
                    packed, panel);
            if (first < runs) {
                packByArrays(b, offset, columnStride, kc, columns, width, packed, panel);
            }
            done = kc;
        }
        if (done < kc) {
            long from = offset + done * rowStride;
            long to = panel + (long) done * width * Float.BYTES;
            packColumns(b, from, rowStride, columnStride, kc - done, columns, width, packed, to);
            if (twice) {
                packColumns(b, from, rowStride, columnStride, kc - done, columns, width, packed,
                        to + Blocking.LANES / 2 * Float.BYTES);
            }
        }
    }

    /// The same for contiguous columns by way of arrays, which cost the interpreter a tenth of what segments cost.
    private static void packByArrays(MemorySegment b, long offset, long columnStride, int kc, int columns, int width,
            MemorySegment packed, long panel) {
        float[] column = new float[kc];
        float[] all = new float[kc * width];
        for (int j = 0; j < columns; j++) {
            MemorySegment.copy(b, FLOAT, offset + j * columnStride, column, 0, kc);
            spread(column, all, j, width);
            if (twice(columns, width)) {
                spread(column, all, j + Blocking.LANES / 2, width);
            }
        }
        MemorySegment.copy(all, 0, packed, FLOAT, panel, all.length);
    }

    private static void spread(float[] column, float[] all, int at, int step) {
        for (int k = 0; k < column.length; k++) {
            all[at + k * step] = column[k];
        }
    }

    /// Element by element.
    static void packColumns(MemorySegment b, long offset, long rowStride, long columnStride, int kc,
            int columns, int width,
            MemorySegment packed, long at) {
        for (int j = 0; j < columns; j++) {
            long from = offset + j * columnStride;
            long to = at + (long) j * Float.BYTES;
            for (int k = 0; k < kc; k++) {
                packed.set(FLOAT, to + (long) k * width * Float.BYTES, b.get(FLOAT, from + k * rowStride));
            }
        }
    }
}
