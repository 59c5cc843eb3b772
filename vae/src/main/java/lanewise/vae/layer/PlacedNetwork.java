package lanewise.vae.layer;

import java.util.ArrayList;
import java.util.List;

import lanewise.vae.layer.ParameterLayout.Head;
import lanewise.vae.layer.ParameterLayout.Slot;

/// A network and where its parameters lie: all that training and inference need to build their buffers.
///
/// Rows of the input are those of the network, then the columns of the condition, if there is one; the condition goes
/// round the layers before the one that it joins ([Network#joins()]). Rows of the output hold the heads one after the
/// other. Immutable and thread-safe.
///
/// @param network what it is made of
/// @param condition columns of the condition, 0 where there is none
/// @param slots the hidden layers' parameters in their order, then those of the heads: one slot for all dense heads,
/// one for each that slides over images
public record PlacedNetwork(Network network, int condition, List<Slot> slots) {

    /// Refuses slots that are not those of the network.
    ///
    /// @throws IllegalArgumentException naming the slot and the weights that were expected
    public PlacedNetwork {
        slots = List.copyOf(slots);
        if (slots.size() <= network.hidden().size()) {
            throw new IllegalArgumentException("slots: are " + slots.size() + ", expected one for each of the "
                    + network.hidden().size() + " hidden layers, and the heads'");
        }
        for (int i = 0; i < network.hidden().size(); i++) {
            List<Integer> weight = network.map(i).weight(joined(network, condition, i));
            Slot slot = slots.get(i);
            if (slot.rows() != weight.getFirst() || (long) slot.rows() * slot.columns() != product(weight)) {
                throw new IllegalArgumentException("slots: " + slot.names() + " has weights " + slot.rows() + " x "
                        + slot.columns() + ", expected " + weight);
            }
        }
    }

    private static long product(List<Integer> extents) {
        return extents.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    }

    /// Adds the parameters of a network to a layout: `prefix0`, `prefix1`, ... and the heads.
    ///
    /// @param builder the layout so far
    /// @param prefix such as `encoder.`
    /// @param network what it is made of
    /// @param condition columns of the condition
    /// @param heads the heads, without the prefix
    /// @throws IllegalArgumentException if a head cannot have so many outputs, naming it
    public static void addTo(LayoutBuilder builder, String prefix, Network network, int condition, List<Head> heads) {
        for (int i = 0; i < network.hidden().size(); i++) {
            Layer layer = network.hidden().get(i);
            builder.map(prefix + i, layer.map(), joined(network, condition, i), layer.normalization());
        }
        int last = network.hidden().size();
        List<Head> named = new ArrayList<>();
        heads.forEach(head -> named.add(new Head(prefix + head.name(), head.outputs(), head.weighted())));
        if (network.head().slides()) {
            named.forEach(head -> builder.slidingHead(head, network.head(), network.input(last)));
        } else {
            builder.heads(named, joined(network, condition, last).size());
        }
    }

    /// What reaches a layer, the condition included where it joins: then it is a vector.
    ///
    /// @param index of a hidden layer, or their number for the heads
    /// @return the shape
    public Shape input(int index) {
        return joined(network, condition, index);
    }

    private static Shape joined(Network network, int condition, int index) {
        Shape in = network.input(index);
        return condition > 0 && network.joins() == index ? Shape.of(Math.addExact(in.size(), condition)) : in;
    }

    /// Columns of the input, the condition included.
    /// @return how many
    public int inputs() {
        return network.input().size() + condition;
    }

    /// Columns of the output: all heads together.
    /// @return how many
    public int outputs() {
        return heads().stream().flatMap(slot -> slot.heads().stream()).mapToInt(Head::outputs).sum();
    }

    /// The slots of the heads.
    /// @return one, or one for each head
    public List<Slot> heads() {
        return slots.subList(network.hidden().size(), slots.size());
    }
}
