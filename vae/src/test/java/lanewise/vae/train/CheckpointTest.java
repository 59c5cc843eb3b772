package lanewise.vae.train;

import static lanewise.vae.train.OptimizerTest.assertMessage;
import static lanewise.vae.train.TestData.SHORT;
import static lanewise.vae.train.TestData.SMALL;
import static lanewise.vae.train.TestData.hex;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import lanewise.core.Kernels;
import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.vae.data.Dataset;
import lanewise.vae.file.Safetensors;
import lanewise.vae.file.SafetensorsWriter;
import lanewise.vae.file.Tensor;
import lanewise.vae.format.FormatException;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.VaeModel;

class CheckpointTest {

    private static final int KILLS = 4;

    @TempDir
    private Path directory;

    private final Arena arena = Arena.ofShared();

    @AfterEach
    void close() {
        arena.close();
    }

    private Path stopped(long after) throws IOException {
        Path file = directory.resolve("checkpoint");
        TrainingListener listener = new TrainingListener() {
            @Override
            public void step(TrainingProgress progress) {
                if (progress.step() == after) {
                    progress.stop();
                }
            }
        };
        Trainer.of(SMALL).configuration(SHORT).team(Team.single()).listener(listener).checkpoint(file)
                .fit(TestData.data(arena)).close();
        return file;
    }

    @Test
    void itSaysWhatItIsAbout() throws IOException {
        Checkpoint checkpoint = Checkpoint.read(stopped(15));
        assertEquals(SMALL, checkpoint.architecture());
        assertEquals(SHORT, checkpoint.configuration());
        assertEquals(15, checkpoint.step());
        assertEquals(2, checkpoint.epochs());
        assertEquals(2, checkpoint.history().size());
        assertEquals(12, checkpoint.history().getLast().step());
    }

    /// What the parameters of the file are worth, whole run or not; the best epoch's where the run keeps them.
    @Test
    void itHoldsAModel() throws IOException {
        Path file = stopped(15);
        assertTrue(Checkpoint.isOne(file));
        Path saved = directory.resolve("model");
        Path of = directory.resolve("of-checkpoint");
        Path two = directory.resolve("two");
        try (VaeModel whole = Trainer.of(SMALL).configuration(SHORT.epochs(2)).checkpoint(two).team(Team.single())
                .fit(TestData.data(arena)).model();
                VaeModel model = Checkpoint.read(two).model()) {
            whole.save(saved);
            model.save(of);
            assertFalse(Checkpoint.isOne(saved));
            assertEquals(hex(saved), hex(of));
        }
        TrainingConfiguration spoiled = SHORT.epochs(12).optimizer(new Adam(0.3)).clipNorm(0).keepBest(true);
        Path best = directory.resolve("best");
        try (VaeModel kept = Trainer.of(SMALL).configuration(spoiled).checkpoint(best).team(Team.single())
                .fit(TestData.data(arena)).model();
                VaeModel model = Checkpoint.read(best).model()) {
            assertTrue(Checkpoint.read(best).bestEpoch() < 12);
            kept.save(saved);
            model.save(of);
            assertEquals(hex(saved), hex(of));
        }
    }

    @Test
    void writingWhatWasReadGivesTheSameBytes() throws IOException {
        Path file = stopped(15);
        TrainingState state = new TrainingState(SMALL.layout(), SHORT, arena);
        RunIdentity identity = Checkpoint.read(file).identity();
        Checkpoint.restore(file, identity, 42, state);
        Path copy = directory.resolve("copy");
        CheckpointWriter.write(copy, identity, state);
        assertEquals(hex(file), hex(copy));
    }

    @Test
    void aRunWithoutDropoutDoesNotGoOnWithOneThatHasIt() throws IOException {
        Path file = directory.resolve("dropped");
        Dataset data = TestData.data(arena);
        Trainer.of(SMALL).configuration(SHORT.dropout(0.1)).team(Team.single()).checkpoint(file).fit(data).close();
        assertRefused("configuration: dropout differs: 0.1 in the checkpoint, none in this run", file, SMALL,
                SHORT, data);
    }

