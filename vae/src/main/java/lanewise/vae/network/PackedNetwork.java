package lanewise.vae.network;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

import lanewise.core.Epilogue;
import lanewise.core.Gemm;
import lanewise.core.Matrix;
import lanewise.core.PackedMatrix;
import lanewise.core.Workspace;
import lanewise.core.activation.Activation;
import lanewise.core.activation.Identity;
import lanewise.vae.layer.Layer;
import lanewise.vae.network.ParameterLayout.Slot;

/// Layers for inference: an activation after each but the last, before it the normalisation of those layers that have one, the weights packed once for
/// the matrix multiply.
///
/// The same bits as [TrainingNetwork] gives with the same parameters. Immutable and thread-safe; each thread brings its own [Buffers].
public final class PackedNetwork {

    /// @param activation of a normalised layer; otherwise the epilogue has it
    /// @param gain of a normalised layer, else null
    private record Packed(PackedMatrix weight, Epilogue epilogue, Activation activation, Matrix gain, Matrix shift) {

        static Packed of(Parameters parameters, Slot slot, Activation activation, Arena arena) {
            Matrix bias = parameters.bias(slot);
            Epilogue epilogue = slot.norm() == null ? new Epilogue(bias, activation, null) : Epilogue.bias(bias);
            return new Packed(PackedMatrix.pack(arena, true, parameters.weight(slot)), epilogue, activation, parameters.gain(slot),
                    parameters.shift(slot));
        }
    }

    private final Parameters parameters;
    private final Slot last;
    private final List<Packed> layers;

    /// Packs the weights.
    ///
    /// @param parameters weights and biases; the weights are copied, all else is used where it is and must stay as it is
    /// @param placed the network and the places of its parameters
    /// @param arena who owns the packed weights; a shared or automatic one where several threads use them
    public PackedNetwork(Parameters parameters, PlacedNetwork placed, Arena arena) {
        this.parameters = parameters;
        this.last = placed.slots().getLast();
        List<Packed> packed = new ArrayList<>();
        for (Layer layer : placed.network().hidden()) {
            packed.add(Packed.of(parameters, placed.slots().get(packed.size()), layer.activation(), arena));
        }
        packed.add(Packed.of(parameters, last, new Identity(), arena));
        this.layers = List.copyOf(packed);
    }

    private PackedNetwork(PackedNetwork whole, Packed head) {
        this.parameters = whole.parameters;
        this.last = whole.last;
        List<Packed> packed = new ArrayList<>(whole.layers);
        packed.set(packed.size() - 1, head);
        this.layers = List.copyOf(packed);
    }

    /// The network that computes the first outputs alone, as one head of several, with the same bits. It shares all weights but those of the last
    /// layer; the [Buffers] of either serve both.
    ///
    /// @param outputs how many of the outputs, 1 to [#outputs()]
    /// @param arena who owns the packed weights of the last layer
    /// @return the network
    public PackedNetwork firstOutputs(int outputs, Arena arena) {
        PackedMatrix weight = PackedMatrix.pack(arena, true, parameters.weight(last).rows(0, outputs));
        Activation own = layers.getLast().epilogue.activation();
        return new PackedNetwork(this, new Packed(weight, new Epilogue(parameters.bias(last).columns(0, outputs), own, null), own, null, null));
    }

    /// Width of the input.
    /// @return the width
    public int inputs() {
        return layers.getFirst().weight.rows();
    }

    /// Width of the output.
    /// @return the width
    public int outputs() {
        return layers.getLast().weight.columns();
    }

    /// The hidden activations of one thread.
    public static final class Buffers {

        private final List<RowBuffer> hidden = new ArrayList<>();
        private final NormalizedActivation normalized = new NormalizedActivation();

        /// Allocates the memory.
        ///
        /// @param network the network
        /// @param maxRows the largest number of rows in a call
        /// @param arena who owns the memory
        public Buffers(PackedNetwork network, int maxRows, Arena arena) {
            for (Packed layer : network.layers.subList(0, network.layers.size() - 1)) {
                hidden.add(new RowBuffer(arena, maxRows, layer.weight.columns()));
            }
        }
    }

    /// The outputs of the last layer.
    ///
    /// @param x rows x inputs
    /// @param out where they go, rows x outputs; shares no memory with x
    /// @param buffers of this network, for at least as many rows
    /// @param workspace who does the work
    public void forward(Matrix x, Matrix out, Buffers buffers, Workspace workspace) {
        Matrix input = x;
        int end = layers.size() - 1;
        for (int i = 0; i <= end; i++) {
            Packed layer = layers.get(i);
            Matrix output = i == end ? out : buffers.hidden.get(i).first(x.rows());
            Gemm.multiply(input, layer.weight, output, layer.epilogue, workspace);
            if (layer.gain != null) {
                buffers.normalized.run(output, layer.gain, layer.shift, output, null, layer.activation, output, workspace.team());
            }
            input = output;
        }
    }
}
