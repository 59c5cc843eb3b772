package lanewise.vae.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipException;
import lanewise.vae.check.Gunzip;
import lanewise.vae.check.Memory;
import lanewise.vae.file.Inputs;
import lanewise.vae.format.FormatException;

/// The bytes of a file, gunzipped if they are gzip, with messages that name the file and the offset (in
/// the gunzipped data).
final class IdxInput implements AutoCloseable {

    private static final int BUFFER = 1 << 16;

    private final String source;
    private final InputStream in;
    private final boolean gzip;
    private final long fileSize;
    private long at;

    private IdxInput(String source, InputStream in, boolean gzip, long fileSize) {
        this.source = source;
        this.in = in;
        this.gzip = gzip;
        this.fileSize = fileSize;
    }

    static IdxInput open(Path file) throws IOException {
        Inputs.requireRegular(file, "an IDX file");
        InputStream raw = new BufferedInputStream(Inputs.open(file, "an IDX file"), BUFFER);
        try {
            InputStream in = Gunzip.ifGzipped(raw);
            return new IdxInput(file.toString(), in, in != raw, Files.size(file));
        } catch (EOFException | ZipException e) {
            raw.close();
            throw new FormatException(file.toString(),
                    "offset 0: the gzip header is cut or damaged (" + e.getMessage() + ")", e);
        } catch (IOException e) {
            raw.close();
            throw e;
        }
    }

    String source() {
        return source;
    }

    int readInt(String what) throws IOException {
        byte[] bytes = new byte[4];
        int n = read(bytes, 4);
        if (n < 4) {
            throw new FormatException(source, "offset " + at + ": the file ends, expected the 4 bytes of the " + what);
        }
        return (bytes[0] & 0xff) << 24 | (bytes[1] & 0xff) << 16 | (bytes[2] & 0xff) << 8 | bytes[3] & 0xff;
    }

    /// A size of the header.
    int readSize(String what) throws IOException {
        long begin = at;
        int size = readInt("number of " + what);
        if (size <= 0) {
            throw new FormatException(source, "offset " + begin + ": " + Integer.toUnsignedString(size) + " " + what
                    + ", expected 1 to 2^31 - 1");
        }
        return size;
    }

    /// How many dimensions the data of a file have, gzipped or not: the last byte of its magic number; -1 if it does
    /// not begin as IDX.
    static int dimensions(Path file) throws IOException {
        try (InputStream in = Gunzip.ifGzipped(new BufferedInputStream(Inputs.open(file, "an IDX file"), BUFFER))) {
            byte[] begin = in.readNBytes(4);
            boolean idx = begin.length == 4 && begin[0] == 0 && begin[1] == 0 && begin[2] >= 8 && begin[2] <= 14;
            return idx && begin[3] >= 1 && begin[3] <= 4 ? begin[3] : -1;
        } catch (EOFException | ZipException e) {
            return -1;
        }
    }

    /// The rest of the file, which must be exactly so long.
    MemorySegment readData(long bytes, Arena arena) throws IOException {
        long begin = at;
        long most = gzip ? saturated(fileSize, Gunzip.LARGEST_RATIO) : fileSize;
        if (bytes > most - begin) {
            throw new FormatException(source, "the header (" + begin + " bytes) promises " + bytes
                    + " bytes of data, but the file of " + fileSize + (gzip ? " gzipped bytes cannot hold them"
                            : " bytes has " + (fileSize - begin) + " after it: it is cut or its header is wrong"));
        }
        if (!gzip && bytes < fileSize - begin) {
            throw trailing(begin + bytes);
        }
        MemorySegment data = Memory.allocate(arena, bytes, source + ": holds " + bytes + " bytes of data");
        byte[] buffer = new byte[BUFFER];
        for (long done = 0; done < bytes;) {
            int n = read(buffer, (int) Math.min(buffer.length, bytes - done));
            if (n == 0) {
                throw new FormatException(source,
                        "offset " + at + ": the data end, expected " + (bytes - done) + " more of " + bytes + " bytes");
            }
            MemorySegment.copy(buffer, 0, data, ValueLayout.JAVA_BYTE, done, n);
            done += n;
        }
        long end = at;
        if (read(buffer, 1) > 0) {
            throw trailing(end);
        }
        return data;
    }

    /// A product of sizes, as far as a long goes.
    ///
    /// @param what what has so many bytes
    long product(String what, long... sizes) throws FormatException {
        long product = 1;
        for (long size : sizes) {
            if (Math.multiplyHigh(product, size) != 0 || product * size < 0) {
                throw new FormatException(source, "the header (" + at + " bytes) promises " + what
                        + " of more than 2^63 bytes, which no file holds");
            }
            product *= size;
        }
        return product;
    }

    private static long saturated(long one, long other) {
        return Math.multiplyHigh(one, other) != 0 || one * other < 0 ? Long.MAX_VALUE : one * other;
    }

    private FormatException trailing(long end) {
        return new FormatException(source, "offset " + end + ": the file goes on"
                + (gzip ? "" : " for " + (fileSize - end) + " bytes")
                + " after the data that its header promises, expected its end");
    }

    private int read(byte[] buffer, int length) throws IOException {
        try {
            int n = in.readNBytes(buffer, 0, length);
            at += n;
            return n;
        } catch (EOFException | ZipException e) {
            throw new FormatException(source,
                    "the gzip data are cut or damaged after " + at + " gunzipped bytes (" + e.getMessage() + ")", e);
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
