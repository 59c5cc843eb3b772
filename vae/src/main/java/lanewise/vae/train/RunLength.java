package lanewise.vae.train;

/// Whether a run that has begun can have another number of epochs: where a run of that length from the start would have
/// come to the same state.
final class RunLength {

    private RunLength() {
    }

    /// Refuses a number of epochs, saying why.
    static void require(Checkpoint run, RunProgress progress, int epochs) {
        TrainingConfiguration configuration = run.configuration();
        if (epochs == configuration.epochs()) {
            return;
        }
        configuration.epochs(epochs);
        String refused = run.file() + ": cannot go on to " + epochs + " epochs, ";
        int begun = progress.epoch() + (progress.position() > 0 ? 1 : 0);
        if (epochs < begun) {
            throw new IllegalArgumentException(refused + "the run is in epoch " + begun + " already");
        }
        boolean began = progress.step() > 0;
        if (began && configuration.schedule().dependsOnLength()) {
            throw new IllegalArgumentException(refused
                    + followsLength("schedule", "learning rates", (Record) configuration.schedule(), configuration));
        }
        if (began && configuration.warmup().dependsOnLength()) {
            throw new IllegalArgumentException(refused
                    + followsLength("warm-up", "weights", (Record) configuration.warmup(), configuration));
        }
        int without = progress.epoch() - run.bestEpoch();
        boolean ended = configuration.patience() > 0 && progress.position() == 0 && without >= configuration.patience();
        if (ended && epochs > progress.epoch()) {
            throw new IllegalArgumentException(refused + "the run ended after epoch "
                    + progress.epoch() + ", " + without
                    + " epochs without a smaller validation loss, and one of any length would have ended there");
        }
    }

    private static String followsLength(String what, String values, Record kind, TrainingConfiguration configuration) {
        return "the " + what + " " + RecordForm.id(kind.getClass()) + " follows the length of the run, "
                + configuration.epochs() + " epochs: one of another length would have had other " + values
                + " from the start";
    }
}
