package lanewise.vae.interchange;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import lanewise.vae.file.AtomicFile;
import lanewise.vae.latent.FullGaussian;
import lanewise.vae.layer.ParameterLayout.Head;
import lanewise.vae.layer.ParameterLayout.Tensor;
import lanewise.vae.layer.Parameters;
import lanewise.vae.layer.PlacedNetwork;
import lanewise.vae.likelihood.Observed;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.Decoder;
import lanewise.vae.model.VaeModel;

/// Encoder and decoder as ONNX files: opset 17, IR version 8, float32, any number of rows (`batch`); no random numbers
/// in them, so that the same input gives the same output.
///
/// | file | inputs | outputs |
/// |---|---|---|
/// | encoder | `x` [batch, inputs] | `mean`, `logvar` [batch, latent]; `tril` of a full covariance |
/// | decoder | `z` [batch, latent] | the likelihood's parameters, and `mean` [batch, inputs] |
/// | decoder with its loss | `z`, and `x` [batch, inputs] | the same, and `nll` [batch, 1]: -log p(x given z) |
///
/// The likelihood's parameters have the names of its heads (`out`, `logvar`, ...).
///
/// Where the likelihood is an [Observed] one, the encoder's graph reads a value that is NaN as 0 by itself.
///
/// A conditional model has its condition as the last columns of `x` and `z`. Images are rows
/// `[channels, height, width]`, row-major. Weights keep their names and layouts: `[out, in]` of `Gemm`,
/// `[out, in, height, width]` of `Conv`, `[in, out, height, width]` of `ConvTranspose`. `metadata_props` has the
/// architecture as JSON under `lanewise.architecture`, and what the model carries under `lanewise.` and its key. Equal
/// models give equal bytes. Thread-safe: no state.
public final class Onnx {

    /// Protobuf cannot hold more in one message.
    private static final long MAX_BYTES = Integer.MAX_VALUE;

    private Onnx() {
    }

    /// Writes the encoder: x to mean and log-variance.
    ///
    /// @param model the model
    /// @param file where to; it appears whole or not at all
    /// @throws IllegalArgumentException naming a layer or an activation that has no such graph, or if a file of ONNX
    /// cannot hold it: more than 2 GB
    /// @throws IOException if it cannot be written
    public static void writeEncoder(VaeModel model, Path file) throws IOException {
        write(encoder(model), file);
    }

    /// Writes the decoder: z to the parameters of the likelihood and to its mean.
    ///
    /// @param decoder the decoder, such as [VaeModel#decoder()]
    /// @param file where to; it appears whole or not at all
    /// @throws IllegalArgumentException naming a layer, an activation or a likelihood that has no such graph, or if it
    /// takes more than 2 GB
    /// @throws IOException if it cannot be written
    public static void writeDecoder(Decoder decoder, Path file) throws IOException {
        write(decoder(decoder, false), file);
    }

    /// Writes the decoder with a further input and output: x, and the negative log-likelihood of each row of x given
    /// the row of z, in nats, computed from the likelihood's parameters in float64. A mean does not determine it:
    /// probabilities that a runtime rounds to 0 or 1 have an infinite loss.
    ///
    /// @param decoder the decoder, such as [VaeModel#decoder()]
    /// @param file where to; it appears whole or not at all
    /// @throws IllegalArgumentException naming a layer, an activation or a likelihood that has no such graph
    /// (`continuous_bernoulli`, `poisson` and `negative_binomial` have none of their loss), or if it takes more than
    /// 2 GB
    /// @throws IOException if it cannot be written
    public static void writeDecoderWithLoss(Decoder decoder, Path file) throws IOException {
        write(decoder(decoder, true), file);
    }

    private static void write(ProtobufMessage message, Path file) throws IOException {
        if (message.size() > MAX_BYTES) {
            throw new IllegalArgumentException("model: takes " + message.size()
                    + " bytes, but an ONNX file holds at most " + MAX_BYTES);
        }
        AtomicFile.write(file, message::writeTo);
    }

    static ProtobufMessage encoder(VaeModel model) {
        Architecture architecture = model.architecture();
        OnnxGraph graph = new OnnxGraph("encoder");
        graph.input("x", architecture.encoderInputs());
        PlacedNetwork encoder = architecture.placedEncoder();
        List<String> outputs = architecture.posterior() instanceof FullGaussian ? List.of("mean", "logvar", "tril")
                : List.of("mean", "logvar");
        new OnnxLayers(graph, read(graph, architecture), model.parameters(), encoder).add(outputs);
        requireWhole(graph, model.parameters(), "encoder.");
        return graph.model(texts("encoder", architecture, model.metadata()));
    }

    /// What the layers read: x, in which missing cells are 0 where the model knows such.
    private static String read(OnnxGraph graph, Architecture architecture) {
        return architecture.likelihood() instanceof Observed ? graph.node("Where", "x.filled",
                graph.node("IsNaN", "x.missing", "x"), graph.number("x.neutral", 0), "x") : "x";
    }

    static ProtobufMessage decoder(Decoder decoder, boolean loss) {
        Architecture architecture = decoder.architecture();
        OnnxGraph graph = new OnnxGraph("decoder");
        graph.input("z", architecture.decoderInputs());
        if (loss) {
            graph.input("x", architecture.inputs());
        }
        PlacedNetwork placed = architecture.placedDecoder(decoder.parameters().layout());
        List<String> outputs = architecture.likelihood().heads(architecture.inputs()).stream().map(Head::name).toList();
        new OnnxLayers(graph, "z", decoder.parameters(), placed).add(outputs);
        OnnxMean.add(graph, architecture.likelihood(), "out", "mean");
        graph.output("mean", architecture.inputs());
        if (loss) {
            OnnxLoss.add(graph, architecture.likelihood(), architecture.inputs(), "x", "nll");
            graph.output("nll", 1);
        }
        requireWhole(graph, decoder.parameters(), "decoder.");
        return graph.model(texts("decoder", architecture, decoder.metadata()));
    }

    /// Keys and values by turns: what the model carries comes after what the graph is.
    private static String[] texts(String part, Architecture architecture, Map<String, String> metadata) {
        List<String> texts = new ArrayList<>(List.of("lanewise.part", part, "lanewise.architecture",
                architecture.toJson()));
        metadata.forEach((key, value) -> texts.addAll(List.of("lanewise." + key, value)));
        return texts.toArray(String[]::new);
    }

    /// Refuses a net with parameters that found no place in the graph, so that what is written is the net.
    private static void requireWhole(OnnxGraph graph, Parameters parameters, String prefix) {
        for (Tensor tensor : parameters.layout().tensors()) {
            if (tensor.name().startsWith(prefix) && !graph.has(tensor.name())) {
                throw new IllegalArgumentException("model: the tensor " + tensor.name()
                        + " belongs to a layer that has no ONNX graph");
            }
        }
    }
}
