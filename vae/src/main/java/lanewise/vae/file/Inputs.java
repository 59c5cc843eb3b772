package lanewise.vae.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

import lanewise.vae.format.FormatException;

/// How files are opened for reading: each refusal names the file and what was expected, and nothing is read that has no
/// end.
public final class Inputs {

    private Inputs() {
    }

    /// Refuses what is no regular file, for readers that need the length of a file before they read it, or read it more
    /// than once.
    ///
    /// @param file the file; links are followed
    /// @param expected what it should be, such as `an IDX file`
    /// @throws IOException if it is missing, a directory, a device or a pipe
    public static void requireRegular(Path file, String expected) throws IOException {
        if (Files.isRegularFile(file)) {
            return;
        }
        throw new IOException(file + ": " + (Files.isDirectory(file) ? "is a directory"
                : Files.exists(file) ? "is a device or a pipe, which has no length that is known before it is read"
                : Files.isSymbolicLink(file) ? "is a link that leads nowhere" : "no such file")
                + ", expected " + expected);
    }

    /// Opens a file.
    ///
    /// @param file the file
    /// @param expected what it should be, such as `an IDX file`
    /// @return its bytes
    /// @throws IOException if it is missing, a directory, or cannot be read
    public static InputStream open(Path file, String expected) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException(file + ": is a directory, expected " + expected);
        }
        try {
            return Files.newInputStream(file);
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": no such file, expected " + expected, e);
        } catch (AccessDeniedException e) {
            throw new IOException(file + ": permission denied, expected " + expected + " that may be read", e);
        }
    }

    /// A whole file, which may be a pipe, of a bounded length.
    ///
    /// @param file the file
    /// @param most the largest number of bytes
    /// @param expected what it should be
    /// @return its bytes
    /// @throws FormatException if it is longer
    /// @throws IOException if it is missing, a directory, or cannot be read
    public static byte[] bytes(Path file, int most, String expected) throws IOException {
        try (InputStream in = open(file, expected)) {
            if (Files.isRegularFile(file)) {
                if (Files.size(file) > most) {
                    throw tooLong(file, Files.size(file) + " bytes", most, expected);
                }
                Budget.heap(file.toString()).take(Files.size(file), expected);
            }
            // a pipe comes in pieces, which are then put together
            int length = (int) Math.min(most, Budget.heapBytes() / 2);
            byte[] bytes = in.readNBytes(Files.isRegularFile(file) ? most : length);
            if (bytes.length >= length && in.read() >= 0) {
                throw tooLong(file, "more", Math.max(length, bytes.length), expected);
            }
            return bytes;
        }
    }

    private static FormatException tooLong(Path file, String found, int most, String expected) {
        return new FormatException(file.toString(), "has " + found + ", expected " + expected + " of at most " + most
                + " bytes");
    }

    /// A whole text in UTF-8, which may come out of a pipe, of a bounded length.
    ///
    /// @param file the file
    /// @param most the largest number of bytes
    /// @param expected what it should be
    /// @return its text
    /// @throws FormatException if it is longer or not UTF-8
    /// @throws IOException if it is missing, a directory, or cannot be read
    public static String text(Path file, int most, String expected) throws IOException {
        byte[] all = bytes(file, most, expected);
        // decoded, then a string
        Budget.heap(file.toString()).take(4L * all.length, expected);
        ByteBuffer bytes = ByteBuffer.wrap(all);
        try {
            return StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT).decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new FormatException(file.toString(), "is not UTF-8, expected " + expected, e);
        }
    }
}
