package lanewise.vae.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

import lanewise.vae.format.FormatException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files made by hand, from the standard's text.
final class PngDecoderTest {

    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10};

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(out::writeBytes);
        return out.toByteArray();
    }

    private static byte[] chunk(String type, byte[] data) {
        byte[] named = join(type.getBytes(StandardCharsets.US_ASCII), data);
        CRC32 crc = new CRC32();
        crc.update(named);
        return join(ByteBuffer.allocate(4).putInt(data.length).array(), named,
                ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }

    private static byte[] header(int width, int height, int... fields) {
        ByteBuffer bytes = ByteBuffer.allocate(13).putInt(width).putInt(height);
        Arrays.stream(fields).forEach(field -> bytes.put((byte) field));
        return chunk("IHDR", bytes.array());
    }

    private static byte[] deflated(int... bytes) {
        byte[] data = new byte[bytes.length];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) bytes[i];
        }
        try (Deflater deflater = new Deflater()) {
            deflater.setInput(data);
            deflater.finish();
            byte[] out = new byte[data.length + 100];
            return Arrays.copyOf(out, deflater.deflate(out));
        }
    }

    private static byte[] file(byte[] header, int... rows) {
        return join(SIGNATURE, header, chunk("IDAT", deflated(rows)), chunk("IEND", new byte[0]));
    }

    private static Picture decode(byte[] file) throws FormatException {
        return Png.decode(file, "f");
    }

    private static void refuses(String message, byte[] file) {
        FormatException refused = assertThrows(FormatException.class, () -> decode(file));
        assertTrue(refused.getMessage().contains(message), refused.getMessage());
    }

    @Test
    void everyFilterIsTakenBack() throws FormatException {
        Picture grey = decode(file(header(2, 5, 8, 0, 0, 0, 0),
                0, 10, 20, 1, 5, 7, 2, 1, 250, 3, 100, 3, 4, 200, 250));
        // average at (1, 3): 3 + (103 + 6) / 2; Paeth at (1, 4): 250 + 47, the left being nearest to 47 + 57 - 103
        int[][] expected = {{10, 20}, {5, 12}, {6, 6}, {103, 57}, {47, 41}};
        for (int y = 0; y < 5; y++) {
            for (int x = 0; x < 2; x++) {
                assertEquals(expected[y][x] * 0x010101, grey.get(x, y), x + "," + y);
            }
        }
    }

    @Test
    void everyColourTypeIsRead() throws FormatException {
        assertEquals(0x0a1420, decode(file(header(1, 1, 8, 2, 0, 0, 0), 0, 10, 20, 32)).get(0, 0));
        Picture greyAlpha = decode(file(header(2, 1, 8, 4, 0, 0, 0), 1, 7, 99, 1, 0));
        assertEquals(1, greyAlpha.channels());
        assertEquals(0x080808, greyAlpha.get(1, 0));
        assertEquals(0x030201, decode(file(header(1, 1, 8, 6, 0, 0, 0), 0, 3, 2, 1, 0)).get(0, 0));
        byte[] palette = chunk("PLTE", new byte[] {1, 2, 3, 4, 5, 6});
        byte[] indexed = join(SIGNATURE, header(2, 1, 8, 3, 0, 0, 0), chunk("tEXt", new byte[5]), palette,
                chunk("IDAT", deflated(0, 1, 0)), chunk("IEND", new byte[0]));
        assertEquals(0x040506, decode(indexed).get(0, 0));
        assertEquals(0x010203, decode(indexed).get(1, 0));
        refuses("palette index 2, but there are 2 colours", join(SIGNATURE, header(1, 1, 8, 3, 0, 0, 0), palette,
                chunk("IDAT", deflated(0, 2)), chunk("IEND", new byte[0])));
        refuses("without a chunk PLTE", file(header(1, 1, 8, 3, 0, 0, 0), 0, 0));
    }

    @Test
    void dataMayBeInManyChunks() throws FormatException {
        byte[] data = deflated(0, 1, 2, 3, 0, 4, 5, 6);
        byte[][] parts = new byte[data.length + 4][];
        parts[0] = SIGNATURE;
        parts[1] = header(3, 2, 8, 0, 0, 0, 0);
        for (int i = 0; i < data.length; i++) {
            parts[i + 2] = chunk("IDAT", Arrays.copyOfRange(data, i, i + 1));
        }
        parts[data.length + 2] = chunk("IDAT", new byte[0]);
        parts[data.length + 3] = chunk("IEND", new byte[0]);
        assertEquals(0x060606, decode(join(parts)).get(2, 1));
    }

    @Test
    void whatIsWrittenIsRead(@TempDir Path directory) throws Exception {
        SplittableRandom random = new SplittableRandom(3);
        for (boolean rgb : new boolean[] {false, true}) {
            Picture picture = rgb ? Picture.rgb(41, 23, 0) : Picture.grey(41, 23);
            for (int i = 0; i < 41 * 23; i++) {
                picture.set(i % 41, i / 41, i % 41 < 20 ? random.nextInt(1 << 24) : (i * 5 & 0xff) * 0x010101);
            }
            Path file = directory.resolve(rgb + ".png");
            Png.write(picture, file);
            assertEquals(picture, Png.read(file));
            assertEquals(PngReader.read(Files.readAllBytes(file)), Png.read(file));
        }
    }

    @Test
    void refusesWhatIsNotReadByName() {
        refuses("f: offset 0: is no PNG file", new byte[0]);
        refuses("f: offset 3: is no PNG file", new byte[] {(byte) 0x89, 'P', 'N', 'x'});
        refuses("interlace method 1, expected an image that is not interlaced",
                file(header(1, 1, 8, 0, 0, 0, 1), 0, 0));
        refuses("16 bits per sample, expected 8", file(header(1, 1, 16, 0, 0, 0, 0), 0, 0, 0));
        refuses("colour type 5, expected", file(header(1, 1, 8, 5, 0, 0, 0), 0, 0));
        refuses("filter method 1, expected 0", file(header(1, 1, 8, 0, 0, 1, 0), 0, 0));
        refuses("row 1 has filter 5, expected 0 to 4", file(header(1, 1, 8, 0, 0, 0, 0), 5, 0));
        refuses("an image of 0 x 1 pixels", file(header(0, 1, 8, 0, 0, 0, 0), 0));
        refuses("expected 1 x 1 up to", file(header(-1, -1, 8, 0, 0, 0, 0), 0));
        refuses("chunk ABCD, expected IDAT", join(SIGNATURE, header(1, 1, 8, 0, 0, 0, 0), chunk("ABCD", new byte[1])));
    }

    @Test
    void refusesWhatPromisesMoreThanItHas() {
        refuses("bytes cannot hold", file(header(16000, 16000, 8, 6, 0, 0, 0), 0, 0));
        refuses("the data end in row 2", file(header(1, 2, 8, 0, 0, 0, 0), 0, 0));
        refuses("the data go on after the last row", file(header(1, 1, 8, 0, 0, 0, 0), 0, 0, 0));
        refuses("the data go on after the last row", join(SIGNATURE, header(1, 1, 8, 0, 0, 0, 0),
                chunk("IDAT", join(deflated(0, 0), new byte[1])), chunk("IEND", new byte[0])));
        byte[] good = file(header(2, 2, 8, 0, 0, 0, 0), 0, 1, 2, 0, 3, 4);
        refuses("the file goes on after its chunk IEND", join(good, new byte[1]));
        for (int n = 0; n < good.length; n++) {
            byte[] cut = Arrays.copyOf(good, n);
            assertThrows(FormatException.class, () -> decode(cut), "cut after " + n);
            byte[] flipped = good.clone();
            flipped[n] ^= 0x10;
            assertThrows(FormatException.class, () -> decode(flipped), "flipped at " + n);
        }
    }

    @Test
    void coloursDoNotCountAgainstTheSizeOfAPicture() {
        String message = assertThrows(IllegalArgumentException.class, () -> Picture.rgb(1 << 15, (1 << 13) + 1, 0))
                .getMessage();
        assertEquals("width x height: 32768 x 8193, expected 1 x 1 up to 268435456 pixels", message);
    }
}
