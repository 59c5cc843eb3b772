package lanewise.vae.prior;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.Workspace;
import lanewise.core.random.RandomStream;
import lanewise.vae.data.Dataset;
import lanewise.vae.latent.Posterior;
import lanewise.vae.latent.VampPrior;
import lanewise.vae.layer.LayoutBuilder;
import lanewise.vae.layer.ParameterLayout.Slot;
import lanewise.vae.layer.ParameterLayout;
import lanewise.vae.layer.Parameters;
import lanewise.vae.layer.PlacedNetwork;
import lanewise.vae.likelihood.Observed;
import lanewise.vae.network.Masks;
import lanewise.vae.network.TrainingNetwork;
import lanewise.vae.random.Purpose;

/// A mixture whose components are the encoder's answers to learned inputs.
///
/// @param prior the description
record VampKernel(VampPrior prior) implements PriorKernel {

    private static final String INPUTS = "prior.inputs";

    @Override
    public void addTensors(LayoutBuilder builder, int latent, int encoderInputs) {
        builder.tensor(INPUTS, prior.components(), encoderInputs);
    }

    @Override
    public void start(Parameters parameters, Dataset training, long seed) {
        prior.check(training.size());
        RandomStream stream = new RandomStream(seed, Purpose.INIT.stream(parameters.layout().indexOf(INPUTS)));
        int[] rows = Arrays.copyOf(stream.permutation(training.size()), prior.components());
        Matrix inputs = parameters.tensor(INPUTS);
        training.gather(rows, 0, rows.length, inputs);
        Observed.filled(inputs, inputs.columns(), inputs);
    }

    @Override
    public PriorPass pass(PlacedNetwork encoder, Posterior posterior, int latent, int maxRows, Arena arena) {
        Mixture mixture = new Mixture(posterior, prior.components(), latent, arena);
        return new Pass(mixture, encoder, maxRows, arena);
    }

    @Override
    public PriorSampler sampler(PlacedNetwork encoder, Posterior posterior, int latent, Parameters parameters,
            Arena arena) {
        Mixture mixture = new Mixture(posterior, prior.components(), latent, arena);
        Matrix heads = Matrix.allocate(arena, mixture.components, posterior.width(latent));
        try (Arena buffers = Arena.ofShared(); Workspace workspace = Workspace.single()) {
            TrainingNetwork pass = new TrainingNetwork(encoder, mixture.components, buffers);
            heads.copyFrom(pass.forward(parameters, parameters.tensor(INPUTS), workspace));
        }
        mixture.set(heads, null);
        return mixture;
    }

    /// An encoder of its own, and room for its gradient, which is then added to that of the batch.
    private static final class Pass extends MixturePass {

        private final TrainingNetwork encoder;
        private final Arena arena;
        private final Sum sum;
        private Parameters own;

        Pass(Mixture mixture, PlacedNetwork placed, int maxRows, Arena arena) {
            super(mixture, maxRows, arena);
            this.encoder = new TrainingNetwork(placed, mixture.components, arena);
            this.arena = arena;
            this.sum = new Sum(end(placed.slots().getLast()));
        }

        /// Where the encoder's parameters end, which begin the layout.
        private static int end(Slot heads) {
            return (heads.biasOffset() + heads.biases() + ParameterLayout.GRAIN - 1) / ParameterLayout.GRAIN
                    * ParameterLayout.GRAIN;
        }

        @Override
        Matrix heads(Parameters parameters, Masks masks, int firstRow, Workspace workspace) {
            return encoder.forward(parameters, parameters.tensor(INPUTS), masks, 0, firstRow, workspace);
        }

        @Override
        Matrix logits(Parameters parameters) {
            return null;
        }

        @Override
        Matrix headGradients() {
            return encoder.outputGradient();
        }

        @Override
        void backward(Parameters parameters, Parameters gradients, Workspace workspace) {
            if (own == null) {
                own = Parameters.allocate(arena, gradients.layout());
            }
            encoder.backward(parameters, own, gradients.tensor(INPUTS), workspace);
            sum.run(own.segment(), gradients.segment(), workspace.team());
        }
    }

    /// Adds the encoder's part of one gradient to another; each part does some elements.
    private static final class Sum implements Team.Work {

        private final int length;
        private MemorySegment from;
        private MemorySegment to;

        Sum(int encoderFloats) {
            this.length = encoderFloats;
        }

        void run(MemorySegment source, MemorySegment target, Team team) {
            from = source;
            to = target;
            team.run(this);
        }

        @Override
        public void part(int part, int parts) {
            add(from, to, Team.begin(length, part, parts, ParameterLayout.GRAIN),
                    Team.begin(length, part + 1, parts, ParameterLayout.GRAIN));
        }

        private static void add(MemorySegment from, MemorySegment to, int begin, int end) {
            for (int i = begin; i < end; i++) {
                long at = (long) i << 2;
                to.set(Matrix.FLOAT, at, to.get(Matrix.FLOAT, at) + from.get(Matrix.FLOAT, at));
            }
        }
    }
}
