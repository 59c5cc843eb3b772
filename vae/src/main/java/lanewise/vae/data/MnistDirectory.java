package lanewise.vae.data;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import lanewise.core.random.RandomStream;
import lanewise.vae.format.FormatException;
import lanewise.vae.random.Purpose;

/// A directory with the files of MNIST, or of a data set in the same form such as Fashion-MNIST or EMNIST.
///
/// The files are `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`, `t10k-images-idx3-ubyte` and
/// `t10k-labels-idx1-ubyte`, each with `.gz` or without and with `-` or `.` before `idx`; the first that exists is
/// taken. Where there is none of these, an IDX file of any name is taken: its dimensions tell images from labels, and
/// `t10k` or `test` in its name says that it is for the test, such as `emnist-letters-test-images-idx3-ubyte.gz`. Two
/// files for one part are refused. Without label files the images have no labels; without test images a tenth of
/// the images, at least one, is kept for the test, which ones depending on their number alone. Whether a file is
/// gzipped is told by its content.
final class MnistDirectory {

    private static final String TRAIN = "train";
    private static final String TEST = "t10k";
    private static final String IMAGES = "images";
    private static final String LABELS = "labels";

    private MnistDirectory() {
    }

    /// Whether a file's name says that it is in the form of MNIST.
    static boolean isNamed(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.matches("(train|t10k)-(images|labels)[-.]idx.*") || lower.matches(".*(idx[1-4]|ubyte).*");
    }

    /// Reads the files.
    ///
    /// @param directory where they are
    /// @param arena owns the memory: one byte per pixel and label for MNIST
    /// @return the images with their labels, if there are any, named `DIRECTORY (train)` and `DIRECTORY (test)`
    /// @throws FormatException if a file is damaged, images and labels differ in number, or training and
    /// test images in size
    /// @throws IOException if the directory or the training images are missing or cannot be read, there are labels of
    /// one part only, or two files for one part
    static ImageSet read(Path directory, Arena arena) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new IOException(directory + ": "
                    + (Files.exists(directory) ? "is not a directory" : "no such directory")
                    + ", expected one with the four IDX files of MNIST (train-images-idx3-ubyte, ...)");
        }
        Path trainImages = find(directory, TRAIN, IMAGES);
        Path testImages = find(directory, TEST, IMAGES);
        Path trainLabels = find(directory, TRAIN, LABELS);
        Path testLabels = find(directory, TEST, LABELS);
        if (trainImages == null) {
            throw missing(directory, TRAIN, IMAGES);
        }
        if (testImages == null) {
            if (testLabels != null) {
                throw missing(directory, TEST, IMAGES);
            }
            return parted(directory, trainImages, trainLabels, arena);
        }
        if ((trainLabels == null) != (testLabels == null)) {
            throw new IOException(missing(directory, trainLabels == null ? TRAIN : TEST, LABELS).getMessage()
                    + ", but labels for the other images (" + (trainLabels == null ? testLabels : trainLabels)
                    .getFileName() + "), expected labels for both or none");
        }
        IdxFile train = IdxFile.images(trainImages, arena);
        IdxFile test = IdxFile.images(testImages, arena);
        if (train.height() != test.height() || train.width() != test.width()) {
            throw new FormatException(testImages.toString(), "images of " + test.height() + " x " + test.width()
                    + ", but those of " + trainImages + " are " + train.height() + " x " + train.width());
        }
        return new ImageSet(labelled(directory + " (train)", train, trainImages, trainLabels, arena),
                labelled(directory + " (test)", test, testImages, testLabels, arena), train.height(), train.width());
    }

    /// Images of one file, a tenth of them for the test.
    private static ImageSet parted(Path directory, Path imageFile, Path labelFile, Arena arena) throws IOException {
        IdxFile images = IdxFile.images(imageFile, arena);
        if (images.count() < 2) {
            throw new FormatException(imageFile.toString(), "has one image, expected at least one to learn from and one"
                    + " for the test, or a file of test images beside it");
        }
        Dataset data = labelled(directory.toString(), images, imageFile, labelFile, arena);
        Split split = Split.of(data, Math.max(1, data.size() / 10), new RandomStream(0, Purpose.SPLIT.stream(1)));
        return new ImageSet(split.train(), split.validation(), images.height(), images.width());
    }

    private static Dataset labelled(String name, IdxFile images, Path imageFile, Path labelFile, Arena arena)
            throws IOException {
        if (labelFile == null) {
            return images.dataset(name, null);
        }
        IdxFile labels = IdxFile.labels(labelFile, arena);
        if (labels.count() != images.count()) {
            throw new FormatException(labelFile.toString(),
                    labels.count() + " labels, but " + imageFile + " has " + images.count() + " images");
        }
        return images.dataset(name, labels);
    }

    /// The usual names of a part.
    private static List<String> names(String part, String kind) {
        String stem = part + "-" + kind;
        String type = kind.equals(IMAGES) ? "idx3-ubyte" : "idx1-ubyte";
        return List.of(stem + "-" + type, stem + "-" + type + ".gz", stem + "." + type, stem + "." + type + ".gz");
    }

    private static IOException missing(Path directory, String part, String kind) {
        return new IOException(directory + ": has none of the files " + String.join(", ", names(part, kind)));
    }

    /// The file of a part, or null.
    private static Path find(Path directory, String part, String kind) throws IOException {
        for (String name : names(part, kind)) {
            if (Files.isRegularFile(directory.resolve(name))) {
                return directory.resolve(name);
            }
        }
        List<Path> found = new ArrayList<>();
        try (Stream<Path> entries = Files.list(directory)) {
            for (Path file : entries.sorted().toList()) {
                if (isPart(file, part, kind)) {
                    found.add(file);
                }
            }
        }
        if (found.size() > 1) {
            throw new IOException(directory + ": " + found.get(0).getFileName() + " and " + found.get(1).getFileName()
                    + " may both be the " + (part.equals(TRAIN) ? "training " : "test ") + kind
                    + ", expected one file of them");
        }
        return found.isEmpty() ? null : found.getFirst();
    }

    private static boolean isPart(Path file, String part, String kind) throws IOException {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.startsWith(".") || !Files.isRegularFile(file)) {
            return false;
        }
        int dimensions = IdxInput.dimensions(file);
        if (dimensions < 0 && !isNamed(name)) {
            return false;
        }
        boolean labels = dimensions < 0 ? name.contains("label") || name.contains("idx1") : dimensions == 1;
        boolean test = name.contains(TEST) || name.contains("test");
        return labels == kind.equals(LABELS) && test == part.equals(TEST);
    }

    /// Whether a file of a directory may be one that [#read] reads.
    ///
    /// @param file the file
    /// @return true if its name or its content is that of an IDX file
    /// @throws IOException if it cannot be read
    static boolean mayRead(Path file) throws IOException {
        return isNamed(file.getFileName().toString()) || IdxInput.dimensions(file) >= 0;
    }
}
