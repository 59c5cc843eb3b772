package lanewise.vae.network;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import lanewise.vae.network.ParameterLayout.Head;
import lanewise.vae.network.ParameterLayout.Layer;
import lanewise.vae.network.ParameterLayout.Norm;
import lanewise.vae.network.ParameterLayout.Tensor;

/// Lays out a [ParameterLayout]: layers and tensors one after the other. Not thread-safe.
public final class LayoutBuilder {

    private final List<Layer> layers = new ArrayList<>();
    private final List<Tensor> tensors = new ArrayList<>();
    private final Set<String> free = new HashSet<>();
    private long end;

    LayoutBuilder() {
    }

    /// Adds one layer with the tensors `name.weight` and `name.bias`.
    ///
    /// @param name its name
    /// @param inputs width of its input, at least 1
    /// @param outputs width of its output, at least 1
    /// @return this
    /// @throws IllegalArgumentException if a width is below 1
    /// @throws ArithmeticException if the layout outgrows 2^31 floats
    public LayoutBuilder layer(String name, int inputs, int outputs) {
        return heads(List.of(name), inputs, outputs);
    }

    /// Adds one layer with the tensors `name.weight` and `name.bias`, and where it is normalised `name.norm.weight` (the gain) and `name.norm.bias` (the
    /// shift).
    ///
    /// @param name its name
    /// @param inputs width of its input, at least 1
    /// @param outputs width of its output, at least 1
    /// @param normalization what is done to its output before the activation
    /// @return this
    /// @throws IllegalArgumentException if a width is below 1
    /// @throws ArithmeticException if the layout outgrows 2^31 floats
    public LayoutBuilder layer(String name, int inputs, int outputs, Normalization normalization) {
        layer(name, inputs, outputs);
        if (normalization == Normalization.LAYER) {
            Layer plain = layers.removeLast();
            Norm norm = new Norm(add(name + ".norm.weight", List.of(outputs)), add(name + ".norm.bias", List.of(outputs)));
            layers.add(new Layer(plain.index(), plain.heads(), inputs, outputs, plain.weightOffset(), plain.biasOffset(), norm));
        }
        return this;
    }

    /// Adds a tensor as a block of its own; returns its first float.
    private int add(String name, List<Integer> shape) {
        Tensor tensor = new Tensor(name, shape, Math.toIntExact(end));
        tensors.add(tensor);
        end = align(end + (long) tensor.rows() * tensor.columns());
        return tensor.offset();
    }

    /// Adds heads that read the same input, stacked: all weights, then all biases, the heads in the given order.
    ///
    /// @param names their names
    /// @param inputs width of their input, at least 1
    /// @param outputsEach width of the output of each, at least 1
    /// @return this
    /// @throws IllegalArgumentException if a width is below 1 or there is no name
    /// @throws ArithmeticException if the layout outgrows 2^31 floats
    public LayoutBuilder heads(List<String> names, int inputs, int outputsEach) {
        if (names.isEmpty() || inputs < 1 || outputsEach < 1) {
            throw new IllegalArgumentException("layer " + names + ": " + inputs + " inputs and " + outputsEach
                    + " outputs each, expected a name and widths of at least 1");
        }
        return heads(names, inputs, Collections.nCopies(names.size(), outputsEach));
    }

    /// Adds heads of different widths that read the same input, stacked: all weights, then all biases, the heads in the given order.
    ///
    /// @param names their names
    /// @param inputs width of their input, at least 1
    /// @param outputs width of the output of each, at least 1
    /// @return this
    /// @throws IllegalArgumentException if a width is below 1, there is no name, or there are not as many widths as names
    /// @throws ArithmeticException if the layout outgrows 2^31 floats
    public LayoutBuilder heads(List<String> names, int inputs, List<Integer> outputs) {
        if (names.isEmpty() || names.size() != outputs.size() || inputs < 1 || outputs.stream().anyMatch(width -> width < 1)) {
            throw new IllegalArgumentException("layer " + names + ": " + inputs + " inputs and " + outputs
                    + " outputs, expected a name and a width of at least 1 for each");
        }
        return heads(IntStream.range(0, names.size()).mapToObj(h -> new Head(names.get(h), outputs.get(h))).toList(), inputs);
    }

    /// Adds heads that read the same input, stacked: all weights, then all biases, the heads in the given order.
    ///
    /// @param heads the heads, at least one
    /// @param inputs width of their input, at least 1
    /// @return this
    /// @throws IllegalArgumentException if a width is below 1 or there is no head
    /// @throws ArithmeticException if the layout outgrows 2^31 floats
    public LayoutBuilder heads(List<Head> heads, int inputs) {
        if (heads.isEmpty() || inputs < 1 || heads.stream().anyMatch(head -> head.outputs() < 1)) {
            throw new IllegalArgumentException("layer " + heads + ": " + inputs + " inputs, expected a head and widths of at least 1");
        }
        int weightOffset = Math.toIntExact(end);
        int outputs = 0;
        for (Head head : heads) {
            if (head.weighted()) {
                int offset = Math.toIntExact(weightOffset + (long) outputs * inputs);
                tensors.add(new Tensor(head.name() + ".weight", List.of(head.outputs(), inputs), offset));
            }
            outputs = Math.addExact(outputs, head.outputs());
        }
        int biasOffset = align(weightOffset + (long) outputs * inputs);
        int bias = biasOffset;
        for (Head head : heads) {
            tensors.add(new Tensor(head.name() + ".bias", List.of(head.outputs()), bias));
            bias = Math.addExact(bias, head.outputs());
        }
        end = align((long) biasOffset + outputs);
        layers.add(new Layer(layers.size(), heads, inputs, outputs, weightOffset, biasOffset, null));
        return this;
    }

    /// Adds a tensor that belongs to no layer. [Initialization] sets it to zero; whoever owns it gives it its start.
    ///
    /// @param name its name
    /// @param shape one or two extents, each at least 1
    /// @return this
    /// @throws IllegalArgumentException if the shape is another
    /// @throws ArithmeticException if the layout outgrows 2^31 floats
    public LayoutBuilder tensor(String name, Integer... shape) {
        List<Integer> extents = List.of(shape);
        if (extents.isEmpty() || extents.size() > 2 || extents.stream().anyMatch(extent -> extent < 1)) {
            throw new IllegalArgumentException("tensor " + name + ": " + extents + ", expected one or two extents of at least 1");
        }
        add(name, extents);
        free.add(name);
        return this;
    }

    static int align(long floats) {
        return Math.toIntExact((floats + ParameterLayout.GRAIN - 1) / ParameterLayout.GRAIN * ParameterLayout.GRAIN);
    }

    /// The layout.
    ///
    /// @return the layout
    /// @throws IllegalArgumentException if two tensors have the same name
    public ParameterLayout build() {
        return new ParameterLayout(layers, tensors, free, Math.toIntExact(end));
    }
}
