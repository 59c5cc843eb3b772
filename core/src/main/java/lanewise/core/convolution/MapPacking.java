package lanewise.core.convolution;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;

import lanewise.core.kernel.Species;

/// Copies some filters of a map, position after position, to a panel one or two vectors wide; what it is wider than the
/// filters holds zeros.
final class MapPacking {

    private static final long VECTOR = (long) Species.LANES * Float.BYTES;

    private MapPacking() {
    }

    static void panel(MemorySegment map, long offset, long step, int positions, int columns, int width,
            MemorySegment panel, long to) {
        if (columns == Shapes.NR) {
            pairs(map, offset, step, positions, panel, to);
        } else if (columns == Shapes.LANES) {
            vectors(map, offset, step, positions, panel, to);
        } else {
            floats(map, offset, step, positions, columns, width, panel, to);
        }
    }

    private static void pairs(MemorySegment map, long offset, long step, int positions, MemorySegment panel, long to) {
        for (int p = 0; p < positions; p++) {
            long from = offset + p * step;
            long at = to + p * 2 * VECTOR;
            FloatVector.fromMemorySegment(Species.F, panel, at, Species.ORDER);
            FloatVector.fromMemorySegment(Species.F, map, from, Species.ORDER).intoMemorySegment(panel, at,
                    Species.ORDER);
            FloatVector.fromMemorySegment(Species.F, map, from + VECTOR, Species.ORDER).intoMemorySegment(panel, at
                    + VECTOR, Species.ORDER);
        }
    }

    private static void vectors(MemorySegment map, long offset, long step, int positions, MemorySegment panel,
            long to) {
        for (int p = 0; p < positions; p++) {
            long at = to + p * VECTOR;
            FloatVector.fromMemorySegment(Species.F, panel, at, Species.ORDER);
            FloatVector.fromMemorySegment(Species.F, map, offset + p * step, Species.ORDER).intoMemorySegment(panel, at,
                    Species.ORDER);
        }
    }

    private static void floats(MemorySegment map, long offset, long step, int positions, int columns, int width,
            MemorySegment panel, long to) {
        for (int p = 0; p < positions; p++) {
            long at = to + 4L * p * width;
            for (int j = 0; j < columns; j++) {
                panel.set(ScalarConvolution.FLOAT, at + 4L * j,
                        map.get(ScalarConvolution.FLOAT, offset + p * step + 4L * j));
            }
            for (int j = columns; j < width; j++) {
                panel.set(ScalarConvolution.FLOAT, at + 4L * j, 0);
            }
        }
    }
}
