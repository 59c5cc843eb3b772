package lanewise.vae.train;

import java.io.IOException;
import java.lang.foreign.Arena;

import lanewise.core.Matrix;
import lanewise.core.Workspace;
import lanewise.core.random.RandomStream;
import lanewise.vae.data.Dataset;
import lanewise.vae.layer.Parameters;
import lanewise.vae.loss.ObjectivePass;
import lanewise.vae.model.Architecture;
import lanewise.vae.network.DrawnMasks;
import lanewise.vae.network.RowBuffer;
import lanewise.vae.random.Purpose;

/// The gradient of a step and the terms of its loss: those of its blocks, each a pass over some rows, added in the
/// [BlockTree]. With other processes, in a [Collective], each computes some of the blocks.
///
/// What is drawn for a row follows from its place in the step, so a block is the same wherever it is computed.
final class StepGradient implements AutoCloseable {

    /// Of the terms: reconstruction, divergence and loss, then the objective's further terms, then whether an end is
    /// asked for.
    private static final int FURTHER = 3;

    private final TrainingConfiguration configuration;
    private final Dataset training;
    private final ObjectivePass pass;
    private final RowBuffer batch;
    private final Corrupter corrupter;
    private final Binarizer binarizer;
    private final DrawnMasks masks;
    private final int encoderLayers;
    private final Collective collective;
    private final PartialSums sums;
    private final SumOfRanks others;
    private int lastFirst;

    /// @param collective who else computes blocks, or null
    StepGradient(RunIdentity identity, Dataset training, Collective collective, Arena arena, Workspace workspace) {
        Architecture architecture = identity.architecture();
        int rows = Math.min(identity.configuration().batchSize(), training.size());
        this.configuration = identity.configuration();
        this.training = training;
        this.pass = new ObjectivePass(architecture, configuration.objective(), rows, workspace);
        this.pass.trainingRows(training.size());
        this.batch = new RowBuffer(arena, rows, training.width());
        this.corrupter = new Corrupter(configuration, architecture.inputs(), rows, training.width(), arena);
        this.binarizer = new Binarizer(configuration, architecture.inputs());
        this.masks = configuration.dropout() == 0 ? null
                : new DrawnMasks(configuration.dropout(), configuration.seed(), architecture.hiddenLayers());
        this.encoderLayers = architecture.placedEncoder().network().hidden().size();
        this.collective = collective;
        int terms = FURTHER + configuration.objective().terms().size() + 1;
        this.sums = new PartialSums(architecture.layout(), terms, arena, workspace.team());
        this.others = collective == null ? null
                : new SumOfRanks(collective, architecture.layout().size(), terms, arena, workspace.team());
    }

    /// Refuses ranks of other runs.
    void requireSame(RunIdentity identity, long step) throws IOException {
        if (others != null) {
            others.requireSame(identity, step);
        }
    }

    /// Rows of the step that the state is at.
    int rows(TrainingState state) {
        return (int) Math.min(configuration.stepRows(), training.size() - state.position);
    }

    private int blocks(TrainingState state) {
        return (rows(state) + configuration.batchSize() - 1) / configuration.batchSize();
    }

    /// Computes the step that the state is at.
    ///
    /// @param order the rows of the epoch
    /// @param warmUp factor of the weights
    /// @param end whether this process asks for the run's end
    void compute(TrainingState state, int[] order, double warmUp, boolean end) throws IOException {
        int blocks = blocks(state);
        int from = collective == null ? 0 : SumOfRanks.begin(blocks, collective.rank(), collective.size());
        int to = collective == null ? blocks : SumOfRanks.begin(blocks, collective.rank() + 1, collective.size());
        sums.begin(blocks);
        for (int block = from; block < to; block++) {
            block(block, state, order, warmUp);
            takeTerms(sums.placeOfTerms(), end);
            sums.add(block);
        }
        if (others != null) {
            others.complete(sums, blocks);
        }
    }

    private void block(int block, TrainingState state, int[] order, double warmUp) {
        int rows = rows(state);
        int first = block * configuration.batchSize();
        lastFirst = first;
        Matrix x = rowsOf(first, rows);
        training.gather(order, state.position + first, x.rows(), x);
        binarizer.draw(x, order, state.position + first, first, state.step, state.epoch);
        if (corrupter.isOn()) {
            pass.input(corrupter.corrupted(x, state.step, first));
        }
        if (masks != null) {
            pass.dropout(masks.step(state.step).part(encoderLayers, first, x.rows(), rows));
        }
        if (x.rows() < rows) {
            pass.part(first, rows);
        }
        pass.warmUp(warmUp);
        pass.forwardBackward(state.parameters, x,
                new RandomStream(configuration.seed(), Purpose.NOISE.stream(state.step)), sums.place());
    }

    private Matrix rowsOf(int first, int rows) {
        return batch.first(Math.min(configuration.batchSize(), rows - first));
    }

    private void takeTerms(double[] terms, boolean end) {
        terms[0] = pass.reconstruction();
        terms[1] = pass.kl();
        terms[2] = pass.total();
        for (int i = FURTHER; i < terms.length - 1; i++) {
            terms[i] = pass.term(i - FURTHER);
        }
        terms[terms.length - 1] = end ? 1 : 0;
    }

    /// Computes the blocks of the step again up to the first whose numbers are not finite, or the last.
    ///
    /// @return why they are not
    StopAdvice advice(TrainingState state, int[] order, double warmUp, Architecture net) {
        int blocks = blocks(state);
        boolean sound = blocks > 1 || collective != null;
        for (int block = 0; block < blocks && sound; block++) {
            block(block, state, order, warmUp);
            sound = Double.isFinite(pass.total()) && sums.place().firstNotFinite().isEmpty();
        }
        return StopAdvice.of(pass, state, rowsOf(lastFirst, rows(state)), training, order, state.position + lastFirst,
                net);
    }

    /// The gradient of the last step.
    Parameters gradient() {
        return sums.gradient(0);
    }

    double reconstruction() {
        return sums.terms(0)[0];
    }

    double kl() {
        return sums.terms(0)[1];
    }

    double total() {
        return sums.terms(0)[2];
    }

    double term(int index) {
        return sums.terms(0)[FURTHER + index];
    }

    /// Whether any process asked for an end.
    boolean endAsked() {
        double[] terms = sums.terms(0);
        return terms[terms.length - 1] > 0;
    }

    /// What the blocks are computed with, and room for their rows.
    ObjectivePass pass() {
        return pass;
    }

    RowBuffer batch() {
        return batch;
    }

    @Override
    public void close() {
        pass.close();
    }
}
