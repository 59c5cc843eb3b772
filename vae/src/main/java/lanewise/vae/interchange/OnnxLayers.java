package lanewise.vae.interchange;

import java.lang.foreign.MemorySegment;
import java.util.Collections;
import java.util.List;

import lanewise.core.Matrix;
import lanewise.core.kernel.LayerNorm;
import lanewise.vae.interchange.OnnxGraph.Attribute;
import lanewise.vae.layer.Conv2d;
import lanewise.vae.layer.ConvTranspose2d;
import lanewise.vae.layer.Dense;
import lanewise.vae.layer.Layer;
import lanewise.vae.layer.LinearMap;
import lanewise.vae.layer.Network;
import lanewise.vae.layer.ParameterLayout.Head;
import lanewise.vae.layer.ParameterLayout.Slot;
import lanewise.vae.layer.Parameters;
import lanewise.vae.layer.PlacedNetwork;
import lanewise.vae.layer.Shape;

/// The layers of a network as nodes of an ONNX graph: `Gemm`, `Conv` or `ConvTranspose`, `LayerNormalization` where the
/// layer is normalised, and the activation.
///
/// Values are rows `[batch, n]` in front of dense maps and images `[batch, channels, height, width]` in front of those
/// that slide; a `Reshape` or `Flatten` stands where the rank changes, and moves nothing. Not thread-safe.
final class OnnxLayers {

    private final OnnxGraph graph;
    private final Parameters parameters;
    private final PlacedNetwork placed;
    private final Network network;
    private final String input;
    private String row;
    private String condition;
    private String value;
    private boolean image;

    /// Begins at an input of the graph, whose last columns are the condition, if there is one.
    OnnxLayers(OnnxGraph graph, String input, Parameters parameters, PlacedNetwork placed) {
        this.graph = graph;
        this.parameters = parameters;
        this.placed = placed;
        this.network = placed.network();
        this.input = input;
        this.row = input;
        if (placed.condition() > 0 && network.joins() > 0) {
            String[] parts = graph.split(input, input + ".part", List.of(network.input().size(), placed.condition()));
            this.row = parts[0];
            this.condition = parts[1];
        }
    }

    /// All hidden layers, then the heads, each an output of the graph.
    void add(List<String> outputs) {
        value = row;
        int last = network.hidden().size();
        for (int i = 0; i < last; i++) {
            Slot slot = placed.slots().get(i);
            Head only = slot.heads().getFirst();
            Layer layer = network.hidden().get(i);
            prepare(i, only.name());
            value = map(layer.map(), placed.input(i), slot, 0, only, only.name() + ".sum");
            image = layer.map().slides();
            value = normalized(slot, only.name());
            value = OnnxActivation.add(graph, layer.activation(), value, only.name() + ".activation");
        }
        prepare(last, placed.heads().getFirst().names().getFirst());
        heads(outputs);
    }

    /// Brings the value to the rank that a map reads, the condition joined where it joins.
    private void prepare(int index, String name) {
        Shape shape = network.input(index);
        if (network.map(index).slides() && !image) {
            String sizes = graph.integers(name + ".sizes", 0, shape.channels(), shape.height(), shape.width());
            value = graph.node("Reshape", name + ".image", value, sizes);
        } else if (!network.map(index).slides() && image) {
            value = graph.node("Flatten", name + ".row", new String[] {value}, new Attribute("axis", 1));
        }
        image = network.map(index).slides();
        if (condition != null && network.joins() == index) {
            value = graph.node("Concat", name + ".joined", new String[] {value, condition}, new Attribute("axis", 1));
        }
    }

    /// The channels of each pixel of an image, or the whole row that a dense map gave.
    private String normalized(Slot slot, String name) {
        if (slot.norm() == null) {
            return value;
        }
        String gain = graph.matrix(name + ".norm.weight", parameters.gain(slot), true);
        String shift = graph.matrix(name + ".norm.bias", parameters.shift(slot), true);
        Attribute epsilon = new Attribute("epsilon", (float) LayerNorm.EPSILON);
        String output = name + ".normalized";
        if (!image) {
            return graph.node("LayerNormalization", output, new String[] {value, gain, shift},
                    new Attribute("axis", 1), epsilon);
        }
        String last = graph.node("Transpose", name + ".channels_last", new String[] {value},
                new Attribute("perm", List.of(0, 2, 3, 1)));
        String pixels = graph.node("LayerNormalization", name + ".normalized_pixels", new String[] {last, gain, shift},
                new Attribute("axis", 3), epsilon);
        return graph.node("Transpose", output, new String[] {pixels}, new Attribute("perm", List.of(0, 3, 1, 2)));
    }

