package lanewise.vae.picture;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;

/// A raster of 8-bit pixels, grey or RGB; (0, 0) is the upper left one. Colours are `0xRRGGBB` everywhere. Not
/// thread-safe.
public final class Picture {

    /// The most pixels that a picture may have.
    public static final int MAX_PIXELS = 1 << 28;

    private final int width;
    private final int height;
    private final int channels;
    private final byte[] samples;

    private Picture(int width, int height, int channels) {
        if (width < 1 || height < 1 || (long) width * height > MAX_PIXELS) {
            throw new IllegalArgumentException("width x height: " + width + " x " + height
                    + ", expected 1 x 1 up to " + MAX_PIXELS + " pixels");
        }
        this.width = width;
        this.height = height;
        this.channels = channels;
        this.samples = new byte[width * height * channels];
    }

    /// A black grey picture.
    ///
    /// @param width pixels from left to right
    /// @param height pixels from top to bottom
    /// @return the picture
    /// @throws IllegalArgumentException if a size is below 1 or both are too large
    public static Picture grey(int width, int height) {
        return new Picture(width, height, 1);
    }

    /// An RGB picture of one colour.
    ///
    /// @param width pixels from left to right
    /// @param height pixels from top to bottom
    /// @param colour the colour of all pixels
    /// @return the picture
    /// @throws IllegalArgumentException if a size is below 1 or both are too large
    public static Picture rgb(int width, int height, int colour) {
        Picture picture = new Picture(width, height, 3);
        picture.fill(0, 0, width, height, colour);
        return picture;
    }

    /// Pixels from left to right.
    ///
    /// @return the number
    public int width() {
        return width;
    }

    /// Pixels from top to bottom.
    ///
    /// @return the number
    public int height() {
        return height;
    }

    /// Samples per pixel: 1 for grey, 3 for RGB.
    ///
    /// @return the number
    public int channels() {
        return channels;
    }

    /// The samples row by row from the top: grey, or red, green, blue.
    byte[] samples() {
        return samples;
    }

    /// The colour of a pixel.
    ///
    /// @param x from the left
    /// @param y from the top
    /// @return the colour
    /// @throws IndexOutOfBoundsException if there is no such pixel
    public int get(int x, int y) {
        int at = at(x, y);
        return channels == 1 ? (samples[at] & 0xff) * 0x010101
                : (samples[at] & 0xff) << 16 | (samples[at + 1] & 0xff) << 8 | samples[at + 2] & 0xff;
    }

    /// Sets a pixel; a grey picture takes the mean of red, green and blue.
    ///
    /// @param x from the left
    /// @param y from the top
    /// @param colour the colour
    /// @throws IndexOutOfBoundsException if there is no such pixel
    public void set(int x, int y, int colour) {
        int at = at(x, y);
        int red = colour >> 16 & 0xff;
        int green = colour >> 8 & 0xff;
        int blue = colour & 0xff;
        if (channels == 1) {
            samples[at] = (byte) ((red + green + blue) / 3);
        } else {
            samples[at] = (byte) red;
            samples[at + 1] = (byte) green;
            samples[at + 2] = (byte) blue;
        }
    }

    /// Mixes a colour into a pixel, `old + (colour - old) * share` per channel; pixels outside the picture are ignored.
    ///
    /// @param x from the left
    /// @param y from the top
    /// @param colour the colour
    /// @param share 0 (nothing changes) to 1 (the colour replaces the old one)
    public void blend(int x, int y, int colour, float share) {
        if (x >= 0 && x < width && y >= 0 && y < height && share > 0) {
            int old = get(x, y);
            set(x, y, mix(old, colour, 16, share) | mix(old, colour, 8, share) | mix(old, colour, 0, share));
        }
    }

    private static int mix(int old, int colour, int shift, float share) {
        int from = old >> shift & 0xff;
        int to = colour >> shift & 0xff;
        return (int) (from + (to - from) * Math.min(share, 1f) + 0.5f) << shift;
    }

    /// Sets a rectangle.
    ///
    /// @param x its left edge
    /// @param y its upper edge
    /// @param w its width
    /// @param h its height
    /// @param colour the colour
    /// @throws IndexOutOfBoundsException if it is not inside
    public void fill(int x, int y, int w, int h, int colour) {
        Objects.checkFromIndexSize(x, w, width);
        Objects.checkFromIndexSize(y, h, height);
        for (int r = y; r < y + h; r++) {
            for (int c = x; c < x + w; c++) {
                set(c, r, colour);
            }
        }
    }

    /// Writes a PNG file; it appears under its name whole or not at all.
    ///
    /// @param file the file
    /// @throws IOException if it cannot be written
    public void write(Path file) throws IOException {
        Png.write(this, file);
    }

    private int at(int x, int y) {
        Objects.checkIndex(x, width);
        Objects.checkIndex(y, height);
        return (y * width + x) * channels;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Picture picture && width == picture.width && height == picture.height
                && channels == picture.channels
                && Arrays.equals(samples, picture.samples);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(samples);
    }

    @Override
    public String toString() {
        return "Picture[" + width + " x " + height + (channels == 1 ? ", grey]" : ", RGB]");
    }
}
