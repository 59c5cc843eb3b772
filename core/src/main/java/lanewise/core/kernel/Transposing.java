package lanewise.core.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

import lanewise.core.Kernels;

/// The transpose of a matrix, in tiles of as many rows and columns as a vector has lanes.
///
/// Numbers are moved, so all ways to it give the same bits; without vectors they are moved one by one.
public final class Transposing {

    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(
            ByteOrder.nativeOrder());
    private static final int LANES = Math.max(1, Kernels.vectorBits() / Float.SIZE);

    private Transposing() {
    }

    /// `to[toAt + j * step + i] = from(i, j)`.
    ///
    /// @param rows rows of what is read
    /// @param columns columns of what is read
    /// @param from what is read
    /// @param at byte of its first element
    /// @param row bytes from one row to the next
    /// @param to what is written
    /// @param toAt the first element
    /// @param step floats from what one column becomes to the next
    public static void transpose(int rows, int columns, MemorySegment from, long at, long row, float[] to, int toAt,
            int step) {
        int tiles = rows < LANES || !Kernels.VECTOR ? 0 : columns / LANES;
        for (int i = 0; i < rows && tiles > 0; i += LANES) {
            // The last tile repeats rows of the one before.
            int first = Math.min(i, rows - LANES);
            switch (LANES) {
                case 16 -> Spread16.tiles(tiles, from, at + first * row, row, to, toAt + first, step);
                case 8 -> Spread8.tiles(tiles, from, at + first * row, row, to, toAt + first, step);
                default -> Spread4.tiles(tiles, from, at + first * row, row, to, toAt + first, step);
            }
        }
        int done = tiles * LANES;
        if (done == columns) {
            return;
        }
        for (int i = 0; i < rows; i++) {
            int target = toAt + done * step + i;
            for (int j = done; j < columns; j++) {
                to[target] = from.get(FLOAT, at + i * row + 4L * j);
                target += step;
            }
        }
    }
}
