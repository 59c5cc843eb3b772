package lanewise.vae.train;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import lanewise.vae.file.Safetensors;
import lanewise.vae.format.FormatException;
import lanewise.vae.format.Json;
import lanewise.vae.layer.ParameterLayout;
import lanewise.vae.layer.Parameters;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.VaeModel;
import lanewise.vae.objective.LossTerms;

/// A training run that was stopped, in a safetensors file: whoever resumes it ends with the same bytes as a run that
/// was never stopped.
///
/// Its tensors:
/// - the names of the parameter layout, F32: parameters
/// - `optimizer.MOMENT.` and these names, F32: the optimizer's moments
/// - `best.` and these names, F32: the parameters of the best epoch so far, if the configuration keeps them and an
///   epoch is done
/// - `epoch.sums`, F64 `[3 + T]`: reconstruction, divergence, loss and the objective's T further terms, summed over the
///   rows of the epoch trained on so far
/// - `history`, F64 `[epochs done, 7 + T]`: steps done; training reconstruction, divergence, loss and further terms;
///   validation reconstruction, divergence and loss (NaN if none)
///
/// The metadata hold, in JSON, `architecture`, `configuration`, `data`, `validation` (of rows given by themselves) and
/// `progress`. The file appears under its name whole or not at all, so that a process killed at any moment leaves a
/// good one. Immutable and thread-safe.
public final class Checkpoint {

    private final Path file;
    private final RunIdentity identity;
    private final RunProgress progress;
    private final List<EpochRecord> history;

    private Checkpoint(Path file, RunIdentity identity, RunProgress progress, List<EpochRecord> history) {
        this.file = file;
        this.identity = identity;
        this.progress = progress;
        this.history = List.copyOf(history);
    }

    /// Reads what a checkpoint is about; parameters and moments are checked but not kept.
    ///
    /// @param file the file
    /// @return the checkpoint
    /// @throws FormatException naming the file and what is wrong in it
    /// @throws IOException if the file is missing or cannot be read
    public static Checkpoint read(Path file) throws IOException {
        try (Arena reading = Arena.ofShared()) {
            return read(Safetensors.open(file, reading), file);
        }
    }

    private static Checkpoint read(Safetensors source, Path file) throws FormatException {
        CheckpointForm.requireFormat(source);
        RunIdentity identity = RunIdentity.read(source);
        String place = RunIdentity.place(source, CheckpointForm.PROGRESS);
        RunProgress progress = RecordForm.read(RunProgress.class,
                Json.parseObject(source.metadata(CheckpointForm.PROGRESS), place), place);
        CheckpointForm.requireTensors(source, identity, progress);
        return new Checkpoint(file, identity, progress, history(source, identity.configuration(), progress));
    }

    private static List<EpochRecord> history(Safetensors source,
            TrainingConfiguration configuration, RunProgress progress)
            throws FormatException {
        double[] values = source.tensor(CheckpointForm.HISTORY).toDoubles();
        List<String> others = configuration.objective().terms();
        int columns = CheckpointForm.columns(configuration.objective());
        List<EpochRecord> history = new ArrayList<>();
        for (int e = 0; e < progress.epoch(); e++) {
            int at = e * columns;
            int validation = at + columns - CheckpointForm.TERMS;
            history.add(new EpochRecord(e + 1, (long) values[at], terms(values, at + 1, others),
                    Double.isNaN(values[validation]) ? null : terms(values, validation, List.of())));
        }
        return history;
    }

