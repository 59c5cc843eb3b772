package lanewise.vae.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import lanewise.core.activation.Activation;

/// A chain of hidden layers, and the map of the heads that read the last of them: an encoder or a decoder.
///
/// The heads have neither normalisation nor activation; how many outputs each has is for those who need them
/// ([LinearMap#sized]). A condition joins the row of the first map that reads a vector ([#joins()]).
///
/// @param input shape of a row of the input, without a condition
/// @param hidden the hidden layers from the input on; may be empty
/// @param head the kind of the heads, whatever its number of outputs
public record Network(Shape input, List<Layer> hidden, LinearMap head) {

    /// The kind of heads that read the whole last row.
    public static final LinearMap DENSE_HEAD = Dense.of(1);

    /// Refuses layers that do not chain.
    ///
    /// @throws IllegalArgumentException naming the layer, the shape that reaches it and what was expected
    public Network {
        Objects.requireNonNull(input, "input");
        Objects.requireNonNull(head, "head");
        hidden = List.copyOf(hidden);
        Shape shape = input;
        for (int i = 0; i < hidden.size(); i++) {
            shape = step("layer " + i, hidden.get(i).map(), shape);
        }
        step("head", head, shape);
    }

    private static Shape step(String place, LinearMap map, Shape in) {
        try {
            return map.output(in);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(place + ": " + e.getMessage(), e);
        }
    }

    /// Dense layers with one activation and normalisation.
    ///
    /// @param input shape of the input
    /// @param activation of all layers
    /// @param normalization of all layers
    /// @param widths of the layers, from the input on
    /// @return the network, with dense heads
    public static Network mlp(Shape input, Activation activation, Normalization normalization, List<Integer> widths) {
        List<Layer> layers = widths.stream()
                .map(width -> new Layer(Dense.of(width), normalization, activation)).toList();
        return new Network(input, layers, DENSE_HEAD);
    }

    /// What each hidden layer gives.
    ///
    /// @return a new list, shorter by one than that of all shapes of the chain, which begins with the input
    public List<Shape> outputs() {
        List<Shape> shapes = new ArrayList<>();
        Shape shape = input;
        for (Layer layer : hidden) {
            shape = layer.map().output(shape);
            shapes.add(shape);
        }
        return shapes;
    }

    /// What reaches a layer, without a condition.
    ///
    /// @param index of a hidden layer, or their number for the heads
    /// @return the shape
    public Shape input(int index) {
        return index == 0 ? input : outputs().get(index - 1);
    }

    /// The map of a hidden layer or of the heads.
    ///
    /// @param index of a hidden layer, or their number for the heads
    /// @return the map
    public LinearMap map(int index) {
        return index == hidden.size() ? head : hidden.get(index).map();
    }

    /// The first layer that reads its row as a vector: the one that a condition joins.
    ///
    /// @return its index, the number of hidden layers if it is the heads, or -1 if there is none
    public int joins() {
        for (int i = 0; i <= hidden.size(); i++) {
            if (!map(i).slides()) {
                return i;
            }
        }
        return -1;
    }

    /// Whether all maps are dense and give vectors.
    /// @return true for a multilayer perceptron
    public boolean isMlp() {
        return !head.slides()
                && hidden.stream().allMatch(layer -> layer.map() instanceof Dense dense && dense.out().isVector());
    }

    /// The sizes of what the hidden layers give.
    /// @return a new list
    public List<Integer> widths() {
        return outputs().stream().map(Shape::size).toList();
    }
}
