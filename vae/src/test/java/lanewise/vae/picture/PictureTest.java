package lanewise.vae.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

final class PictureTest {

    @Test
    void pixelsAreWhatWasSet() {
        Picture rgb = Picture.rgb(3, 2, 0x102030);
        rgb.set(2, 1, 0xffeedd);
        assertEquals(0x102030, rgb.get(0, 0));
        assertEquals(0xffeedd, rgb.get(2, 1));
        Picture grey = Picture.grey(3, 2);
        grey.set(1, 0, 0x306090);
        assertEquals(0x606060, grey.get(1, 0));
        assertEquals(0, grey.get(0, 0));
    }

    @Test
    void blendMixesAndIgnoresWhatIsOutside() {
        Picture picture = Picture.rgb(2, 2, 0x000000);
        picture.blend(0, 0, 0xff8000, 0.5f);
        assertEquals(0x804000, picture.get(0, 0));
        picture.blend(1, 1, 0xff8000, 2f);
        assertEquals(0xff8000, picture.get(1, 1));
        picture.blend(-1, 0, 0xffffff, 1);
        picture.blend(0, 2, 0xffffff, 1);
        picture.blend(1, 0, 0xffffff, 0);
        assertEquals(0, picture.get(1, 0));
    }

    @Test
    void fillSetsARectangleOnly() {
        Picture picture = Picture.grey(4, 4);
        picture.fill(1, 2, 2, 1, 0xffffff);
        int white = 0;
        for (int i = 0; i < 16; i++) {
            white += picture.get(i % 4, i / 4) == 0xffffff ? 1 : 0;
        }
        assertEquals(2, white);
        assertEquals(0xffffff, picture.get(2, 2));
        assertThrows(IndexOutOfBoundsException.class, () -> picture.fill(3, 0, 2, 1, 0));
    }

    @Test
    void equalPixelsMakeEqualPictures() {
        assertEquals(Picture.rgb(2, 2, 5), Picture.rgb(2, 2, 5));
        assertEquals(Picture.rgb(2, 2, 5).hashCode(), Picture.rgb(2, 2, 5).hashCode());
        assertNotEquals(Picture.rgb(2, 2, 5), Picture.rgb(2, 2, 6));
        assertNotEquals(Picture.grey(2, 3), Picture.grey(3, 2));
    }

    @Test
    void refusesSizesThatCannotBe() {
        assertThrows(IllegalArgumentException.class, () -> Picture.grey(0, 1));
        assertThrows(IllegalArgumentException.class, () -> Picture.grey(1, -1));
        assertThrows(IllegalArgumentException.class, () -> Picture.rgb(1 << 20, 1 << 20, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> Picture.grey(2, 2).get(2, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> Picture.grey(2, 2).set(0, -1, 0));
    }
}
