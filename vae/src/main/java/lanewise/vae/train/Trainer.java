package lanewise.vae.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import lanewise.core.Team;
import lanewise.core.Workspace;
import lanewise.core.random.RandomStream;
import lanewise.vae.check.Require;
import lanewise.vae.data.Dataset;
import lanewise.vae.data.Split;
import lanewise.vae.evaluate.Evaluator;
import lanewise.vae.loss.ObjectivePass;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.VaeModel;
import lanewise.vae.random.Purpose;

/// Trains a model:
/// ```java
/// TrainingResult result = Trainer.of(Architecture.of(784, 20, 400))
///         .configuration(new TrainingConfiguration().epochs(10).seed(1))
///         .checkpoint(Path.of("run.checkpoint"))
///         .fit(digits);
/// ```
/// The model is a function of architecture, configuration (with its seed) and data, to the last bit: team, listener,
/// checkpoints and processes have no part in it. A run that was stopped or killed anywhere goes on with
/// `Trainer.resume(Path.of("run.checkpoint")).fit(digits)` and ends with the same bytes.
///
/// **The gradient of a step** over R rows of the epoch's order is that of the loss of these rows as one batch, summed
/// or averaged over R. With `accumulate` blocks of B = `batchSize` rows to a step, block b is rows `b B` to `(b + 1) B`
/// of the step, the last step of an epoch having as many blocks, and the last block as many rows, as are left. The
/// gradient of a block is what its rows give to that of the batch: with the mean over the batch, that of the sum of
/// their losses divided by R. What is drawn for a row is that of its place in the step. Gradients and terms of the loss
/// are added in the tree
/// ```
/// node(0, b) = block b
/// node(k, i) = node(k - 1, 2 i) + node(k - 1, 2 i + 1), or the first alone where the second has no block
/// ```
/// gradients in float, terms in double. So the memory of a step is that of one block and of log2(blocks) + 2 gradients,
/// and it does not matter who computes which block ([#collective(Collective)]). Clipping, optimizer, schedules and
/// records see the sum alone.
///
/// Not thread-safe; can be used for several runs, one after the other.
public final class Trainer {

    /// How long a thread of the trainer's own team spins before it sleeps: the gaps between the parts of a step are
    /// shorter, and waking up costs as much.
    private static final long SPIN_NANOS = 50_000;

    private final Architecture architecture;
    private TrainingConfiguration configuration = new TrainingConfiguration();
    private Team team;
    private TrainingListener listener = new TrainingListener() { };
    private Dataset validation;
    private Path checkpoint;
    private int checkpointEvery;
    private Path resumeFrom;
    private Collective collective;
    private Map<String, String> metadata = Map.of();

    private Trainer(Architecture architecture) {
        this.architecture = Objects.requireNonNull(architecture, "architecture");
    }

    /// A trainer with the default configuration, a team of its own with a thread per processor, no listener
    /// and no checkpoint.
    ///
    /// @param architecture what to train
    /// @return the trainer
    public static Trainer of(Architecture architecture) {
        return new Trainer(architecture);
    }

    /// A trainer that goes on where a checkpoint ended, with its architecture and configuration, and writes further
    /// checkpoints over it.
    ///
    /// @param checkpoint the file
    /// @return the trainer; fit it with the same data
    /// @throws IOException if the file is missing, cannot be read or is no checkpoint
    public static Trainer resume(Path checkpoint) throws IOException {
        Checkpoint start = Checkpoint.read(checkpoint);
        return new Trainer(start.architecture()).configuration(start.configuration()).checkpoint(checkpoint)
                .resumeFrom(checkpoint);
    }

    /// Sets how to train.
    ///
    /// @param value the configuration
    /// @return this
    public Trainer configuration(TrainingConfiguration value) {
        configuration = Objects.requireNonNull(value, "configuration");
        return this;
    }

    /// Sets how long to train, all else as configured: `Trainer.resume(file).epochs(20)` goes on with
    /// a run of 10 epochs.
    ///
    /// @param value epochs of the whole run, at least 1
    /// @return this
    public Trainer epochs(int value) {
        configuration = configuration.epochs(value);
        return this;
    }

    /// Sets who does the work.
    ///
    /// @param value the team; stays the caller's to close
    /// @return this
    public Trainer team(Team value) {
        team = Objects.requireNonNull(value, "team");
        return this;
    }

    /// Sets who is told how it goes.
    ///
    /// @param value the listener
    /// @return this
    public Trainer listener(TrainingListener value) {
        listener = Objects.requireNonNull(value, "listener");
        return this;
    }

    /// Sets rows to evaluate after each epoch; without them, those are used that the configuration's validation
    /// fraction keeps apart.
    ///
    /// @param value the rows
    /// @return this
    public Trainer validation(Dataset value) {
        validation = Objects.requireNonNull(value, "validation");
        return this;
    }

    /// Writes a checkpoint at the start, after each epoch and when the run is asked to end.
    ///
    /// @param file where to; its directory exists
    /// @return this
    public Trainer checkpoint(Path file) {
        checkpoint = Objects.requireNonNull(file, "checkpoint");
        return this;
    }

    /// Writes the checkpoint every so many steps as well.
    ///
    /// @param steps how many, at least 1
    /// @return this
    public Trainer checkpointEvery(int steps) {
        checkpointEvery = Require.atLeast(1, "checkpointEvery", steps);
        return this;
    }