    /// One without weights has rows of zeros, so that its output has as many rows as the others.
    private void heads(List<String> outputs) {
        List<Slot> slots = placed.heads();
        int at = 0;
        for (int h = 0; h < outputs.size(); h++) {
            boolean slides = network.head().slides();
            Slot slot = slots.get(slides ? h : 0);
            Head head = slot.heads().get(slides ? 0 : h);
            String output = outputs.get(h);
            if (!slides) {
                map(network.head(), placed.input(network.hidden().size()), slot, at, head, sum(head, output));
                at += head.outputs();
            } else if (head.weighted()) {
                Shape in = network.input(network.hidden().size());
                String images = map(network.head().sized(head.outputs(), in), in, slot, 0, head, head.name() + ".sum");
                graph.node("Flatten", sum(head, output), new String[] {images}, new Attribute("axis", 1));
            } else {
                biases(slot, head, output);
            }
            bound(head, output);
            graph.output(output, head.outputs());
        }
    }

    /// What the map of a head gives: its output, or what is bounded to be that.
    private String sum(Head head, String output) {
        return network.bounds(head.name(), head.weighted()) ? output + ".unbounded" : output;
    }

    /// `b tanh(t / b)` of the log-variances that have a bound.
    private void bound(Head head, String output) {
        if (network.bounds(head.name(), head.weighted())) {
            String b = graph.number("log_variance_bound", (float) network.logVarianceBound());
            String share = graph.node("Div", output + ".share", sum(head, output), b);
            graph.node("Mul", output, graph.node("Tanh", output + ".tanh", share), b);
        }
    }

    /// The biases once for each row of the input.
    private void biases(Slot slot, Head head, String output) {
        float[] zeros = new float[Math.multiplyExact(head.outputs(), placed.inputs())];
        String weight = graph.tensor(head.name() + ".weight", MemorySegment.ofArray(zeros),
                List.of(head.outputs(), placed.inputs()));
        String bias = graph.matrix(head.name() + ".bias", parameters.bias(slot), true);
        graph.node("Gemm", output, new String[] {input, weight, bias}, new Attribute("transB", 1));
    }

    private String map(LinearMap map, Shape in, Slot slot, int from, Head head, String output) {
        return switch (map) {
            case Dense _ -> gemm(slot, from, head, output);
            case Conv2d conv -> graph.node("Conv", output, operands(map, in, slot, head),
                    square("kernel_shape", conv.kernel(), 2), square("strides", conv.stride(), 2),
                    square("pads", conv.padding(), 4));
            case ConvTranspose2d conv -> graph.node("ConvTranspose", output, operands(map, in, slot, head),
                    square("kernel_shape", conv.kernel(), 2), square("strides", conv.stride(), 2),
                    square("pads", conv.padding(), 4), square("output_padding", conv.outputPadding(), 2));
        };
    }

    private static Attribute square(String name, int extent, int count) {
        return new Attribute(name, Collections.nCopies(count, extent));
    }

    /// The image, and weights and biases of a map that slides.
    private String[] operands(LinearMap map, Shape in, Slot slot, Head head) {
        MemorySegment weight = parameters.tensor(head.name() + ".weight").segment();
        return new String[] {value, graph.tensor(head.name() + ".weight", weight, map.weight(in)),
            graph.matrix(head.name() + ".bias", parameters.bias(slot), true)};
    }

    private String gemm(Slot slot, int from, Head head, String output) {
        Matrix weight = parameters.weight(slot).rows(from, from + head.outputs());
        Matrix bias = parameters.bias(slot).columns(from, from + head.outputs());
        return graph.node("Gemm", output, new String[] {value, graph.matrix(head.name() + ".weight", weight, false),
            graph.matrix(head.name() + ".bias", bias, true)}, new Attribute("transB", 1));
    }
}
