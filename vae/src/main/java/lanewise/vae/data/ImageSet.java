package lanewise.vae.data;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Locale;

import lanewise.vae.format.FormatException;
import lanewise.vae.layer.Shape;

/// Images for training and for the test at the end, all of one shape. A row of the data is an image
/// `[channels, height, width]`: all of its first channel, row by row from the top, then the next.
///
/// @param train what to learn from
/// @param test what no decision is based on
/// @param channels 1 of grey images, 3 of RGB
/// @param height rows of an image, from the top
/// @param imageWidth pixels per row of an image, from the left
public record ImageSet(Dataset train, Dataset test, int channels, int height, int imageWidth) {

    /// Refuses data of another size.
    ///
    /// @param train what to learn from
    /// @param test what no decision is based on
    /// @param channels values per pixel
    /// @param height rows of an image
    /// @param imageWidth pixels per row of an image
    /// @throws IllegalArgumentException if a data set does not have channels x height x imageWidth values per row
    public ImageSet {
        for (Dataset data : new Dataset[] {train, test}) {
            if (channels < 1 || height < 1 || imageWidth < 1 || (long) height * imageWidth > Integer.MAX_VALUE
                    || (long) channels * (height * imageWidth) != data.width()) {
                throw new IllegalArgumentException(data + ": expected rows of "
                        + (channels == 1 ? "" : channels + " x ") + height + " x " + imageWidth + " values");
            }
        }
    }

    /// Images of one channel.
    ///
    /// @param train what to learn from
    /// @param test what no decision is based on
    /// @param height rows of an image
    /// @param imageWidth values per row of an image
    /// @throws IllegalArgumentException if a data set does not have height x imageWidth values per row
    public ImageSet(Dataset train, Dataset test, int height, int imageWidth) {
        this(train, test, 1, height, imageWidth);
    }

    /// The shape of an image.
    ///
    /// @return `[channels, height, imageWidth]`
    public Shape shape() {
        return new Shape(channels, height, imageWidth);
    }

    /// Reads a directory of images: PNG files, or folders of them which are classes; or the files of MNIST, or of a
    /// data set in the same form such as Fashion-MNIST.
    ///
    /// @param directory where they are
    /// @param arena owns the memory
    /// @return the images with their labels, if there are any, named `DIRECTORY (train)` and `DIRECTORY (test)`
    /// @throws FormatException naming the first file that is damaged, or of another size than the others
    /// @throws IOException naming the folder or file that is missing, empty, in the wrong place, or cannot be read
    public static ImageSet read(Path directory, Arena arena) throws IOException {
        return PngDirectory.isOne(directory) ? PngDirectory.read(directory, arena)
                : MnistDirectory.read(directory, arena);
    }

    /// Whether a file of a directory may be one that [#read] reads there.
    ///
    /// @param directory the directory
    /// @param file the file
    /// @return true if it may be
    /// @throws IOException if one of them cannot be read
    public static boolean mayRead(Path directory, Path file) throws IOException {
        return PngDirectory.isOne(directory)
                ? file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".png")
                : MnistDirectory.mayRead(file);
    }
}
