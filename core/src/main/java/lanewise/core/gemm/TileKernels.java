package lanewise.core.gemm;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

import lanewise.core.kernel.Species;

/// Vector loops between an edge of C and a full tile in scratch memory.
final class TileKernels {

    private static final int STEP = Species.LANES;
    private static final long BYTES = (long) STEP * Float.BYTES;

    private TileKernels() {
    }

    /// Copies `rows x columns` floats of C to the tile. Where the memory of C goes on behind them,
    /// whole vectors are read.
    static void load(MemorySegment c, long cOffset, long cRow, MemorySegment tile, long tileRow, int rows,
            int columns) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j += STEP) {
                long from = cOffset + i * cRow + ((long) j << 2);
                long to = i * tileRow + ((long) j << 2);
                if (from + BYTES <= c.byteSize()) {
                    FloatVector.fromMemorySegment(Species.F, tile, to, Species.ORDER);
                    FloatVector.fromMemorySegment(Species.F, c, from, Species.ORDER)
                            .intoMemorySegment(tile, to, Species.ORDER);
                } else {
                    Tiles.copy(c, from, tile, to, Math.min(STEP, columns - j));
                }
            }
        }
    }

    /// Copies `rows x columns` floats of the tile to C and writes nothing else.
    static void store(MemorySegment tile, long tileOffset, long tileRow, MemorySegment c, long cOffset, long cRow,
            int rows, int columns) {
        int whole = columns / STEP * STEP;
        int rest = columns - whole;
        VectorMask<Float> mask = Species.F.indexInRange(0, rest);
        long at = (long) whole << 2;
        for (int i = 0; i < rows; i++) {
            long from = tileOffset + i * tileRow;
            long to = cOffset + i * cRow;
            if (whole > 0) {
                FloatVector.fromMemorySegment(Species.F, c, to, Species.ORDER);
                FloatVector.fromMemorySegment(Species.F, tile, from, Species.ORDER)
                        .intoMemorySegment(c, to, Species.ORDER);
            }
            if (whole > STEP) {
                FloatVector.fromMemorySegment(Species.F, tile, from + BYTES, Species.ORDER)
                        .intoMemorySegment(c, to + BYTES, Species.ORDER);
            }
            if (rest > 0 && to + at + BYTES <= c.byteSize()) {
                FloatVector.fromMemorySegment(Species.F, c, to + at, Species.ORDER);
                FloatVector.fromMemorySegment(Species.F, tile, from + at, Species.ORDER)
                        .intoMemorySegment(c, to + at, Species.ORDER, mask);
            } else if (rest > 0) {
                Tiles.copy(tile, from + at, c, to + at, rest);
            }
        }
    }
}
