package lanewise.vae.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import lanewise.vae.data.IdxFiles;
import lanewise.vae.file.Csv;
import lanewise.vae.file.Safetensors;
import lanewise.vae.file.SafetensorsWriter;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.Decoder;
import lanewise.vae.model.VaeModel;
import lanewise.vae.reference.DoubleTensor;
import lanewise.vae.reference.Fixture;
import lanewise.vae.train.Checkpoint;
import lanewise.vae.train.TrainingConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Small files that ask for much, and damaged ones: whatever they hold, a reader ends with a value or a message that
/// begins with the file's name.
final class HostileFilesTest {

    private static final String NET = "{\"inputs\":%s,\"encoder_hidden\":[%s],\"latent\":%s,\"decoder_hidden\":[%s],"
            + "\"activation\":{\"name\":\"relu\"},\"likelihood\":%s}";
    private static final String BERNOULLI = "{\"name\":\"bernoulli_logits\"}";

    @TempDir
    Path home;

    private static String groups(String widths) {
        return "{\"name\":\"categorical\",\"groups\":[" + widths + "]}";
    }

    @Test
    void netsThatFitNoSegmentAreRefusedByTheFileWhoeverReadsThem() throws IOException {
        List<String> huge = List.of("2147483647", "1073741824", "2000000000", "65536");
        for (String inputs : huge) {
            for (String width : huge) {
                for (String latent : huge) {
                    for (String likelihood : List.of(BERNOULLI, groups("2147483647,2147483647"), groups("2147483647"),
                            "{\"name\":\"gaussian_learned\"}")) {
                        String json = NET.formatted(inputs, width, latent, width, likelihood);
                        FormatException text = assertThrows(FormatException.class,
                                () -> Architecture.fromJson(json, "net.json"), json);
                        assertTrue(text.getMessage().startsWith("net.json: "), text.getMessage());
                    }
                }
            }
        }
        String json = NET.formatted(2147483647, "4", "2", "4", groups("2147483647"));
        for (String format : List.of("lanewise-vae", "lanewise-decoder", "lanewise-checkpoint")) {
            Path file = home.resolve(format);
            new SafetensorsWriter().metadata("format", format).metadata("version", "1").metadata("architecture", json)
                    .metadata("configuration", new TrainingConfiguration().toJson()).write(file);
            IOException e = assertThrows(IOException.class, () -> {
                switch (format) {
                    case "lanewise-vae" -> VaeModel.load(file);
                    case "lanewise-decoder" -> Decoder.load(file);
                    default -> Checkpoint.read(file);
                }
            });
            assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
        }
    }

    @Test
    void limitsOfOptionsHoldInFiles() {
        for (String change : List.of("\"samples\":1/\"samples\":100000000",
                "\"batchSize\":128/\"batchSize\":2000000000",
                "\"evaluationSamples\":1/\"evaluationSamples\":100000000")) {
            String[] sides = change.split("/");
            String json = new TrainingConfiguration().toJson();
            assertTrue(json.contains(sides[0]), json);
            FormatException e = assertThrows(FormatException.class,
                    () -> TrainingConfiguration.fromJson(json.replace(sides[0], sides[1]), "c.json"));
            assertTrue(e.getMessage().matches("c.json: .*, expected at most .*"), e.getMessage());
        }
        String many = NET.formatted(4, "3,".repeat(1_000_000) + "3", 2, "3", BERNOULLI);
        FormatException e = assertThrows(FormatException.class, () -> Architecture.fromJson(many, "net.json"));
        assertTrue(e.getMessage().contains("encoder_hidden: 1000001, expected at most 16384"), e.getMessage());
    }

    @Test
    void sizesOfAnIdxFileAreMultipliedExactly() throws IOException {
        Path file = home.resolve("idx");
        for (int[] sizes : new int[][] {{Integer.MAX_VALUE, 32768, 65535}, {Integer.MAX_VALUE, 1, Integer.MAX_VALUE},
                {Integer.MAX_VALUE, 46340, 46340}}) {
            ByteBuffer bytes = ByteBuffer.allocate(16 + 4).putInt(0x0d03);
            Arrays.stream(sizes).forEach(bytes::putInt);
            Files.write(file, bytes.array());
            try (Arena arena = Arena.ofShared()) {
                FormatException e = assertThrows(FormatException.class, () -> IdxFiles.images(file, arena));
                assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
            }
        }
    }

