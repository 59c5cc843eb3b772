package lanewise.properties.vae;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.properties.core.Bits;
import lanewise.properties.reference.RandomCase;
import lanewise.vae.data.Dataset;
import lanewise.vae.file.Safetensors;
import lanewise.vae.file.SafetensorsWriter;
import lanewise.vae.file.Tensor;
import lanewise.vae.format.FormatException;
import lanewise.vae.layer.Parameters;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.VaeModel;
import lanewise.vae.train.Adam;
import lanewise.vae.train.AdamW;
import lanewise.vae.train.Checkpoint;
import lanewise.vae.train.Optimizer;
import lanewise.vae.train.Sgd;
import lanewise.vae.train.Trainer;
import lanewise.vae.train.TrainingConfiguration;
import lanewise.vae.train.TrainingListener;
import lanewise.vae.train.TrainingProgress;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;

/// What is written is read back; what was damaged is refused.
class FileProperties {
    private Path file;

    @BeforeTry
    void create() throws IOException {
        file = Files.createTempFile("lanewise", ".safetensors");
    }

    @AfterTry
    void delete() throws IOException {
        Files.deleteIfExists(file);
    }

    private static String text(Random random) {
        String alphabet = "abcXYZ019 ._-/\"\\\n\t{}[]:,\u00e9\u4e2d\ud83d\ude00";
        int[] points = alphabet.codePoints().toArray();
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i >= 0; i--) {
            text.appendCodePoint(points[random.nextInt(points.length)]);
        }
        return text.toString();
    }

    private static SafetensorsWriter randomFile(Random random, Map<String, String> metadata,
        Map<String, Object> tensors) {
        SafetensorsWriter writer = new SafetensorsWriter();
        for (int i = random.nextInt(5); i > 0; i--) {
            metadata.put(text(random), text(random));
        }
        metadata.forEach(writer::metadata);
        for (int i = random.nextInt(8); i > 0; i--) {
            long[] shape = random.ints(random.nextInt(4), 0, 5).asLongStream().toArray();
            int size = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
            String name = i + text(random);
            Object values = switch (random.nextInt(3)) {
                case 0 -> {
                    float[] floats = new float[size];
                    Arrays.setAll(new int[size],
                        e -> Float.floatToRawIntBits(floats[e] = Float.intBitsToFloat(random.nextInt())));
                    writer.add(name, floats, shape);
                    yield floats;
                }
                case 1 -> {
                    double[] doubles = random.doubles(size).toArray();
                    writer.add(name, doubles, shape);
                    yield doubles;
                }
                default -> {
                    long[] longs = random.longs(size).toArray();
                    writer.add(name, longs, shape);
                    yield longs;
                }
            };
            tensors.put(name, values);
        }
        return writer;
    }

    @Property(tries = 300, seed = "101")
    void safetensorsComeBackAsTheyWere(@ForAll long seed) throws IOException {
        Map<String, String> metadata = new LinkedHashMap<>();
        Map<String, Object> tensors = new LinkedHashMap<>();
        randomFile(new Random(seed), metadata, tensors).write(file);
        try (Arena arena = Arena.ofConfined()) {
            Safetensors read = Safetensors.open(file, arena);
            assertEquals(metadata, read.metadata());
            assertEquals(tensors.keySet(), read.tensors().keySet());
            for (Map.Entry<String, Object> entry : tensors.entrySet()) {
                Tensor tensor = read.tensor(entry.getKey());
                MemorySegment expected = switch (entry.getValue()) {
                    case float[] floats -> MemorySegment.ofArray(floats);
                    case double[] doubles -> MemorySegment.ofArray(doubles);
                    case long[] longs -> MemorySegment.ofArray(longs);
                    default -> throw new IllegalStateException();
                };
                assertEquals(-1, expected.mismatch(tensor.data()), entry.getKey());
            }
        }
    }

    @Property(tries = 300, seed = "102")
    void aCutOrDamagedFileIsRefusedOrStillWellFormed(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        randomFile(random, new LinkedHashMap<>(), new LinkedHashMap<>()).write(file);
        byte[] whole = Files.readAllBytes(file);
        byte[] cut = Arrays.copyOf(whole, random.nextInt(whole.length));
        assertThrows(FormatException.class, () -> Safetensors.of(MemorySegment.ofArray(cut), "cut"));
        byte[] damaged = whole.clone();
        damaged[random.nextInt(Math.min(damaged.length, 200))] ^= (byte) (1 << random.nextInt(8));
        try {
            // a flipped bit may hit a name or a value; then every tensor must still lie inside the file
            for (Tensor tensor : Safetensors.of(MemorySegment.ofArray(damaged), "damaged").tensors().values()) {
                tensor.toDoubles();
            }
        } catch (FormatException refused) {
            assertEquals("damaged", refused.getMessage().substring(0, 7));
        }
    }

    @Property(tries = 100, seed = "103")
    void modelsComeBackAsTheyWere(@ForAll long seed) throws IOException {
        RandomCase net = RandomCase.any(seed, 20);
        Architecture architecture = net.model().architecture();
        try (Arena arena = Arena.ofConfined()) {
            Parameters parameters = Nets.parameters(arena, architecture, net.tensors());
            try (VaeModel model = VaeModel.of(architecture, parameters)) {
                model.save(file);
            }
            byte[] bytes = Files.readAllBytes(file);
            try (VaeModel model = VaeModel.load(file)) {
                assertEquals(architecture, model.architecture());
                Bits.assertSame(parameters.flat(), model.parameters().flat(), architecture);
                model.save(file);
            }
            assertArrayEquals(bytes, Files.readAllBytes(file));
        }
    }

    /// Stops a run after some step.
    private record StopAfter(long step) implements TrainingListener {
        @Override
        public void step(TrainingProgress progress) {
            if (progress.step() == step) {
                progress.stop();
            }
        }
    }

    @Property(tries = 40, seed = "104")
    void stoppingAnywhereAndResumingGivesTheSameFiles(@ForAll long seed, @ForAll @IntRange(min = 1, max = 14) int stop,
        @ForAll @IntRange(min = 1, max = 3) int threads)
        throws IOException {
        Random random = new Random(seed);
        Architecture architecture = RandomCase.any(seed, 12).model().architecture();
        Optimizer optimizer =
            new Optimizer[] {new Adam(0.01), new AdamW(0.01, 0.1), new Sgd(1e-4, 0.9)}[random.nextInt(3)];
        TrainingConfiguration configuration = new TrainingConfiguration().epochs(3).batchSize(5).seed(seed)
            .optimizer(optimizer).samples(1 + random.nextInt(2)).clipNorm(1).shuffle(random.nextBoolean());
        Path other = file.resolveSibling(file.getFileName() + ".stopped");
        try (Arena arena = Arena.ofShared(); Team team = Team.ofThreads(threads)) {
            Matrix values = Matrix.allocateDense(arena, 23, architecture.inputs());
            for (int r = 0; r < values.rows(); r++) {
                for (int c = 0; c < values.columns(); c++) {
                    values.set(r, c, random.nextFloat());
                }
            }
            Dataset data = Dataset.of("random", values, null);
            Trainer.of(architecture).configuration(configuration).team(Team.single()).checkpoint(file)
                .fit(data).close();
            Trainer.of(architecture).configuration(configuration).team(team).checkpoint(other)
                .listener(new StopAfter(stop)).fit(data).close();
            Checkpoint checkpoint = Checkpoint.read(other);
            assertEquals(stop, checkpoint.step());
            assertEquals(configuration, checkpoint.configuration());
            assertEquals(architecture, checkpoint.architecture());
            Trainer.resume(other).team(team).fit(data).close();
            assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(other));
        } finally {
            Files.deleteIfExists(other);
        }
    }
}
