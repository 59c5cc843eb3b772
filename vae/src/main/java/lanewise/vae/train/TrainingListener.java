package lanewise.vae.train;

/// Told how training goes, on the training thread. What it does cannot change the result; it may ask for an end or a
/// checkpoint through [TrainingProgress].
public interface TrainingListener {

    /// Called after each step.
    ///
    /// @param progress where the run stands; always the same object, to be read during the call
    default void step(TrainingProgress progress) {
        // nobody needs to listen to everything
    }

    /// Called after each epoch, once its checkpoint is written.
    ///
    /// @param progress where the run stands; always the same object, to be read during the call
    /// @param epoch what the epoch came to
    default void epoch(TrainingProgress progress, EpochRecord epoch) {
        // nobody needs to listen to everything
    }
}
