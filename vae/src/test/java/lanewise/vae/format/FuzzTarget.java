package lanewise.vae.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What a coverage-guided fuzzer calls with each input (`bench/bin/fuzz`): the reader whose name the property
/// `lanewise.fuzz.reader` says reads a file with these bytes. Anything but a value or a message that begins with the
/// name of the file is a finding.
public final class FuzzTarget {

    private static final String NAME = System.getProperty("lanewise.fuzz.reader", "");
    private static final Readers.Reader READER = reader();
    private static final Path FILE = file();

    private FuzzTarget() {
    }

    private static Readers.Reader reader() {
        List<Readers.Reader> all = Readers.all();
        return all.stream().filter(reader -> reader.name().equals(NAME)).findFirst().orElseThrow(
                () -> new IllegalArgumentException("lanewise.fuzz.reader: '" + NAME + "', expected one of "
                        + all.stream().map(Readers.Reader::name).toList()));
    }

    private static Path file() {
        try {
            Path memory = Path.of("/dev/shm");
            Path file = Files.isDirectory(memory) ? Files.createTempFile(memory, "lanewise", ".fuzz")
                    : Files.createTempFile("lanewise", ".fuzz");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /// One input.
    ///
    /// @param bytes of the file
    /// @throws IOException if the file cannot be written
    public static void fuzzerTestOneInput(byte[] bytes) throws IOException {
        Files.write(FILE, bytes);
        try {
            READER.read(FILE);
        } catch (IOException | IllegalArgumentException e) {
            if (e.getMessage() == null || !e.getMessage().startsWith(FILE.toString())) {
                throw new AssertionError("no name of the file: " + e, e);
            }
        }
    }
}
