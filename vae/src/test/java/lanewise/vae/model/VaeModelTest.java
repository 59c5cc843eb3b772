package lanewise.vae.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Consumer;

import lanewise.core.Matrix;
import lanewise.vae.file.SafetensorsWriter;
import lanewise.vae.format.FormatException;
import lanewise.vae.layer.Initialization;
import lanewise.vae.layer.ParameterLayout.Tensor;
import lanewise.vae.layer.Parameters;
import lanewise.vae.likelihood.GaussianFixed;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaeModelTest {

    private static final Architecture ARCHITECTURE = Architecture.of(6, 2, 4).withLikelihood(new GaussianFixed(0.5));

    @TempDir
    Path directory;

    private static Parameters parameters() {
        Parameters p = Parameters.allocate(Arena.ofAuto(), ARCHITECTURE.layout());
        Initialization.PYTORCH.fill(p, 3);
        return p;
    }

    @Test
    void savedModelsComeBackBitForBit() throws IOException {
        Parameters p = parameters();
        Path file = directory.resolve("model.safetensors");
        try (VaeModel model = VaeModel.of(ARCHITECTURE, p)) {
            model.save(file);
        }
        try (VaeModel loaded = VaeModel.load(file)) {
            assertEquals(ARCHITECTURE, loaded.architecture());
            assertArrayEquals(p.flat().toArray(), loaded.parameters().flat().toArray());
            Path again = directory.resolve("again.safetensors");
            loaded.save(again);
            assertEquals(-1, Files.mismatch(file, again));
        }
    }

    @Test
    void parametersAreCopiedAndCannotBeWritten() {
        Parameters p = parameters();
        try (VaeModel model = VaeModel.of(ARCHITECTURE, p)) {
            float before = model.parameters().tensor("encoder.0.bias").get(0, 0);
            p.tensor("encoder.0.bias").set(0, 0, 5);
            assertEquals(before, model.parameters().tensor("encoder.0.bias").get(0, 0));
            assertThrows(IllegalArgumentException.class,
                    () -> model.parameters().tensor("encoder.0.bias").set(0, 0, 5));
        }
    }

    @Test
    void parametersThatDoNotFitAreNamed() {
        Parameters p = parameters();
        assertEquals("parameters: has encoder.0.weight [4, 6] where encoder.0.weight [5, 6] was expected",
                assertThrows(IllegalArgumentException.class, () -> VaeModel.of(Architecture.of(6, 2, 5), p))
                        .getMessage());
        p.tensor("decoder.out.bias").set(0, 3, Float.NaN);
        assertEquals("parameters: decoder.out.bias holds a NaN or an infinity, expected finite values",
                assertThrows(IllegalArgumentException.class, () -> VaeModel.of(ARCHITECTURE, p)).getMessage());
    }

    @Test
    void closedModelsSaySo() {
        VaeModel model = VaeModel.of(ARCHITECTURE, parameters());
        Session session = model.session(1);
        model.close();
        model.close();
        Matrix x = Matrix.allocate(Arena.ofAuto(), 1, 6);
        Matrix z = Matrix.allocate(Arena.ofAuto(), 1, 2);
        assertEquals("model: was closed",
                assertThrows(IllegalStateException.class, () -> session.encode(x, z)).getMessage());
        assertEquals("model: was closed",
                assertThrows(IllegalStateException.class, () -> model.session(1)).getMessage());
        assertEquals("model: was closed",
                assertThrows(IllegalStateException.class, () -> model.save(directory.resolve("m"))).getMessage());
        session.close();
    }

    /// A good file but for one change.
    private Path write(String left, Consumer<SafetensorsWriter> change, String format, String architecture)
            throws IOException {
        Parameters p = parameters();
        SafetensorsWriter writer = new SafetensorsWriter();
        writer.metadata("format", format).metadata("version", "1").metadata("architecture", architecture);
        for (Tensor tensor : ARCHITECTURE.layout().tensors()) {
            if (!tensor.name().equals(left)) {
                writer.addFloats(tensor.name(), p.tensor(tensor.name()).segment(),
                        tensor.shape().stream().mapToLong(i -> i).toArray());
            }
        }
        change.accept(writer);
        Path file = directory.resolve("bad.safetensors");
        writer.write(file);
        return file;
    }

    private void assertRefused(String expected, Path file) {
        String message = assertThrows(FormatException.class, () -> VaeModel.load(file)).getMessage();
        assertTrue(message.contains("bad.safetensors") && message.contains(expected), message);
    }

    @Test
    void badFilesAreRefusedByName() throws IOException {
        String json = ARCHITECTURE.toJson();
        VaeModel.load(write("", w -> { }, "lanewise-vae", json)).close();
        assertRefused("decoder.out.bias", write("decoder.out.bias", w -> { }, "lanewise-vae", json));
        assertRefused("holds a tensor \"more\" that the architecture does not have",
                write("", w -> w.add("more", new float[1], 1), "lanewise-vae", json));
        assertRefused("decoder.out.bias",
                write("decoder.out.bias", w -> w.add("decoder.out.bias", new float[7], 7), "lanewise-vae", json));
        assertRefused("decoder.out.bias",
                write("decoder.out.bias", w -> w.add("decoder.out.bias", new double[6], 6), "lanewise-vae", json));
        assertRefused("tensor \"decoder.out.bias\" holds a NaN or an infinity, expected finite values",
                write("decoder.out.bias",
                        w -> w.add("decoder.out.bias", new float[] {0, 0, 0, 0, 0, Float.POSITIVE_INFINITY}, 6),
                        "lanewise-vae", json));
        assertRefused("metadata \"format\" is \"pt\", expected \"lanewise-vae\"", write("", w -> { }, "pt", json));
        assertRefused("architecture", write("", w -> { }, "lanewise-vae", "{}"));
        assertRefused("layer 0: units: 2000000000, expected at most 65536",
                write("", w -> { }, "lanewise-vae", json.replace("[4]", "[2000000000]")));
    }

    @Test
    void missingFilesAreNamed() {
        Path file = directory.resolve("nothing.safetensors");
        IOException e = assertThrows(IOException.class, () -> VaeModel.load(file));
        assertTrue(e instanceof NoSuchFileException || e.getMessage().contains("nothing.safetensors"), e.toString());
    }
}
