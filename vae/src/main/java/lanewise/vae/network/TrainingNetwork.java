package lanewise.vae.network;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

import lanewise.core.Matrix;
import lanewise.core.Workspace;
import lanewise.core.activation.Identity;
import lanewise.vae.layer.Layer;

/// Layers one after the other: an activation, and dropout where it is asked for, after each but the last, which holds the heads.
///
/// Owns the buffers of all layers for up to a given number of rows. Serves one thread at a time; allocates nothing when the number of rows repeats.
public final class TrainingNetwork {

    private final List<DensePass> layers;
    private Matrix input;

    /// Allocates the buffers.
    ///
    /// @param placed the network and the places of its parameters
    /// @param maxRows the largest number of rows in a call
    /// @param arena who owns the buffers
    public TrainingNetwork(PlacedNetwork placed, int maxRows, Arena arena) {
        List<DensePass> all = new ArrayList<>();
        for (Layer layer : placed.network().hidden()) {
            all.add(new DensePass(placed.slots().get(all.size()), layer.activation(), maxRows, arena));
        }
        all.add(new DensePass(placed.slots().getLast(), new Identity(), maxRows, arena));
        this.layers = List.copyOf(all);
    }

    /// The outputs of the last layer.
    ///
    /// @param parameters weights and biases
    /// @param x rows x inputs; must keep its contents until [#backward]
    /// @param workspace who does the work
    /// @return rows x outputs, valid until the next call
    public Matrix forward(Parameters parameters, Matrix x, Workspace workspace) {
        return forward(parameters, x, null, 0, 0, workspace);
    }

    /// The outputs of the last layer, with dropout behind the hidden ones.
    ///
    /// @param parameters weights and biases
    /// @param x rows x inputs; must keep its contents until [#backward]
    /// @param masks where the factors come from; null for no dropout
    /// @param firstLayer which hidden layer of the masks the first one is
    /// @param firstRow which row of the masks row 0 of x has
    /// @param workspace who does the work
    /// @return rows x outputs, valid until the next call
    public Matrix forward(Parameters parameters, Matrix x, Masks masks, int firstLayer, int firstRow, Workspace workspace) {
        input = x;
        Matrix y = x;
        for (int i = 0; i < layers.size(); i++) {
            DensePass layer = layers.get(i);
            y = masks == null || i == hiddenLayers() ? layer.forward(parameters, y, workspace)
                    : layer.forward(parameters, y, masks, firstLayer + i, firstRow, workspace);
        }
        return y;
    }

    /// The buffer of the gradient with respect to the outputs of the last layer, for the caller to fill before [#backward].
    ///
    /// @return rows of the last forward call x outputs
    public Matrix outputGradient() {
        return layers.getLast().gradient(input.rows());
    }

    /// The gradients of all weights and biases, given the one of the outputs in [#outputGradient()], which is overwritten.
    ///
    /// @param parameters as in the forward call
    /// @param result where the gradients of weights and biases go; what it held is overwritten
    /// @param dx where the gradient with respect to the input goes, or null if it is not wanted
    /// @param workspace who does the work
    public void backward(Parameters parameters, Parameters result, Matrix dx, Workspace workspace) {
        int rows = input.rows();
        for (int i = layers.size() - 1; i > 0; i--) {
            DensePass before = layers.get(i - 1);
            layers.get(i).backward(parameters, before.outputs(rows), result, before.gradient(rows), workspace);
        }
        layers.getFirst().backward(parameters, input, result, dx, workspace);
    }

    /// Number of hidden layers.
    /// @return layers without the heads
    public int hiddenLayers() {
        return layers.size() - 1;
    }

    /// The outputs of a hidden layer after the last forward call: what the next layer reads.
    ///
    /// @param index which, from the input
    /// @return rows x outputs of the layer
    public Matrix hidden(int index) {
        return layers.get(index).outputs(input.rows());
    }

    /// The outputs of the last forward call.
    ///
    /// @return rows x outputs
    public Matrix outputs() {
        return layers.getLast().outputs(input.rows());
    }
}
