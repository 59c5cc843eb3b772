package lanewise.vae.picture;

import lanewise.core.Matrix;
import lanewise.vae.layer.Shape;

/// Many small images in one picture, grey or RGB, each pixel magnified to a square; 0 is black, 1 is white or the full
/// colour, values outside are clamped, a pixel with a NaN is red.
///
/// An image is one row of a matrix: all pixels of a channel row by row from the top, then those of the next.
/// Thread-safe:
/// no state.
public final class ContactSheet {

    private static final int PAPER = 0x2b303b;
    private static final int NOT_A_NUMBER = 0xe03131;

    private ContactSheet() {
    }

    /// Images from left to right and from top to bottom.
    ///
    /// @param images one per row
    /// @param height rows of an image
    /// @param width values per row of an image
    /// @param columns images side by side
    /// @param scale pixels of the picture per pixel of an image, each way
    /// @return the picture
    /// @throws IllegalArgumentException if there are no images, they are not height x width, or a size is below 1
    public static Picture grid(Matrix images, int height, int width, int columns, int scale) {
        requireImages("images", images, height, width);
        return grid(images, new Shape(1, height, width), columns, scale);
    }

    /// Images of a shape from left to right and from top to bottom.
    ///
    /// @param images one per row
    /// @param image the shape of an image, of 1 or 3 channels
    /// @param columns images side by side
    /// @param scale pixels of the picture per pixel of an image, each way
    /// @return the picture
    /// @throws IllegalArgumentException if there are no images, they are of another shape, or a size is below 1
    public static Picture grid(Matrix images, Shape image, int columns, int scale) {
        requireImages("images", images, image);
        Sheet sheet = new Sheet(images.rows(), columns, image.width(), image.height(), scale);
        for (int i = 0; i < images.rows(); i++) {
            sheet.draw(images, i, sheet.left(i), sheet.top(i), image);
        }
        return sheet.picture;
    }

    /// Pairs from left to right and from top to bottom: each original with its reconstruction to the right of it.
    ///
    /// @param originals one per row
    /// @param reconstructions as many, in the same order
    /// @param height rows of an image
    /// @param width values per row of an image
    /// @param columns pairs side by side
    /// @param scale pixels of the picture per pixel of an image, each way
    /// @return the picture
    /// @throws IllegalArgumentException if there are no images, they are not height x width, differ in number,
    /// or a size is below 1
    public static Picture pairs(Matrix originals, Matrix reconstructions, int height, int width, int columns,
            int scale) {
        requireImages("originals", originals, height, width);
        return pairs(originals, reconstructions, new Shape(1, height, width), columns, scale);
    }

    /// Pairs of images of a shape, each original with its reconstruction to the right of it.
    ///
    /// @param originals one per row
    /// @param reconstructions as many, in the same order
    /// @param image the shape of an image, of 1 or 3 channels
    /// @param columns pairs side by side
    /// @param scale pixels of the picture per pixel of an image, each way
    /// @return the picture
    /// @throws IllegalArgumentException if there are no images, they are of another shape, differ in number, or a size
    /// is below 1
    public static Picture pairs(Matrix originals, Matrix reconstructions, Shape image, int columns, int scale) {
        requireImages("originals", originals, image);
        reconstructions.requireShape("reconstructions", originals.rows(), originals.columns());
        int width = image.width();
        int pairWidth = Math.addExact(Math.multiplyExact(2, width), 1);
        Sheet sheet = new Sheet(originals.rows(), columns, pairWidth, image.height(), scale);
        for (int i = 0; i < originals.rows(); i++) {
            sheet.draw(originals, i, sheet.left(i), sheet.top(i), image);
            sheet.draw(reconstructions, i, sheet.left(i) + (width + 1) * scale, sheet.top(i), image);
        }
        return sheet.picture;
    }

    /// Refuses images of another shape, or of a number of channels that has no colour.
    static void requireImages(String argument, Matrix images, Shape image) {
        requireChannels(image);
        if (images.rows() < 1 || image.size() != images.columns()) {
            throw new IllegalArgumentException(argument + ": is " + images.rows() + " x " + images.columns()
                    + ", expected at least one row of " + (image.channels() == 1 ? "" : image.channels() + " x ")
                    + image.height() + " x " + image.width() + " values");
        }
    }

    static void requireChannels(Shape image) {
        if (image.channels() != 1 && image.channels() != 3) {
            throw new IllegalArgumentException("image: has " + image.channels()
                    + " channels, expected 1 (grey) or 3 (RGB)");
        }
    }

    static void requireImages(String argument, Matrix images, int height, int width) {
        if (height < 1 || width < 1 || images.rows() < 1 || (long) height * width != images.columns()) {
            throw new IllegalArgumentException(argument + ": is " + images.rows() + " x " + images.columns()
                    + ", expected at least one row of " + height + " x " + width + " values");
        }
    }

    /// The picture and where each cell of the grid begins. Gaps and margin have the size of a few image pixels.
    private static final class Sheet {

        private final Picture picture;
        private final int columns;
        private final int scale;
        private final int gap;
        private final int stepX;
        private final int stepY;

        private Sheet(int cells, int columns, int cellWidth, int cellHeight, int scale) {
            if (columns < 1 || scale < 1) {
                throw new IllegalArgumentException("columns, scale: " + columns + ", " + scale
                        + ", expected at least 1");
            }
            this.columns = Math.min(columns, cells);
            this.scale = scale;
            this.gap = 3 * scale;
            this.stepX = Math.addExact(Math.multiplyExact(cellWidth, scale), gap);
            this.stepY = Math.addExact(Math.multiplyExact(cellHeight, scale), gap);
            int rows = Math.ceilDiv(cells, this.columns);
            this.picture = Picture.rgb(Math.addExact(Math.multiplyExact(this.columns, stepX), gap),
                    Math.addExact(Math.multiplyExact(rows, stepY), gap), PAPER);
        }

        int left(int cell) {
            return gap + cell % columns * stepX;
        }

        int top(int cell) {
            return gap + cell / columns * stepY;
        }

        void draw(Matrix images, int row, int left, int top, Shape image) {
            ContactSheet.draw(picture, images, row, left, top, image, scale);
        }
    }

    /// One image, row `row` of `images`, with its upper left corner at (left, top).
    static void draw(Picture picture, Matrix images, int row, int left, int top, Shape image, int scale) {
        int width = image.width();
        for (int i = 0; i < image.pixels(); i++) {
            picture.fill(left + i % width * scale, top + i / width * scale, scale, scale,
                    colour(images, row, i, image));
        }
    }

    private static int colour(Matrix images, int row, int pixel, Shape image) {
        int colour = 0;
        for (int c = 0; c < image.channels(); c++) {
            float value = images.get(row, c * image.pixels() + pixel);
            if (Float.isNaN(value)) {
                return NOT_A_NUMBER;
            }
            colour = colour << 8 | (int) (Math.clamp(value, 0f, 1f) * 255f + 0.5f);
        }
        return image.channels() == 1 ? colour * 0x010101 : colour;
    }
}
