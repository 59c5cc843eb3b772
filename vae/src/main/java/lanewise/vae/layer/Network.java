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
/// ([LinearMap#sized]). A condition joins the row of the first map that reads a vector ([#joins()]). Two networks are
/// equal if they are made of the same. Immutable and thread-safe.
public final class Network {

    /// The largest bound: its exponential and the inverse of that are normal floats.
    public static final double LARGEST_BOUND = 80;

    /// The largest number of hidden layers, whoever asks for them: options, programs and files.
    public static final int MOST_LAYERS = 1 << 14;

    /// The largest width of a vector, or number of channels, that a hidden layer or the latent variable may have.
    public static final int MOST_UNITS = 1 << 16;

    /// The kind of heads that read the whole last row.
    public static final LinearMap DENSE_HEAD = Dense.of(1);

    private static final Pattern BOUNDED = Pattern.compile("(.*\\.)?log(var|scale)(\\.\\d+)?");

    private final List<Layer> hidden;
    private final LinearMap head;
    private final double logVarianceBound;
    /// What reaches each layer and the heads, which is asked for layer by layer.
    private final List<Shape> shapes;
    private final int joins;

    /// Refuses layers that do not chain.
    ///
    /// @param input shape of a row of the input, without a condition
    /// @param hidden the hidden layers from the input on, at most [#MOST_LAYERS]; may be empty
    /// @param head the kind of the heads, whatever its number of outputs
    /// @param logVarianceBound b > 0: of heads named `logvar` or `logscale` that have weights, an output t becomes
    /// `b tanh(t / b)`, which is t about 0 and stays within b; 0: it stays as it is
    /// @throws IllegalArgumentException naming the layer, the shape that reaches it and what was expected, or a bound
    /// that is not from 0 to [#LARGEST_BOUND]
    public Network(Shape input, List<Layer> hidden, LinearMap head, double logVarianceBound) {
        if (!(logVarianceBound >= 0 && logVarianceBound <= LARGEST_BOUND)) {
            throw new IllegalArgumentException("logVarianceBound: " + logVarianceBound + ", expected 0 for none, or"
                    + " above 0 up to " + LARGEST_BOUND);
        }
        this.logVarianceBound = logVarianceBound;
        this.head = Objects.requireNonNull(head, "head");
        this.hidden = List.copyOf(hidden);
        Require.within(0, MOST_LAYERS, "hidden layers", hidden.size());
        List<Shape> chain = new ArrayList<>();
        chain.add(Objects.requireNonNull(input, "input"));
        for (int i = 0; i < hidden.size(); i++) {
            chain.add(step("layer " + i, this.hidden.get(i).map(), chain.getLast()));
            Require.within(1, MOST_UNITS, "layer " + i + ": units", chain.getLast().channels());
        }
        step("head", head, chain.getLast());
        this.shapes = List.copyOf(chain);
        int first = 0;
        while (first <= hidden.size() && map(first).slides()) {
            first++;
        }
        this.joins = first > hidden.size() ? -1 : first;
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
        return new Network(input(), hidden, head, bound);
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

    /// Shape of a row of the input, without a condition.
    ///
    /// @return the shape
    public Shape input() {
        return shapes.getFirst();
    }

    /// The hidden layers from the input on.
    ///
    /// @return an immutable list
    public List<Layer> hidden() {
        return hidden;
    }

    /// The kind of the heads, whatever its number of outputs.
    ///
    /// @return the map
    public LinearMap head() {
        return head;
    }

    /// The bound on the logs of variances and scales.
    ///
    /// @return b, 0 for none
    public double logVarianceBound() {
        return logVarianceBound;
    }

    /// What each hidden layer gives.
    ///
    /// @return an immutable list, shorter by one than that of all shapes of the chain, which begins with the input
    public List<Shape> outputs() {
        return shapes.subList(1, shapes.size());
    }

    /// What reaches a layer, without a condition.
    ///
    /// @param index of a hidden layer, or their number for the heads
    /// @return the shape
    public Shape input(int index) {
        return shapes.get(index);
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
        return joins;
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

    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof Network that && shapes.getFirst().equals(that.shapes.getFirst())
                && hidden.equals(that.hidden) && head.equals(that.head) && logVarianceBound == that.logVarianceBound;
    }

    @Override
    public int hashCode() {
        return Objects.hash(shapes.getFirst(), hidden, head, logVarianceBound);
    }

    @Override
    public String toString() {
        return "Network[input=" + input() + ", hidden=" + hidden + ", head=" + head + ", logVarianceBound="
                + logVarianceBound + "]";
    }
}
