package lanewise.vae.layer;

import java.util.ArrayList;
import java.util.List;

import lanewise.vae.layer.ParameterLayout.Head;
import lanewise.vae.layer.ParameterLayout.Norm;
import lanewise.vae.layer.ParameterLayout.Role;
import lanewise.vae.layer.ParameterLayout.Slot;
import lanewise.vae.layer.ParameterLayout.Tensor;

/// Lays out a [ParameterLayout]: slots and tensors one after the other. Not thread-safe.
public final class LayoutBuilder {

    private final List<Slot> slots = new ArrayList<>();
    private final List<Tensor> tensors = new ArrayList<>();
    private long end;

    LayoutBuilder() {
    }

    /// Adds one map with the tensors `name.weight` and `name.bias`, and where its layer is normalised
    /// `name.norm.weight` (the gain) and `name.norm.bias` (the shift).
    ///
    /// @param name its name
    /// @param map the map
    /// @param in shape of its input
    /// @param normalization what is done to its output before the activation
    /// @return this
    /// @throws ArithmeticException if the layout outgrows 2^31 floats
    public LayoutBuilder map(String name, LinearMap map, Shape in, Normalization normalization) {
        List<Integer> shape = map.weight(in);
        Tensor weight = add(name + ".weight", Role.WEIGHT, shape, LinearMap.fanIn(shape));
        int biases = map.biases(in);
        Tensor bias = add(name + ".bias", Role.BIAS, List.of(biases), weight.fanIn());
        Norm norm = null;
        if (normalization == Normalization.LAYER) {
            norm = new Norm(add(name + ".norm.weight", Role.GAIN, List.of(biases), 0).offset(),
                    add(name + ".norm.bias", Role.SHIFT, List.of(biases), 0).offset());
        }
        slots.add(new Slot(slots.size(), List.of(new Head(name, biases)), weight.rows(), weight.columns(), biases,
                weight.offset(), bias.offset(), norm));
        return this;
    }

    /// Adds a head that slides over images: like a map that is not normalised, or biases alone where the head is the
    /// same for every input.
    ///
    /// @param head the head
    /// @param map the kind of the head, of any number of outputs
    /// @param in shape of its input
    /// @return this
    /// @throws IllegalArgumentException if the map cannot give so many outputs
    /// @throws ArithmeticException if the layout outgrows 2^31 floats
    public LayoutBuilder slidingHead(Head head, LinearMap map, Shape in) {
        if (head.weighted()) {
            map(head.name(), map.sized(head.outputs(), in), in, Normalization.NONE);
            Slot slot = slots.removeLast();
            slots.add(new Slot(slot.index(), List.of(head), slot.rows(), slot.columns(), slot.biases(),
                    slot.weightOffset(), slot.biasOffset(), null));
        } else {
            Tensor bias = add(head.name() + ".bias", Role.BIAS, List.of(head.outputs()), 0);
            slots.add(new Slot(slots.size(), List.of(head), 0, 0, head.outputs(), bias.offset(), bias.offset(), null));
        }
        return this;
    }

    /// Adds a tensor as a block of its own.
    private Tensor add(String name, Role role, List<Integer> shape, long fanIn) {
        Tensor tensor = new Tensor(name, role, shape, Math.toIntExact(end), fanIn);
        tensors.add(tensor);
        end = align(end + (long) tensor.rows() * tensor.columns());
        return tensor;
    }

    /// Adds dense heads that read the same input, stacked: all weights, then all biases, the heads in the given order.
    ///
    /// @param heads the heads, at least one
    /// @param inputs width of their input, at least 1
    /// @return this
    /// @throws IllegalArgumentException if a width is below 1 or there is no head
    /// @throws ArithmeticException if the layout outgrows 2^31 floats
    public LayoutBuilder heads(List<Head> heads, int inputs) {
        if (heads.isEmpty() || inputs < 1 || heads.stream().anyMatch(head -> head.outputs() < 1)) {
            throw new IllegalArgumentException("layer " + heads + ": " + inputs
                    + " inputs, expected a head and widths of at least 1");
        }
        int weightOffset = Math.toIntExact(end);
        int outputs = 0;
        for (Head head : heads) {
            if (head.weighted()) {
                int offset = Math.toIntExact(weightOffset + (long) outputs * inputs);
                tensors.add(new Tensor(head.name() + ".weight", Role.WEIGHT, List.of(head.outputs(), inputs),
                        offset, inputs));
            }
            outputs = Math.addExact(outputs, head.outputs());
        }
        int biasOffset = align(weightOffset + (long) outputs * inputs);
        int bias = biasOffset;
        for (Head head : heads) {
            tensors.add(new Tensor(head.name() + ".bias", Role.BIAS, List.of(head.outputs()), bias,
                    head.weighted() ? inputs : 0));
            bias = Math.addExact(bias, head.outputs());
        }
        end = align((long) biasOffset + outputs);
        slots.add(new Slot(slots.size(), heads, outputs, inputs, outputs, weightOffset, biasOffset, null));
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
            throw new IllegalArgumentException("tensor " + name + ": " + extents
                    + ", expected one or two extents of at least 1");
        }
        add(name, Role.FREE, extents, 0);
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
        return new ParameterLayout(slots, tensors, Math.toIntExact(end));
    }
}
