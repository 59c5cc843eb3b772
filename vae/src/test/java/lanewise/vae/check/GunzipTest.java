package lanewise.vae.check;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.Test;

final class GunzipTest {

    private static byte[] gzip(byte[] data) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(data);
        }
        return bytes.toByteArray();
    }

    private static byte[] gunzip(byte[] bytes) throws IOException {
        try (Gunzip in = new Gunzip(new ByteArrayInputStream(bytes))) {
            return in.readAllBytes();
        }
    }

    private static byte[] join(byte[]... parts) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.write(part);
        }
        return all.toByteArray();
    }

    @Test
    void membersOfAnyNumberAndSizeAreOneAfterTheOther() throws IOException {
        Random random = new Random(2);
        for (int i = 0; i < 100; i++) {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            ByteArrayOutputStream plain = new ByteArrayOutputStream();
            for (int members = 1 + random.nextInt(5); members > 0; members--) {
                byte[] data = new byte[random.nextInt(100_000) >> random.nextInt(18)];
                random.nextBytes(data);
                plain.write(data);
                packed.write(gzip(data));
            }
            packed.write(new byte[random.nextInt(3) * 512]);
            assertArrayEquals(plain.toByteArray(), gunzip(packed.toByteArray()));
        }
    }

    @Test
    void emptyMembersTakeNoStack() throws IOException {
        byte[] empty = gzip(new byte[0]);
        byte[] bytes = new byte[100_000 * empty.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = empty[i % empty.length];
        }
        assertEquals(0, gunzip(bytes).length);
        assertArrayEquals(new byte[] {7}, gunzip(join(bytes, gzip(new byte[] {7}))));
    }

    /// All fields that a header may have.
    @Test
    void headersWithNamesCommentsAndChecksumsAreRead() throws IOException {
        byte[] plain = gzip(new byte[] {1, 2, 3});
        for (int flags = 0; flags < 32; flags++) {
            ByteArrayOutputStream header = new ByteArrayOutputStream();
            header.write(Arrays.copyOf(plain, 3));
            header.write(flags);
            header.write(plain, 4, 6);
            header.write((flags & 4) != 0 ? new byte[] {2, 0, 9, 9} : new byte[0]);
            header.write((flags & 8) != 0 ? "name\0".getBytes() : new byte[0]);
            header.write((flags & 16) != 0 ? "comment\0".getBytes() : new byte[0]);
            CRC32 check = new CRC32();
            check.update(header.toByteArray());
            byte[] sum = (flags & 2) != 0 ? new byte[] {(byte) check.getValue(), (byte) (check.getValue() >> 8)}
                    : new byte[0];
            byte[] rest = Arrays.copyOfRange(plain, 10, plain.length);
            assertArrayEquals(new byte[] {1, 2, 3}, gunzip(join(header.toByteArray(), sum, rest)), "flags " + flags);
            if (sum.length > 0) {
                sum[0] ^= 1;
                assertThrows(IOException.class, () -> gunzip(join(header.toByteArray(), sum, rest)));
            }
        }
    }

    @Test
    void noCutAndNothingThatFollowsGoesUnnoticed() throws IOException {
        byte[] two = join(gzip(new byte[] {1, 2, 3}), gzip("and more".getBytes()));
        int first = gzip(new byte[] {1, 2, 3}).length;
        for (int n = 0; n < two.length; n++) {
            byte[] cut = Arrays.copyOf(two, n);
            if (n == first) {
                assertEquals(3, gunzip(cut).length);
            } else {
                assertThrows(IOException.class, () -> gunzip(cut), "cut after " + n);
            }
        }
        assertThrows(IOException.class, () -> gunzip(join(two, new byte[] {0, 0, 5})));
        assertThrows(IOException.class, () -> gunzip(join(two, new byte[] {0x1f})));
    }
}
