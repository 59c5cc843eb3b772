package lanewise.vae.train;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;

import lanewise.core.Workspace;
import lanewise.core.random.RandomStream;
import lanewise.vae.data.Dataset;
import lanewise.vae.evaluate.Evaluator;
import lanewise.vae.layer.ParameterLayout;
import lanewise.vae.layer.Parameters;
import lanewise.vae.loss.ObjectivePass;
import lanewise.vae.model.Architecture;
import lanewise.vae.objective.LossTerms;
import lanewise.vae.prior.PriorKernel;
import lanewise.vae.random.Purpose;

/// One run with all its memory: gradient, clip, update, step by step; evaluation and record, epoch by epoch.
///
/// Everything that outlives a step is in the [TrainingState]; what is derived from it, such as the order of the epoch's
/// rows, is derived anew after a resume.
final class TrainingRun implements AutoCloseable {

    private final RunIdentity identity;
    private final TrainingConfiguration configuration;
    private final Dataset training;
    private final Dataset validation;
    private final TrainingListener listener;
    private final Path checkpoint;
    private final int checkpointEvery;
    private final Workspace workspace;
    private final Arena arena = Arena.ofShared();
    private final TrainingState state;
    private final StepGradient gradient;
    private final Collective collective;
    private final ParameterUpdate.Clip clip;
    private final ParameterUpdate update;
    private final Evaluator evaluator;
    private final TrainingProgress progress = new TrainingProgress(this);
    private final IntToDoubleFunction losses = this::lossOf;
    private double gradientNorm;

    /// @param validation rows to evaluate after each epoch, or null
    /// @param checkpoint where to write the state, or null
    /// @param checkpointEvery steps between checkpoints, 0 for the ends of epochs only
    /// @param collective who else takes part, or null
    TrainingRun(RunIdentity identity, Dataset training, Dataset validation, TrainingListener listener, Path checkpoint,
            int checkpointEvery, Collective collective, Workspace workspace) {
        this.identity = identity;
        this.configuration = identity.configuration();
        this.training = training;
        this.validation = validation == null ? null
                : new Binarizer(configuration, identity.architecture().inputs()).validation(validation);
        this.listener = listener;
        this.checkpoint = checkpoint;
        this.checkpointEvery = checkpointEvery;
        this.collective = collective;
        this.workspace = workspace;
        Architecture architecture = identity.architecture();
        ParameterLayout layout = architecture.layout();
        this.state = new TrainingState(layout, configuration, arena);
        this.gradient = new StepGradient(identity, training, collective, arena, workspace);
        this.clip = new ParameterUpdate.Clip(gradient.gradient().segment(), workspace.team());
        this.update = new ParameterUpdate(configuration.optimizer(), state.parameters, gradient.gradient(),
                state.moments, workspace.team());
        this.evaluator = validation == null ? null
                : new Evaluator(architecture, configuration.objective().evaluated(configuration.evaluationSamples()),
                        2 * gradient.batch().maxRows(), workspace);
    }

    /// Begins with fresh parameters.
    void start() throws IOException {
        configuration.initialization().fill(state.parameters, configuration.seed());
        architecture().posterior().start(state.parameters);
        PriorKernel.of(architecture().prior()).start(state.parameters, training, configuration.seed());
        if (configuration.biasFromMean()) {
            DecoderBias.setFromMean(state.parameters, architecture().likelihood(), training,
                    gradient.batch());
        }
        state.startMoments(configuration.optimizer());
        save();
    }

    /// Begins where a checkpoint ended; one with another length is written anew, so that whoever is stopped before the
    /// next one goes on to the same end.
    void resume(Path from) throws IOException {
        if (Checkpoint.restore(from, identity, training.size(), state)) {
            save();
        }
    }

    /// Trains until the last epoch is done or the listener asks for an end.
    ///
    /// @return whether the last epoch is done
    boolean run() throws IOException {
        gradient.requireSame(identity, state.step);
        while (!isDone()) {
            if (!runEpoch()) {
                save();
                return false;
            }
            EpochRecord record = finishEpoch();
            save();
            listener.epoch(progress, record);
            if (collective == null && progress.stopRequested()) {
                break;
            }
        }
        return isDone();
    }

    /// Whether the last epoch is done, or as many without a better one as the configuration has patience for.
    private boolean isDone() {
        int patience = configuration.patience();
        return state.epoch == configuration.epochs()
                || patience > 0 && state.position == 0 && state.epoch - state.bestEpoch() >= patience;
    }

    /// Why it ended, where [#run()] has.
    TrainingResult.End end() {
        if (state.epoch == configuration.epochs()) {
            return TrainingResult.End.EPOCHS;
        }
        return isDone() ? TrainingResult.End.PATIENCE : TrainingResult.End.STOPPED;
    }

    /// What the run came to so far: the parameters of the best epoch if they are kept and there is one, else the last.
    Parameters result() {
        return state.best != null && state.bestEpoch() > 0 ? state.best : state.parameters;
    }

