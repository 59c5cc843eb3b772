package lanewise.vae.table;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.zip.ZipException;

import lanewise.vae.check.Memory;
import lanewise.vae.format.FormatException;

/// Goes through the rows of one array: those of C order are read one by one; an array of Fortran order is taken as a
/// whole, mapped where it is a file by itself, else read into memory of its own size.
final class ArrayCursor implements AutoCloseable {

    private static final int CHUNK = 1 << 16;

    private final String source;
    private final NpyHeader header;
    private final InputStream in;
    private final Arena arena;
    private final MemorySegment data;
    private final byte[] chunk;
    private final int rowBytes;
    private int chunkRows;
    private int chunkRow;
    private long row = -1;

    private ArrayCursor(String source, NpyHeader header, InputStream in, Arena arena, MemorySegment whole) {
        this.source = source;
        this.header = header;
        this.in = in;
        this.arena = arena;
        this.rowBytes = header.columns() * header.type().bytes();
        this.chunk = whole == null ? new byte[Math.max(1, CHUNK / rowBytes) * rowBytes] : null;
        this.data = whole == null ? MemorySegment.ofArray(chunk) : whole;
    }

    /// The rows of an array in a stream, which is at its first element.
    static ArrayCursor of(String source, NpyHeader header, InputStream in) throws IOException {
        if (!header.columnsFirst()) {
            return new ArrayCursor(source, header, in, null, null);
        }
        Arena arena = Arena.ofShared();
        try {
            MemorySegment whole = Memory.allocate(arena, header.dataBytes(), source + ": its columns follow each other"
                    + " (Fortran order), so that it"
                    + " is read as a whole");
            byte[] chunk = new byte[CHUNK];
            for (long at = 0; at < whole.byteSize();) {
                int count = (int) Math.min(CHUNK, whole.byteSize() - at);
                fill(in, chunk, count, source);
                MemorySegment.copy(MemorySegment.ofArray(chunk), 0, whole, at, count);
                at += count;
            }
            return new ArrayCursor(source, header, in, arena, whole);
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    /// The rows of an array of Fortran order that is a file by itself.
    static ArrayCursor mapped(Path file, NpyHeader header) throws IOException {
        Arena arena = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(file)) {
            MemorySegment whole = channel.map(MapMode.READ_ONLY, header.length(), header.dataBytes(), arena);
            return new ArrayCursor(file.toString(), header, InputStream.nullInputStream(), arena, whole);
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    private static void fill(InputStream in, byte[] bytes, int count, String source) throws IOException {
        int read;
        try {
            read = in.readNBytes(bytes, 0, count);
        } catch (EOFException | ZipException e) {
            throw new FormatException(source, "its compressed data end or are damaged (" + e.getMessage() + ")", e);
        }
        if (read < count) {
            throw new FormatException(source, "ends within its elements, expected as many as its shape says");
        }
    }

    boolean next() throws IOException {
        if (row + 1 >= header.rows()) {
            return false;
        }
        row++;
        if (chunk != null && ++chunkRow >= chunkRows) {
            chunkRows = (int) Math.min(chunk.length / rowBytes, header.rows() - row);
            fill(in, chunk, chunkRows * rowBytes, source);
            chunkRow = 0;
        }
        return true;
    }

    private long offset(int column) {
        return chunk == null ? (column * header.rows() + row) * header.type().bytes() : (long) chunkRow * rowBytes
                + column * header.type().bytes();
    }

    NpyHeader header() {
        return header;
    }

    double number(int column) {
        return header.type().number(data, offset(column));
    }

    String text(int column) {
        return header.type().text(data, offset(column));
    }

    @Override
    public void close() throws IOException {
        if (arena != null && arena.scope().isAlive()) {
            arena.close();
        }
        in.close();
    }
}
