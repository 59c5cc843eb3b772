package lanewise.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What answers: the service of the page, and the same with less and less in it.
enum Kind {

    /// The page's service as it stands.
    ENCODE("JSON and the model", "/encode"),
    /// The page's service with a copy of the row's first values in place of the model's embedding.
    JSON("JSON, no model", "/encode"),
    /// A server on the same classes of the JDK that sends back the bytes it got.
    ECHO("an echo of the bytes", "/echo"),
    /// An echo that stands still for 100 ms of each second: what a generator has to see of that is known.
    STALLS("an echo that stands still", "/echo");

    private static final String MODEL = "pool::encode";

    final String words;
    final String path;

    Kind(String words, String path) {
        this.words = words;
        this.path = path;
    }

    boolean isOfThePage() {
        return this == ENCODE || this == JSON;
    }

    /// The first block of Java of a page, without the model where that is asked for.
    String source(Path page, int latent) throws IOException {
        String[] parts = Files.readString(page).split("```java\n");
        if (parts.length < 2) {
            throw new IOException(page + ": has no block of Java, expected the page with the service");
        }
        String block = parts[1].substring(0, parts[1].indexOf("```"));
        if (this == ENCODE) {
            return block;
        }
        if (block.split(MODEL, -1).length != 2) {
            throw new IOException(page + ": expected " + MODEL + " once in its first block of Java");
        }
        return block.replace(MODEL, "row -> java.util.Arrays.copyOf(row, " + latent + ")");
    }

    static Kind of(String name) {
        for (Kind kind : values()) {
            if (kind.name().equalsIgnoreCase(name)) {
                return kind;
            }
        }
        throw new IllegalArgumentException(name + ": expected one of " + List.of(values()).toString().toLowerCase());
    }
}
