package lanewise.core.gemm;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;

import lanewise.core.kernel.Species;

/// Vector loops that move A and B into panels.
///
/// Whole vectors are read and written where that is inside the memory, even if only some lanes belong to the panel:
/// what stands beside the columns or rows of an edge panel never reaches C.
final class PackKernels {

    private static final int STEP = Species.LANES;
    private static final long BYTES = (long) STEP * Float.BYTES;

    /// The lower half twice.
    private static final VectorShuffle<Float> TWICE = VectorShuffle.fromOp(Species.F, j -> j & STEP / 2 - 1);

    private PackKernels() {
    }

    /// How many of `rows` runs of `bytes` bytes from `offset`, `stride` apart, end inside the segment.
    private static int readable(MemorySegment segment, long offset, long stride, long bytes, int rows) {
        long room = segment.byteSize() - offset - bytes;
        return room < 0 ? 0 : stride == 0 ? rows : (int) Math.min(rows, room / stride + 1);
    }

    /// B with contiguous rows: copies `width` floats for each k, or the lower half of a vector twice, as far as they
    /// can be read. Returns for how many k that is.
    static int rowsOfB(MemorySegment b, long offset, long rowStride, int kc, int width, boolean twice,
            MemorySegment packed, long panel) {
        int rows = readable(b, offset, rowStride, (long) width * Float.BYTES, kc);
        long source = offset;
        long target = panel;
        if (twice) {
            for (int k = 0; k < rows; k++) {
                FloatVector.fromMemorySegment(Species.F, packed, target, Species.ORDER);
                FloatVector.fromMemorySegment(Species.F, b, source,
                        Species.ORDER).rearrange(TWICE).intoMemorySegment(packed, target, Species.ORDER);
                source += rowStride;
                target += BYTES;
            }
        } else if (width == STEP) {
            for (int k = 0; k < rows; k++) {
                FloatVector.fromMemorySegment(Species.F, packed, target, Species.ORDER);
                FloatVector.fromMemorySegment(Species.F, b, source, Species.ORDER).intoMemorySegment(packed, target,
                        Species.ORDER);
                source += rowStride;
                target += BYTES;
            }
        } else {
            for (int k = 0; k < rows; k++) {
                FloatVector.fromMemorySegment(Species.F, packed, target, Species.ORDER);
                FloatVector.fromMemorySegment(Species.F, b, source, Species.ORDER).intoMemorySegment(packed, target,
                        Species.ORDER);
                FloatVector.fromMemorySegment(Species.F, b, source + BYTES, Species.ORDER).intoMemorySegment(packed,
                        target + BYTES, Species.ORDER);
                source += rowStride;
                target += 2 * BYTES;
            }
        }
        return rows;
    }

    /// B with contiguous columns `columnStride` bytes apart; `kc` at least the vector length.
    static void columnsOfB(MemorySegment b, long offset, long columnStride, int kc, int columns, int width,
            MemorySegment packed, long panel) {
        long toStride = (long) width * Float.BYTES;
        for (int j = 0; j < columns; j += STEP) {
            long from = offset + j * columnStride;
            int rows = Math.min(STEP, columns - j);
            long to = panel + (long) j * Float.BYTES;
            if (STEP == Transpose8.SIDE && rows == STEP) {
                int tiles = ColdStart.transposed(kc / STEP, false);
                Transpose8.tiles(tiles, b, from, columnStride, packed, to, toStride);
                int done = tiles * STEP;
                Packing.packColumns(b, from + (long) done * Float.BYTES, Float.BYTES, columnStride, kc - done, STEP,
                        width, packed, to + done * toStride);
                continue;
            }
            for (int k = 0; k < kc; k += STEP) {
                // The last tile may overlap the one before, and then writes the same values again.
                int begin = Math.min(k, kc - STEP);
                Transpose.tile(b, from + (long) begin * Float.BYTES, columnStride, rows, packed, to + begin * toStride,
                        toStride);
            }
        }
    }

    /// A with contiguous columns (A_STEP rows side by side) `columnStride` bytes apart: as far as whole vectors can be
    /// read. Writes up to a vector beyond the panel; the next panel, or nothing, stands there. Returns for how many k
    /// that is.
    static int columnsOfA(float alpha, MemorySegment a, long offset, long columnStride, int kc, float[] packed,
            int panel) {
        int vectors = (Blocking.A_STEP + STEP - 1) / STEP;
        int columns = readable(a, offset, columnStride, vectors * BYTES, kc);
        long source = offset;
        int target = panel;
        if (vectors == 1) {
            for (int k = 0; k < columns; k++) {
                FloatVector.fromMemorySegment(Species.F, a, source, Species.ORDER).mul(alpha).intoArray(packed, target);
                source += columnStride;
                target += Blocking.A_STEP;
            }
        } else {
            for (int k = 0; k < columns; k++) {
                FloatVector.fromMemorySegment(Species.F, a, source, Species.ORDER).mul(alpha).intoArray(packed, target);
                FloatVector.fromMemorySegment(Species.F, a, source + BYTES, Species.ORDER).mul(alpha).intoArray(packed,
                        target + STEP);
                source += columnStride;
                target += Blocking.A_STEP;
            }
        }
        return columns;
    }
}
