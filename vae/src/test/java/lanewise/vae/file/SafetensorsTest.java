package lanewise.vae.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import lanewise.vae.format.FormatException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SafetensorsTest {

    @TempDir
    Path directory;

    private static byte[] file(String header, int data) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + text.length + data).order(ByteOrder.LITTLE_ENDIAN).putLong(text.length)
                .put(text).array();
    }

    private static Safetensors read(byte[] bytes) throws FormatException {
        return Safetensors.of(MemorySegment.ofArray(bytes), "m.safetensors");
    }

    @Test
    void readsTypesShapesAndMetadata() throws FormatException {
        byte[] bytes = file("{\"__metadata__\":{\"k\":\"v\"},\"a\":{\"dtype\":\"F32\",\"shape\":[1,2],"
                + "\"data_offsets\":[0,8]},\"u\":{\"shape\":[],\"dtype\":\"U8\",\"data_offsets\":[8,9]},"
                + "\"e\":{\"dtype\":\"F64\",\"shape\":[0,3],\"data_offsets\":[9,9]},\"h\":{\"dtype\":\"F16\","
                + "\"shape\":[1],\"data_offsets\":[9,11]},\"b\":{\"dtype\":\"BF16\",\"shape\":[1],\"data_offsets\":[11,"
                + "13]},\"w\":{\"dtype\":\"U64\",\"shape\":[1],\"data_offsets\":[13,21]}}", 21);
        int data = bytes.length - 21;
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putFloat(data, 1.5f).putFloat(data + 4, -2).put(data + 8, (byte) 200).putShort(data + 9, (short) 0x3c00);
        buffer.putShort(data + 11, (short) 0x4040).putLong(data + 13, -1);
        Safetensors file = read(bytes);
        assertEquals("v", file.metadata("k"));
        assertEquals(List.of("a", "u", "e", "h", "b", "w"), List.copyOf(file.tensors().keySet()));
        assertArrayEquals(new float[] {1.5f, -2}, file.tensor("a", Tensor.Type.F32, 1, 2).toFloats());
        assertArrayEquals(new double[] {200}, file.tensor("u", Tensor.Type.U8).toDoubles());
        assertEquals(0, file.tensor("e").count());
        assertEquals(1, file.tensor("h").get(0));
        assertEquals(3, file.tensor("b").get(0));
        assertEquals(0x1p64, file.tensor("w").get(0));
    }

    @Test
    void namesWhatIsNotThere() throws FormatException {
        Safetensors file = read(file("{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]}}", 2));
        assertMessage("m.safetensors: has no tensor \"b\"", () -> file.tensor("b"));
        assertMessage("m.safetensors: has no metadata \"k\"", () -> file.metadata("k"));
        assertMessage("m.safetensors: tensor \"a\" is U8 [2], expected F32 [2, 3]",
                () -> file.tensor("a", Tensor.Type.F32, 2, 3));
        assertEquals("tensor \"a\" is U8, expected I64",
                assertThrows(IllegalStateException.class, () -> file.tensor("a").toLongs()).getMessage());
    }

    /// Every file holds 8 bytes of data.
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "`[]` | offset 8: the header does not begin with '{'",
        "`{\"a\":` | JSON, offset 5: the text ends",
        "`{\"a\":1}` | a is the number 1, expected a JSON object",
        "`{\"__metadata__\":{\"k\":1}}` | field __metadata__.k is the number 1, expected a string",
        "`{\"a\":{\"shape\":[2],\"data_offsets\":[0,8]}}` | has no field a.dtype",
        "`{\"a\":{\"dtype\":\"F31\",\"shape\":[2],\"data_offsets\":[0,8]}}`"
            + " | tensor \"a\": dtype \"F31\" is not known, expected one of [F64,",
        "`{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8],\"x\":1}}` | has the unknown field a.x",
        "`{\"a\":{\"dtype\":\"F32\",\"shape\":[2.0],\"data_offsets\":[0,8]}}` | field a.shape[0] is the number 2.0",
        "`{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}`"
            + " | tensor \"a\": shape [-2] is negative or overflows",
        "`{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,2],\"data_offsets\":[0,8]}}`"
            + " | [4611686018427387904, 2] is negative or overflows",
        "`{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}`"
            + " | tensor \"a\": data_offsets [0, 8] hold 8 bytes, but F32 [3] takes 12",
        "`{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}}`"
            + " | tensor \"a\": data_offsets [0, 16] end beyond the 8 bytes of data",
        "`{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}`"
            + " | data_offsets [8, 0], expected [begin, end] with 0 <= begin <= end",
        "`{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[-8,0]}}`"
            + " | data_offsets [-8, 0], expected [begin, end]",
        "`{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0]}}` | data_offsets [0], expected [begin, end]",
        "`{\"a\":{\"dtype\":\"U8\",\"shape\":[8],\"data_offsets\":[0,8]},"
            + "\"b\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[4,8]}}`"
            + " | tensor \"b\": data begin at 4, inside tensor \"a\" which ends at 8",
        "`{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]},"
            + "\"b\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[4,8]}}`"
            + " | tensor \"b\": data begin at 4, leaving a hole after 2",
        "`{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}`"
            + " | has 4 bytes after the last tensor, which ends at data offset 4",
        "`{\"a\":{\"dtype\":\"U8\",\"shape\":[8],\"data_offsets\":[0,8]},"
            + "\"a\":{\"dtype\":\"U8\",\"shape\":[8],\"data_offsets\":[0,8]}}` | has the field \"a\" a second time"})
    void refusesHostileHeaders(String header, String message) {
        FormatException e = assertThrows(FormatException.class, () -> read(file(header, 8)));
        assertTrue(e.getMessage().startsWith("m.safetensors: ") && e.getMessage().contains(message), e.getMessage());
    }

    @Test
    void refusesHeaderLengthsThatCannotBe() {
        assertMessage("m.safetensors: offset 0: the file has 7 bytes, expected at least the 8 of the header length",
                () -> read(new byte[7]));
        byte[] bytes = file("{}", 0);
        ByteBuffer length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        length.putLong(0, -1);
        assertMessage("m.safetensors: offset 0: header length 18446744073709551615, expected at most 100000000 (is this"
                + " a safetensors file?)", () -> read(bytes));
        byte[] cut = file("{}", 0);
        ByteBuffer.wrap(cut).order(ByteOrder.LITTLE_ENDIAN).putLong(0, 99_999_999);
        assertMessage("m.safetensors: offset 0: header length 99999999, but only 2 bytes follow: the file is cut or not"
                + " a safetensors file", () -> read(cut));
    }

    @Test
    void everyCutOfAFileIsRefused() throws IOException {
        Path target = directory.resolve("m.safetensors");
        new SafetensorsWriter().metadata("k", "v").add("a", new float[] {1, 2, 3}, 3).add("b", new double[] {4}, 1)
                .write(target);
        byte[] bytes = Files.readAllBytes(target);
        read(bytes);
        for (int n = 0; n < bytes.length; n++) {
            byte[] cut = Arrays.copyOf(bytes, n);
            assertThrows(FormatException.class, () -> read(cut));
        }
        assertThrows(FormatException.class, () -> read(Arrays.copyOf(bytes, bytes.length + 1)));
    }

    /// Flipped bytes give another file or a FormatException, never anything else.
    @Test
    void survivesFlippedBytes() throws IOException {
        Path target = directory.resolve("m.safetensors");
        new SafetensorsWriter().metadata("k", "v").add("a", new float[] {1, 2, 3}, 3).add("b", new double[] {4}, 1)
                .write(target);
        byte[] bytes = Files.readAllBytes(target);
        SplittableRandom random = new SplittableRandom(3);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bad = bytes.clone();
            for (int k = random.nextInt(1, 4); k > 0; k--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            try {
                read(bad).tensors().values().forEach(Tensor::toDoubles);
            } catch (FormatException e) {
                refused++;
            }
        }
        assertTrue(refused > 5_000, "refused " + refused);
    }

    @Test
    void namesMissingFilesAndDirectories() {
        Path missing = directory.resolve("none");
        try (Arena arena = Arena.ofConfined()) {
            assertEquals(missing + ": no such file, expected a safetensors file",
                    assertThrows(IOException.class, () -> Safetensors.open(missing, arena)).getMessage());
            assertEquals(directory + ": is a directory, expected a safetensors file",
                    assertThrows(IOException.class, () -> Safetensors.open(directory, arena)).getMessage());
        }
    }

    @Test
    void closedArenaFailsClearly() throws IOException {
        Path target = directory.resolve("m.safetensors");
        new SafetensorsWriter().add("a", new float[] {1}, 1).write(target);
        Arena arena = Arena.ofConfined();
        Tensor tensor = Safetensors.open(target, arena).tensor("a");
        arena.close();
        assertThrows(IllegalStateException.class, () -> tensor.get(0));
    }

    @Test
    void readsEveryGolden() throws IOException {
        Path goldens = Path.of(System.getProperty("lanewise.shared", "../../shared")).resolve("goldens");
        assumeTrue(Files.isDirectory(goldens), "no goldens at " + goldens);
        int count = 0;
        try (Stream<Path> files = Files.list(goldens)) {
            for (Path path : files.filter(p -> p.toString().endsWith(".safetensors")).toList()) {
                try (Arena arena = Arena.ofConfined()) {
                    Safetensors file = Safetensors.open(path, arena);
                    assertTrue(!file.tensors().isEmpty() && !file.metadata("kind").isEmpty());
                    for (Tensor tensor : file.tensors().values()) {
                        assertEquals(0, tensor.data().address() % tensor.type().bytes(), tensor.name());
                    }
                    count++;
                }
            }
        }
        assertTrue(count > 0);
    }

    private static void assertMessage(String message, org.junit.jupiter.api.function.Executable call) {
        assertEquals(message, assertThrows(FormatException.class, call).getMessage());
    }
}
