package lanewise.vae.train;

import java.util.List;
import java.util.Objects;

import lanewise.vae.model.VaeModel;

/// What a training run came to. Immutable and thread-safe; the model's memory is freed by closing either the model or
/// the result, whichever its owner holds.
///
/// @param model the model: of the last epoch, or of the best one where the configuration keeps it
/// @param history what each epoch came to, in their order; those before a resume are included, an epoch that was broken
/// off is not
/// @param bestEpoch the epoch with the smallest loss on the validation rows, the first of several; 0 without such rows
/// or before the first end of an epoch
/// @param end why the run ended
public record TrainingResult(VaeModel model, List<EpochRecord> history, int bestEpoch, End end)
        implements AutoCloseable {

    /// Why a run ended.
    public enum End {

        /// All epochs are done.
        EPOCHS,

        /// As many epochs in a row as the configuration has patience for came without a smaller validation loss.
        PATIENCE,

        /// The listener asked for an end before either.
        STOPPED
    }

    /// Takes what a run ended with.
    ///
    /// @throws NullPointerException if there is no model, history or end
    public TrainingResult {
        Objects.requireNonNull(model, "model");
        history = List.copyOf(history);
        Objects.requireNonNull(end, "end");
    }

    /// Closes the model.
    @Override
    public void close() {
        model.close();
    }
}
