package lanewise.core.convolution;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;

import lanewise.core.kernel.Species;

/// Vector loops that move columns of positions into panels.
final class ColumnKernels {

    private static final long VECTOR = (long) Species.LANES * Float.BYTES;
    private static final int STEP = Shapes.A_STEP;

    private ColumnKernels() {
    }

    /// So many vectors of zeros.
    static void zeros(MemorySegment segment, long offset, int n) {
        FloatVector zero = FloatVector.zero(Species.F);
        for (int i = 0; i < n; i++) {
            zero.intoMemorySegment(segment, offset + VECTOR * i, Species.ORDER);
        }
    }

    /// One vector for each position.
    static void row(float[] floats, int[] from, int p, int n, int source, float[] panel, int at) {
        int to = at;
        for (int i = 0; i < n; i++) {
            FloatVector.fromArray(Species.F, floats, from[p + i] + source).intoArray(panel, to);
            to += STEP;
        }
    }

    /// A few vectors for each position, in ascending order, `step` floats from one position to the next.
    static void rows(float[] floats, int[] from, int p, int n, int moves, int[] source, int[] target, float[] panel,
            int at, int step) {
        int to = at;
        for (int i = 0; i < n; i++) {
            int first = from[p + i];
            for (int m = 0; m < moves; m++) {
                FloatVector.fromArray(Species.F, floats, first + source[m]).intoArray(panel, to + target[m]);
            }
            to += step;
        }
    }

    /// Two vectors side by side for each position.
    static void pairs(float[] floats, int[] from, int p, int n, int source, MemorySegment panel) {
        long to = 0;
        for (int i = 0; i < n; i++) {
            int first = from[p + i] + source;
            FloatVector.fromMemorySegment(Species.F, panel, to, Species.ORDER);
            FloatVector.fromArray(Species.F, floats, first).intoMemorySegment(panel, to, Species.ORDER);
            FloatVector.fromArray(Species.F, floats, first + Species.LANES).intoMemorySegment(panel, to + VECTOR,
                    Species.ORDER);
            to += 2 * VECTOR;
        }
    }

    /// A few vectors for each position, in ascending order, `step` bytes from one position to the next.
    static void vectors(float[] floats, int[] from, int p, int n, int moves, int[] source, int[] target,
            MemorySegment panel, long step) {
        long to = 0;
        for (int i = 0; i < n; i++) {
            int first = from[p + i];
            for (int m = 0; m < moves; m++) {
                long at = to + 4L * target[m];
                FloatVector.fromMemorySegment(Species.F, panel, at, Species.ORDER);
                FloatVector.fromArray(Species.F, floats, first + source[m]).intoMemorySegment(panel, at,
                        Species.ORDER);
            }
            to += step;
        }
    }
}
