package lanewise.vae.table;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipException;

import lanewise.vae.check.Gunzip;
import lanewise.vae.file.Inputs;
import lanewise.vae.format.FormatException;

/// The bytes of a file with a table, gzipped or not, and the begin of a text.
final class TableText {

    /// What a file may be.
    static final String EXPECTED = "expected delimited text, NPY, NPZ or Parquet";

    private static final int SAMPLE = 1 << 18;
    private static final int LONGEST_SAMPLE = 1 << 23;
    private static final int SAMPLE_LINES = 8;

    private TableText() {
    }

    /// Whether a file begins with bytes.
    static boolean begins(Path file, int... bytes) throws IOException {
        try (InputStream in = Inputs.open(file, "a file with a table")) {
            for (int b : bytes) {
                if (in.read() != b) {
                    return false;
                }
            }
            return true;
        }
    }

    /// All bytes, without gzip.
    static InputStream stream(Path file, boolean gzip) throws IOException {
        InputStream raw = Inputs.open(file, "a file with a table");
        try {
            return gzip ? new Gunzip(raw) : raw;
        } catch (EOFException | ZipException e) {
            raw.close();
            throw new FormatException(file.toString(), "the gzip header is cut or damaged (" + e.getMessage() + ")", e);
        } catch (IOException e) {
            raw.close();
            throw e;
        }
    }

    static FormatException damaged(Path file, IOException e) {
        return new FormatException(file.toString(), "its compressed data end or are damaged at their begin ("
                + e.getMessage() + ")", e);
    }

    /// The text of a stream, after its byte order mark.
    static InputStream text(Path file, boolean gzip) throws IOException {
        PushbackInputStream in = new PushbackInputStream(stream(file, gzip), 3);
        byte[] mark = in.readNBytes(3);
        if (!isMark(mark)) {
            in.unread(mark);
        }
        return in;
    }

    /// Whether bytes are the byte order mark of UTF-8.
    static boolean isMark(byte[] bytes) {
        return bytes.length == 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF;
    }

    /// Looks at the first lines that are not empty: as many bytes as give some whole lines, as far as there are.
    static Dialect dialect(Path file, boolean gzip, ReadOptions options) throws IOException {
        try (InputStream in = new BufferedInputStream(text(file, gzip), 1 << 16)) {
            int empty = 0;
            int first = in.read();
            while (first == '\n' || first == '\r') {
                empty++;
                first = in.read();
            }
            if (first < 0) {
                throw new FormatException(file.toString(), empty == 0 ? "is empty, " + EXPECTED
                        : "has empty lines only, " + EXPECTED);
            }
            byte[] sample = {(byte) first};
            boolean whole = false;
            for (int size = SAMPLE; !whole && size <= LONGEST_SAMPLE
                    && (sample.length < SAMPLE || lines(sample) < SAMPLE_LINES); size *= 2) {
                byte[] more = in.readNBytes(size - sample.length);
                whole = more.length < size - sample.length;
                int old = sample.length;
                sample = Arrays.copyOf(sample, old + more.length);
                System.arraycopy(more, 0, sample, old, more.length);
            }
            for (int i = 0; i < sample.length; i++) {
                if (sample[i] == 0) {
                    throw new FormatException(file.toString(), "holds a zero byte at offset " + i
                            + ", so that it is no text; " + EXPECTED);
                }
            }
            return new DialectFinder(file.toString(), sample, whole, options).find();
        } catch (EOFException | ZipException e) {
            throw damaged(file, e);
        }
    }

    private static int lines(byte[] sample) {
        int lines = 0;
        for (byte b : sample) {
            lines += b == '\n' ? 1 : 0;
        }
        return lines;
    }
}