    /// The rest of the current epoch; false if the listener asked for an end.
    private boolean runEpoch() throws IOException {
        int[] order = order();
        while (state.position < order.length) {
            step(order);
            listener.step(progress);
            if (collective == null ? progress.stopRequested() : gradient.endAsked()) {
                return false;
            }
            if (progress.takeCheckpointRequest() || checkpointEvery > 0 && state.step % checkpointEvery == 0) {
                save();
            }
        }
        return true;
    }

    private int[] order() {
        if (configuration.shuffle()) {
            return new RandomStream(configuration.seed(), Purpose.SHUFFLE.stream(state.epoch))
                    .permutation(training.size());
        }
        int[] order = new int[training.size()];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        return order;
    }

    private void step(int[] order) throws IOException {
        int rows = gradient.rows(state);
        double warmUp = configuration.warmup().factor(state.step, progress.stepsPerEpoch(), configuration.epochs());
        gradient.compute(state, order, warmUp, progress.stopRequested());
        gradientNorm = clip.norm();
        if (!Guard.isSound(gradient.reconstruction(), gradient.kl(), gradient.total(), gradientNorm)) {
            Guard.Finding finding = Guard.find(gradient.reconstruction(), gradient.kl(), gradient.total(), state,
                    gradient.gradient());
            stop(finding, gradient.advice(state, order, warmUp, architecture()));
        }
        update.step(state.step + 1, ParameterUpdate.Clip.factor(gradientNorm, configuration.clipNorm()), rateFactor());
        addTerms(rows);
        state.position += rows;
        state.step++;
    }

    /// The factor on the learning rate of the next step.
    double rateFactor() {
        return configuration.schedule().factor(state.step, progress.stepsPerEpoch(), configuration.epochs(), losses);
    }

    /// With which loss an epoch, from 0, ended.
    private double lossOf(int epoch) {
        EpochRecord record = state.history.get(epoch);
        return (record.validation() == null ? record.training() : record.validation()).total();
    }

    /// Summed over the rows in double, so that the mean over the epoch does not depend on the reduction. Where a step
    /// has blocks, its terms are the sums of theirs already.
    private void addTerms(int rows) {
        double factor = configuration.objective().reduction().factor(rows);
        if (configuration.accumulate() == 1) {
            addRows(rows);
        } else {
            state.reconstruction += gradient.reconstruction() / factor;
            state.kl += gradient.kl() / factor;
        }
        state.loss += gradient.total() / factor;
        for (int i = 0; i < state.others.length; i++) {
            state.others[i] += gradient.term(i) / factor;
        }
    }

    private void addRows(int rows) {
        ObjectivePass pass = gradient.pass();
        int samples = configuration.objective().samples();
        for (int row = 0; row < rows; row++) {
            double sum = 0;
            for (int sample = 0; sample < samples; sample++) {
                sum += pass.reconstructionOf(sample * rows + row);
            }
            state.reconstruction += sum / samples;
            state.kl += pass.klOf(row);
        }
    }

    private EpochRecord finishEpoch() {
        OptimalVariance.fit(state.parameters, architecture(), training, gradient.pass(), gradient.batch(),
                new RandomStream(configuration.seed(), Purpose.NOISE.stream(state.step)));
        LossTerms trained = state.means(configuration.objective().terms(), training.size());
        LossTerms validated = validation == null ? null
                : evaluator.evaluate(state.parameters, validation, configuration.seed());
        state.epoch++;
        state.clearTerms();
        EpochRecord record = new EpochRecord(state.epoch, state.step, trained, validated);
        state.history.add(record);
        if (state.best != null && state.bestEpoch() == state.epoch) {
            state.best.copyFrom(state.parameters);
        }
        return record;
    }

    /// Only a sound state replaces the last one.
    private void save() throws IOException {
        Optional<Guard.Finding> damage = Guard.findInState(state);
        if (damage.isPresent()) {
            throw damage.get().stop(state, StopAdvice.ofUpdate(), null);
        }
        if (checkpoint != null) {
            CheckpointWriter.write(checkpoint, identity, state);
        }
    }

    private void stop(Guard.Finding finding, StopAdvice advice) throws IOException {
        boolean stateIsSound = Guard.findInState(state).isEmpty();
        if (stateIsSound) {
            save();
        }
        throw finding.stop(state, advice, stateIsSound ? checkpoint : null);
    }

    TrainingState state() {
        return state;
    }

    Architecture architecture() {
        return identity.architecture();
    }

    TrainingConfiguration configuration() {
        return configuration;
    }

    int rows() {
        return training.size();
    }

    double gradientNorm() {
        return gradientNorm;
    }

    TrainingProgress progress() {
        return progress;
    }

    @Override
    public void close() {
        gradient.close();
        if (evaluator != null) {
            evaluator.close();
        }
        arena.close();
    }
}
