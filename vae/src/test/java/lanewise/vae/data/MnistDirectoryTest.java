package lanewise.vae.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MnistDirectoryTest {

    private final Arena arena = Arena.ofConfined();

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        arena.close();
    }

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(directory.resolve(name), bytes);
    }

    private void writeAll() throws IOException {
        write("train-images-idx3-ubyte", IdxBytes.images(5, 2, 3));
        write("train-labels-idx1-ubyte.gz", IdxBytes.gzip(IdxBytes.labels(5)));
        write("t10k-images.idx3-ubyte", IdxBytes.gzip(IdxBytes.images(4, 2, 3)));
        write("t10k-labels.idx1-ubyte.gz", IdxBytes.labels(4));
    }

    private void assertRefused(String message) {
        assertEquals(message,
                assertThrows(IOException.class, () -> MnistDirectory.read(directory, arena)).getMessage());
    }

    @Test
    void takesTheUsualNamesAndTellsGzipByContent() throws IOException {
        writeAll();
        ImageSet set = MnistDirectory.read(directory, arena);
        assertEquals(directory + " (train) (5 x 6, labelled)", set.train().toString());
        assertEquals(directory + " (test) (4 x 6, labelled)", set.test().toString());
        assertEquals(2, set.height());
        assertEquals(3, set.imageWidth());
        assertEquals(3, set.test().label(3));
    }

    @Test
    void refusesMissingDirectoriesAndFiles() throws IOException {
        Path missing = directory.resolve("no");
        assertEquals(missing + ": no such directory, expected one with the four IDX files of MNIST"
                + " (train-images-idx3-ubyte, ...)",
                assertThrows(IOException.class, () -> MnistDirectory.read(missing, arena)).getMessage());
        Path file = write("file", new byte[0]);
        assertEquals(file + ": is not a directory, expected one with the four IDX files of MNIST"
                + " (train-images-idx3-ubyte, ...)",
                assertThrows(IOException.class, () -> MnistDirectory.read(file, arena)).getMessage());
        assertRefused(directory + ": has none of the files train-images-idx3-ubyte, train-images-idx3-ubyte.gz,"
                + " train-images.idx3-ubyte, train-images.idx3-ubyte.gz");
        writeAll();
        Files.delete(directory.resolve("t10k-labels.idx1-ubyte.gz"));
        assertRefused(directory + ": has none of the files t10k-labels-idx1-ubyte, t10k-labels-idx1-ubyte.gz,"
                + " t10k-labels.idx1-ubyte, t10k-labels.idx1-ubyte.gz, but labels for the other images"
                + " (train-labels-idx1-ubyte.gz), expected labels for both or none");
    }

    /// Every choice of names, of parts that are there, and of packing.
    @Test
    void takesOtherNamesAndDirectoriesWithoutLabelsOrTest() throws IOException {
        String[][] names = {{"train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte",
            "t10k-labels-idx1-ubyte"},
            {"emnist-letters-train-images-idx3-ubyte", "emnist-letters-train-labels-idx1-ubyte",
            "emnist-letters-test-images-idx3-ubyte", "emnist-letters-test-labels-idx1-ubyte"},
            {"TRAIN.IDX3", "TRAIN.IDX1", "TEST.IDX3", "TEST.IDX1"}, {"pictures", "classes", "pictures-test.bin",
            "classes-test.bin"}};
        for (String[] four : names) {
            for (int parts = 0; parts < 16; parts++) {
                for (String ending : new String[] {"", ".gz"}) {
                    for (int i = 0; i < 4; i++) {
                        byte[] bytes = i % 2 == 0 ? IdxBytes.images(i == 0 ? 20 : 4, 2, 3)
                                : IdxBytes.labels(i == 1 ? 20 : 4);
                        Path file = directory.resolve(four[i] + ending);
                        Files.deleteIfExists(file);
                        if ((parts >> i & 1) == 1) {
                            Files.write(file, ending.isEmpty() ? bytes : IdxBytes.gzip(bytes));
                        }
                    }
                    boolean labels = (parts & 2) != 0;
                    boolean test = (parts & 4) != 0;
                    String shown = String.join(",", four) + " " + parts + ending;
                    if ((parts & 1) == 0 || !test && (parts & 8) != 0 || test && labels != ((parts & 8) != 0)) {
                        String message = assertThrows(IOException.class, () -> MnistDirectory.read(directory, arena),
                                shown).getMessage();
                        assertTrue(message.startsWith(directory + ": has none of the files "), message);
                    } else {
                        ImageSet set = MnistDirectory.read(directory, arena);
                        assertEquals(test ? 20 : 18, set.train().size(), shown);
                        assertEquals(test ? 4 : 2, set.test().size(), shown);
                        assertEquals(labels, set.train().hasLabels() && set.test().hasLabels(), shown);
                    }
                    for (String name : four) {
                        Files.deleteIfExists(directory.resolve(name + ending));
                    }
                }
            }
        }
        write("a", IdxBytes.images(5, 2, 3));
        write("b.gz", IdxBytes.gzip(IdxBytes.images(5, 2, 3)));
        assertRefused(directory + ": a and b.gz may both be the training images, expected one file of them");
    }

    @Test
    void refusesImagesAndLabelsThatDoNotMatch() throws IOException {
        writeAll();
        Path labels = write("train-labels-idx1-ubyte.gz", IdxBytes.labels(6));
        assertRefused(labels + ": 6 labels, but " + directory.resolve("train-images-idx3-ubyte") + " has 5 images");
    }

    @Test
    void refusesTestImagesOfAnotherSize() throws IOException {
        writeAll();
        Path images = write("t10k-images.idx3-ubyte", IdxBytes.images(4, 3, 3));
        assertRefused(images + ": images of 3 x 3, but those of " + directory.resolve("train-images-idx3-ubyte")
                + " are 2 x 3");
    }

    @Test
    void readsMnist() throws IOException {
        Path mnist = Path.of(System.getProperty("lanewise.shared", "../../shared")).resolve("data/mnist");
        assumeTrue(Files.isDirectory(mnist), "no MNIST at " + mnist);
        ImageSet set = MnistDirectory.read(mnist, arena);
        assertEquals(60_000, set.train().size());
        assertEquals(10_000, set.test().size());
        assertEquals(28, set.height());
        int[] labels = {5, 0, 4, 1, 9, 2, 1, 3, 1, 4};
        long ink = 0;
        for (int r = 0; r < 10; r++) {
            assertEquals(labels[r], set.train().label(r));
        }
        for (int r = 0; r < 10_000; r++) {
            for (int c = 0; c < 784; c++) {
                ink += Math.round(255 * set.test().value(r, c));
            }
        }
        assertEquals(0.1325, ink / 255.0 / 7_840_000, 0.0001, "the published mean of the test images");
        assertTrue(set.train().sha256().matches("[0-9a-f]{64}"));
    }
}
