package lanewise.vae.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import lanewise.core.Matrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SafetensorsWriterTest {

    @TempDir
    Path directory;

    @Test
    void everythingComesBack() throws IOException {
        Path target = directory.resolve("m.safetensors");
        try (Arena arena = Arena.ofConfined()) {
            Matrix strided = Matrix.allocate(arena, 2, 3);
            Matrix dense = Matrix.allocateDense(arena, 3, 2);
            for (int i = 0; i < 6; i++) {
                strided.set(i / 3, i % 3, i + 0.5f);
                dense.set(i / 2, i % 2, -i);
            }
            new SafetensorsWriter().metadata("z", "\u00e9").metadata("a", "")
                    .add("i", new long[] {-1, Long.MAX_VALUE}, 2).add("s", strided).add("d", dense)
                    .add("f", new float[] {Float.NaN, -0f}, 1, 2).add("w", new double[] {Math.PI})
                    .addFloats("flat", dense.segment(), 6).add("k", new float[] {1, 2, 3, 4, 5, 6}, 2, 1, 3, 1)
                    .write(target);
            Safetensors file = Safetensors.open(target, arena);
            assertEquals(List.of("z", "a"), List.copyOf(file.metadata().keySet()));
            assertEquals("\u00e9", file.metadata("z"));
            assertArrayEquals(strided.toArray(), file.tensor("s", Tensor.Type.F32, 2, 3).toFloats());
            assertArrayEquals(dense.toArray(), file.tensor("d", Tensor.Type.F32, 3, 2).toFloats());
            assertArrayEquals(dense.toArray(), file.tensor("flat", Tensor.Type.F32, 6).toFloats());
            assertArrayEquals(new long[] {-1, Long.MAX_VALUE}, file.tensor("i", Tensor.Type.I64, 2).toLongs());
            assertEquals(Math.PI, file.tensor("w", Tensor.Type.F64).get(0));
            assertEquals(Float.floatToIntBits(-0f), Float.floatToIntBits(file.tensor("f").toFloats()[1]));
            Matrix back = Matrix.allocate(arena, 2, 3);
            file.tensor("s").copyTo(back);
            assertArrayEquals(strided.toArray(), back.toArray());
            file.tensor("k").copyTo(back);
            assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, back.toArray());
            assertThrows(IllegalArgumentException.class, () -> file.tensor("d").copyTo(back));
            assertThrows(IllegalStateException.class, () -> file.tensor("w").copyTo(back));
        }
    }

    @Test
    void bytesAreAFunctionOfTheContents() throws IOException {
        byte[] first = bytes(new SafetensorsWriter().metadata("k", "v").add("b", new float[] {1}, 1)
                .add("a", new double[] {2}, 1));
        byte[] second = bytes(new SafetensorsWriter().metadata("k", "v").add("b", new float[] {1}, 1)
                .add("a", new double[] {2}, 1));
        assertArrayEquals(first, second);
        String header = "{\"__metadata__\":{\"k\":\"v\"},\"a\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,"
                + "8]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]}}";
        String text = new String(first, 8, first.length - 8 - 12, StandardCharsets.UTF_8);
        assertEquals(header, text.strip());
        assertEquals(0, text.length() % 8);
        assertEquals(text.length(), first[0] & 0xff);
    }

    @Test
    void tensorsAreNaturallyAlignedInTheFile() throws IOException {
        Path target = directory.resolve("m.safetensors");
        try (Arena arena = Arena.ofConfined()) {
            Tensor bytes = new Tensor("u", Tensor.Type.U8, new long[] {3}, arena.allocate(3));
            new SafetensorsWriter().add(bytes).add("f", new float[] {1}, 1).add("d", new double[] {2}, 1).write(target);
            for (Tensor tensor : Safetensors.open(target, arena).tensors().values()) {
                assertEquals(0, tensor.data().address() % tensor.type().bytes(), tensor.name());
            }
        }
    }

    @Test
    void filesBeyondOneChunkAreWritten() throws IOException {
        Path target = directory.resolve("m.safetensors");
        try (Arena arena = Arena.ofShared()) {
            Matrix big = Matrix.allocateDense(arena, 1500, 1000);
            for (int r = 0; r < 1500; r++) {
                big.set(r, r % 1000, r);
            }
            new SafetensorsWriter().add("big", big).write(target);
            Matrix back = Matrix.allocateDense(arena, 1500, 1000);
            Safetensors.open(target, arena).tensor("big").copyTo(back);
            assertEquals(-1, big.segment().mismatch(back.segment()));
        }
    }

    @Test
    void anEmptyFileIsValid() throws IOException {
        Path target = directory.resolve("m.safetensors");
        new SafetensorsWriter().write(target);
        assertEquals(16, Files.size(target));
        try (Arena arena = Arena.ofConfined()) {
            assertTrue(Safetensors.open(target, arena).tensors().isEmpty());
        }
    }

    @Test
    void refusesTakenNamesWrongShapesAndHeapMemory() {
        SafetensorsWriter writer = new SafetensorsWriter().add("a", new float[] {1}, 1);
        assertEquals("tensor: the name \"a\" is taken",
                assertThrows(IllegalArgumentException.class, () -> writer.add("a", new float[] {1}, 1)).getMessage());
        assertThrows(IllegalArgumentException.class, () -> writer.add("__metadata__", new float[] {1}, 1));
        assertEquals("data: tensor \"b\" has 8 bytes, but F32 [3] takes 12",
                assertThrows(IllegalArgumentException.class, () -> writer.add("b", new float[] {1, 2}, 3))
                        .getMessage());
        assertThrows(IllegalArgumentException.class,
                () -> writer.addFloats("c", java.lang.foreign.MemorySegment.ofArray(new float[1]), 1));
    }

    private byte[] bytes(SafetensorsWriter writer) throws IOException {
        Path target = directory.resolve("m.safetensors");
        writer.write(target);
        return Files.readAllBytes(target);
    }
}
