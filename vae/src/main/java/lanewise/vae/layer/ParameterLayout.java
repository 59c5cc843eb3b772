package lanewise.vae.layer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Where each named tensor of a model lies in one flat run of floats.
///
/// A map owns a block of weights, row-major (`[outputs, inputs]` where it is dense), and a block of biases `[outputs]`,
/// and where its layer is normalised a block of gains and one of shifts, both as long as the biases; each block begins
/// on a multiple of [#GRAIN] floats (64 bytes), and the whole length is such a multiple. Dense heads that read the same
/// input are stacked in one slot: their rows follow each other without a gap, so that one matrix multiply serves all of
/// them, while each keeps its own named tensors. A free tensor belongs to no layer and is a block of its own. Floats
/// between the blocks, and the rows of weights of a head that has none, belong to no tensor and stay zero.
///
/// Immutable and thread-safe.
public final class ParameterLayout {

    /// Blocks begin on multiples of this many floats.
    public static final int GRAIN = 16;

    /// What a tensor is for, by which it starts.
    public enum Role {

        /// Weights of a map.
        WEIGHT,

        /// Biases of a map, or of a head that has nothing else.
        BIAS,

        /// The gain of a normalisation, which starts at 1.
        GAIN,

        /// The shift of a normalisation, which starts at 0.
        SHIFT,

        /// A tensor that belongs to no layer; whoever owns it gives it its start.
        FREE
    }

    /// A named tensor.
    ///
    /// @param name its name, such as `encoder.0.weight`
    /// @param role what it is for
    /// @param shape as [LinearMap#weight] has it for weights, `[outputs]` of biases, gains and shifts; of a free tensor
    /// one or two extents
    /// @param offset its first float in the flat run; the others follow row by row without gaps
    /// @param fanIn of weights, and of the biases that belong to them ([LinearMap#fanIn]); 0 where there are no weights
    public record Tensor(String name, Role role, List<Integer> shape, int offset, long fanIn) {

        /// Keeps an own copy of the shape.
        public Tensor {
            shape = List.copyOf(shape);
        }

        /// Rows of the tensor seen as a matrix.
        /// @return the first extent of weights, 1 of biases
        public int rows() {
            return shape.size() == 1 ? 1 : shape.getFirst();
        }

        /// Columns of the tensor seen as a matrix.
        /// @return the product of all extents of weights but the first, the length of biases
        public int columns() {
            return shape.size() == 1 ? shape.getFirst() : Math.toIntExact(LinearMap.fanIn(shape));
        }

        /// Number of floats.
        /// @return rows times columns
        public int size() {
            return Math.multiplyExact(rows(), columns());
        }

        private Tensor moved(int floats) {
            return new Tensor(name, role, shape, offset - floats, fanIn);
        }
    }

    /// One of several linear maps of the same input.
    ///
    /// @param name its name, such as `decoder.out`
    /// @param outputs width of its output, at least 1
    /// @param weighted false for a head that is the same for every input: it has biases alone. Its rows of the layer's
    /// weights belong to no tensor and stay zero
    public record Head(String name, int outputs, boolean weighted) {

        /// A head that depends on the input.
        ///
        /// @param name its name
        /// @param outputs width of its output, at least 1
        public Head(String name, int outputs) {
            this(name, outputs, true);
        }
    }

    /// Where the parameters of one map lie, or of several dense heads stacked to one.
    ///
    /// @param index position among the slots
    /// @param heads its heads, in the order of their rows; one for an ordinary layer
    /// @param rows rows of the weights seen as a matrix: outputs of a dense map
    /// @param columns columns of the weights seen as a matrix: inputs of a dense map
    /// @param biases number of biases: outputs of a dense map, all heads together, or channels
    /// @param weightOffset first float of the weights
    /// @param biasOffset first float of the biases
    /// @param norm where its normalisation's parameters lie, null where it is not normalised
    public record Slot(int index, List<Head> heads, int rows, int columns, int biases, int weightOffset, int biasOffset,
            Norm norm) {

        /// Keeps an own copy of the heads.
        public Slot {
            heads = List.copyOf(heads);
        }

        /// The names of its heads.
        /// @return in the order of their rows
        public List<String> names() {
            return heads.stream().map(Head::name).toList();
        }

        private Slot moved(int position, int floats) {
            Norm own = norm == null ? null : new Norm(norm.gainOffset - floats, norm.shiftOffset - floats);
            return new Slot(position, heads, rows, columns, biases, weightOffset - floats, biasOffset - floats, own);
        }
    }

