package lanewise.vae.network;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

import lanewise.core.Matrix;
import lanewise.core.Workspace;
import lanewise.vae.layer.Network;
import lanewise.vae.layer.Parameters;
import lanewise.vae.layer.PlacedNetwork;

/// A network in training: its layers one after the other, dropout behind the hidden ones where it is asked
/// for, and the heads.
///
/// Rows of inputs and outputs have images channels first, as files have; a condition is the last columns of the input.
/// Owns the buffers of all layers for up to a given number of rows. Serves one thread at a time; allocates nothing when
/// the number of rows repeats.
public final class TrainingNetwork {

    private final List<LayerPass> hidden = new ArrayList<>();
    private final List<Junction> junctions = new ArrayList<>();
    private final NetworkEnd heads;
    private final LogVarianceBound bound;
    private final LogVarianceBound.Pass bounding = new LogVarianceBound.Pass();
    private final Matrix[] read;
    private Matrix input;

    /// Allocates the buffers.
    ///
    /// @param placed the network and the places of its parameters
    /// @param maxRows the largest number of rows in a call
    /// @param arena who owns the buffers
    public TrainingNetwork(PlacedNetwork placed, int maxRows, Arena arena) {
        Network network = placed.network();
        int last = network.hidden().size();
        for (int i = 0; i <= last; i++) {
            junctions.add(new Junction(placed, i, maxRows, arena));
            if (i < last) {
                hidden.add(new LayerPass(network.hidden().get(i), placed.input(i), placed.slots().get(i),
                        maxRows, arena));
            }
        }
        this.heads = network.head().slides() ? new SlidingHeads(placed, maxRows, arena)
                : LayerPass.heads(network.head(), placed.input(last), placed.slots().getLast(), maxRows, arena);
        this.bound = LogVarianceBound.of(placed);
        this.read = new Matrix[last + 1];
    }

    /// The outputs of the heads.
    ///
    /// @param parameters weights and biases
    /// @param x rows x inputs; must keep its contents until [#backward]
    /// @param workspace who does the work
    /// @return rows x outputs, valid until the next call
    public Matrix forward(Parameters parameters, Matrix x, Workspace workspace) {
        return forward(parameters, x, null, 0, 0, workspace);
    }

    /// The outputs of the heads, with dropout behind the hidden layers.
    ///
    /// @param parameters weights and biases
    /// @param x rows x inputs; must keep its contents until [#backward]
    /// @param masks where the factors come from, images channels first; null for no dropout
    /// @param firstLayer which hidden layer of the masks the first one is
    /// @param firstRow which row of the masks row 0 of x has
    /// @param workspace who does the work
    /// @return rows x outputs, valid until the next call
    public Matrix forward(Parameters parameters, Matrix x, Masks masks, int firstLayer, int firstRow,
            Workspace workspace) {
        input = x;
        Matrix y = x;
        for (int i = 0; i < hidden.size(); i++) {
            read[i] = junctions.get(i).forward(y, x, workspace.team());
            LayerPass layer = hidden.get(i);
            y = masks == null ? layer.forward(parameters, read[i], workspace)
                    : layer.forward(parameters, read[i], masks, firstLayer + i, firstRow, workspace);
        }
        read[hidden.size()] = junctions.getLast().forward(y, x, workspace.team());
        Matrix outputs = heads.forward(parameters, read[hidden.size()], workspace);
        bounding.forward(bound, outputs, workspace.team());
        return outputs;
    }

    /// The buffer of the gradient with respect to the outputs of the heads, for the caller to fill before [#backward].
    ///
    /// @return rows of the last forward call x outputs
    public Matrix outputGradient() {
        return heads.gradient(input.rows());
    }

    /// The gradients of all weights and biases, given the one of the outputs in [#outputGradient()],
    /// which is overwritten.
    ///
    /// @param parameters as in the forward call
    /// @param result where the gradients of weights and biases go; what it held is overwritten
    /// @param dx where the gradient with respect to the input goes, or null if it is not wanted
    /// @param workspace who does the work
    public void backward(Parameters parameters, Parameters result, Matrix dx, Workspace workspace) {
        bounding.backward(bound, outputs(), outputGradient(), workspace.team());
        for (int i = hidden.size(); i >= 0; i--) {
            Matrix before = i == 0 ? dx : hidden.get(i - 1).gradient(input.rows());
            Matrix own = before == null ? null : junctions.get(i).gradient(before);
            NetworkEnd step = i == hidden.size() ? heads : hidden.get(i);
            step.backward(parameters, read[i], result, own, workspace);
            if (own != null) {
                junctions.get(i).backward(own, before, dx, workspace.team());
            }
        }
    }

    /// Number of hidden layers.
    /// @return layers without the heads
    public int hiddenLayers() {
        return hidden.size();
    }

    /// The outputs of a hidden layer after the last forward call.
    ///
    /// @param index which, from the input
    /// @return rows x outputs of the layer; of a convolution the images are channels last
    public Matrix hidden(int index) {
        return hidden.get(index).outputs(input.rows());
    }

    /// The outputs of the last forward call.
    ///
    /// @return rows x outputs
    public Matrix outputs() {
        return heads.outputs(input.rows());
    }
}
