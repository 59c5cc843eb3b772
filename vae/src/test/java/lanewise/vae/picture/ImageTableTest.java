package lanewise.vae.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

import lanewise.core.Matrix;

import org.junit.jupiter.api.Test;

final class ImageTableTest {

    private static Matrix images(int count, int width) {
        Matrix images = Matrix.allocate(Arena.ofAuto(), count, width);
        images.fill(1);
        for (int i = 0; i < count; i++) {
            images.set(i, 0, Float.NaN);
        }
        return images;
    }

    private static final int RED = 0xe03131;

    /// Where the images begin: their first pixels are red.
    private static int[] reds(Picture picture) {
        return IntStream.range(0, picture.width() * picture.height())
                .filter(i -> picture.get(i % picture.width(), i / picture.width()) == RED).toArray();
    }

    private static int dark(Picture picture, int fromX, int toX, int fromY, int toY) {
        int count = 0;
        for (int y = fromY; y < toY; y++) {
            for (int x = fromX; x < toX; x++) {
                count += (picture.get(x, y) & 0xff) < 0x80 ? 1 : 0;
            }
        }
        return count;
    }

    @Test
    void imagesStandInRowsAtEqualDistances() {
        Picture picture = new ImageTable("", 2, 3).draw(images(5, 6), 3, 2);
        int[] reds = reds(picture);
        assertEquals(5 * 4, reds.length);
        int width = picture.width();
        assertEquals(8, reds[2] - reds[0], "three pixels and the gap, twice");
        assertEquals(6 * width, reds[12] - reds[0], "two pixels and the gap, twice");
        reds = reds(new ImageTable("", 2, 3).gap(0).draw(images(4, 6), 2, 2));
        assertEquals(6, reds[2] - reds[0]);
    }

    @Test
    void namesStandBesideTheirRowsAndColumns() {
        ImageTable table = new ImageTable("Title", 20, 20).columns(List.of("a", "", "c")).rows(List.of("first", ""))
                .corner("x").note("below");
        Picture picture = table.draw(images(6, 400), 3, 2);
        int[] reds = reds(picture);
        int left = reds[0] % picture.width();
        int top = reds[0] / picture.width();
        assertTrue(dark(picture, 0, left, top, top + 40) > 20, "the name of the first row");
        assertEquals(0, dark(picture, 0, left, top + 42, top + 82), "the second row has none");
        assertTrue(dark(picture, left, left + 40, top - 20, top) > 5, "the name of the first column");
        assertEquals(0, dark(picture, left + 42, left + 82, top - 20, top), "the second column has none");
        assertTrue(dark(picture, 0, picture.width(), top + 82, picture.height()) > 20, "the note");
        assertNotEquals(picture, new ImageTable("Other", 20, 20).draw(images(6, 400), 3, 2));
    }

    @Test
    void namesThatWouldMeetAreLeftOut() {
        ImageTable table = new ImageTable("", 2, 2).columns(Collections.nCopies(30, "wide"));
        Picture all = table.draw(images(30, 4), 30, 4);
        int[] reds = reds(all);
        int top = reds[0] / all.width();
        int gaps = 0;
        boolean before = false;
        for (int x = 0; x < all.width(); x++) {
            boolean now = dark(all, x, x + 1, 0, top) > 0;
            gaps += before && !now ? 1 : 0;
            before = now;
        }
        assertTrue(gaps < 30 * 4 / 2, "fewer than half of the names: " + gaps);
    }

    @Test
    void whatCannotBeDrawnIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new ImageTable("", 0, 3));
        assertThrows(IllegalArgumentException.class, () -> new ImageTable("", 3, 3).gap(-1));
        assertThrows(IllegalArgumentException.class, () -> new ImageTable("", 3, 3).draw(images(1, 8), 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new ImageTable("", 3, 3).draw(images(0, 9), 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new ImageTable("", 3, 3).draw(images(1, 9), 0, 1));
        assertThrows(IllegalArgumentException.class, () -> new ImageTable("", 3, 3).draw(images(1, 9), 1, 0));
    }
}
