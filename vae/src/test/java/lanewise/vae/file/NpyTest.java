package lanewise.vae.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import lanewise.core.Matrix;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NpyTest {

    @TempDir
    Path home;

    /// The layout is that of NEP 1, spelled out.
    @Test
    void writesWhatTheProposalSays() throws IOException {
        Path file = home.resolve("a.npy");
        try (Arena arena = Arena.ofConfined()) {
            Matrix matrix = Matrix.allocate(arena, 3, 2);
            matrix.copyFrom(new float[] {1, -2, 3.5f, Float.NaN, 1e-40f, 6});
            Npy.write(matrix, file);
        }
        byte[] bytes = Files.readAllBytes(file);
        assertArrayEquals(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}, Arrays.copyOf(bytes, 8));
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int length = buffer.getShort(8);
        assertEquals(0, (10 + length) % 64, "data are aligned");
        String header = new String(bytes, 10, length, StandardCharsets.US_ASCII);
        assertEquals("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }", header.strip());
        assertEquals('\n', header.charAt(length - 1));
        float[] values = new float[6];
        buffer.position(10 + length).slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        assertArrayEquals(new float[] {1, -2, 3.5f, Float.NaN, 1e-40f, 6}, values);
        assertEquals(10 + length + 24, bytes.length);
    }
}
