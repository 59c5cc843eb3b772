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
import lanewise.vae.layer.Shape;
import lanewise.vae.random.Purpose;

/// A directory of PNG files, all of one size, all grey or all RGB.
///
/// ```text
/// DIR/a.png ...                        images without labels
/// DIR/CLASS/a.png ...                  images whose labels are the numbers of their folders, 0 to 255, by sorted name
/// DIR/train/..., DIR/test/...          either of these twice; the classes of the test are those of the training images
/// ```
///
/// Without folders `train` and `test` a tenth of the images, at least one, is kept for the test; which ones depends on
/// their number alone. Folders and files are taken in the order of their names by code units, whatever the file system
/// lists first. Links stand for what they lead to; names that begin with a dot are passed over, and so are files of
/// other kinds, but not pictures in another format. A value is a sample of 8 bits through 255; a palette's colours are
/// RGB, transparency is left out ([lanewise.vae.picture.Png#read]). Memory: one byte per value, and one image at a time
/// beside it. Thread-safe: no state.
final class PngDirectory {

    private static final String TRAIN = "train";
    private static final String TEST = "test";
    private static final int MOST_CLASSES = 256;
    private static final List<String> OTHER_PICTURES = List.of(".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff",
            ".webp");

    private PngDirectory() {
    }

    /// Whether a directory is of this kind: has a PNG file or a folder, and no file of MNIST's form.
    ///
    /// @param directory a path
    /// @return true if so
    /// @throws IOException if it is a directory that cannot be read
    static boolean isOne(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return false;
        }
        List<Path> entries = entries(directory);
        return entries.stream().noneMatch(entry -> MnistDirectory.isNamed(name(entry)))
                && entries.stream().anyMatch(entry -> ends(entry, ".png") || isOther(entry)
                        || Files.isDirectory(entry));
    }

    /// Reads the images.
    ///
    /// @param directory where they are
    /// @param arena owns the memory
    /// @return the images, with labels where they are in folders, named `DIRECTORY (train)` and `DIRECTORY (test)`
    /// @throws FormatException naming the first file, in the order of the images, that is damaged, or of another size
    /// or number of channels than the first image
    /// @throws IOException naming the folder or file that is missing, empty, in the wrong place, or cannot be read
    static ImageSet read(Path directory, Arena arena) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new IOException(directory + ": " + (Files.exists(directory) ? "is not a directory"
                    : "no such directory") + ", expected one with PNG files");
        }
        List<String> folders = entries(directory).stream().filter(Files::isDirectory).map(PngDirectory::name).toList();
        if (folders.contains(TRAIN) || folders.contains(TEST)) {
            return parted(directory, folders, arena);
        }
        Listing all = list(directory, null);
        if (all.files().size() < 2) {
            throw new IOException(directory + ": has one PNG file, expected at least one to learn from and one for the"
                    + " test");
        }
        PngImages images = new PngImages(all.files().getFirst());
        Dataset data = images.read(directory.toString(), all, arena);
        Split split = Split.of(data, Math.max(1, data.size() / 10), new RandomStream(0, Purpose.SPLIT.stream(1)));
        return set(split.train(), split.validation(), images.shape());
    }

    private static ImageSet parted(Path directory, List<String> folders, Arena arena) throws IOException {
        for (String part : List.of(TRAIN, TEST)) {
            if (!folders.contains(part)) {
                throw new IOException(directory + ": has a folder " + (part.equals(TEST) ? TRAIN : TEST)
                        + " but none called " + part + ", expected both or neither");
            }
        }
        for (Path entry : entries(directory)) {
            if (!List.of(TRAIN, TEST).contains(name(entry)) && (Files.isDirectory(entry) || ends(entry, ".png"))) {
                throw new IOException(entry + ": stands beside the folders train and test, expected it in one of them");
            }
        }
        Listing train = list(directory.resolve(TRAIN), null);
        Listing test = list(directory.resolve(TEST), train);
        PngImages images = new PngImages(train.files().getFirst());
        return set(images.read(directory + " (train)", train, arena), images.read(directory + " (test)", test, arena),
                images.shape());
    }

    private static ImageSet set(Dataset train, Dataset test, Shape shape) {
        return new ImageSet(train, test, shape.channels(), shape.height(), shape.width());
    }

    /// Files in the order of the data, and the class of each.
    ///
    /// @param classes names of folders, sorted; empty where the files are in none
    /// @param files the images
    /// @param labels of each file the number of its class; empty where there are none
    record Listing(List<String> classes, List<Path> files, List<Integer> labels) {
    }

    /// What a folder has: PNG files or classes.
    ///
    /// @param training what the training images are, whose classes those of the test have to be; null for themselves
    private static Listing list(Path folder, Listing training) throws IOException {
        List<Path> classes = entries(folder).stream().filter(Files::isDirectory).toList();
        List<Path> files = images(folder);
        if (!classes.isEmpty() && !files.isEmpty()) {
            throw new IOException(files.getFirst() + ": stands beside the folder " + name(classes.getFirst())
                    + ", expected either PNG files or folders of them in " + folder);
        }
        List<String> names = training == null ? classes.stream().map(PngDirectory::name).toList() : training.classes();
        if (classes.isEmpty()) {
            requireFiles(folder, files);
            if (!names.isEmpty()) {
                throw new IOException(folder + ": has PNG files but no folders, expected the folders of the training"
                        + " images: " + String.join(", ", names));
            }
            return new Listing(List.of(), files, List.of());
        }
        if (classes.size() > MOST_CLASSES) {
            throw new IOException(folder + ": has " + classes.size() + " folders, expected at most " + MOST_CLASSES
                    + " classes");
        }
        List<Path> all = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        for (Path of : classes) {
            int label = names.indexOf(name(of));
            if (label < 0) {
                throw new IOException(of + ": is a class that the training images do not have, expected "
                        + (names.isEmpty() ? "PNG files without folders" : "one of " + String.join(", ", names)));
            }
            List<Path> inside = images(of);
            for (Path entry : entries(of)) {
                if (Files.isDirectory(entry)) {
                    throw new IOException(entry + ": is a folder, expected PNG files in the folder of a class");
                }
            }
            requireFiles(of, inside);
            all.addAll(inside);
            inside.forEach(_ -> labels.add(label));
        }
        return new Listing(names, all, labels);
    }

    private static void requireFiles(Path folder, List<Path> files) throws IOException {
        if (files.isEmpty()) {
            throw new IOException(folder + ": has no PNG file, expected at least one");
        }
    }

    /// The PNG files of a folder, sorted.
    private static List<Path> images(Path folder) throws IOException {
        List<Path> files = entries(folder).stream().filter(entry -> !Files.isDirectory(entry)).toList();
        for (Path file : files) {
            if (isOther(file)) {
                throw new IOException(file + ": is a picture in another format, expected PNG files");
            }
        }
        return files.stream().filter(file -> ends(file, ".png")).toList();
    }

    /// What is not hidden, sorted by name.
    private static List<Path> entries(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> !name(entry).startsWith("."))
                    .sorted((one, other) -> name(one).compareTo(name(other))).toList();
        }
    }

    private static boolean isOther(Path file) {
        return !Files.isDirectory(file) && OTHER_PICTURES.stream().anyMatch(ending -> ends(file, ending));
    }

    private static boolean ends(Path file, String ending) {
        return name(file).toLowerCase(Locale.ROOT).endsWith(ending);
    }

    private static String name(Path path) {
        return path.getFileName().toString();
    }
}
