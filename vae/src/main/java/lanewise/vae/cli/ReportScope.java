package lanewise.vae.cli;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;

import lanewise.core.Team;
import lanewise.vae.data.ImageSet;

/// How much a report looks at, and where it finds the run's data.
///
/// @param data where they are now; null where they were
/// @param count of test examples that are embedded and scored; null for what is usual
/// @param samples draws for each score; null for what is usual
/// @param rows of a table that are drawn and compared with real ones
/// @param weights how the explorer's decoder is stored; null for what suits its size
/// @param seed where random numbers start; null for that of the run
/// @param images the run's data where they are in memory; null where they are read
record ReportScope(Path data, Integer count, Integer samples, int rows, String weights, Long seed, ImageSet images) {

    private static final int ROWS = 5000;
    private static final int ROWS_AFTER_TRAINING = 1000;
    private static final int COUNT_AFTER_TRAINING = 500;
    private static final int SAMPLES_AFTER_TRAINING = 10;

    /// What the command line of `report` says.
    static ReportScope of(Arguments arguments) {
        return new ReportScope(arguments.get(Report.DATA), arguments.get(Report.COUNT), arguments.get(Report.SAMPLES),
                ROWS, arguments.get(Report.WEIGHTS), arguments.get(ModelSource.SEED), null);
    }

    /// So little that nobody waits for it at the end of a training.
    ///
    /// @param data where the data are, where they moved; else null
    static ReportScope afterTraining(ImageSet images, Path data) {
        return new ReportScope(data, COUNT_AFTER_TRAINING, SAMPLES_AFTER_TRAINING, ROWS_AFTER_TRAINING, null, null,
                images);
    }

    /// Where the data of a run are.
    DataSource source(ModelSource run) {
        return data == null ? run.config().data() : run.config().data().withDirectory(data);
    }

    /// The data of a run, or others from the same place.
    ImageSet read(ModelSource run, DataSource wanted, Arena arena, Team team) throws IOException, CommandException {
        return images != null && wanted.equals(source(run)) ? images : wanted.read(run.table(), arena, team);
    }

    long seed(ModelSource run) {
        return seed != null ? seed : run.config().training().seed();
    }
}
