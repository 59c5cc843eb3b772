package lanewise.vae.report;

import lanewise.core.Matrix;
import lanewise.vae.layer.Shape;
import lanewise.vae.picture.Picture;
import lanewise.vae.picture.Png;

/// Images side by side, each pixel one pixel, for pages that magnify them. 0 is black, 1 is white or the full colour,
/// values outside are clamped, NaN is 0. Thread-safe: no state.
public final class Mosaic {

    private static final int PAPER = 0x8a93a2;

    private Mosaic() {
    }

    /// Images from left to right and from top to bottom.
    ///
    /// @param images one per row, `[channels, height, width]`
    /// @param image the shape of an image, of 1 or 3 channels
    /// @param columns images side by side
    /// @param gap pixels between them
    /// @return the picture
    public static Picture of(Matrix images, Shape image, int columns, int gap) {
        int rows = Math.ceilDiv(images.rows(), columns);
        Picture picture = image.channels() == 1
                ? Picture.grey(columns * (image.width() + gap) - gap, rows * (image.height() + gap) - gap)
                : Picture.rgb(columns * (image.width() + gap) - gap, rows * (image.height() + gap) - gap, PAPER);
        if (gap > 0) {
            picture.fill(0, 0, picture.width(), picture.height(), PAPER);
        }
        for (int i = 0; i < images.rows(); i++) {
            for (int p = 0; p < image.pixels(); p++) {
                int colour = 0;
                for (int c = 0; c < 3; c++) {
                    float value = images.get(i, (image.channels() == 1 ? 0 : c) * image.pixels() + p);
                    colour = colour << 8 | (Float.isNaN(value) ? 0 : (int) (Math.clamp(value, 0f, 1f) * 255f + 0.5f));
                }
                picture.set(i % columns * (image.width() + gap) + p % image.width(),
                        i / columns * (image.height() + gap) + p / image.width(), colour);
            }
        }
        return picture;
    }

    /// The picture as part of a page.
    ///
    /// @param picture the picture
    /// @param scale pixels of the page for one of the picture, at most
    /// @param caption what stands below it
    /// @param alternative what it shows, for those who do not see it
    /// @return the part
    public static Part.Image part(Picture picture, int scale, String caption, String alternative) {
        return new Part.Image(caption, alternative, Png.encode(picture), scale * picture.width(),
                scale * picture.height());
    }
}
