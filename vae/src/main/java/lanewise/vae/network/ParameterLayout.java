package lanewise.vae.network;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Where each named tensor of a model lies in one flat run of floats.
///
/// A layer `y = x W^T + b` owns a block of weights, row-major `[outputs, inputs]`, and a block of biases `[outputs]`; each block begins on a multiple of
/// [#GRAIN] floats (64 bytes), and the whole length is such a multiple. Heads that read the same input are stacked in one layer: their rows follow
/// each other without a gap, so that one matrix multiply serves all of them, while each keeps its own named tensors. A free tensor
/// belongs to no layer and is a block of its own. Floats between the blocks, and the rows of weights of a head that has none, belong to no tensor and stay zero.
///
/// Immutable and thread-safe.
public final class ParameterLayout {

    /// Blocks begin on multiples of this many floats.
    public static final int GRAIN = 16;

    /// A named tensor.
    ///
    /// @param name its name, such as `encoder.0.weight`
    /// @param shape `[outputs, inputs]` of weights, `[outputs]` of biases; of a free tensor one or two extents
    /// @param offset its first float in the flat run; the others follow row by row without gaps
    public record Tensor(String name, List<Integer> shape, int offset) {

        /// Keeps an own copy of the shape.
        public Tensor {
            shape = List.copyOf(shape);
        }

        /// Rows of the tensor seen as a matrix.
        /// @return outputs of weights, 1 of biases
        public int rows() {
            return shape.size() == 1 ? 1 : shape.getFirst();
        }

        /// Columns of the tensor seen as a matrix.
        /// @return inputs of weights, outputs of biases
        public int columns() {
            return shape.getLast();
        }

        /// Number of floats.
        /// @return rows times columns
        public int size() {
            return rows() * columns();
        }

        /// True for weights (and free tensors of two extents), false for biases.
        /// @return whether the shape is `[outputs, inputs]`
        public boolean isWeight() {
            return shape.size() == 2;
        }
    }

    /// One of several linear maps of the same input.
    ///
    /// @param name its name, such as `decoder.out`
    /// @param outputs width of its output, at least 1
    /// @param weighted false for a head that is the same for every input: it has biases alone. Its rows of the layer's weights belong to no tensor and stay
    /// zero
    public record Head(String name, int outputs, boolean weighted) {

        /// A head that depends on the input.
        ///
        /// @param name its name
        /// @param outputs width of its output, at least 1
        public Head(String name, int outputs) {
            this(name, outputs, true);
        }
    }

    /// One layer, or several heads stacked to one.
    ///
    /// @param index position among the layers
    /// @param heads its heads, in the order of their rows; one for an ordinary layer
    /// @param inputs width of its input
    /// @param outputs width of its output, all heads together
    /// @param weightOffset first float of the weights `[outputs, inputs]`
    /// @param biasOffset first float of the biases `[outputs]`
    public record Layer(int index, List<Head> heads, int inputs, int outputs, int weightOffset, int biasOffset) {

        /// Keeps an own copy of the heads.
        public Layer {
            heads = List.copyOf(heads);
        }

        /// The names of its heads.
        /// @return in the order of their rows
        public List<String> names() {
            return heads.stream().map(Head::name).toList();
        }
    }

    private final List<Layer> layers;
    private final List<Tensor> tensors;
    private final Set<String> free;
    private final Map<String, Integer> indexOfTensor;
    private final int size;

    private ParameterLayout(Builder builder) {
        layers = List.copyOf(builder.layers);
        tensors = List.copyOf(builder.tensors);
        free = Set.copyOf(builder.free);
        size = Math.toIntExact(builder.end);
        indexOfTensor = new LinkedHashMap<>();
        for (int i = 0; i < tensors.size(); i++) {
            if (indexOfTensor.put(tensors.get(i).name(), i) != null) {
                throw new IllegalArgumentException("layout: two tensors are named " + tensors.get(i).name());
            }
        }
    }

