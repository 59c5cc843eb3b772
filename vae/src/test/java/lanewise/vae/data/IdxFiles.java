package lanewise.vae.data;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;

/// The reader of IDX files, for tests of other packages.
public final class IdxFiles {

    private IdxFiles() {
    }

    /// Reads a file of images.
    public static void images(Path file, Arena arena) throws IOException {
        IdxFile.images(file, arena);
    }

    /// Reads a file of labels.
    public static void labels(Path file, Arena arena) throws IOException {
        IdxFile.labels(file, arena);
    }
}
