package lanewise.vae.picture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PngTest {

    @TempDir
    Path directory;

    private static Picture noise(boolean rgb, int width, int height, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Picture picture = rgb ? Picture.rgb(width, height, 0) : Picture.grey(width, height);
        for (int i = 0; i < width * height; i++) {
            // noise in the left half, ramps in the right one: every filter is the best somewhere
            int x = i % width;
            int y = i / width;
            int value = 2 * x < width ? random.nextInt(1 << 24) : (x * 5 + y * 3 & 0xff) * 0x010101;
            picture.set(x, y, value);
        }
        return picture;
    }

    @Test
    void pixelsComeBack() throws Exception {
        int[][] sizes = {{1, 1}, {1, 9}, {9, 1}, {31, 17}, {300, 200}};
        for (int[] size : sizes) {
            for (boolean rgb : new boolean[] {false, true}) {
                Picture picture = noise(rgb, size[0], size[1], size[0]);
                assertEquals(picture, PngReader.read(Png.encode(picture)));
            }
        }
    }

    @Test
    void equalPicturesGiveEqualFiles() throws IOException {
        Picture picture = noise(true, 40, 30, 1);
        Path file = directory.resolve("p.png");
        picture.write(file);
        assertArrayEquals(Png.encode(noise(true, 40, 30, 1)), Files.readAllBytes(file));
    }

    @Test
    void plainAreasTakeLittleRoom() {
        assertTrue(Png.encode(Picture.rgb(1000, 1000, 0xfafafa)).length < 20_000);
    }

    @Test
    void namesADirectoryThatIsMissing() {
        Path file = directory.resolve("no/p.png");
        assertEquals("cannot write " + file + ": the directory " + file.getParent() + " does not exist",
                assertThrows(IOException.class, () -> Picture.grey(1, 1).write(file)).getMessage());
    }
}
