package lanewise.vae.train;

import java.nio.file.Path;
import java.util.Optional;

/// Training met a number that is not finite and stopped before it reached the parameters.
///
/// What was trained up to that step is kept: in the checkpoint, if the trainer has one.
public final class TrainingStoppedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final long step;
    private final int epoch;
    private final String culprit;
    private final transient Path checkpoint;
    private final Reason reason;
    private final String advice;

    /// What the numbers that are not finite come from, as far as the step tells.
    public enum Reason {

        /// A number of the data is far larger than those that a net is made for.
        DATA,

        /// Logs of variances whose exponential leaves the floats.
        LOG_VARIANCE,

        /// The initial weights: no step has been done.
        START,

        /// Steps that were too long.
        LEARNING_RATE
    }

    TrainingStoppedException(long step, int epoch, String culprit, String finding, StopAdvice advice,
            Path checkpoint) {
        super("training stopped at step " + step + " (epoch " + epoch + "): " + finding
                + (checkpoint == null ? "" : "; the state before this step is in " + checkpoint));
        this.step = step;
        this.epoch = epoch;
        this.culprit = culprit;
        this.checkpoint = checkpoint;
        this.reason = advice.reason();
        this.advice = advice.words();
    }

    /// What it comes from.
    /// @return the likeliest reason
    public Reason reason() {
        return reason;
    }

    /// What was seen of the reason, and what may help.
    /// @return half a sentence, with options of the command line in brackets
    public String advice() {
        return advice;
    }

    /// The step that was not done, from 1.
    /// @return the step
    public long step() {
        return step;
    }

    /// The epoch it belongs to, from 1.
    /// @return the epoch
    public int epoch() {
        return epoch;
    }

    /// What was not finite: `parameter`, `gradient` and the tensor's name, or the name of a loss term.
    /// @return such as `gradient of encoder.0.weight`
    public String culprit() {
        return culprit;
    }

    /// Where the last good state is.
    /// @return the checkpoint, if there is one
    public Optional<Path> checkpoint() {
        return Optional.ofNullable(checkpoint);
    }
}
