package lanewise.vae.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import lanewise.core.Matrix;
import lanewise.core.Storage;
import lanewise.core.Team;
import lanewise.core.Workspace;
import lanewise.core.random.RandomStream;
import lanewise.vae.file.Safetensors;
import lanewise.vae.file.SafetensorsWriter;
import lanewise.vae.file.Tensor;
import lanewise.vae.format.FormatException;
import lanewise.vae.layer.Initialization;
import lanewise.vae.layer.ParameterLayout;
import lanewise.vae.layer.Parameters;

/// Models with weights of 16 and 8 bits, in memory and in files.
class NarrowModelTest {

    private static final Architecture NET = Architecture.of(70, 5, 41, 19);
    private static final int ROWS = 11;

    @TempDir
    Path directory;

    private final Arena arena = Arena.ofShared();
    private final VaeModel model = VaeModel.of(NET, parameters(NET));
    private final Matrix x = Matrix.allocate(arena, ROWS, 70);

    NarrowModelTest() {
        new RandomStream(4, 4).fillUniform(x, 0);
    }

    @AfterEach
    void free() {
        model.close();
        arena.close();
    }

    private Parameters parameters(Architecture net) {
        Parameters p = Parameters.allocate(arena, net.layout());
        Initialization.PYTORCH.fill(p, 3);
        return p;
    }

    private float[] reconstructed(VaeModel of, int maxRows, Workspace workspace) {
        Matrix out = Matrix.allocate(arena, ROWS, 70);
        try (Session session = of.session(maxRows, workspace)) {
            session.reconstruct(x, out);
        }
        return out.toArray();
    }

    private float[] reconstructed(VaeModel of) {
        try (Workspace one = Workspace.single()) {
            return reconstructed(of, ROWS, one);
        }
    }

