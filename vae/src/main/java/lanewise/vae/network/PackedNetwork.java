package lanewise.vae.network;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

import lanewise.core.Epilogue;
import lanewise.core.Matrix;
import lanewise.core.Storage;
import lanewise.core.Workspace;
import lanewise.core.activation.Activation;
import lanewise.core.activation.Identity;
import lanewise.vae.layer.Layer;
import lanewise.vae.layer.LinearMap;
import lanewise.vae.layer.Network;
import lanewise.vae.layer.ParameterLayout.Slot;
import lanewise.vae.layer.ParameterLayout;
import lanewise.vae.layer.Parameters;
import lanewise.vae.layer.PlacedNetwork;
import lanewise.vae.layer.Shape;
import lanewise.vae.network.MapKernel.PackedMap;

/// A network for inference: the weights packed once for the kernels, the buffers of a thread apart.
///
/// Rows of inputs and outputs have images channels first, as files have; a condition is the last columns of the input.
/// The same bits as [TrainingNetwork] gives with the same parameters. Immutable and thread-safe; each thread brings
/// its own [Buffers].
public final class PackedNetwork {

    /// One map.
    ///
    /// @param map null for biases alone
    /// @param epilogue has the activation where there is no normalisation
    /// @param gain of a normalised layer, else null
    /// @param shape of the output
    private record Step(PackedMap map, Epilogue epilogue, Activation activation, Matrix gain, Matrix shift, Shape shape,
            boolean slides) {

        static Step of(Parameters parameters, Slot slot, LinearMap map, Shape in, Activation activation,
                Storage storage, Arena arena) {
            Matrix bias = parameters.bias(slot);
            Epilogue epilogue = slot.norm() == null ? new Epilogue(bias, activation, null) : Epilogue.bias(bias);
            return new Step(MapKernel.of(map, in).pack(parameters.weight(slot), storage, arena), epilogue, activation,
                    parameters.gain(slot), parameters.shift(slot), map.output(in), map.slides());
        }
    }

    private final PlacedNetwork placed;
    private final Parameters parameters;
    private final Storage storage;
    private final List<Step> hidden;
    private final List<Step> heads;
    private final int outputs;
    private final LogVarianceBound bound;

    /// Packs the weights.
    ///
    /// @param parameters weights and biases; the weights are copied, all else is used where it is and
    /// must stay as it is
    /// @param placed the network and the places of its parameters
    /// @param arena who owns the packed weights; a shared or automatic one where several threads use them
    public PackedNetwork(Parameters parameters, PlacedNetwork placed, Arena arena) {
        this(parameters, placed, Storage.FLOAT32, arena);
    }

    /// Packs the weights, those of dense layers as a storage has them.
    ///
    /// @param parameters weights and biases; the weights are copied, all else is used where it is and
    /// must stay as it is
    /// @param placed the network and the places of its parameters
    /// @param storage how the weights of dense layers are stored
    /// @param arena who owns the packed weights; a shared or automatic one where several threads use them
    public PackedNetwork(Parameters parameters, PlacedNetwork placed, Storage storage, Arena arena) {
        this.placed = placed;
        this.parameters = parameters;
        this.storage = storage;
        Network network = placed.network();
        List<Step> steps = new ArrayList<>();
        for (Layer layer : network.hidden()) {
            steps.add(Step.of(parameters, placed.slots().get(steps.size()), layer.map(), placed.input(steps.size()),
                    layer.activation(), storage, arena));
        }
        this.hidden = List.copyOf(steps);
        Shape in = placed.input(hidden.size());
        List<Step> ends = new ArrayList<>();
        for (Slot slot : placed.heads()) {
            boolean weighted = !network.head().slides() || slot.heads().getFirst().weighted();
            ends.add(weighted
                    ? Step.of(parameters, slot, network.head().sized(outputs(slot), in), in, new Identity(),
                            storage, arena)
                    : new Step(null, Epilogue.bias(parameters.bias(slot)), new Identity(), null, null,
                            Shape.of(outputs(slot)), false));
        }
        this.heads = List.copyOf(ends);
        this.outputs = placed.outputs();
        this.bound = LogVarianceBound.of(placed);
    }

    private static int outputs(Slot slot) {
        return slot.heads().stream().mapToInt(ParameterLayout.Head::outputs).sum();
    }

    private PackedNetwork(PackedNetwork whole, Step head, int outputs) {
        this.placed = whole.placed;
        this.parameters = whole.parameters;
        this.storage = whole.storage;
        this.hidden = whole.hidden;
        this.heads = List.of(head);
        this.outputs = outputs;
        this.bound = whole.bound;
    }

