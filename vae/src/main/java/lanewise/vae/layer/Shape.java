package lanewise.vae.layer;

import lanewise.vae.check.Require;

/// The shape `[channels, height, width]` of a row of numbers, row-major: an image, or a vector, which is `[n, 1, 1]`.
///
/// @param channels at least 1
/// @param height at least 1
/// @param width at least 1
public record Shape(int channels, int height, int width) {

    /// Refuses what has no numbers, or too many for an index.
    ///
    /// @throws IllegalArgumentException naming the extent that is below 1, or if there are 2^31 numbers or more
    public Shape {
        Require.atLeast(1, "channels", channels);
        Require.atLeast(1, "height", height);
        Require.atLeast(1, "width", width);
        if ((long) channels * height > Integer.MAX_VALUE || (long) channels * height * width > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("shape: " + channels + "x" + height + "x" + width
                    + " has more than 2^31 - 1 numbers");
        }
    }

    /// A vector.
    ///
    /// @param n how many numbers, at least 1
    /// @return `[n, 1, 1]`
    public static Shape of(int n) {
        return new Shape(n, 1, 1);
    }

    /// The shape that [#toString()] wrote: `400`, or `64x7x7`.
    ///
    /// @param text the text
    /// @return the shape
    /// @throws IllegalArgumentException if it is neither
    public static Shape parse(String text) {
        String[] extents = text.split("x", -1);
        try {
            if (extents.length == 1) {
                return of(Integer.parseInt(extents[0]));
            } else if (extents.length == 3) {
                return new Shape(Integer.parseInt(extents[0]), Integer.parseInt(extents[1]),
                        Integer.parseInt(extents[2]));
            }
        } catch (NumberFormatException e) {
            // falls through to the one message
        }
        throw new IllegalArgumentException("shape: '" + text
                + "', expected a number such as 400 or channels, height and width such as 64x7x7");
    }

    /// How many numbers.
    /// @return channels times height times width
    public int size() {
        return channels * height * width;
    }

    /// Pixels of one channel.
    /// @return height times width
    public int pixels() {
        return height * width;
    }

    /// Whether it is a vector.
    /// @return true if height and width are 1
    public boolean isVector() {
        return pixels() == 1;
    }

    /// `400` of a vector, `64x7x7` of an image.
    @Override
    public String toString() {
        return isVector() ? Integer.toString(channels) : channels + "x" + height + "x" + width;
    }
}