    /// Goes on where a checkpoint of the same run ended, or of one that was to be shorter or longer: the result has the
    /// bits that a run of this configuration has from the start, and is refused where it could not (see
    /// [Checkpoint#requireEpochs(int)]).
    ///
    /// @param file the checkpoint; the run is refused, naming the difference, if architecture, configuration or data
    /// are not those of the file
    /// @return this
    public Trainer resumeFrom(Path file) {
        resumeFrom = Objects.requireNonNull(file, "resumeFrom");
        return this;
    }

    /// Shares the blocks of each step with other processes that call [#fit] with the same architecture, configuration
    /// and data. Each gets the model, and writes checkpoints if it is asked to; all are to resume from the same one. An
    /// end that a listener asks for anywhere comes at all of them after the step then in work.
    ///
    /// @param value the way to the others
    /// @return this
    public Trainer collective(Collective value) {
        collective = Objects.requireNonNull(value, "collective");
        return this;
    }

    /// Sets texts that the model and its files are to carry.
    ///
    /// @param texts as in [VaeModel#metadata()]
    /// @return this
    public Trainer metadata(Map<String, String> texts) {
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(texts));
        return this;
    }

    /// Refuses data that [#fit] would refuse before its first step.
    ///
    /// @param data as in [#fit]
    /// @throws IllegalArgumentException if they do not suit architecture, configuration or likelihood
    public void check(Dataset data) {
        requireSuited(data);
        architecture.prior().check(split(data, configuration).train().size());
    }

    /// Trains to the end, or until the listener asks for one.
    ///
    /// @param data the examples, validation rows included that are to be split off
    /// @return the model with its history; close it to free the memory
    /// @throws IllegalArgumentException if the data do not suit architecture or likelihood (naming row, column and
    /// value), or a checkpoint is of another run
    /// @throws TrainingStoppedException if a number is not finite
    /// @throws IOException if a checkpoint cannot be read or written
    public TrainingResult fit(Dataset data) throws IOException {
        requireSuited(data);
        Split split = split(data, configuration);
        architecture.prior().check(split.train().size());
        RunIdentity identity = new RunIdentity(architecture, configuration, identify(data), identify(validation));
        Dataset evaluated = split.validation().size() == 0 ? validation : split.validation();
        Team own = team == null ? Team.ofThreads(Runtime.getRuntime().availableProcessors(), SPIN_NANOS) : null;
        try (Workspace workspace = Workspace.with(team == null ? own : team);
                TrainingRun run = new TrainingRun(identity, split.train(), evaluated, listener, checkpoint,
                        checkpointEvery, collective, workspace)) {
            if (resumeFrom == null) {
                run.start();
            } else {
                run.resume(resumeFrom);
            }
            run.run();
            TrainingState state = run.state();
            return new TrainingResult(VaeModel.of(architecture, run.result(), metadata), state.history,
                    state.bestEpoch(), run.end());
        } finally {
            if (own != null) {
                own.close();
            }
        }
    }

    /// Null where nobody will ask: the data are read once for it.
    private DataIdentity identify(Dataset data) {
        boolean asked = checkpoint != null || resumeFrom != null || collective != null;
        return data != null && asked ? DataIdentity.of(data) : null;
    }

    private void requireSuited(Dataset data) {
        ObjectivePass.check(architecture, configuration.objective());
        if (configuration.accumulate() > 1) {
            ObjectivePass.checkParts(architecture, configuration.objective());
        }
        if (collective != null) {
            Require.within(1, configuration.accumulate(), "size of the collective", collective.size());
            Require.within(0, collective.size() - 1, "rank in the collective", collective.rank());
        }
        Evaluator.check(architecture, data);
        Binarizer binarizer = new Binarizer(configuration, architecture.inputs());
        binarizer.check("data", data);
        if (validation != null) {
            if (configuration.validationFraction() > 0) {
                throw new IllegalArgumentException("validation: rows are given by themselves, and"
                        + " validationFraction is " + configuration.validationFraction()
                        + ", expected one or the other");
            }
            Evaluator.check(architecture, validation);
            binarizer.check("validation", validation);
        }
        if ((configuration.patience() > 0 || configuration.keepBest()) && validation == null
                && configuration.validationFraction() == 0) {
            throw new IllegalArgumentException(
                    (configuration.keepBest() ? "keepBest: true" : "patience: " + configuration.patience())
                    + ", but there are no validation rows to tell the best epoch by, expected some");
        }
        if (configuration.biasFromMean() && architecture.likelihood().outputOfMean(0.5).isEmpty()) {
            throw new IllegalArgumentException("biasFromMean: the likelihood " + architecture.likelihood().name()
                    + " has no output for a mean, expected false");
        }
    }

    /// The rows that a run learns from and those that it keeps apart to validate on, `round(rows * validationFraction)`
    /// of them chosen by the seed.
    ///
    /// @param data the examples
    /// @param configuration the run's
    /// @return two views
    /// @throws IllegalArgumentException if either part would be empty although a share is asked for
    public static Split split(Dataset data, TrainingConfiguration configuration) {
        double fraction = configuration.validationFraction();
        int rows = data.size();
        int kept = (int) Math.round(rows * fraction);
        if (kept == rows || fraction > 0 && kept == 0) {
            throw new IllegalArgumentException("validationFraction: " + fraction + " of " + rows + " rows leaves "
                    + (rows - kept) + " for training and " + kept + " for validation, expected at least one of each");
        }
        return Split.of(data, kept, new RandomStream(configuration.seed(), Purpose.SPLIT.stream(0)));
    }
}
