package lanewise.vae.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import lanewise.core.Matrix;
import lanewise.core.random.RandomStream;
import lanewise.vae.file.Safetensors;
import lanewise.vae.file.SafetensorsWriter;
import lanewise.vae.format.FormatException;
import lanewise.vae.latent.GaussianMixture;
import lanewise.vae.latent.VampPrior;
import lanewise.vae.layer.Initialization;
import lanewise.vae.layer.Parameters;
import lanewise.vae.model.Decoder.Output;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A decoder in files: of its own, or in that of a model.
class DecoderFileTest extends DecoderFixture {

    @TempDir
    Path directory;

    @Test
    void aModelsFileAndADecodersFileGiveTheBitsOfTheModel() throws IOException {
        Path whole = directory.resolve("model.safetensors");
        Path alone = directory.resolve("decoder.safetensors");
        Path again = directory.resolve("again.safetensors");
        model.save(whole);
        Matrix expected = matrix(9, 37);
        try (Session session = model.session(9)) {
            session.decode(z, expected);
        }
        try (Decoder fromWhole = Decoder.load(whole)) {
            fromWhole.save(alone);
            assertArrayEquals(expected.toArray(), decoded(fromWhole, 9, Output.MEAN));
            model.decoder().save(again);
            assertEquals(-1, Files.mismatch(alone, again));
        }
        try (Decoder fromAlone = Decoder.load(alone)) {
            assertEquals(ARCHITECTURE, fromAlone.architecture());
            assertArrayEquals(expected.toArray(), decoded(fromAlone, 4, Output.MEAN));
        }
        try (Arena reading = Arena.ofConfined()) {
            assertTrue(Safetensors.open(alone, reading).tensors().keySet().stream()
                    .allMatch(name -> name.startsWith("decoder.")));
        }
    }

    @Test
    void anEncoderThatIsNotFiniteIsNotRead() throws IOException {
        Path file = directory.resolve("model.safetensors");
        SafetensorsWriter writer = new SafetensorsWriter();
        writer.metadata("format", VaeModel.FORMAT).metadata("version", VaeModel.VERSION)
                .metadata("architecture", ARCHITECTURE.toJson());
        ARCHITECTURE.layout().tensors().forEach(tensor -> {
            float[] values = model.parameters().tensor(tensor.name()).toArray();
            if (tensor.name().startsWith("encoder.")) {
                Arrays.fill(values, Float.NaN);
            }
            writer.add(tensor.name(), values, tensor.shape().stream().mapToLong(size -> size).toArray());
        });
        writer.write(file);
        assertThrows(FormatException.class, () -> VaeModel.load(file));
        try (Decoder decoder = Decoder.load(file)) {
            assertArrayEquals(decoded(model.decoder(), 9, Output.MEAN), decoded(decoder, 9, Output.MEAN));
        }
    }

    @Test
    void aMixturePriorComesWithTheDecoder() throws IOException {
        Path file = directory.resolve("mixture.safetensors");
        Architecture mixed = ARCHITECTURE.withPrior(new GaussianMixture(4));
        Parameters parameters = Parameters.allocate(arena, mixed.layout());
        Initialization.PYTORCH.fill(parameters, 8);
        for (String name : new String[] {"prior.mu", "prior.logvar", "prior.logits"}) {
            new RandomStream(3, name.length()).fillGaussian(parameters.tensor(name), 0);
        }
        Matrix expected = matrix(20, 3);
        Matrix found = matrix(20, 3);
        try (VaeModel whole = VaeModel.of(mixed, parameters); DecoderSession session = whole.decoder().session(20)) {
            session.prior(6, expected);
            whole.decoder().save(file);
        }
        try (Decoder decoder = Decoder.load(file); DecoderSession session = decoder.session(7)) {
            session.prior(6, found);
            assertArrayEquals(expected.toArray(), found.toArray());
        }
    }

    @Test
    void theVampPriorNeedsTheEncoder() throws IOException {
        Path file = directory.resolve("vamp.safetensors");
        Architecture vamp = ARCHITECTURE.withPrior(new VampPrior(4));
        try (VaeModel whole = model(vamp); DecoderSession session = whole.decoder().session(9)) {
            session.generate(6, Output.MEAN, matrix(9, 37));
            whole.decoder().save(file);
        }
        try (Decoder decoder = Decoder.load(file); DecoderSession session = decoder.session(7)) {
            session.mean(z, matrix(9, 37));
            assertEquals("decoder: the prior vamp draws through the encoder, which was not loaded; open the whole model"
                    + " to draw from it", assertThrows(IllegalStateException.class,
                            () -> session.generate(6, Output.MEAN, matrix(9, 37))).getMessage());
        }
    }

    @Test
    void filesThatDoNotFitAreRefusedByName() throws IOException {
        Path file = directory.resolve("bad.safetensors");
        refused("metadata \"format\" is \"pt\", expected \"lanewise-vae\" or \"lanewise-decoder\"", file, "pt", "");
        refused("has no tensor \"decoder.out.bias\"", file, Decoder.FORMAT, "decoder.out.bias");
        refused("holds a tensor \"encoder.0.weight\" that the architecture does not have", file, Decoder.FORMAT, "");
        write(file, VaeModel.FORMAT, "");
        Decoder.load(file).close();
    }

    private void refused(String message, Path file, String format, String without) throws IOException {
        write(file, format, without);
        String found = assertThrows(FormatException.class, () -> Decoder.load(file)).getMessage();
        assertTrue(found.contains("bad.safetensors") && found.contains(message), found);
    }

    /// All tensors, or those of the decoder but for one.
    private void write(Path file, String format, String without) throws IOException {
        SafetensorsWriter writer = new SafetensorsWriter();
        writer.metadata("format", format).metadata("version", VaeModel.VERSION)
                .metadata("architecture", ARCHITECTURE.toJson());
        ARCHITECTURE.layout().tensors().stream().filter(tensor -> without.isEmpty()
                || tensor.name().startsWith("decoder.")).filter(tensor -> !tensor.name().equals(without))
                .forEach(tensor -> writer.add(tensor.name(), new float[tensor.size()],
                        tensor.shape().stream().mapToLong(size -> size).toArray()));
        writer.write(file);
    }
}
