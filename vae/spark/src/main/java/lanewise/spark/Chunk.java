package lanewise.spark;

import java.io.Serializable;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import lanewise.core.Matrix;

/// Encoded rows that follow each other in the table.
///
/// @param partition the partition of the DataFrame that they are from
/// @param first the number of the first, within the partition until it is [#after] what is before
/// @param floats their values, row by row, little-endian
record Chunk(int partition, long first, byte[] floats) implements Serializable {

    /// Rows in a chunk, but for the last one of a partition.
    static final int ROWS = 1024;

    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    static Chunk of(int partition, long first, float[] values, int count) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * count).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values, 0, count);
        return new Chunk(partition, first, bytes.array());
    }

    int rows(int width) {
        return floats.length / Float.BYTES / width;
    }

    /// The same with rows counted over all partitions.
    ///
    /// @param starts the number of the first row of each partition
    Chunk after(long[] starts) {
        return new Chunk(partition, starts[partition] + first, floats);
    }

    /// Writes the rows to their places.
    void copyTo(Matrix all) {
        int width = all.columns();
        MemorySegment from = MemorySegment.ofArray(floats);
        for (int r = 0; r < rows(width); r++) {
            MemorySegment.copy(from, FLOAT, (long) r * width * Float.BYTES, all.segment(), Matrix.FLOAT,
                    all.byteOffset((int) first + r, 0), width);
        }
    }
}
