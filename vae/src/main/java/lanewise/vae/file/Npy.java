package lanewise.vae.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Consumer;

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
            out.write(header("<f4", matrix.rows(), matrix.columns()));
            byte[] row = new byte[Math.multiplyExact(matrix.columns(), Float.BYTES)];
            for (int r = 0; r < matrix.rows(); r++) {
                MemorySegment.copy(matrix.segment(), Matrix.FLOAT, matrix.byteOffset(r, 0), MemorySegment.ofArray(row),
                        ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0, matrix.columns());
                out.write(row);
            }
        });
    }

    /// Writes rows that come one after the other as a float64 array of rows x columns in C order. The file appears
    /// under its name whole or not at all.
    ///
    /// @param file where to
    /// @param rows how many
    /// @param columns how many numbers each has
    /// @param source gives each row to what it is handed
    /// @throws IOException if it cannot be written
    /// @throws IllegalArgumentException if a row has another length, or there are more or fewer rows
    public static void write(Path file, long rows, int columns, Consumer<Consumer<double[]>> source)
            throws IOException {
        try {
            AtomicFile.write(file, out -> {
                out.write(header("<f8", rows, columns));
                ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(columns, Double.BYTES))
                        .order(ByteOrder.LITTLE_ENDIAN);
                long[] written = new long[1];
                source.accept(row -> {
                    if (row.length != columns || written[0] == rows) {
                        throw new IllegalArgumentException("row " + written[0] + ": " + row.length + " numbers,"
                                + " expected " + rows + " rows of " + columns);
                    }
                    bytes.clear().asDoubleBuffer().put(row);
                    try {
                        out.write(bytes.array());
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    written[0]++;
                });
                if (written[0] != rows) {
                    throw new IllegalArgumentException("rows: " + written[0] + " came, expected " + rows);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static byte[] header(String type, long rows, int columns) {
        String dictionary = "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + rows + ", " + columns
                + "), }";
        int fixed = MAGIC.length + LENGTH_BYTES;
        int total = (fixed + dictionary.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        String padded = dictionary + " ".repeat(total - fixed - dictionary.length() - 1) + "\n";
        return ByteBuffer.allocate(total).order(ByteOrder.LITTLE_ENDIAN).put(MAGIC).putShort((short) padded.length())
                .put(padded.getBytes(StandardCharsets.US_ASCII)).array();
    }
}