    /// The network that computes the first outputs alone, as one head of several dense ones, with the same bits. It
    /// shares all weights but those of the heads; the [Buffers] of either serve both.
    ///
    /// @param first how many of the outputs, 1 to [#outputs()]
    /// @param arena who owns the packed weights of the heads
    /// @return the network
    /// @throws IllegalStateException if the heads slide over images
    public PackedNetwork firstOutputs(int first, Arena arena) {
        if (placed.network().head().slides()) {
            throw new IllegalStateException("heads: are " + placed.network().head() + ", expected dense ones");
        }
        Slot slot = placed.slots().getLast();
        PackedMap map = new DenseKernel().pack(parameters.weight(slot).rows(0, first), storage, arena);
        Epilogue epilogue = Epilogue.bias(parameters.bias(slot).columns(0, first));
        return new PackedNetwork(this,
                new Step(map, epilogue, new Identity(), null, null, Shape.of(first), false), first);
    }

    /// Width of the input, condition included.
    /// @return the width
    public int inputs() {
        return placed.inputs();
    }

    /// Width of the output.
    /// @return the width
    public int outputs() {
        return outputs;
    }

    /// The hidden activations of one thread.
    public static final class Buffers {

        private final List<RowBuffer> hidden = new ArrayList<>();
        private final List<Views> pixels = new ArrayList<>();
        private final List<Junction> junctions = new ArrayList<>();
        private final List<RowBuffer> heads = new ArrayList<>();
        private final List<Views> columns = new ArrayList<>();
        private final List<Rearranging> rearrangings = new ArrayList<>();
        private final NormalizedActivation normalized = new NormalizedActivation();
        private final LogVarianceBound.Pass bounding = new LogVarianceBound.Pass();

        /// Allocates the memory.
        ///
        /// @param network the network
        /// @param maxRows the largest number of rows in a call
        /// @param arena who owns the memory
        public Buffers(PackedNetwork network, int maxRows, Arena arena) {
            for (Step step : network.hidden) {
                junctions.add(new Junction(network.placed, hidden.size(), maxRows, arena));
                int size = step.shape.size();
                hidden.add(step.slides ? RowBuffer.dense(arena, maxRows, size) : new RowBuffer(arena, maxRows, size));
                pixels.add(Views.ofPixels(step.slides ? step.shape.channels() : size));
            }
            junctions.add(new Junction(network.placed, hidden.size(), maxRows, arena));
            int column = 0;
            for (Step step : network.heads) {
                boolean rearranges = step.slides && !Rearranging.isIdentity(step.shape);
                heads.add(rearranges ? RowBuffer.dense(arena, maxRows, step.shape.size()) : null);
                rearrangings.add(rearranges ? new Rearranging(step.shape) : null);
                columns.add(Views.ofColumns(column, column + step.shape.size()));
                column += step.shape.size();
            }
        }
    }

    /// The outputs of the heads.
    ///
    /// @param x rows x inputs
    /// @param out where they go, rows x outputs; shares no memory with x
    /// @param buffers of this network, for at least as many rows
    /// @param workspace who does the work
    public void forward(Matrix x, Matrix out, Buffers buffers, Workspace workspace) {
        Matrix y = x;
        for (int i = 0; i < hidden.size(); i++) {
            Matrix read = buffers.junctions.get(i).forward(y, x, workspace.team());
            y = buffers.hidden.get(i).first(x.rows());
            step(hidden.get(i), read, y, buffers.pixels.get(i), buffers.normalized, workspace);
        }
        Matrix read = buffers.junctions.getLast().forward(y, x, workspace.team());
        if (heads.size() == 1 && buffers.rearrangings.getFirst() == null) {
            heads.getFirst().map.forward(read, out, heads.getFirst().epilogue, workspace);
        } else {
            for (int h = 0; h < heads.size(); h++) {
                head(h, read, buffers.columns.get(h).of(out), buffers, workspace);
            }
        }
        buffers.bounding.forward(bound, out, workspace.team());
    }

    private static void step(Step step, Matrix x, Matrix y, Views pixels, NormalizedActivation normalized,
            Workspace workspace) {
        step.map.forward(x, y, step.epilogue, workspace);
        if (step.gain != null) {
            Matrix rows = pixels.of(y);
            normalized.run(rows, step.gain, step.shift, rows, null, step.activation, rows, workspace.team());
        }
    }

    private void head(int h, Matrix x, Matrix out, Buffers buffers, Workspace workspace) {
        Step head = heads.get(h);
        if (head.map == null) {
            SlidingHead.fill(head.epilogue.bias(), out);
        } else if (buffers.rearrangings.get(h) == null) {
            head.map.forward(x, out, head.epilogue, workspace);
        } else {
            Matrix t = buffers.heads.get(h).first(x.rows());
            head.map.forward(x, t, head.epilogue, workspace);
            buffers.rearrangings.get(h).toChannelsFirst(t, out, workspace.team());
        }
    }
}