    private static LossTerms terms(double[] values, int at, List<String> names) {
        Map<String, Double> others = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            others.put(names.get(i), values[at + CheckpointForm.TERMS + i]);
        }
        return new LossTerms(values[at], values[at + 1], values[at + 2], others);
    }

    /// The file.
    /// @return its path
    public Path file() {
        return file;
    }

    /// What is being trained.
    /// @return the architecture
    public Architecture architecture() {
        return identity.architecture();
    }

    /// How it is being trained.
    /// @return the configuration
    public TrainingConfiguration configuration() {
        return identity.configuration();
    }

    /// Steps done.
    /// @return the number
    public long step() {
        return progress.step();
    }

    /// Epochs done.
    /// @return the number
    public int epochs() {
        return progress.epoch();
    }

    /// The epoch with the smallest loss on the validation rows, the first of several.
    /// @return its number, from 1; 0 if there is none
    public int bestEpoch() {
        return EpochRecord.best(history);
    }

    /// What the epochs came to.
    /// @return one record for each epoch done
    public List<EpochRecord> history() {
        return history;
    }

    /// How many rows it trains on, validation rows that are split off included.
    /// @return the number
    public int trainingRows() {
        return identity.data().rows();
    }

    /// The contents of these rows, [lanewise.vae.data.Dataset#sha256()].
    /// @return the digest in hexadecimal digits
    public String dataSha256() {
        return identity.data().sha256();
    }

    RunIdentity identity() {
        return identity;
    }

    /// Refuses to go on to another number of epochs where a run of that length from the start would not have
    /// come to this state.
    ///
    /// @param epochs of the whole run
    /// @throws IllegalArgumentException saying why: fewer than were begun, a schedule or a warm-up that follows the
    /// length of the run, or an early end
    public void requireEpochs(int epochs) {
        RunLength.require(this, progress, epochs);
    }

    /// Whether a file says of itself that it is a checkpoint, be it sound or not.
    ///
    /// @param file the file
    /// @return whether its metadata say so
    /// @throws FormatException if it is no safetensors file
    /// @throws IOException if the file is missing or cannot be read
    public static boolean isOne(Path file) throws IOException {
        try (Arena reading = Arena.ofShared()) {
            return CheckpointForm.FORMAT.equals(Safetensors.open(file, reading).metadata().get("format"));
        }
    }

    /// The model that the run would give if it ended here: that of the best epoch so far if the configuration keeps it,
    /// else that of the last step.
    ///
    /// @return the model with the parameters that the file holds now; close it to free its memory
    /// @throws FormatException naming the file and what is wrong in it
    /// @throws IOException if the file is missing or cannot be read
    public VaeModel model() throws IOException {
        try (Arena reading = Arena.ofShared()) {
            Safetensors source = Safetensors.open(file, reading);
            Checkpoint now = read(source, file);
            boolean best = CheckpointForm.hasBest(now.configuration(), now.progress) && now.bestEpoch() > 0;
            Parameters parameters = Parameters.allocate(reading, now.architecture().layout());
            for (ParameterLayout.Tensor tensor : parameters.layout().tensors()) {
                source.tensor(best ? CheckpointForm.bestName(tensor) : tensor.name())
                        .copyTo(parameters.tensor(tensor.name()));
            }
            Optional<String> damaged = parameters.firstNotFinite();
            if (damaged.isPresent()) {
                throw new FormatException(file.toString(),
                        "tensor \"" + damaged.get() + "\" holds a NaN or an infinity, expected finite values");
            }
            return VaeModel.of(now.architecture(), parameters);
        }
    }

    /// Copies the file's state into that of a run, once it is known to be the same run, or one of another length that
    /// comes to this state as well.
    ///
    /// @param run what the resuming run is
    /// @param trainingRows its training rows
    /// @return whether the run has another length
    static boolean restore(Path file, RunIdentity run, int trainingRows, TrainingState state) throws IOException {
        try (Arena reading = Arena.ofShared()) {
            Safetensors source = Safetensors.open(file, reading);
            Checkpoint checkpoint = read(source, file);
            checkpoint.identity.requireSame(run, file.toString());
            checkpoint.requireEpochs(run.configuration().epochs());
            RunProgress progress = checkpoint.progress;
            if (!progress.isReached(trainingRows, run.configuration())) {
                throw new FormatException(file.toString(),
                        "metadata \"progress\" is " + source.metadata(CheckpointForm.PROGRESS) + ", which no run over "
                        + trainingRows + " rows passes through");
            }
            state.step = progress.step();
            state.epoch = progress.epoch();
            state.position = progress.position();
            state.reconstruction = source.tensor(CheckpointForm.SUMS).get(0);
            state.kl = source.tensor(CheckpointForm.SUMS).get(1);
            state.loss = source.tensor(CheckpointForm.SUMS).get(2);
            for (int i = 0; i < state.others.length; i++) {
                state.others[i] = source.tensor(CheckpointForm.SUMS).get(CheckpointForm.TERMS + i);
            }
            state.history.clear();
            state.history.addAll(checkpoint.history);
            List<String> moments = run.configuration().optimizer().moments();
            for (ParameterLayout.Tensor tensor : state.parameters.layout().tensors()) {
                source.tensor(tensor.name()).copyTo(state.parameters.tensor(tensor.name()));
                if (CheckpointForm.hasBest(run.configuration(), progress)) {
                    source.tensor(CheckpointForm.bestName(tensor)).copyTo(state.best.tensor(tensor.name()));
                }
                for (int m = 0; m < moments.size(); m++) {
                    source.tensor(CheckpointForm.momentName(moments.get(m), tensor))
                            .copyTo(state.momentViews.get(m).tensor(tensor.name()));
                }
            }
            Optional<String> damaged = state.firstNotFinite();
            if (damaged.isPresent()) {
                throw new FormatException(file.toString(),
                        damaged.get() + " holds a NaN or an infinity, expected finite values");
            }
            return run.configuration().epochs() != checkpoint.configuration().epochs();
        }
    }
}
