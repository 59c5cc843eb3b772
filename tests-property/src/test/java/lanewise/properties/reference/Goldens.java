package lanewise.properties.reference;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// Finds the golden files: the few among the test resources, and all of them where the shared directory stands
/// beside the checkout.
public final class Goldens {
    private Goldens() {
    }

    /// The files among the resources.
    /// @return float64 fixtures, sorted
    public static List<Path> own() {
        try {
            return list(Path.of(Objects.requireNonNull(Goldens.class.getResource("/goldens/README.md")).toURI())
                    .getParent(), "f64");
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The files of the shared directory.
    ///
    /// @param type `f64` or `f32`
    /// @return fixtures of that type, sorted; empty where there is no shared directory
    public static List<Path> shared(String type) {
        Path directory = Path.of(System.getProperty("lanewise.shared", "../../shared"), "goldens");
        return Files.isDirectory(directory) ? list(directory, type) : List.of();
    }

    /// All there are: the shared ones, else the own ones.
    /// @return float64 fixtures, sorted
    public static List<Path> all() {
        List<Path> shared = shared("f64");
        return shared.isEmpty() ? own() : shared;
    }

    private static List<Path> list(Path directory, String type) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().endsWith("." + type + ".safetensors"))
                    .sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
