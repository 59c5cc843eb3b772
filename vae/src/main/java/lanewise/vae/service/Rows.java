package lanewise.vae.service;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

import lanewise.core.Matrix;
import lanewise.vae.network.RowBuffer;

/// Rows of one width that come or go as arrays or as any memory: read and written in place where the kernels can, else
/// by way of a buffer. In place is native memory that begins on a multiple of 4 bytes and belongs to no single thread;
/// mapped files are copied, for memory of several classes makes the kernels slower (JDK 25).
///
/// The memory of the last call is known again; another one's view is a small object.
final class Rows {

    private static final Thread ANOTHER_THREAD = Thread.ofPlatform().unstarted(() -> {
    });

    private final String argument;
    private final int width;
    private final int maxRows;
    private final RowBuffer buffer;
    private MemorySegment lastSegment;
    private Matrix lastView;

    /// @param argument the name in messages
    Rows(String argument, int width, int maxRows, Arena arena) {
        this.argument = argument;
        this.width = width;
        this.maxRows = maxRows;
        this.buffer = new RowBuffer(arena, maxRows, width);
    }

    int width() {
        return width;
    }

    /// Rows of an array.
    Matrix read(float[] values) {
        Objects.requireNonNull(values, argument);
        int rows = rows(values.length, "values");
        Matrix matrix = buffer.first(rows);
        for (int r = 0; r < rows; r++) {
            MemorySegment.copy(values, r * width, matrix.segment(), Matrix.FLOAT, matrix.byteOffset(r, 0), width);
        }
        return matrix;
    }

    /// Rows of memory.
    Matrix read(MemorySegment values) {
        Objects.requireNonNull(values, argument);
        int rows = rows(values);
        if (inPlace(values)) {
            return view(values, rows);
        }
        Matrix matrix = buffer.first(rows);
        long bytes = (long) width * Float.BYTES;
        for (int r = 0; r < rows; r++) {
            MemorySegment.copy(values, r * bytes, matrix.segment(), matrix.byteOffset(r, 0), bytes);
        }
        return matrix;
    }

    /// Where rows of a result go that is an array in the end.
    Matrix written(float[] values, int rows) {
        Objects.requireNonNull(values, argument);
        if (values.length != (long) rows * width) {
            throw new IllegalArgumentException(argument + ": has " + values.length + " values, expected "
                    + text(rows));
        }
        return buffer.first(rows);
    }

    /// Where rows of a result go that is memory in the end.
    Matrix written(MemorySegment values, int rows) {
        Objects.requireNonNull(values, argument);
        if (values.byteSize() != (long) rows * width * Float.BYTES) {
            throw new IllegalArgumentException(argument + ": has " + values.byteSize() + " bytes, expected "
                    + (long) rows * width * Float.BYTES + ", " + text(rows));
        }
        if (values.isReadOnly()) {
            throw new IllegalArgumentException(argument + ": is read-only, expected writable memory");
        }
        return inPlace(values) ? view(values, rows) : buffer.first(rows);
    }

    private String text(int rows) {
        return rows + (rows == 1 ? " row of " : " rows of ") + width;
    }

    /// Copies a result to where it goes in the end.
    void copyTo(Matrix result, float[] values) {
        for (int r = 0; r < result.rows(); r++) {
            MemorySegment.copy(result.segment(), Matrix.FLOAT, result.byteOffset(r, 0), values, r * width, width);
        }
    }

    /// The same, where it is not there already.
    void copyTo(Matrix result, MemorySegment values) {
        if (result == lastView && values == lastSegment) {
            return;
        }
        long bytes = (long) width * Float.BYTES;
        for (int r = 0; r < result.rows(); r++) {
            MemorySegment.copy(result.segment(), result.byteOffset(r, 0), values, r * bytes, bytes);
        }
    }

    private Matrix view(MemorySegment values, int rows) {
        if (values != lastSegment) {
            lastView = Matrix.of(values, rows, width, width);
            lastSegment = values;
        }
        return lastView;
    }

    private static boolean inPlace(MemorySegment values) {
        return values.isNative() && !values.isMapped() && values.address() % Float.BYTES == 0
                && values.isAccessibleBy(ANOTHER_THREAD);
    }

    private int rows(MemorySegment values) {
        if (values.byteSize() % Float.BYTES != 0) {
            throw new IllegalArgumentException(argument + ": has " + values.byteSize()
                    + " bytes, expected a multiple of " + (long) width * Float.BYTES + ", rows of " + width
                    + " floats");
        }
        return rows(values.byteSize() / Float.BYTES, "floats");
    }

    private int rows(long values, String what) {
        if (values % width != 0) {
            throw new IllegalArgumentException(argument + ": has " + values + " " + what + ", expected rows of "
                    + width);
        }
        return requireRows(argument, values / width, maxRows);
    }

    /// Refuses more rows than a call may bring.
    static int requireRows(String argument, long rows, int maxRows) {
        if (rows > maxRows) {
            throw new IllegalArgumentException(argument + ": has " + rows + " rows, the pool allows " + maxRows
                    + " in a call");
        }
        return (int) rows;
    }
}
