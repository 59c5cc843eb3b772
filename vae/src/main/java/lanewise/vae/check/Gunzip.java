package lanewise.vae.check;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/// The data of a gzip stream (RFC 1952) of any number of members, one after the other in a loop: a reader that calls
/// itself for each of them ends where some thousand members are empty. Zero bytes may follow the last member; anything
/// else is refused. Not thread-safe.
public final class Gunzip extends InputStream {

    /// Deflate cannot shrink data by more than this: 258 bytes for 2 bits.
    public static final long LARGEST_RATIO = 1032;

    private static final int BUFFER = 1 << 16;
    private static final int HEADER_CHECK = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;

    private final InputStream in;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 data = new CRC32();
    private final CRC32 header = new CRC32();
    private final byte[] input = new byte[BUFFER];
    private int position;
    private int limit;
    private boolean ended;

    /// Reads the header of the first member.
    ///
    /// @param in gzip data; closed with this stream
    /// @throws EOFException if it ends within the header
    /// @throws ZipException if it is no gzip header
    /// @throws IOException if it cannot be read
    public Gunzip(InputStream in) throws IOException {
        this.in = in;
        member(next());
    }

    /// Opens a stream that may be gzipped, told by its first two bytes.
    ///
    /// @param raw the stream
    /// @return the data, gunzipped if they are gzip
    /// @throws IOException as the constructor
    public static InputStream ifGzipped(InputStream raw) throws IOException {
        InputStream in = raw.markSupported() ? raw : new BufferedInputStream(raw, BUFFER);
        in.mark(2);
        boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return gzip ? new Gunzip(in) : in;
    }

    private boolean more() throws IOException {
        position = 0;
        limit = Math.max(0, in.read(input));
        return limit > 0;
    }

    private int next() throws IOException {
        return position < limit || more() ? input[position++] & 0xff : -1;
    }

    private int required() throws IOException {
        int b = next();
        if (b < 0) {
            throw new EOFException("the gzip stream ends");
        }
        return b;
    }

    private int headerByte() throws IOException {
        int b = required();
        header.update(b);
        return b;
    }

    /// The header, whose first byte has been read.
    private void member(int first) throws IOException {
        if (first < 0) {
            throw new EOFException("the gzip stream ends");
        }
        header.reset();
        header.update(first);
        if (first != 0x1f || headerByte() != 0x8b) {
            throw new ZipException("not in GZIP format");
        }
        if (headerByte() != 8) {
            throw new ZipException("a compression method that is not deflate");
        }
        int flags = headerByte();
        for (int i = 0; i < 6; i++) {
            headerByte();
        }
        if ((flags & EXTRA) != 0) {
            for (int n = headerByte() | headerByte() << 8; n > 0; n--) {
                headerByte();
            }
        }
        for (int text : new int[] {NAME, COMMENT}) {
            while ((flags & text) != 0 && headerByte() != 0) {
                // the text is for people
            }
        }
        if ((flags & HEADER_CHECK) != 0) {
            int check = (int) header.getValue() & 0xffff;
            if ((required() | required() << 8) != check) {
                throw new ZipException("the checksum of the gzip header is wrong");
            }
        }
        inflater.reset();
        data.reset();
    }

    /// The end of a member, then the header of the next, or the end.
    private void trailer() throws IOException {
        position = limit - inflater.getRemaining();
        long check = 0;
        long size = 0;
        for (int i = 0; i < 4; i++) {
            check |= (long) required() << 8 * i;
        }
        for (int i = 0; i < 4; i++) {
            size |= (long) required() << 8 * i;
        }
        if (check != data.getValue() || size != (inflater.getBytesWritten() & 0xffffffffL)) {
            throw new ZipException("Corrupt GZIP trailer");
        }
        int first = next();
        if (first > 0) {
            member(first);
            return;
        }
        while (first == 0) {
            first = next();
        }
        if (first > 0) {
            throw new ZipException("something follows the gzip data");
        }
        ended = true;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] out, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        try {
            while (!ended) {
                int n = inflater.inflate(out, offset, length);
                if (n > 0) {
                    data.update(out, offset, n);
                    return n;
                }
                if (inflater.finished()) {
                    trailer();
                } else if (inflater.needsDictionary()) {
                    throw new ZipException("the gzip data need a dictionary");
                } else {
                    if (position == limit && !more()) {
                        throw new EOFException("the gzip stream ends");
                    }
                    inflater.setInput(input, position, limit - position);
                    position = limit;
                }
            }
            return -1;
        } catch (DataFormatException e) {
            throw new ZipException(e.getMessage() == null ? "the gzip data are damaged" : e.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        in.close();
    }
}
