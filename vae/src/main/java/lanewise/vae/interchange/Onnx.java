package lanewise.vae.interchange;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import lanewise.core.LayerNorm;
import lanewise.core.Matrix;
import lanewise.vae.format.AtomicFile;
import lanewise.vae.latent.FullGaussian;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.Decoder;
import lanewise.vae.model.VaeModel;
import lanewise.vae.network.ParameterLayout.Head;
import lanewise.vae.network.ParameterLayout.Slot;
import lanewise.vae.network.ParameterLayout.Tensor;
import lanewise.vae.network.Parameters;
import lanewise.vae.network.PlacedNetwork;

/// Encoder and decoder as ONNX files: opset 17, IR version 8, float32, any number of rows (`batch`); no random numbers in them, so that the same input gives the same
/// output.
///
/// | file | inputs | outputs |
/// |---|---|---|
/// | encoder | `x` [batch, inputs] | `mean`, `logvar` [batch, latent]; `tril` of a full covariance |
/// | decoder | `z` [batch, latent] | the likelihood's parameters under the names of its heads (`out`, `logvar`, ...), and `mean` [batch, inputs] |
///
/// A conditional model has its condition as the last columns of `x` and `z`. Weights keep their names and layouts, `[out, in]`; `metadata_props` has the
/// architecture as JSON under `lanewise.architecture`. Equal models give equal bytes. Thread-safe: no state.
public final class Onnx {

    /// Protobuf cannot hold more in one message.
    private static final long MAX_BYTES = Integer.MAX_VALUE;

    private Onnx() {
    }

    /// Writes the encoder: x to mean and log-variance.
    ///
    /// @param model the model
    /// @param file where to; it appears whole or not at all
    /// @throws IllegalArgumentException naming a layer or an activation that has no such graph, or if a file of ONNX cannot hold it: more than 2 GB
    /// @throws IOException if it cannot be written
    public static void writeEncoder(VaeModel model, Path file) throws IOException {
        write(encoder(model), file);
    }

    /// Writes the decoder: z to the parameters of the likelihood and to its mean.
    ///
    /// @param decoder the decoder, such as [VaeModel#decoder()]
    /// @param file where to; it appears whole or not at all
    /// @throws IllegalArgumentException naming a layer, an activation or a likelihood that has no such graph, or if it takes more than 2 GB
    /// @throws IOException if it cannot be written
    public static void writeDecoder(Decoder decoder, Path file) throws IOException {
        write(decoder(decoder), file);
    }

    private static void write(ProtobufMessage message, Path file) throws IOException {
        if (message.size() > MAX_BYTES) {
            throw new IllegalArgumentException("model: takes " + message.size() + " bytes, but an ONNX file holds at most " + MAX_BYTES);
        }
        AtomicFile.write(file, message::writeTo);
    }

    static ProtobufMessage encoder(VaeModel model) {
        Architecture architecture = model.architecture();
        OnnxGraph graph = new OnnxGraph("encoder");
        graph.input("x", architecture.encoderInputs());
        PlacedNetwork encoder = architecture.placedEncoder();
        String last = hidden(graph, "x", model.parameters(), encoder);
        Slot heads = encoder.slots().getLast();
        List<String> outputs = architecture.posterior() instanceof FullGaussian ? List.of("mean", "logvar", "tril") : List.of("mean", "logvar");
        heads(graph, last, model.parameters(), heads, outputs);
        requireWhole(graph, model.parameters(), "encoder.");
        return graph.model("lanewise.part", "encoder", "lanewise.architecture", architecture.toJson());
    }

    static ProtobufMessage decoder(Decoder decoder) {
        Architecture architecture = decoder.architecture();
        OnnxGraph graph = new OnnxGraph("decoder");
        graph.input("z", architecture.decoderInputs());
        PlacedNetwork placed = new PlacedNetwork(architecture.decoder(), architecture.conditionWidth(), decoder.parameters().layout().slots("decoder."));
        String last = hidden(graph, "z", decoder.parameters(), placed);
        List<String> outputs = architecture.likelihood().heads(architecture.inputs()).stream().map(Head::name).toList();
        heads(graph, last, decoder.parameters(), placed.slots().getLast(), outputs);
        OnnxMean.add(graph, architecture.likelihood(), "out", "mean");
        graph.output("mean", architecture.inputs());
        requireWhole(graph, decoder.parameters(), "decoder.");
        return graph.model("lanewise.part", "decoder", "lanewise.architecture", architecture.toJson());
    }

    /// Refuses a net with parameters that found no place in the graph, so that what is written is the net.
    private static void requireWhole(OnnxGraph graph, Parameters parameters, String prefix) {
        for (Tensor tensor : parameters.layout().tensors()) {
            if (tensor.name().startsWith(prefix) && !graph.has(tensor.name())) {
                throw new IllegalArgumentException("model: the tensor " + tensor.name() + " belongs to a layer that has no ONNX graph");
            }
        }
    }

    /// All layers but the last: `Gemm`, `LayerNormalization` where the layer is normalised, and the activation.
    private static String hidden(OnnxGraph graph, String input, Parameters parameters, PlacedNetwork placed) {
        String value = input;
        for (int i = 0; i < placed.network().hidden().size(); i++) {
            Slot slot = placed.slots().get(i);
            String name = slot.names().getFirst();
            String sum = gemm(graph, value, parameters, slot, 0, slot.heads().getFirst(), name + ".sum");
            String normalized = normalized(graph, sum, parameters, slot, name);
            value = OnnxActivation.add(graph, placed.network().hidden().get(i).activation(), normalized, name + ".activation");
        }
        return value;
    }

    private static String normalized(OnnxGraph graph, String sum, Parameters parameters, Slot slot, String name) {
        if (slot.norm() == null) {
            return sum;
        }
        String gain = graph.matrix(name + ".norm.weight", parameters.gain(slot), true);
        String shift = graph.matrix(name + ".norm.bias", parameters.shift(slot), true);
        return graph.node("LayerNormalization", name + ".normalized", new String[] {sum, gain, shift}, new OnnxGraph.Attribute("axis", 1),
                new OnnxGraph.Attribute("epsilon", (float) LayerNorm.EPSILON));
    }

    /// The heads of the last layer, each an output of the graph. One without weights has rows of zeros, so that its output has as many rows as the others.
    private static void heads(OnnxGraph graph, String input, Parameters parameters, Slot slot, List<String> outputs) {
        int row = 0;
        for (int h = 0; h < outputs.size(); h++) {
            Head head = slot.heads().get(h);
            gemm(graph, input, parameters, slot, row, head, outputs.get(h));
            graph.output(outputs.get(h), head.outputs());
            row += head.outputs();
        }
    }

    private static String gemm(OnnxGraph graph, String input, Parameters parameters, Slot slot, int row, Head head, String output) {
        Matrix weight = parameters.weight(slot).rows(row, row + head.outputs());
        Matrix bias = parameters.bias(slot).columns(row, row + head.outputs());
        return graph.node("Gemm", output, new String[] {input, graph.matrix(head.name() + ".weight", weight, false),
            graph.matrix(head.name() + ".bias", bias, true)}, new OnnxGraph.Attribute("transB", 1));
    }
}
