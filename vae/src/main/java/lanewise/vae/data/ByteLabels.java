package lanewise.vae.data;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;

/// Labels as they are stored: one unsigned byte per row, or none.
///
/// @param bytes native memory, or null if there are none
/// @param rows rows of the data
record ByteLabels(MemorySegment bytes, int rows) {

    /// Refuses labels that are not one byte per row.
    ByteLabels {
        if (bytes != null && bytes.byteSize() != rows) {
            throw new IllegalArgumentException("labels: there are " + bytes.byteSize() + " for " + rows + " rows");
        }
    }

    boolean areThere() {
        return bytes != null;
    }

    /// The label of a row.
    ///
    /// @param name what to call the data in messages
    int of(int row, String name) {
        if (bytes == null) {
            throw new IllegalStateException(name + " has no labels");
        }
        return Byte.toUnsignedInt(bytes.get(ValueLayout.JAVA_BYTE, Objects.checkIndex(row, rows)));
    }
}