    /// Begins a layout without layers.
    ///
    /// @return the builder
    public static Builder builder() {
        return new Builder();
    }

    /// Length of the flat run in floats, gaps included; a multiple of [#GRAIN].
    /// @return the length
    public int size() {
        return size;
    }

    /// Number of parameters: floats that belong to a tensor.
    /// @return the number
    public long parameterCount() {
        return tensors.stream().mapToLong(Tensor::size).sum();
    }

    /// The layers in the order of their memory.
    /// @return an immutable list
    public List<Layer> layers() {
        return layers;
    }

    /// The tensors in the order of their memory. A tensor's position in this list is its index.
    /// @return an immutable list
    public List<Tensor> tensors() {
        return tensors;
    }

    /// The layer of which `name` is the first or only head, such as `encoder.0`.
    ///
    /// @param name the name
    /// @return the layer
    /// @throws IllegalArgumentException if there is none
    public Layer layer(String name) {
        return layers.stream().filter(layer -> layer.names().getFirst().equals(name)).findFirst().orElseThrow(
                () -> new IllegalArgumentException("layer: there is no " + name + " among "
                        + layers.stream().map(layer -> layer.names().getFirst()).toList()));
    }

    /// The tensor of a name.
    ///
    /// @param name the name, such as `encoder.0.weight`
    /// @return the tensor
    /// @throws IllegalArgumentException if there is none
    public Tensor tensor(String name) {
        return tensors.get(indexOf(name));
    }

    /// The layers and tensors whose names begin with one of some prefixes, as a layout of their own with the same order and the same gaps; no others may lie
    /// between them in memory.
    ///
    /// @param prefixes such as `decoder.`
    /// @return the layout, whose first float is the first of theirs
    /// @throws IllegalArgumentException if there are none or others lie between them
    public ParameterLayout part(String... prefixes) {
        Builder builder = new Builder();
        int begin = begin(prefixes);
        int end = 0;
        for (Layer layer : layers) {
            if (begins(layer.names().getFirst(), prefixes)) {
                builder.layers.add(new Layer(builder.layers.size(), layer.heads(), layer.inputs(), layer.outputs(), layer.weightOffset() - begin,
                        layer.biasOffset() - begin));
                end = Math.max(end, layer.biasOffset() + layer.outputs());
            }
        }
        for (Tensor tensor : tensors) {
            if (begins(tensor.name(), prefixes)) {
                builder.tensors.add(new Tensor(tensor.name(), tensor.shape(), tensor.offset() - begin));
                end = Math.max(end, tensor.offset() + tensor.size());
            }
        }
        builder.free.addAll(free.stream().filter(name -> begins(name, prefixes)).toList());
        for (Tensor tensor : tensors) {
            if (!begins(tensor.name(), prefixes) && tensor.offset() >= begin && tensor.offset() < end) {
                throw new IllegalArgumentException("prefixes: " + tensor.name() + " lies between the tensors of " + List.of(prefixes));
            }
        }
        builder.end = Builder.align((long) end - begin);
        return builder.build();
    }

    /// The first float of the layers and tensors whose names begin with one of some prefixes.
    int begin(String... prefixes) {
        IntStream ofLayers = layers.stream().filter(layer -> begins(layer.names().getFirst(), prefixes)).mapToInt(Layer::weightOffset);
        IntStream ofTensors = tensors.stream().filter(tensor -> begins(tensor.name(), prefixes)).mapToInt(Tensor::offset);
        return IntStream.concat(ofLayers, ofTensors).min().orElseThrow(
                () -> new IllegalArgumentException("prefixes: there is no tensor of " + List.of(prefixes) + " in " + this));
    }

    private static boolean begins(String name, String... prefixes) {
        return Stream.of(prefixes).anyMatch(name::startsWith);
    }