    @Test
    void fixturesOfFewBytesAskForNoMore() throws IOException {
        Map<String, String> keys = new LinkedHashMap<>(Map.of("kind", "vae_gradients",
                "x_dim", "40000", "enc_hidden", "50000", "z_dim", "2", "dec_hidden", "2", "activation", "relu",
                "likelihood", "bernoulli_logits", "weights", "splitmix64", "seed", "1", "reduction", "mean"));
        keys.put("objective", "elbo");
        var x = DoubleTensor.zeros(1, 40000);
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
                () -> new Fixture(keys, Map.of("x", x)).recompute());
        assertTrue(e.getMessage().contains("a net of 2000"), e.getMessage());
        keys.putAll(Map.of("kind", "optimizer_trajectory", "x_dim", "3", "enc_hidden", "2", "steps",
                "2147483647", "optimizer", "adam", "lr", "0.1", "weights", "stored"));
        var small = DoubleTensor.zeros(1, 3);
        IllegalArgumentException steps = assertThrows(IllegalArgumentException.class,
                () -> new Fixture(keys, Map.of("x", small)).recompute());
        assertTrue(steps.getMessage().contains(": needs "), steps.getMessage());
    }

    @Test
    void tensorsThatNothingComputesWithAndNullMetadataAreNoFault() throws IOException {
        byte[] bytes = safetensors("{\"__metadata__\":null,"
                + "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                + "\"b\":{\"dtype\":\"F8_E4M3\",\"shape\":[2],\"data_offsets\":[4,6]},"
                + "\"c\":{\"dtype\":\"F4\",\"shape\":[4],\"data_offsets\":[6,8]}}", 8);
        Safetensors file = Safetensors.of(segment(bytes), "m");
        assertEquals(List.of("a"), List.copyOf(file.tensors().keySet()));
        assertEquals("{b=F8_E4M3, c=F4}", file.others().toString());
        assertTrue(assertThrows(FormatException.class, () -> file.tensor("b")).getMessage()
                .startsWith("m: tensor \"b\" has the dtype F8_E4M3, expected one of [F64,"));
        assertTrue(file.metadata().isEmpty());
    }

    @Test
    void ofTwoColumnsOfOneNameBothAreTold() {
        String[] names = new String[3000];
        Arrays.setAll(names, i -> "column" + (i == 2718 ? 314 : i));
        String duplicate = assertThrows(FormatException.class,
                () -> Csv.parse(String.join(",", names), "t.csv")).getMessage();
        assertEquals("t.csv: line 1: columns 315 and 2719 have the same name: column314", duplicate);
    }

    /// Found by the fuzzer: a local header of a ZIP file that is none.
    @Test
    void noByteOfAPackedTableMakesAMessageWithoutTheFile() throws IOException {
        Path file = home.resolve("flipped");
        for (String kind : List.of("npz", "npy", "csv.gz", "images.gz")) {
            byte[] bytes = Seeds.all(home).get(kind);
            for (int at = 0; at < bytes.length; at++) {
                bytes[at] ^= 0x24;
                Files.write(file, bytes);
                bytes[at] ^= 0x24;
                for (Readers.Reader reader : Readers.all()) {
                    if (List.of("table", "idx images").contains(reader.name())) {
                        try {
                            reader.read(file);
                        } catch (IOException e) {
                            assertTrue(String.valueOf(e.getMessage()).startsWith(file.toString()),
                                    kind + " at " + at + ": " + e + " in " + List.of(e.getStackTrace()));
                        }
                    }
                }
            }
        }
    }

    /// Valid files of every kind with pieces flipped, cut, repeated and joined: each reader ends with a value or with a
    /// message that begins with the name of the file. The number of files is the property `lanewise.fuzz.files`.
    @Test
    void mutatedFilesEndInAValueOrAMessage() throws IOException {
        int files = Integer.getInteger("lanewise.fuzz.files", 120);
        List<byte[]> seeds = List.copyOf(Seeds.all(home).values());
        Random random = new Random(Long.getLong("lanewise.fuzz.seed", 7));
        Path file = home.resolve("fuzzed");
        for (int i = 0; i < files; i++) {
            byte[] bytes = mutated(seeds, random);
            Files.write(file, bytes);
            for (Readers.Reader reader : Readers.all()) {
                try {
                    reader.read(file);
                } catch (IOException | IllegalArgumentException e) {
                    assertTrue(e.getMessage() != null && e.getMessage().startsWith(file.toString()), "file " + i
                            + " of " + bytes.length + " bytes, " + reader.name() + ": " + e);
                }
            }
        }
    }

    private static byte[] mutated(List<byte[]> seeds, Random random) {
        byte[] bytes = seeds.get(random.nextInt(seeds.size())).clone();
        for (int n = 1 + random.nextInt(6); n > 0 && bytes.length > 0; n--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                case 2 -> bytes = Arrays.copyOf(bytes, at);
                case 3 -> {
                    int digit = random.nextInt(10);
                    for (int i = at; i < bytes.length && bytes[i] >= '0' && bytes[i] <= '9'; i++) {
                        bytes[i] = (byte) ('0' + digit);
                    }
                }
                default -> {
                    byte[] other = seeds.get(random.nextInt(seeds.size()));
                    byte[] joined = Arrays.copyOf(bytes, at + other.length);
                    System.arraycopy(other, 0, joined, at, other.length);
                    bytes = joined;
                }
            }
        }
        return bytes;
    }

    private static byte[] safetensors(String header, int data) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + text.length + data).order(ByteOrder.LITTLE_ENDIAN).putLong(text.length).put(text)
                .array();
    }

    private static MemorySegment segment(byte[] bytes) {
        return MemorySegment.ofArray(bytes);
    }
}
