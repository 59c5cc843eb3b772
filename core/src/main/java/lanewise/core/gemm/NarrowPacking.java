package lanewise.core.gemm;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

import lanewise.core.Kernels;
import lanewise.core.Storage;

/// Weights of 16 or 8 bits in the order in which the kernels read them, and back to panels of floats.
///
/// B is cut into panels of NR columns as in [Packing], all of them NR wide; what a panel is larger than B is zero.
/// bf16: rows k and k + 1 of a panel, k even, share NR ints, row k in their low halves; a last row of odd k is
/// beside zeros. int8: element (k, j) of a panel at byte `k * NR + j`. The scalar twins read B as `k x n` row by row.
public final class NarrowPacking {

    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
    static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

    /// A vector of bytes may begin at any element.
    private static final long OVERHANG = 64;

    private static final int NR = Blocking.NR;

    private NarrowPacking() {
    }

    /// Bytes of a packed `k x n` matrix.
    ///
    /// @param storage how wide a weight is
    /// @param k rows
    /// @param n columns
    /// @return the number
    public static long bytes(Storage storage, int k, int n) {
        if (!Kernels.VECTOR) {
            return (long) k * n * storage.bytes();
        }
        return panel(storage, k) * ((n + NR - 1L) / NR) + OVERHANG;
    }

    /// Bytes of a panel.
    static long panel(Storage storage, int k) {
        return NR * (storage == Storage.INT8 ? (long) k : (k + 1L) / 2 * Integer.BYTES);
    }

    /// Packs B.
    ///
    /// @param storage how wide a weight becomes
    /// @param b the matrix
    /// @param rowStride bytes from a row of op(B) to the next
    /// @param columnStride bytes from a column of op(B) to the next
    /// @param k rows of op(B)
    /// @param n columns of op(B)
    /// @param packed zeroed, at least [#bytes] long
    /// @param scales receives the scale of each column, for int8
    public static void pack(Storage storage, MemorySegment b, long rowStride, long columnStride, int k, int n,
            MemorySegment packed, MemorySegment scales) {
        for (int j = 0; j < n; j++) {
            long from = j * columnStride;
            if (storage == Storage.BFLOAT16) {
                for (int p = 0; p < k; p++) {
                    put(packed, p, j, k, n, Storage.bfloat16(b.get(Packing.FLOAT, from + p * rowStride)));
                }
                continue;
            }
            float largest = 0;
            for (int p = 0; p < k; p++) {
                largest = Math.max(largest, Math.abs(b.get(Packing.FLOAT, from + p * rowStride)));
            }
            float scale = Storage.scale(largest);
            scales.set(Packing.FLOAT, (long) j * Float.BYTES, scale);
            for (int p = 0; p < k; p++) {
                byte q = Storage.quantized(b.get(Packing.FLOAT, from + p * rowStride), scale);
                long at = Kernels.VECTOR ? j / NR * panel(storage, k) + (long) p * NR + j % NR : (long) p * n + j;
                packed.set(BYTE, at, q);
            }
        }
    }

    private static void put(MemorySegment packed, int p, int j, int k, int n, short bits) {
        if (!Kernels.VECTOR) {
            packed.set(SHORT, ((long) p * n + j) * Short.BYTES, bits);
            return;
        }
        long at = j / NR * panel(Storage.BFLOAT16, k) + ((long) (p / 2) * NR + j % NR) * Integer.BYTES;
        int both = packed.get(INT, at);
        packed.set(INT, at, p % 2 == 0 ? both & 0xffff0000 | bits & 0xffff : both & 0xffff | bits << 16);
    }

    /// Some rows and columns as [Packing#packB] packs floats.
    ///
    /// @param k rows of all of B
    /// @param pc the first row
    /// @param kc rows
    /// @param j the first column, which begins a panel
    /// @param nc columns
    static void widen(Storage storage, MemorySegment b, int k, int pc, int kc, int j, int nc, MemorySegment panels) {
        for (int q = 0; q < nc; q += NR) {
            int columns = Math.min(NR, nc - q);
            widenPanel(storage, b, k, pc, kc, j + q, columns, Packing.panelWidth(columns), panels,
                    (long) q * kc * Float.BYTES);
        }
    }

    /// One panel of floats, `width` of them from one k to the next.
    static void widenPanel(Storage storage, MemorySegment b, int k, int pc, int kc, int j, int columns, int width,
            MemorySegment panels, long panel) {
        long from = j / NR * panel(storage, k);
        boolean twice = Packing.twice(columns, width);
        for (int vector = 0; vector * Blocking.LANES < width; vector++) {
            NarrowKernels.widen(storage, b, from, pc, kc, vector, panels,
                    panel + (long) vector * Blocking.LANES * Float.BYTES, (long) width * Float.BYTES);
        }
        for (int p = 0; twice && p < kc; p++) {
            long row = panel + (long) p * width * Float.BYTES;
            long half = Blocking.LANES / 2 * (long) Float.BYTES;
            MemorySegment.copy(panels, row, panels, row + half, half);
        }
    }
}
