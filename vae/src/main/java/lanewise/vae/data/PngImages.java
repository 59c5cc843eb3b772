package lanewise.vae.data;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

import lanewise.vae.check.Memory;
import lanewise.vae.format.FormatException;
import lanewise.vae.layer.Shape;
import lanewise.vae.picture.Picture;
import lanewise.vae.picture.Png;

/// PNG files of one size and number of channels, those of the first, as rows of bytes.
final class PngImages {

    private static final int[] SHIFTS = {16, 8, 0};

    private final Path first;
    private final Shape shape;

    /// @throws IOException if the first file cannot be read
    PngImages(Path first) throws IOException {
        this.first = first;
        Picture picture = picture(first);
        try {
            shape = new Shape(picture.channels(), picture.height(), picture.width());
        } catch (IllegalArgumentException e) {
            throw new FormatException(first.toString(), "an image with more than 2^31 - 1 values", e);
        }
    }

    Shape shape() {
        return shape;
    }

    Dataset read(String name, PngDirectory.Listing listing, Arena arena) throws IOException {
        int count = listing.files().size();
        MemorySegment values = Memory.allocate(arena, (long) count * shape.size(),
                name + ": has " + count + " images of " + shape.size() + " bytes");
        for (int i = 0; i < count; i++) {
            Path file = listing.files().get(i);
            Picture picture = picture(file);
            require(file, picture);
            copy(picture, values.asSlice((long) i * shape.size(), shape.size()));
        }
        MemorySegment labels = null;
        if (!listing.labels().isEmpty()) {
            labels = arena.allocate(count);
            for (int i = 0; i < count; i++) {
                labels.set(ValueLayout.JAVA_BYTE, i, listing.labels().get(i).byteValue());
            }
        }
        return Dataset.ofBytes(name, values, labels, count, shape.size());
    }

    private static Picture picture(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + ": " + (Files.exists(file) ? "is no file"
                    : Files.isSymbolicLink(file) ? "is a link that leads nowhere" : "no such file")
                    + ", expected a PNG file");
        }
        try {
            return Png.read(file);
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": no such file, expected a PNG file", e);
        }
    }

    private void require(Path file, Picture picture) throws FormatException {
        if (picture.channels() != shape.channels()) {
            throw new FormatException(file.toString(), "is " + kind(picture.channels()) + ", expected "
                    + kind(shape.channels()) + " as " + first + " is");
        }
        if (picture.height() != shape.height() || picture.width() != shape.width()) {
            throw new FormatException(file.toString(), "is of " + picture.height() + " x " + picture.width()
                    + " pixels (height x width), expected " + shape.height() + " x " + shape.width() + " as " + first
                    + " is");
        }
    }

    private static String kind(int channels) {
        return channels == 1 ? "grey (1 channel)" : "RGB (3 channels)";
    }

    private void copy(Picture picture, MemorySegment row) {
        int pixels = shape.pixels();
        for (int y = 0; y < shape.height(); y++) {
            for (int x = 0; x < shape.width(); x++) {
                int colour = picture.get(x, y);
                int at = y * shape.width() + x;
                for (int c = 0; c < shape.channels(); c++) {
                    // of a grey picture red, green and blue are all the grey
                    row.set(ValueLayout.JAVA_BYTE, (long) c * pixels + at, (byte) (colour >> SHIFTS[c]));
                }
            }
        }
    }
}