    @Test
    void runsThatDifferAreRefusedByName() throws IOException {
        Path file = stopped(15);
        Dataset data = TestData.data(arena);
        assertRefused("configuration: batchSize differs: 8 in the checkpoint, 9 in this run", file, SMALL,
                SHORT.batchSize(9), data);
        assertRefused("configuration: optimizer differs: {name=adam, learningRate=0.01", file, SMALL,
                SHORT.optimizer(new Sgd()), data);
        assertRefused("configuration: dropout differs: none in the checkpoint, 0.1 in this run", file, SMALL,
                SHORT.dropout(0.1), data);
        assertRefused("cannot go on to 2 epochs, the run is in epoch 3 already", file, SMALL, SHORT.epochs(2), data);
        assertRefused("architecture differs: ", file, Architecture.of(TestData.WIDTH, 3, 10), SHORT, data);
        assertRefused("data differs: 50 x 12 with SHA-256 ", file, SMALL, SHORT, TestData.data(arena, 50, 2));
        assertRefused("data differs: ", file, SMALL, SHORT, data.head(49));
        IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class,
                () -> Trainer.of(SMALL).configuration(SHORT.validationFraction(0)).validation(data).resumeFrom(file)
                        .fit(data));
        assertTrue(refusal.getMessage().contains("validationFraction differs"), refusal.getMessage());
    }

    @Test
    void validationRowsOfTheirOwnBelongToTheRun() throws IOException {
        Dataset data = TestData.data(arena);
        Path file = directory.resolve("checkpoint");
        TrainingConfiguration configuration = SHORT.epochs(1).validationFraction(0);
        Trainer.of(SMALL).configuration(configuration).validation(data.head(5)).checkpoint(file).fit(data).close();
        assertMessage("validation differs: 5 x 12", () -> Trainer.resume(file).validation(data.head(6)).fit(data));
        assertMessage("none in this run", () -> Trainer.resume(file).fit(data));
    }

    private static void assertRefused(String part, Path file, Architecture architecture,
            TrainingConfiguration configuration, Dataset data) {
        String before = hex(file);
        assertMessage(part, () -> Trainer.of(architecture).configuration(configuration).resumeFrom(file)
                .checkpoint(file).fit(data));
        assertEquals(before, hex(file));
    }

    /// A rewritten checkpoint with other metadata or tensors.
    private Path damaged(Path file, Map<String, String> metadata, String without, String nan) throws IOException {
        Path copy = directory.resolve("damaged");
        try (Arena reading = Arena.ofConfined()) {
            Safetensors source = Safetensors.open(file, reading);
            SafetensorsWriter writer = new SafetensorsWriter();
            source.metadata().forEach((key, value) -> writer.metadata(key, metadata.getOrDefault(key, value)));
            for (Tensor tensor : source.tensors().values()) {
                if (tensor.name().equals(nan)) {
                    float[] values = tensor.toFloats();
                    values[1] = Float.NaN;
                    writer.add(nan, values, tensor.shape());
                } else if (!tensor.name().equals(without)) {
                    writer.add(tensor);
                }
            }
            writer.write(copy);
        }
        return copy;
    }

    private void assertDamaged(String part, Map<String, String> metadata, String without, String nan)
            throws IOException {
        Path copy = damaged(directory.resolve("checkpoint"), metadata, without, nan);
        IOException refusal = assertThrows(FormatException.class, () -> {
            Checkpoint checkpoint = Checkpoint.read(copy);
            Checkpoint.restore(copy, checkpoint.identity(), 42, new TrainingState(SMALL.layout(), SHORT, arena));
        });
        assertTrue(refusal.getMessage().startsWith(copy + ": ") && refusal.getMessage().contains(part),
                refusal.getMessage());
    }

    @Test
    void damageIsNamed() throws IOException {
        Path file = stopped(15);
        assertDamaged("has no tensor \"encoder.0.weight\"", Map.of(), "encoder.0.weight", "");
        assertDamaged("has no tensor \"optimizer.v.decoder.out.bias\"", Map.of(), "optimizer.v.decoder.out.bias", "");
        assertDamaged("parameter encoder.0.weight holds a NaN", Map.of(), "", "encoder.0.weight");
        assertDamaged("moment m of encoder.mu.bias holds a NaN", Map.of(), "", "optimizer.m.encoder.mu.bias");
        assertDamaged("metadata \"format\" is \"other\"", Map.of("format", "other"), "", "");
        assertDamaged("metadata \"version\" is \"2\"", Map.of("version", "2"), "", "");
        assertDamaged("expected a JSON object", Map.of("data", "[]"), "", "");
        assertDamaged("metadata \"configuration\": has no field epochs", Map.of("configuration", "{}"), "", "");
        for (String progress : List.of("{\"step\":15,\"epoch\":2,\"position\":25}",
                "{\"step\":16,\"epoch\":2,\"position\":24}", "{\"step\":15,\"epoch\":2,\"position\":-8}",
                "{\"step\":18,\"epoch\":2,\"position\":48}")) {
            assertDamaged("no run over 42 rows passes through", Map.of("progress", progress), "", "");
        }
        assertDamaged("tensor \"history\" is F64 [2, 7], expected F64 [3, 7]",
                Map.of("progress", "{\"step\":18,\"epoch\":3,\"position\":0}"), "", "");
        assertDamaged("expected F64 [-1, 7]", Map.of("progress", "{\"step\":0,\"epoch\":-1,\"position\":0}"), "", "");
        Path other = directory.resolve("shape");
        Files.write(other, new SafetensorsBytes(file).withArchitecture("\"latent\":3", "\"latent\":4"));
        FormatException refusal = assertThrows(FormatException.class, () -> Checkpoint.read(other));
        assertTrue(refusal.getMessage().contains("tensor \"encoder.mu.weight\" is F32 [3, 9], expected F32 [4, 9]"),
                refusal.getMessage());
    }

    /// The bytes of a file with a piece of the header's text replaced by another of the same length.
    private record SafetensorsBytes(Path file) {

        byte[] withArchitecture(String from, String to) throws IOException {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            String quoted = from.replace("\"", "\\\"");
            assertTrue(text.contains(quoted));
            return text.replace(quoted, to.replace("\"", "\\\"")).getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void everyCutFileIsRefused() throws IOException {
        byte[] bytes = Files.readAllBytes(stopped(15));
        Path cut = directory.resolve("cut");
        for (int length : new int[] {0, 7, 8, 100, bytes.length / 2, bytes.length - 1}) {
            Files.write(cut, java.util.Arrays.copyOf(bytes, length));
            assertThrows(FormatException.class, () -> Checkpoint.read(cut), "cut to " + length);
        }
        assertThrows(IOException.class, () -> Trainer.resume(directory.resolve("missing")));
    }

    /// Processes that train are killed at random moments, most of them while they write; each successor goes on, and
    /// the last one ends with the bytes of a run that was never disturbed.
    @Test
    @Timeout(120)
    void killedProcessesLeaveACheckpointToGoOnFrom() throws IOException, InterruptedException, URISyntaxException {
        Assumptions.assumeTrue(System.getProperty(Kernels.PROPERTY) == null,
                "the processes use the scalar twins, whatever is forced here");
        Path undisturbed = directory.resolve("undisturbed");
        Trainer.of(SMALL).configuration(SHORT).team(Team.single()).checkpoint(undisturbed)
                .fit(TestData.data(arena)).close();
        Path file = directory.resolve("killed");
        Random random = new Random();
        long seen = -1;
        for (int kill = 0; kill < KILLS; kill++) {
            Process process = child(file);
            try (BufferedReader out = process.inputReader()) {
                int steps = 1 + random.nextInt(8);
                for (int i = 0; i < steps && out.readLine() != null; i++) {
                    Thread.onSpinWait();
                }
                Thread.sleep(0, random.nextInt(999_999));
                process.destroyForcibly().waitFor();
            }
            Checkpoint left = Checkpoint.read(file);
            assertTrue(left.step() >= seen, left.step() + " after " + seen);
            seen = left.step();
        }
        Process last = child(file);
        try (BufferedReader out = last.inputReader()) {
            while (out.readLine() != null) {
                Thread.onSpinWait();
            }
        }
        assertEquals(0, last.waitFor());
        assertEquals(hex(undisturbed), hex(file));
        assertEquals(42, Checkpoint.read(file).step());
    }

    private static Process child(Path checkpoint) throws IOException, URISyntaxException {
        Path classes = Path.of(Trainer.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Path core = Path.of(Matrix.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        String path = String.join(java.io.File.pathSeparator, core.toString(), classes.toString(),
                classes.resolveSibling("test-classes").toString());
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java")
                .toString(), "-Xmx64m", "-XX:TieredStopAtLevel=1", "-D" + Kernels.PROPERTY + "=scalar", "-cp", path));
        command.addAll(List.of(Child.class.getName(), checkpoint.toString()));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    /// Trains on, or from the start where there is no checkpoint, and says so after each step, the checkpoint of
    /// the step being next.
    static final class Child {

        private Child() {
        }

        public static void main(String[] arguments) throws IOException {
            Path file = Path.of(arguments[0]);
            try (Arena arena = Arena.ofShared()) {
                Trainer trainer = Files.exists(file) ? Trainer.resume(file)
                        : Trainer.of(SMALL).configuration(SHORT).checkpoint(file);
                trainer.team(Team.single()).checkpointEvery(1).listener(new TrainingListener() {
                    @Override
                    public void step(TrainingProgress progress) {
                        System.out.println(progress.step());
                    }
                }).fit(TestData.data(arena)).close();
            }
        }
    }
}
