package lanewise.vae.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

import lanewise.core.activation.Activation;
import lanewise.vae.check.Require;

/// A chain of hidden layers, and the map of the heads that read the last of them: an encoder or a decoder.
///
/// The heads have neither normalisation nor activation; how many outputs each has is for those who need them
/// ([LinearMap#sized]). A condition joins the row of the first map that reads a vector ([#joins()]).
///
/// @param input shape of a row of the input, without a condition
/// @param hidden the hidden layers from the input on; may be empty
/// @param head the kind of the heads, whatever its number of outputs
/// @param logVarianceBound b > 0: of heads named `logvar` or `logscale` that have weights, an output t becomes
/// `b tanh(t / b)`, which is t about 0 and stays within b; 0: it stays as it is
public record Network(Shape input, List<Layer> hidden, LinearMap head, double logVarianceBound) {

    /// The largest bound: its exponential and the inverse of that are normal floats.
    public static final double LARGEST_BOUND = 80;

    /// The largest number of hidden layers: what is done for a layer looks at those before it.
    public static final int MOST_LAYERS = 4096;

    /// The kind of heads that read the whole last row.
    public static final LinearMap DENSE_HEAD = Dense.of(1);

    private static final Pattern BOUNDED = Pattern.compile("(.*\\.)?log(var|scale)(\\.\\d+)?");

    /// Refuses layers that do not chain.
    ///
    /// @throws IllegalArgumentException naming the layer, the shape that reaches it and what was expected, or a bound
    /// that is not from 0 to [#LARGEST_BOUND]
    public Network {
        if (!(logVarianceBound >= 0 && logVarianceBound <= LARGEST_BOUND)) {
            throw new IllegalArgumentException("logVarianceBound: " + logVarianceBound + ", expected 0 for none, or"
                    + " above 0 up to " + LARGEST_BOUND);
        }
        Objects.requireNonNull(input, "input");
        Objects.requireNonNull(head, "head");
        hidden = List.copyOf(hidden);
        Require.within(0, MOST_LAYERS, "hidden layers", hidden.size());
        Shape shape = input;
        for (int i = 0; i < hidden.size(); i++) {
            shape = step("layer " + i, hidden.get(i).map(), shape);
        }
        step("head", head, shape);
    }

    /// A network whose log-variances are not bounded.
    ///
    /// @param input shape of a row of the input, without a condition
    /// @param hidden the hidden layers from the input on; may be empty
    /// @param head the kind of the heads
    public Network(Shape input, List<Layer> hidden, LinearMap head) {
        this(input, hidden, head, 0);
    }

    /// The same with another bound on the log-variances of its heads.
    ///
    /// @param bound above 0, or 0 for none
    /// @return the network
    public Network withLogVarianceBound(double bound) {
        return new Network(input, hidden, head, bound);
    }

    /// Whether the bound is for a head: one of logs of variances or scales that follow from the input. One that is the
    /// same for every input is a parameter, which no row of data can carry away.
    ///
    /// @param name of the head, such as `logvar`, `decoder.logvar` or `logscale.2`
    /// @param weighted whether it has weights
    /// @return true if its outputs are bounded
    public boolean bounds(String name, boolean weighted) {
        return logVarianceBound > 0 && weighted && BOUNDED.matcher(name).matches();
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
