package lanewise.vae.format;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import lanewise.core.Matrix;

/// NumPy's array file, version 1.0 (NumPy Enhancement Proposal 1): magic, header of a Python dictionary padded to 64
/// bytes, little-endian data.
///
/// Thread-safe: no state.
public final class Npy {

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
    private static final int ALIGNMENT = 64;
    private static final int LENGTH_BYTES = 2;

    private Npy() {
    }

    /// Writes a matrix as a float32 array of rows x columns in C order. The file appears under its name
    /// whole or not at all.
    ///
    /// @param matrix what to write
    /// @param file where to
    /// @throws IOException if it cannot be written
    public static void write(Matrix matrix, Path file) throws IOException {
        AtomicFile.write(file, out -> {
            out.write(header(matrix.rows(), matrix.columns()));
            byte[] row = new byte[Math.multiplyExact(matrix.columns(), Float.BYTES)];
            for (int r = 0; r < matrix.rows(); r++) {
                MemorySegment.copy(matrix.segment(), Matrix.FLOAT, matrix.byteOffset(r, 0), MemorySegment.ofArray(row),
                        ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0, matrix.columns());
                out.write(row);
            }
        });
    }

    private static byte[] header(int rows, int columns) {
        String dictionary = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + rows + ", " + columns + "), }";
        int fixed = MAGIC.length + LENGTH_BYTES;
        int total = (fixed + dictionary.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        String padded = dictionary + " ".repeat(total - fixed - dictionary.length() - 1) + "\n";
        return ByteBuffer.allocate(total).order(ByteOrder.LITTLE_ENDIAN).put(MAGIC).putShort((short) padded.length())
                .put(padded.getBytes(StandardCharsets.US_ASCII)).array();
    }
}
