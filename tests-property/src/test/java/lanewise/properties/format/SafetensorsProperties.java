package lanewise.properties.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import lanewise.vae.file.Safetensors;
import lanewise.vae.file.SafetensorsWriter;
import lanewise.vae.file.Tensor;
import lanewise.vae.format.FormatException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// Laws of safetensors files over random tensors and random damage.
class SafetensorsProperties {

    private static final byte[][] INTACT = new byte[16][];

    private static List<Tensor> tensors(Random random, Arena arena) {
        List<Tensor> tensors = new ArrayList<>();
        for (int n = random.nextInt(6); n > 0; n--) {
            Tensor.Type type = Tensor.Type.values()[random.nextInt(Tensor.Type.values().length)];
            long[] shape = new long[random.nextInt(4)];
            long bytes = type.bytes();
            for (int i = 0; i < shape.length; i++) {
                shape[i] = random.nextInt(6);
                bytes *= shape[i];
            }
            MemorySegment data = arena.allocate(bytes, 8);
            for (long i = 0; i < bytes; i++) {
                data.set(ValueLayout.JAVA_BYTE, i, (byte) random.nextInt());
            }
            tensors.add(new Tensor("t" + n + "\u00e9\"", type, shape, data));
        }
        return tensors;
    }

    private static byte[] write(Random random, List<Tensor> tensors) throws IOException {
        Path file = Files.createTempFile("lanewise", ".safetensors");
        try {
            SafetensorsWriter writer = new SafetensorsWriter();
            for (int n = random.nextInt(3); n > 0; n--) {
                writer.metadata("k" + n, "v" + random.nextInt());
            }
            tensors.forEach(writer::add);
            writer.write(file);
            return Files.readAllBytes(file);
        } finally {
            Files.delete(file);
        }
    }

    private static byte[] intact(int number) throws IOException {
        if (INTACT[number] == null) {
            try (Arena arena = Arena.ofConfined()) {
                INTACT[number] = write(new Random(number), tensors(new Random(number), arena));
            }
        }
        return INTACT[number];
    }

    @Property(tries = 120, seed = "31")
    void everyTensorComesBackBitByBitAndAligned(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        try (Arena arena = Arena.ofConfined()) {
            List<Tensor> tensors = tensors(random, arena);
            byte[] bytes = write(random, tensors);
            MemorySegment memory = arena.allocate(bytes.length, 8);
            MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, 0, bytes.length);
            Safetensors file = Safetensors.of(memory, "m");
            assertEquals(tensors.size(), file.tensors().size());
            for (Tensor tensor : tensors) {
                Tensor back = file.tensor(tensor.name());
                assertEquals(tensor.type(), back.type());
                assertArrayEquals(tensor.shape(), back.shape());
                assertEquals(-1, tensor.data().mismatch(back.data()));
                assertEquals(0, back.data().address() % back.type().bytes());
            }
        }
    }

    @Property(tries = 5000, seed = "32")
    void damagedFilesAreReadOrRefusedAndNothingElse(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        byte[] bytes = intact((int) seed & 15).clone();
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
            bytes[random.nextInt(bytes.length)] = random.nextBoolean() ? (byte) random.nextInt()
                    : (byte) "0123456789-{}[],\"".charAt(random.nextInt(17));
        }
        try {
            Safetensors file = Safetensors.of(MemorySegment.ofArray(bytes), "m");
            long size = 0;
            for (Tensor tensor : file.tensors().values()) {
                tensor.toDoubles();
                size += tensor.data().byteSize();
            }
            assertTrue(size < bytes.length);
        } catch (FormatException refused) {
            assertTrue(refused.getMessage().startsWith("m: "), refused.getMessage());
        }
    }
}
