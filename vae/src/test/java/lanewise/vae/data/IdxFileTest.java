package lanewise.vae.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import lanewise.vae.format.FormatException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IdxFileTest {

    private final Arena arena = Arena.ofConfined();

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        arena.close();
    }

    private Path file(byte[] bytes) throws IOException {
        return Files.write(directory.resolve("f"), bytes);
    }

    private void assertImagesRefused(String message, byte[] bytes) throws IOException {
        Path file = file(bytes);
        assertEquals(file + ": " + message,
                assertThrows(FormatException.class, () -> IdxFile.images(file, arena)).getMessage());
    }

    private void assertLabelsRefused(String message, byte[] bytes) throws IOException {
        Path file = file(bytes);
        assertEquals(file + ": " + message,
                assertThrows(FormatException.class, () -> IdxFile.labels(file, arena)).getMessage());
    }

    @Test
    void plainAndGzippedImagesAreTheSame() throws IOException {
        byte[] bytes = IdxBytes.images(5, 3, 4);
        for (byte[] content : new byte[][] {bytes, IdxBytes.gzip(bytes)}) {
            IdxFile images = IdxFile.images(file(content), arena);
            assertEquals(5, images.count());
            assertEquals(3, images.height());
            assertEquals(4, images.width());
            assertArrayEquals(Arrays.copyOfRange(bytes, 16, bytes.length),
                    images.data().toArray(ValueLayout.JAVA_BYTE));
            assertEquals((13 * 37 & 0xff) / 255f, images.dataset("d", null).value(1, 1));
        }
    }

    @Test
    void labelsAreRead() throws IOException {
        IdxFile labels = IdxFile.labels(file(IdxBytes.gzip(IdxBytes.labels(12))), arena);
        assertEquals(12, labels.count());
        Dataset data = IdxFile.images(file(IdxBytes.images(12, 1, 1)), arena).dataset("d", labels);
        assertEquals(1, data.label(11));
    }

    @Test
    void floatsAreReadInTheirByteOrder() throws IOException {
        Dataset data = IdxFile.images(file(IdxBytes.floats(2, 1, 2, 0.5f, -1, 1e-40f, 3e38f)), arena)
                .dataset("d", null);
        assertEquals(0.5f, data.value(0, 0));
        assertEquals(3e38f, data.value(1, 1));
        assertEquals(new Dataset.Cell(0, 1, -1), data.firstOutside(0, 1));
    }

    @Test
    void refusesFloatsThatAreNotFinite() throws IOException {
        assertImagesRefused("offset 28: image 1, value 1 is NaN, expected a finite number",
                IdxBytes.floats(2, 1, 2, 1, 2, 3, Float.NaN));
        assertImagesRefused("offset 16: image 0, value 0 is -Infinity, expected a finite number",
                IdxBytes.floats(1, 1, 1, Float.NEGATIVE_INFINITY));
    }

    @Test
    void refusesMissingFilesAndDirectories() {
        Path missing = directory.resolve("none");
        assertEquals(missing + ": no such file, expected an IDX file",
                assertThrows(IOException.class, () -> IdxFile.images(missing, arena)).getMessage());
        assertEquals(directory + ": is a directory, expected an IDX file",
                assertThrows(IOException.class, () -> IdxFile.labels(directory, arena)).getMessage());
    }

    @Test
    void refusesOtherMagicNumbers() throws IOException {
        assertImagesRefused("offset 0: magic number 0x00000801 (labels), expected 0x00000803 (images of bytes) or"
                + " 0x00000d03 (images of floats)", IdxBytes.labels(3));
        assertLabelsRefused("offset 0: magic number 0x00000803 (images), expected 0x00000801 (labels)",
                IdxBytes.images(1, 1, 1));
        assertLabelsRefused("offset 0: magic number 0x89504e47, expected 0x00000801 (labels)",
                IdxBytes.header(0x89504e47, 0));
    }

    @Test
    void refusesCutHeaders() throws IOException {
        assertImagesRefused("offset 0: the file ends, expected the 4 bytes of the magic number", new byte[0]);
        assertImagesRefused("offset 2: the file ends, expected the 4 bytes of the magic number", new byte[2]);
        assertImagesRefused("offset 8: the file ends, expected the 4 bytes of the number of rows per image",
                IdxBytes.header(0x803, 1));
        assertLabelsRefused("offset 4: the file ends, expected the 4 bytes of the number of labels",
                IdxBytes.gzip(IdxBytes.header(0x801)));
    }

    @Test
    void refusesZeroAndHugeCountsBeforeMemoryIsTaken() throws IOException {
        assertImagesRefused("offset 4: 0 images, expected 1 to 2^31 - 1", IdxBytes.header(0x803, 0, 28, 28));
        assertImagesRefused("offset 4: 4294967295 images, expected 1 to 2^31 - 1", IdxBytes.header(0x803, -1, 28, 28));
        assertImagesRefused("offset 12: 0 columns per image, expected 1 to 2^31 - 1", IdxBytes.header(0x803, 1, 28, 0));
        assertImagesRefused("offset 8: images of 65536 x 65536 values, expected fewer than 2^31",
                IdxBytes.header(0x803, 1, 65536, 65536));
        int max = Integer.MAX_VALUE;
        assertImagesRefused("the header (16 bytes) promises 4611686014132420609 bytes of data, but the file of 16 bytes"
                + " has 0 after it: it is cut or its header is wrong", IdxBytes.header(0x803, max, max, 1));
        byte[] gzipped = IdxBytes.gzip(IdxBytes.header(0x803, max, 28, 28));
        assertImagesRefused("the header (16 bytes) promises 1683627179248 bytes of data, but the file of "
                + gzipped.length + " gzipped bytes cannot hold them", gzipped);
        assertLabelsRefused("the header (8 bytes) promises 2147483647 bytes of data, but the file of 8 bytes has 0"
                + " after it: it is cut or its header is wrong", IdxBytes.header(0x801, max));
    }

    @Test
    void refusesCutAndTrailingData() throws IOException {
        byte[] bytes = IdxBytes.images(5, 3, 4);
        assertImagesRefused("the header (16 bytes) promises 60 bytes of data, but the file of 75 bytes has 59 after it:"
                + " it is cut or its header is wrong", Arrays.copyOf(bytes, 75));
        assertImagesRefused("offset 76: the file goes on for 2 bytes after the data that its header promises,"
                + " expected its end", Arrays.copyOf(bytes, 78));
        assertImagesRefused("offset 75: the data end, expected 1 more of 60 bytes",
                IdxBytes.gzip(Arrays.copyOf(bytes, 75)));
        assertImagesRefused("offset 76: the file goes on after the data that its header promises, expected its end",
                IdxBytes.gzip(Arrays.copyOf(bytes, 78)));
    }

    @Test
    void refusesDamagedGzip() throws IOException {
        byte[] gzipped = IdxBytes.gzip(IdxBytes.images(200, 9, 9));
        byte[] crc = gzipped.clone();
        crc[crc.length - 6] ^= 1;
        assertImagesRefused("the gzip data are cut or damaged after 16216 gunzipped bytes (Corrupt GZIP trailer)", crc);
        byte[] length = gzipped.clone();
        length[length.length - 1] ^= 1;
        assertImagesRefused("the gzip data are cut or damaged after 16216 gunzipped bytes (Corrupt GZIP trailer)",
                length);
        assertImagesRefused("offset 0: the gzip header is cut or damaged (the gzip stream ends)",
                Arrays.copyOf(gzipped, 5));
        byte[] method = gzipped.clone();
        method[2] = 7;
        assertImagesRefused("offset 0: the gzip header is cut or damaged (a compression method that is not deflate)",
                method);
        byte[] block = gzipped.clone();
        block[10] |= 6;
        assertImagesRefused("the gzip data are cut or damaged after 0 gunzipped bytes (invalid block type)", block);
    }

    /// Wherever a gzipped file is cut or a bit of its data flipped, it is refused.
    @Test
    void noCutOrFlippedBitGoesUnnoticed() throws IOException {
        byte[] gzipped = IdxBytes.gzip(IdxBytes.images(20, 3, 3));
        for (int n = 0; n < gzipped.length; n++) {
            Path file = file(Arrays.copyOf(gzipped, n));
            assertThrows(FormatException.class, () -> IdxFile.images(file, arena));
        }
        for (int n = 10; n < gzipped.length; n++) {
            byte[] flipped = gzipped.clone();
            flipped[n] ^= (byte) (1 << n % 8);
            Path file = file(flipped);
            assertThrows(FormatException.class, () -> IdxFile.images(file, arena), "byte " + n);
        }
    }
}
