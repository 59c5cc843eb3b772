package lanewise.vae.network;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Where each named tensor of a model lies in one flat run of floats.
///
/// A layer `y = x W^T + b` owns a block of weights, row-major `[outputs, inputs]`, and a block of biases `[outputs]`, and where it is normalised a block of gains
/// and one of shifts, both `[outputs]`; each block begins on a multiple of [#GRAIN] floats (64 bytes), and the whole length is such a multiple. Heads that read the same input are stacked in one layer: their rows follow
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
    /// @param shape `[outputs, inputs]` of weights, `[outputs]` of biases, gains and shifts; of a free tensor one or two extents
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
    /// @param norm where its normalisation's parameters lie, null where it is not normalised
    public record Layer(int index, List<Head> heads, int inputs, int outputs, int weightOffset, int biasOffset, Norm norm) {

        /// Keeps an own copy of the heads.
        public Layer {
            heads = List.copyOf(heads);
        }

        /// The names of its heads.
        /// @return in the order of their rows
        public List<String> names() {
            return heads.stream().map(Head::name).toList();
        }

        private Layer moved(int position, int floats) {
            Norm own = norm == null ? null : new Norm(norm.gainOffset - floats, norm.shiftOffset - floats);
            return new Layer(position, heads, inputs, outputs, weightOffset - floats, biasOffset - floats, own);
        }
    }

    /// The parameters of a layer's normalisation.
    ///
    /// @param gainOffset first float of the gain `[outputs]`
    /// @param shiftOffset first float of the shift `[outputs]`
    public record Norm(int gainOffset, int shiftOffset) {
    }

    private final List<Layer> layers;
    private final List<Tensor> tensors;
    private final Set<String> free;
    private final Map<String, Integer> indexOfTensor;
    private final int size;

    ParameterLayout(List<Layer> layers, List<Tensor> tensors, Collection<String> free, int size) {
        this.layers = List.copyOf(layers);
        this.tensors = List.copyOf(tensors);
        this.free = Set.copyOf(free);
        this.size = size;
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
    public static LayoutBuilder builder() {
        return new LayoutBuilder();
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
        List<Layer> ownLayers = new ArrayList<>();
        List<Tensor> ownTensors = new ArrayList<>();
        int begin = begin(prefixes);
        int end = 0;
        for (Layer layer : layers) {
            if (begins(layer.names().getFirst(), prefixes)) {
                ownLayers.add(layer.moved(ownLayers.size(), begin));
                end = Math.max(end, layer.biasOffset() + layer.outputs());
            }
        }
        for (Tensor tensor : tensors) {
            if (begins(tensor.name(), prefixes)) {
                ownTensors.add(new Tensor(tensor.name(), tensor.shape(), tensor.offset() - begin));
                end = Math.max(end, tensor.offset() + tensor.size());
            }
        }
        for (Tensor tensor : tensors) {
            if (!begins(tensor.name(), prefixes) && tensor.offset() >= begin && tensor.offset() < end) {
                throw new IllegalArgumentException("prefixes: " + tensor.name() + " lies between the tensors of " + List.of(prefixes));
            }
        }
        return new ParameterLayout(ownLayers, ownTensors, free.stream().filter(name -> begins(name, prefixes)).toList(),
                LayoutBuilder.align((long) end - begin));
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

    /// Whether a tensor is the gain of a normalisation, which starts at 1.
    ///
    /// @param tensor a tensor of this layout
    /// @return true for `encoder.0.norm.weight` and its like
    public boolean isGain(Tensor tensor) {
        return layers.stream().anyMatch(layer -> layer.norm() != null && layer.norm().gainOffset() == tensor.offset());
    }

    /// Whether a tensor is the shift of a normalisation, which starts at 0.
    ///
    /// @param tensor a tensor of this layout
    /// @return true for `encoder.0.norm.bias` and its like
    public boolean isShift(Tensor tensor) {
        return layers.stream().anyMatch(layer -> layer.norm() != null && layer.norm().shiftOffset() == tensor.offset());
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
}