    /// Whether these biases belong to a head that has weights too.
    ///
    /// @param biases a tensor of this layout
    /// @return false for those of a head that is the same for every input
    public boolean hasWeights(Tensor biases) {
        return indexOfTensor.containsKey(biases.name().replaceFirst("bias$", "weight"));
    }

    /// The index of the tensor of a name.
    ///
    /// @param name the name
    /// @return its position in [#tensors()]
    /// @throws IllegalArgumentException if there is none
    public int indexOf(String name) {
        Integer index = indexOfTensor.get(Objects.requireNonNull(name, "name"));
        if (index == null) {
            throw new IllegalArgumentException("tensor: there is no " + name + " among " + indexOfTensor.keySet());
        }
        return index;
    }

    /// Whether a tensor belongs to no layer.
    ///
    /// @param tensor a tensor of this layout
    /// @return true if it was added by itself
    public boolean isFree(Tensor tensor) {
        return free.contains(tensor.name());
    }

    /// Two layouts are equal if they have the same tensors at the same places.
    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof ParameterLayout that && tensors.equals(that.tensors) && layers.equals(that.layers);
    }

    @Override
    public int hashCode() {
        return tensors.hashCode();
    }

    @Override
    public String toString() {
        return "ParameterLayout[" + parameterCount() + " parameters in " + tensors.size() + " tensors]";
    }

    /// Adds layers one after the other. Not thread-safe.
    public static final class Builder {

        private final List<Layer> layers = new ArrayList<>();
        private final List<Tensor> tensors = new ArrayList<>();
        private final Set<String> free = new HashSet<>();
        private long end;

        private Builder() {
        }

        /// Adds one layer with the tensors `name.weight` and `name.bias`.
        ///
        /// @param name its name
        /// @param inputs width of its input, at least 1
        /// @param outputs width of its output, at least 1
        /// @return this
        /// @throws IllegalArgumentException if a width is below 1
        /// @throws ArithmeticException if the layout outgrows 2^31 floats
        public Builder layer(String name, int inputs, int outputs) {
            return heads(List.of(name), inputs, outputs);
        }

        /// Adds heads that read the same input, stacked: all weights, then all biases, the heads in the given order.
        ///
        /// @param names their names
        /// @param inputs width of their input, at least 1
        /// @param outputsEach width of the output of each, at least 1
        /// @return this
        /// @throws IllegalArgumentException if a width is below 1 or there is no name
        /// @throws ArithmeticException if the layout outgrows 2^31 floats
        public Builder heads(List<String> names, int inputs, int outputsEach) {
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
        public Builder heads(List<String> names, int inputs, List<Integer> outputs) {
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
        public Builder heads(List<Head> heads, int inputs) {
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
            layers.add(new Layer(layers.size(), heads, inputs, outputs, weightOffset, biasOffset));
            return this;
        }

        /// Adds a tensor that belongs to no layer. [Initialization] sets it to zero; whoever owns it gives it its start.
        ///
        /// @param name its name
        /// @param shape one or two extents, each at least 1
        /// @return this
        /// @throws IllegalArgumentException if the shape is another
        /// @throws ArithmeticException if the layout outgrows 2^31 floats
        public Builder tensor(String name, Integer... shape) {
            List<Integer> extents = List.of(shape);
            if (extents.isEmpty() || extents.size() > 2 || extents.stream().anyMatch(extent -> extent < 1)) {
                throw new IllegalArgumentException("tensor " + name + ": " + extents + ", expected one or two extents of at least 1");
            }
            Tensor tensor = new Tensor(name, extents, Math.toIntExact(end));
            tensors.add(tensor);
            free.add(name);
            end = align(end + (long) tensor.rows() * tensor.columns());
            return this;
        }

        private static int align(long floats) {
            return Math.toIntExact((floats + GRAIN - 1) / GRAIN * GRAIN);
        }

        /// The layout.
        ///
        /// @return the layout
        /// @throws IllegalArgumentException if two tensors have the same name
        public ParameterLayout build() {
            return new ParameterLayout(this);
        }
    }
}
