package lanewise.vae.data;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import lanewise.vae.format.FormatException;

/// A directory with the four files of MNIST, or of a data set in the same form such as Fashion-MNIST.
///
/// The files are `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`, `t10k-images-idx3-ubyte` and
/// `t10k-labels-idx1-ubyte`, each with `.gz` or without and with `-` or `.` before `idx`; the first that exists is
/// taken. Whether a file is gzipped is told by its content.
public final class MnistDirectory {

    private MnistDirectory() {
    }

    /// Reads the four files.
    ///
    /// @param directory where they are
    /// @param arena owns the memory: one byte per pixel and label for MNIST
    /// @return the images with their labels, named `DIRECTORY (train)` and `DIRECTORY (test)`
    /// @throws FormatException if a file is damaged, images and labels differ in number, or training and
    /// test images in size
    /// @throws IOException if the directory or one of the files is missing or cannot be read
    public static ImageSet read(Path directory, Arena arena) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new IOException(directory + ": "
                    + (Files.exists(directory) ? "is not a directory" : "no such directory")
                    + ", expected one with the four IDX files of MNIST (train-images-idx3-ubyte, ...)");
        }
        Path trainImages = find(directory, "train-images", "idx3-ubyte");
        Path trainLabels = find(directory, "train-labels", "idx1-ubyte");
        Path testImages = find(directory, "t10k-images", "idx3-ubyte");
        Path testLabels = find(directory, "t10k-labels", "idx1-ubyte");
        IdxFile train = IdxFile.images(trainImages, arena);
        IdxFile test = IdxFile.images(testImages, arena);
        if (train.height() != test.height() || train.width() != test.width()) {
            throw new FormatException(testImages.toString(), "images of " + test.height() + " x " + test.width()
                    + ", but those of " + trainImages + " are " + train.height() + " x " + train.width());
        }
        return new ImageSet(labelled(directory + " (train)", train, trainImages, trainLabels, arena),
                labelled(directory + " (test)", test, testImages, testLabels, arena), train.height(), train.width());
    }

    private static Dataset labelled(String name, IdxFile images, Path imageFile, Path labelFile, Arena arena)
            throws IOException {
        IdxFile labels = IdxFile.labels(labelFile, arena);
        if (labels.count() != images.count()) {
            throw new FormatException(labelFile.toString(),
                    labels.count() + " labels, but " + imageFile + " has " + images.count() + " images");
        }
        return images.dataset(name, labels);
    }

    private static Path find(Path directory, String stem, String type) throws IOException {
        List<String> tried = new ArrayList<>();
        for (String name : new String[] {stem + "-" + type, stem + "-" + type + ".gz", stem + "." + type,
                stem + "." + type + ".gz"}) {
            if (Files.isRegularFile(directory.resolve(name))) {
                return directory.resolve(name);
            }
            tried.add(name);
        }
        throw new IOException(directory + ": has none of the files " + String.join(", ", tried));
    }
}
