package lanewise.bench.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/// One connection that is kept, of as little HTTP/1.1 as a reply of known length takes: a generator has to be cheap
/// beside what it measures.
final class Connection implements AutoCloseable {

    private static final String LENGTH = "content-length:";

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private byte[] buffer = new byte[1 << 16];
    private int status;

    Connection(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(30_000);
        in = socket.getInputStream();
        out = socket.getOutputStream();
    }

    /// A whole request, to be sent as it is.
    static byte[] request(String path, String body) {
        byte[] text = body.getBytes(StandardCharsets.UTF_8);
        byte[] head = ("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: " + text.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] whole = Arrays.copyOf(head, head.length + text.length);
        System.arraycopy(text, 0, whole, head.length, text.length);
        return whole;
    }

    /// Sends a request and reads its reply.
    ///
    /// @return the reply's body
    /// @throws IOException if the connection ends or the reply has no length
    byte[] ask(byte[] request) throws IOException {
        out.write(request);
        out.flush();
        int end = 0;
        int filled = 0;
        while (end == 0) {
            filled += more(filled);
            for (int i = 3; i < filled && end == 0; i++) {
                end = buffer[i] == '\n' && buffer[i - 1] == '\r' && buffer[i - 2] == '\n' ? i + 1 : 0;
            }
        }
        String head = new String(buffer, 0, end, StandardCharsets.US_ASCII);
        status = Integer.parseInt(head.substring(9, 12));
        int at = head.toLowerCase(Locale.ROOT).indexOf(LENGTH);
        if (at < 0) {
            throw new IOException("reply without a length: " + head);
        }
        int whole = end + Integer.parseInt(head.substring(at + LENGTH.length(), head.indexOf('\r', at)).strip());
        while (filled < whole) {
            filled += more(filled);
        }
        return Arrays.copyOfRange(buffer, end, whole);
    }

    int status() {
        return status;
    }

    private int more(int filled) throws IOException {
        if (filled == buffer.length) {
            buffer = Arrays.copyOf(buffer, 2 * buffer.length);
        }
        int read = in.read(buffer, filled, buffer.length - filled);
        if (read < 0) {
            throw new IOException("the server ended the connection after " + filled + " bytes of a reply");
        }
        return read;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
