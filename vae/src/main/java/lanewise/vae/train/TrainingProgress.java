package lanewise.vae.train;

import java.util.List;

import lanewise.vae.model.VaeModel;
import lanewise.vae.objective.LossTerms;

/// Where a training run stands: one object per run, changing with each step, so that looking at it allocates nothing.
///
/// To be read on the training thread, from a [TrainingListener].
public final class TrainingProgress {

    private final TrainingRun run;
    private boolean stop;
    private boolean checkpoint;

    TrainingProgress(TrainingRun run) {
        this.run = run;
    }

    /// Steps done since the run was first started.
    /// @return the number
    public long step() {
        return run.state().step;
    }

    /// Steps that the whole run takes.
    /// @return the number
    public long steps() {
        return (long) run.configuration().epochs() * stepsPerEpoch();
    }

    /// Steps that an epoch takes.
    /// @return the number
    public int stepsPerEpoch() {
        long rows = run.configuration().stepRows();
        return (int) ((run.rows() + rows - 1) / rows);
    }

    /// The epoch of the last step, from 1; 0 before the first.
    /// @return the number
    public int epoch() {
        return run.state().epoch + (run.state().position > 0 ? 1 : 0);
    }

    /// Epochs that the whole run takes.
    /// @return the number
    public int epochs() {
        return run.configuration().epochs();
    }

    /// Examples trained on since the run was first started, each epoch counting them anew.
    /// @return the number
    public long examples() {
        return (long) run.state().epoch * run.rows() + run.state().position;
    }

    /// Examples that the whole run trains on.
    /// @return the number
    public long totalExamples() {
        return (long) run.configuration().epochs() * run.rows();
    }

    /// Reconstruction term, mean over the examples of the epoch so far; NaN between epochs.
    /// @return nats per example
    public double reconstruction() {
        return run.state().reconstruction / run.state().position;
    }

    /// Divergence, not weighted, mean over the examples of the epoch so far; NaN between epochs.
    /// @return nats per example
    public double kl() {
        return run.state().kl / run.state().position;
    }

    /// Loss, mean over the examples of the epoch so far; NaN between epochs.
    /// @return what the objective minimises, in nats per example
    public double loss() {
        return run.state().loss / run.state().position;
    }

    /// All terms that the objective reports, means over the examples of the epoch so far, as a new object;
    /// NaN between epochs.
    /// @return the terms
    public LossTerms terms() {
        return run.state().means(run.configuration().objective().terms(), run.state().position);
    }

    /// Learning rate of the next step, before what the optimizer itself makes of it.
    /// @return the optimizer's learning rate times the factor of the schedule
    public double learningRate() {
        return run.configuration().optimizer().learningRate() * run.rateFactor();
    }

    /// Global norm of the last step's gradient, before clipping.
    /// @return the norm; 0 before the first step of this process
    public double gradientNorm() {
        return run.gradientNorm();
    }

    /// What the epochs came to, those before a resume included.
    /// @return one record for each epoch done
    public List<EpochRecord> history() {
        return List.copyOf(run.state().history);
    }

    /// The epoch with the smallest loss on the validation rows so far, from 1.
    /// @return its number, 0 if there is none
    public int bestEpoch() {
        return run.state().bestEpoch();
    }

    /// The model as it is now, a copy.
    /// @return the model; close it to free its memory
    public VaeModel model() {
        return VaeModel.of(run.architecture(), run.state().parameters);
    }

    /// Asks for an end after this step; if the trainer has a checkpoint, it is written.
    public void stop() {
        stop = true;
    }

    /// Asks for a checkpoint after this step, if the trainer has one to write.
    public void checkpoint() {
        checkpoint = true;
    }

    boolean stopRequested() {
        return stop;
    }

    /// True once for each request.
    boolean takeCheckpointRequest() {
        boolean requested = checkpoint;
        checkpoint = false;
        return requested;
    }
}
