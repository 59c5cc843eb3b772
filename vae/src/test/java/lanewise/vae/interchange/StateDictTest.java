package lanewise.vae.interchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;
import java.util.Map;
import java.util.function.Consumer;

import lanewise.core.activation.Activation;
import lanewise.core.activation.Relu;
import lanewise.core.activation.Tanh;
import lanewise.vae.file.Safetensors;
import lanewise.vae.file.SafetensorsWriter;
import lanewise.vae.file.Tensor;
import lanewise.vae.format.FormatException;
import lanewise.vae.latent.FullGaussian;
import lanewise.vae.latent.GaussianMixture;
import lanewise.vae.latent.VampPrior;
import lanewise.vae.layer.Initialization;
import lanewise.vae.layer.Layer;
import lanewise.vae.layer.Normalization;
import lanewise.vae.layer.Parameters;
import lanewise.vae.likelihood.Bernoulli;
import lanewise.vae.likelihood.Categorical;
import lanewise.vae.likelihood.Composite;
import lanewise.vae.likelihood.GaussianLearned;
import lanewise.vae.likelihood.Likelihood;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.VaeModel;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDictTest {

    @TempDir
    Path directory;

    private final Arena arena = Arena.ofShared();

    @AfterEach
    void free() {
        arena.close();
    }

    private Path file(String name) {
        return directory.resolve(name);
    }

    private VaeModel model(Architecture architecture) {
        Parameters parameters = Parameters.allocate(arena, architecture.layout());
        Initialization.PYTORCH.fill(parameters, 11);
        return VaeModel.of(architecture, parameters);
    }

    @Test
    void modelsComeBackBitForBitWhateverTheirNamesAndShapes() throws IOException {
        Architecture plain = Architecture.of(12, 3, 10);
        for (Architecture net : List.of(plain, Architecture.of(12, 3),
                Architecture.builder(12).latent(3).hidden(10, 8, 7).decoderHidden(List.of(5)).build(),
                plain.withCondition(4), plain.withPosterior(new FullGaussian()),
                plain.withPrior(new GaussianMixture(6)), plain.withPrior(new VampPrior(6)).withCondition(2),
                plain.withActivation(new Tanh()), plain.withNormalization(Normalization.LAYER),
                Architecture.builder(12).latent(3).decoderHidden(List.of(7, 5)).normalization(Normalization.LAYER)
                        .build())) {
            for (NameMap names : List.of(NameMap.OWN, NameMap.PYTORCH_EXAMPLE)) {
                try (VaeModel model = model(net)) {
                    StateDict.write(model, names, file("a.safetensors"));
                    try (VaeModel read = StateDict.read(file("a.safetensors"), names, activation(net),
                            net.likelihood())) {
                        assertEquals(net, read.architecture());
                        assertArrayEquals(model.parameters().flat().toArray(), read.parameters().flat().toArray());
                        StateDict.write(read, names, file("b.safetensors"));
                        assertEquals(-1, Files.mismatch(file("a.safetensors"), file("b.safetensors")));
                    }
                    StateDict.read(file("a.safetensors"), names, net).close();
                }
            }
        }
    }

    @Test
    void everyLikelihoodsHeadsComeBack() throws IOException {
        List<Likelihood> likelihoods = new ArrayList<>(Likelihood.all());
        likelihoods.add(new Composite(List.of(new Composite.Part(4, new GaussianLearned()),
                new Composite.Part(8, new Categorical()))));
        for (Likelihood likelihood : likelihoods) {
            Architecture net = Architecture.of(12, 3, 10).withLikelihood(likelihood);
            try (VaeModel model = model(net)) {
                StateDict.write(model, NameMap.OWN, file("a.safetensors"));
                StateDict.read(file("a.safetensors"), NameMap.OWN, activation(net), likelihood).close();
            }
        }
    }

    @Test
    void theFileHasPyTorchsNamesAndLayouts() throws IOException {
        try (VaeModel model = model(Architecture.of(12, 3, 10))) {
            StateDict.write(model, NameMap.PYTORCH_EXAMPLE, file("a.safetensors"));
        }
        try (Arena reading = Arena.ofConfined()) {
            Safetensors source = Safetensors.open(file("a.safetensors"), reading);
            Map<String, List<Long>> shapes = new LinkedHashMap<>();
            source.tensors()
                    .forEach((name, tensor) -> shapes.put(name, Arrays.stream(tensor.shape()).boxed().toList()));
            assertEquals(Map.of("fc1.weight", List.of(10L, 12L), "fc1.bias", List.of(10L), "fc21.weight",
                    List.of(3L, 10L), "fc21.bias", List.of(3L), "fc22.weight", List.of(3L, 10L), "fc22.bias",
                    List.of(3L), "fc3.weight", List.of(10L, 3L), "fc3.bias", List.of(10L), "fc4.weight",
                    List.of(12L, 10L), "fc4.bias", List.of(12L)), shapes);
            assertEquals("pt", source.metadata("format"));
        }
    }

    /// As `Sequential(Linear, LayerNorm, Tanh, Dropout, Linear, ...)` counts them.
    @Test
    void aNormalisationHasNamesOfItsOwn() throws IOException {
        NameMap names = NameMap.parse("encoder.0.norm=encoder.1,encoder.1=encoder.4,encoder.1.norm=encoder.5,"
                + "decoder.0.norm=decoder.1,decoder.1=decoder.4,decoder.1.norm=decoder.5");
        Architecture net = Architecture.of(12, 3, 10, 8).withActivation(new Tanh())
                .withNormalization(Normalization.LAYER);
        try (VaeModel model = model(net)) {
            StateDict.write(model, names, file("a.safetensors"));
            try (Arena reading = Arena.ofConfined()) {
                Safetensors source = Safetensors.open(file("a.safetensors"), reading);
                assertArrayEquals(new long[] {10}, source.tensor("encoder.1.weight").shape());
                assertArrayEquals(new long[] {8, 10}, source.tensor("encoder.4.weight").shape());
                assertArrayEquals(new long[] {8}, source.tensor("encoder.5.bias").shape());
            }
            try (VaeModel read = StateDict.read(file("a.safetensors"), names, activation(net), net.likelihood())) {
                assertEquals(net, read.architecture());
                assertArrayEquals(model.parameters().flat().toArray(), read.parameters().flat().toArray());
            }
        }
    }

    /// A model of 2 inputs, 3 hidden values and 1 latent dimension with one change.
    private Path write(String left, Consumer<SafetensorsWriter> change) throws IOException {
        SafetensorsWriter writer = new SafetensorsWriter();
        Map<String, long[]> shapes = new LinkedHashMap<>();
        shapes.put("fc1.weight", new long[] {3, 2});
        shapes.put("fc1.bias", new long[] {3});
        shapes.put("fc21.weight", new long[] {1, 3});
        shapes.put("fc21.bias", new long[] {1});
        shapes.put("fc22.weight", new long[] {1, 3});
        shapes.put("fc22.bias", new long[] {1});
        shapes.put("fc3.weight", new long[] {3, 1});
        shapes.put("fc3.bias", new long[] {3});
        shapes.put("fc4.weight", new long[] {2, 3});
        shapes.put("fc4.bias", new long[] {2});
        shapes.forEach((name, shape) -> {
            if (!name.equals(left)) {
                int size = 1;
                for (long extent : shape) {
                    size *= (int) extent;
                }
                writer.add(name, new float[size], shape);
            }
        });
        change.accept(writer);
        writer.write(file("bad.safetensors"));
        return file("bad.safetensors");
    }

    private void refused(String left, Consumer<SafetensorsWriter> change, String message) throws IOException {
        Path bad = write(left, change);
        String found = assertThrows(FormatException.class,
                () -> StateDict.read(bad, NameMap.PYTORCH_EXAMPLE, new Relu(), new Bernoulli())).getMessage();
        assertTrue(found.startsWith(bad.toString()) && found.contains(message), found);
    }

    @Test
    void whatDoesNotFitIsRefusedByNameAndShape() throws IOException {
        StateDict.read(write("", w -> { }), NameMap.PYTORCH_EXAMPLE, new Relu(), new Bernoulli()).close();
        refused("fc21.weight", w -> { },
                "has no tensor \"fc21.weight\" (encoder.mu.weight), expected one [out, in] among [");
        refused("fc22.bias", w -> { }, "has no tensor \"fc22.bias\" (encoder.logvar.bias), expected [1] among [");
        refused("fc22.weight", w -> w.add("fc22.weight", new float[4], 1, 4),
                "tensor \"fc22.weight\" (encoder.logvar.weight) is [1, 4], expected [1, 3]");
        refused("fc4.bias", w -> w.add("fc4.bias", new float[3], 3),
                "tensor \"fc4.bias\" (decoder.out.bias) is [3], expected [2]");
        refused("fc3.weight", w -> w.add("fc3.weight", new float[9], 3, 3),
                "tensor \"fc3.weight\" (decoder.0.weight) is [3, 3], expected 1 inputs");
        refused("fc1.weight", w -> w.add("fc1.weight", new float[6], 6),
                "tensor \"fc1.weight\" (encoder.0.weight) is [6], expected [out, in]");
        refused("", w -> w.add("bn.running_mean", new float[1], 1),
                "holds a tensor \"bn.running_mean\" [1] that the model does not have, expected fc1.weight, ");
        refused("fc1.bias", w -> w.add("fc1.bias", new long[3], 3),
                "tensor \"fc1.bias\" (encoder.0.bias) is I64, expected F32, F16, BF16 or F64");
        refused("fc1.bias", w -> w.add("fc1.bias", new float[] {0, Float.NaN, 0}, 3),
                "tensor \"fc1.bias\" holds a value that is no finite float");
        refused("fc1.bias", w -> w.add("fc1.bias", new double[] {0, 1e300, 0}, 3),
                "tensor \"fc1.bias\" holds a value that is no finite float");
        refused("", w -> w.add("encoder.0.bias", new float[3], 3),
                "tensors \"fc1.bias\" and \"encoder.0.bias\" are both encoder.0.bias");
    }

    @Test
    void hiddenLayersHaveToFitEachOther() throws IOException {
        Path bad = file("bad.safetensors");
        new SafetensorsWriter().add("encoder.0.weight", new float[6], 3, 2).add("encoder.1.weight", new float[8], 2, 4)
                .write(bad);
        String found = assertThrows(FormatException.class,
                () -> StateDict.read(bad, NameMap.OWN, new Relu(), new Bernoulli())).getMessage();
        assertTrue(found.contains("tensor \"encoder.1.weight\" is [2, 4], expected 3 inputs: the outputs of"
                + " encoder.0.weight"), found);
    }

    @Test
    void narrowerAndWiderFloatsAreTaken() throws IOException {
        MemorySegment halves = MemorySegment.ofArray(new byte[] {0, 0x3c, 0, (byte) 0xc0, 0, 0x38});
        MemorySegment brains = MemorySegment.ofArray(new byte[] {(byte) 0x80, 0x3f, 0, (byte) 0xc0, 0, 0x3f});
        for (Consumer<SafetensorsWriter> bias : List.<Consumer<SafetensorsWriter>>of(
                w -> w.add(new Tensor("fc1.bias", Tensor.Type.F16, new long[] {3}, halves)),
                w -> w.add(new Tensor("fc1.bias", Tensor.Type.BF16, new long[] {3}, brains)),
                w -> w.add("fc1.bias", new double[] {1, -2, 0.5 + 1e-12}, 3))) {
            try (VaeModel model = StateDict.read(write("fc1.bias", bias), NameMap.PYTORCH_EXAMPLE, new Relu(),
                    new Bernoulli())) {
                assertArrayEquals(new float[] {1, -2, 0.5f}, model.parameters().tensor("encoder.0.bias").toArray());
            }
        }
    }

    /// Of a hidden layer; any where there is none.
    private static Activation activation(Architecture net) {
        return Stream.concat(net.encoder().hidden().stream(), net.decoder().hidden().stream()).map(Layer::activation)
                .findFirst().orElse(new Relu());
    }
}
