package lanewise.vae.picture;

import java.util.List;
import java.util.Objects;

import lanewise.core.Matrix;
import lanewise.vae.layer.Shape;

/// Small images, grey or RGB, in rows and columns that have a meaning, with their names: dark text on white; 0 is
/// black,
/// 1 is white or the full colour, values outside are clamped, a pixel with a NaN is red.
///
/// An image is one row of a matrix: all pixels of a channel row by row from the top, then those of the next. Names that
/// would run into each other are left out at equal distances. Not thread-safe.
public final class ImageTable {

    private static final int WHITE = 0xffffff;
    private static final int TEXT = 0x212529;
    private static final int QUIET = 0x5b636b;

    private final String title;
    private final Shape image;
    private int gap = 1;
    private String corner = "";
    private String note = "";
    private List<String> rowNames = List.of();
    private List<String> columnNames = List.of();

    /// A table without names.
    ///
    /// @param title its heading; may be empty
    /// @param imageHeight rows of an image
    /// @param imageWidth values per row of an image
    /// @throws IllegalArgumentException if a size is below 1
    public ImageTable(String title, int imageHeight, int imageWidth) {
        this(title, grey(imageHeight, imageWidth));
    }

    /// A table of images of a shape, without names.
    ///
    /// @param title its heading; may be empty
    /// @param image the shape of an image, of 1 or 3 channels
    /// @throws IllegalArgumentException if it has another number of channels
    public ImageTable(String title, Shape image) {
        this.title = Objects.requireNonNull(title, "title");
        this.image = image;
        ContactSheet.requireChannels(image);
    }

    private static Shape grey(int height, int width) {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException("imageHeight, imageWidth: " + height + ", " + width
                    + ", expected at least 1");
        }
        return new Shape(1, height, width);
    }

    /// Names the rows, to the left of them.
    ///
    /// @param names from the top; a row without one has none
    /// @return this
    public ImageTable rows(List<String> names) {
        rowNames = List.copyOf(names);
        return this;
    }

    /// Names the columns, above them.
    ///
    /// @param names from the left; a column without one has none
    /// @return this
    public ImageTable columns(List<String> names) {
        columnNames = List.copyOf(names);
        return this;
    }

    /// Says above the names of the rows what they name.
    ///
    /// @param text the words
    /// @return this
    public ImageTable corner(String text) {
        corner = Objects.requireNonNull(text, "text");
        return this;
    }

    /// Explains the table in a line below it.
    ///
    /// @param text the words
    /// @return this
    public ImageTable note(String text) {
        note = Objects.requireNonNull(text, "text");
        return this;
    }

    /// Sets the distance between images.
    ///
    /// @param pixels of an image, 0 for none; 1 unless set
    /// @return this
    /// @throws IllegalArgumentException if it is negative
    public ImageTable gap(int pixels) {
        if (pixels < 0) {
            throw new IllegalArgumentException("pixels: " + pixels + ", expected at least 0");
        }
        gap = pixels;
        return this;
    }

    /// Draws the table, images from left to right and from top to bottom.
    ///
    /// @param images one per row
    /// @param columns images side by side, at least 1
    /// @param scale pixels of the picture per pixel of an image, each way, at least 1
    /// @return the picture
    /// @throws IllegalArgumentException if there are no images, they are of another size, or a number is below 1
    public Picture draw(Matrix images, int columns, int scale) {
        ContactSheet.requireImages("images", images, image);
        if (columns < 1 || scale < 1) {
            throw new IllegalArgumentException("columns, scale: " + columns + ", " + scale + ", expected at least 1");
        }
        return new Drawing(images.rows(), Math.min(columns, images.rows()), scale).draw(images);
    }

    /// Sizes in pixels, all derived from the size of an image.
    private final class Drawing {

        private final int columns;
        private final int rows;
        private final int scale;
        private final int stepX;
        private final int stepY;
        private final float size;
        private final float heading;
        private final float margin;
        private final float left;
        private final float top;
        private Picture picture;
        private Pen pen;

        private Drawing(int images, int columns, int scale) {
            this.columns = columns;
            this.scale = scale;
            this.rows = Math.ceilDiv(images, columns);
            this.stepX = Math.multiplyExact(image.width() + gap, scale);
            this.stepY = Math.multiplyExact(image.height() + gap, scale);
            this.size = Math.clamp(stepX / 7f, 9f, 15f);
            this.heading = 1.4f * size;
            this.margin = 1.8f * size;
            float names = Math.max(StrokeFont.width(corner, size), widest(rowNames));
            this.left = margin + (names > 0 ? names + size : 0);
            this.top = margin + (title.isEmpty() ? 0 : heading + 1.4f * size)
                    + (columnNames.isEmpty() && corner.isEmpty() ? 0 : 1.8f * size);
        }

        private float widest(List<String> names) {
            return (float) names.stream().mapToDouble(name -> StrokeFont.width(name, size)).max().orElse(0);
        }

        Picture draw(Matrix images) {
            float right = left + columns * stepX - gap * scale;
            float bottom = top + rows * stepY - gap * scale;
            right = Math.max(right, margin + Math.max(StrokeFont.width(title, heading), StrokeFont.width(note, size)));
            float below = note.isEmpty() ? 0 : 2f * size;
            picture = Picture.rgb((int) Math.ceil(right + margin), (int) Math.ceil(bottom + below + margin), WHITE);
            pen = new Pen(picture);
            for (int i = 0; i < images.rows(); i++) {
                ContactSheet.draw(picture, images, i, Math.round(left) + i % columns * stepX,
                        Math.round(top) + i / columns * stepY, image, scale);
            }
            text(title, margin, margin + heading, heading, TEXT);
            text(corner, margin, top - 0.8f * size, size, QUIET);
            text(note, margin, bottom + 2f * size, size, QUIET);
            int each = Math.max(1, (int) Math.ceil((widest(columnNames) + size) / stepX));
            for (int c = 0; c < Math.min(columns, columnNames.size()); c += each) {
                String name = columnNames.get(c);
                text(name, left + c * stepX + (image.width() * scale - StrokeFont.width(name, size)) / 2,
                        top - 0.8f * size, size, TEXT);
            }
            each = Math.max(1, (int) Math.ceil(1.4f * size / stepY));
            for (int r = 0; r < Math.min(rows, rowNames.size()); r += each) {
                String name = rowNames.get(r);
                text(name, left - size - StrokeFont.width(name, size), top + r * stepY
                        + (image.height() * scale + size) / 2, size, TEXT);
            }
            return picture;
        }

        private void text(String text, float x, float baseline, float capital, int colour) {
            StrokeFont.draw(pen, text, x, baseline, capital);
            pen.paint(colour);
        }
    }
}