    private static float largest(float[] a, float[] b) {
        float largest = 0;
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, Math.abs(a[i] - b[i]));
        }
        return largest;
    }

    @ParameterizedTest
    @EnumSource
    void bitsAreTheSameForBatchesThreadsAndFiles(Storage storage) throws IOException {
        Path file = directory.resolve("a.safetensors");
        Path again = directory.resolve("b.safetensors");
        try (VaeModel narrow = model.withStorage(storage); Workspace one = Workspace.single();
                Team two = Team.ofThreads(2); Workspace split = Workspace.with(two)) {
            float[] expected = reconstructed(narrow);
            assertEquals(storage == Storage.FLOAT32, largest(expected, reconstructed(model)) == 0);
            assertTrue(largest(expected, reconstructed(model)) < 0.01);
            for (int rows : new int[] {1, 2, 3, 8}) {
                assertArrayEquals(expected, reconstructed(narrow, rows, one));
                assertArrayEquals(expected, reconstructed(narrow, rows, split));
            }
            narrow.save(file);
            try (VaeModel loaded = VaeModel.load(file); Decoder decoder = Decoder.load(file);
                    VaeModel twice = loaded.withStorage(storage)) {
                assertEquals(storage, loaded.storage());
                assertArrayEquals(narrow.parameters().flat().toArray(), loaded.parameters().flat().toArray());
                assertArrayEquals(narrow.parameters().flat().toArray(), twice.parameters().flat().toArray());
                assertArrayEquals(expected, reconstructed(loaded));
                assertArrayEquals(expected, reconstructed(twice));
                loaded.save(again);
                assertEquals(-1, Files.mismatch(file, again));
                decoder.save(again);
                try (Decoder alone = Decoder.load(again)) {
                    assertArrayEquals(narrow.decoder().parameters().flat().toArray(),
                            alone.parameters().flat().toArray());
                }
            }
        }
    }

    /// bf16 is fp32 with other weights; int8 has its scales after the sums.
    @Test
    void sixteenBitsAreFloatsOfFewerBits() {
        try (VaeModel half = model.withStorage(Storage.BFLOAT16); VaeModel byteWise = model.withStorage(Storage.INT8);
                VaeModel wide = half.withStorage(Storage.FLOAT32);
                VaeModel wideBytes = byteWise.withStorage(Storage.FLOAT32)) {
            assertArrayEquals(reconstructed(wide), reconstructed(half));
            assertNotEquals(0, largest(reconstructed(wideBytes), reconstructed(byteWise)));
            assertTrue(largest(reconstructed(wideBytes), reconstructed(byteWise)) < 1e-6);
        }
    }

    @Test
    void filesSayWhatTheyHold() throws IOException {
        Path file = directory.resolve("m.safetensors");
        try (VaeModel narrow = model.withStorage(Storage.BFLOAT16)) {
            narrow.save(file);
        }
        Safetensors half = Safetensors.open(file, arena);
        Tensor weight = half.tensor("encoder.0.weight", Tensor.Type.BF16, 41, 70);
        assertEquals(Storage.ofBfloat16(Storage.bfloat16(model.parameters().tensor("encoder.0.weight").get(3, 2))),
                weight.get(3 * 70 + 2));
        half.tensor("encoder.0.bias", Tensor.Type.F32, 41);
        assertEquals(file + ": tensor \"encoder.0.weight\" is BF16 [41, 70], expected F32 [41, 70]",
                assertThrows(FormatException.class, () -> half.tensor("encoder.0.weight", Tensor.Type.F32, 41, 70))
                        .getMessage());
        try (VaeModel narrow = model.withStorage(Storage.INT8)) {
            narrow.save(file);
            Safetensors bytes = Safetensors.open(file, arena);
            double q = bytes.tensor("decoder.0.weight", Tensor.Type.I8, 19, 5).get(7 * 5 + 2);
            double scale = bytes.tensor("decoder.0.weight_scale", Tensor.Type.F32, 19).get(7);
            assertEquals(narrow.parameters().tensor("decoder.0.weight").get(7, 2), q * scale);
        }
    }

    @Test
    void whatCannotBeStoredIsNamed() {
        Parameters p = parameters(NET);
        p.tensor("decoder.0.weight").set(2, 3, 3.4e38f);
        try (VaeModel large = VaeModel.of(NET, p)) {
            assertEquals("parameters: decoder.0.weight: row 2, column 3 is 3.4E38, which bf16 cannot store, expected"
                    + " a finite value in its range", assertThrows(IllegalArgumentException.class,
                    () -> large.withStorage(Storage.BFLOAT16)).getMessage());
        }
        p.tensor("decoder.0.weight").set(2, 3, Float.NaN);
        assertEquals("parameters: decoder.0.weight holds a NaN or an infinity, expected finite values",
                assertThrows(IllegalArgumentException.class, () -> VaeModel.of(NET, p)).getMessage());
    }

    @Test
    void faultyFilesAreNamed() throws IOException {
        refused("tensor \"encoder.1.weight_scale\": element 2 is NaN, expected 0 or a scale of at most 16 significant"
                + " bits", "encoder.1.weight_scale", 2, Float.NaN);
        refused("tensor \"encoder.1.weight_scale\": element 2 is 0.1, expected 0 or a scale of at most 16 significant"
                + " bits", "encoder.1.weight_scale", 2, 0.1f);
        refused("has no tensor \"encoder.1.weight_scale\"", "encoder.1.weight_scale", -1, 0);
        refused("tensor \"encoder.1.weight\" is F32 [19, 41], expected I8 [19, 41]", "encoder.1.weight", 0, 0);
        refused("holds a tensor \"encoder.0.bias_scale\" that the architecture does not have", "encoder.0.bias_scale",
                0, 0);
    }

    /// Another float in a tensor of a file of int8, which then is of floats; none where the element is -1.
    private void refused(String message, String name, int element, float value) throws IOException {
        Path file = directory.resolve("faulty.safetensors");
        try (VaeModel narrow = model.withStorage(Storage.INT8)) {
            narrow.save(file);
        }
        Safetensors whole = Safetensors.open(file, arena);
        SafetensorsWriter writer = new SafetensorsWriter();
        whole.metadata().forEach(writer::metadata);
        for (Tensor tensor : whole.tensors().values()) {
            if (!tensor.name().equals(name)) {
                writer.add(tensor);
            }
        }
        if (element >= 0) {
            Tensor old = whole.tensors().get(name);
            float[] values = old == null ? new float[1] : old.toFloats();
            values[element] = value;
            writer.add(name, values, old == null ? new long[] {1} : old.shape());
        }
        Path other = directory.resolve("other.safetensors");
        writer.write(other);
        assertEquals(other + ": " + message,
                assertThrows(FormatException.class, () -> VaeModel.load(other)).getMessage());
    }

    /// A checked file of int8 with a whole number that no rounding gives.
    @Test
    void aLargestMagnitudeIsThatOfTheScale() throws IOException {
        Path file = directory.resolve("m.safetensors");
        try (VaeModel narrow = model.withStorage(Storage.INT8)) {
            narrow.save(file);
        }
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] = -128;
        Files.write(file, bytes);
        String message = assertThrows(FormatException.class, () -> VaeModel.load(file)).getMessage();
        assertTrue(message.endsWith("has a largest magnitude of 128.0, expected 127 (or a scale of 0)"), message);
    }

    @Test
    void otherTensorsStayFloats() throws IOException {
        try (VaeModel narrow = model.withStorage(Storage.INT8)) {
            for (ParameterLayout.Tensor tensor : NET.layout().tensors()) {
                if (tensor.role() != ParameterLayout.Role.WEIGHT) {
                    assertArrayEquals(model.parameters().tensor(tensor.name()).toArray(),
                            narrow.parameters().tensor(tensor.name()).toArray());
                }
            }
        }
    }
}