    /// The parameters of a layer's normalisation.
    ///
    /// @param gainOffset first float of the gain, one for each bias
    /// @param shiftOffset first float of the shift, alike
    public record Norm(int gainOffset, int shiftOffset) {
    }

    private final List<Slot> slots;
    private final List<Tensor> tensors;
    private final Map<String, Integer> indexOfTensor;
    private final int size;

    ParameterLayout(List<Slot> slots, List<Tensor> tensors, int size) {
        this.slots = List.copyOf(slots);
        this.tensors = List.copyOf(tensors);
        this.size = size;
        indexOfTensor = new LinkedHashMap<>();
        for (int i = 0; i < tensors.size(); i++) {
            if (indexOfTensor.put(tensors.get(i).name(), i) != null) {
                throw new IllegalArgumentException("layout: two tensors are named " + tensors.get(i).name());
            }
        }
    }

    /// Begins a layout without slots.
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

    /// The slots in the order of their memory.
    /// @return an immutable list
    public List<Slot> slots() {
        return slots;
    }

    /// The slots of one part of the model.
    ///
    /// @param prefix of the names of their first heads, such as `encoder.`
    /// @return in the order of their memory
    public List<Slot> slots(String prefix) {
        return slots.stream().filter(slot -> begins(slot.names().getFirst(), prefix)).toList();
    }

    /// The tensors in the order of their memory. A tensor's position in this list is its index.
    /// @return an immutable list
    public List<Tensor> tensors() {
        return tensors;
    }

    /// The slot of which `name` is the first or only head, such as `encoder.0`.
    ///
    /// @param name the name
    /// @return the slot
    /// @throws IllegalArgumentException if there is none
    public Slot slot(String name) {
        return slots.stream().filter(slot -> slot.names().getFirst().equals(name)).findFirst().orElseThrow(
                () -> new IllegalArgumentException("layer: there is no " + name + " among "
                        + slots.stream().map(slot -> slot.names().getFirst()).toList()));
    }

    /// The tensor of a name.
    ///
    /// @param name the name, such as `encoder.0.weight`
    /// @return the tensor
    /// @throws IllegalArgumentException if there is none
    public Tensor tensor(String name) {
        return tensors.get(indexOf(name));
    }

    /// The slots and tensors whose names begin with one of some prefixes, as a layout of their own with the same order
    /// and the same gaps; no others may lie between them in memory.
    ///
    /// @param prefixes such as `decoder.`
    /// @return the layout, whose first float is the first of theirs
    /// @throws IllegalArgumentException if there are none or others lie between them
    public ParameterLayout part(String... prefixes) {
        List<Slot> ownSlots = new ArrayList<>();
        List<Tensor> ownTensors = new ArrayList<>();
        int begin = begin(prefixes);
        int end = 0;
        for (Slot slot : slots) {
            if (begins(slot.names().getFirst(), prefixes)) {
                ownSlots.add(slot.moved(ownSlots.size(), begin));
                end = Math.max(end, slot.biasOffset() + slot.biases());
            }
        }
        for (Tensor tensor : tensors) {
            if (begins(tensor.name(), prefixes)) {
                ownTensors.add(tensor.moved(begin));
                end = Math.max(end, tensor.offset() + tensor.size());
            }
        }
        for (Tensor tensor : tensors) {
            if (!begins(tensor.name(), prefixes) && tensor.offset() >= begin && tensor.offset() < end) {
                throw new IllegalArgumentException("prefixes: " + tensor.name() + " lies between the tensors of "
                        + List.of(prefixes));
            }
        }
        return new ParameterLayout(ownSlots, ownTensors, LayoutBuilder.align((long) end - begin));
    }

    /// The first float of the slots and tensors whose names begin with one of some prefixes.
    int begin(String... prefixes) {
        IntStream ofSlots = slots.stream().filter(slot -> begins(slot.names().getFirst(), prefixes))
                .mapToInt(Slot::weightOffset);
        IntStream ofTensors = tensors.stream().filter(tensor -> begins(tensor.name(), prefixes))
                .mapToInt(Tensor::offset);
        return IntStream.concat(ofSlots, ofTensors).min().orElseThrow(() ->
                new IllegalArgumentException("prefixes: there is no tensor of " + List.of(prefixes) + " in " + this));
    }

    private static boolean begins(String name, String... prefixes) {
        return Stream.of(prefixes).anyMatch(name::startsWith);
    }

    /// Whether there is a tensor of a name.
    ///
    /// @param name the name
    /// @return true if so
    public boolean names(String name) {
        return indexOfTensor.containsKey(name);
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

    /// Two layouts are equal if they have the same tensors at the same places.
    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof ParameterLayout that && tensors.equals(that.tensors)
                && slots.equals(that.slots);
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
