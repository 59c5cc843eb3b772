package lanewise.vae.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Where a training run puts its files. A run is never overwritten.
///
/// @param path the directory
record RunDirectory(Path path) {

    /// Where runs go if nobody says otherwise.
    static final Path RUNS = Path.of("runs");

    /// How rows of a table are encoded, where the data are one: the name of the file.
    static final String TABLE = "table.json";

    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    /// Data, architecture and training.
    Path config() {
        return path.resolve("config.json");
    }

    /// How rows of a table are encoded, where the data are one.
    Path table() {
        return path.resolve(TABLE);
    }

    /// The files that are read of a run.
    List<Path> inputs() {
        return List.of(config(), table(), model(), checkpoint());
    }

    /// What `calibrate` writes if nobody says otherwise.
    Path thresholds() {
        return path.resolve(Score.THRESHOLDS_FILE);
    }

    /// One row per epoch.
    Path metrics() {
        return path.resolve("metrics.csv");
    }

    /// All that a stopped run needs to go on.
    Path checkpoint() {
        return path.resolve("checkpoint.safetensors");
    }

    /// The trained model.
    Path model() {
        return path.resolve("model.safetensors");
    }

    /// Test images, each above its reconstruction.
    Path reconstructions() {
        return path.resolve("reconstructions.png");
    }

    /// Images drawn from the prior.
    Path samples() {
        return path.resolve("samples.png");
    }

    /// Loss over epochs.
    Path curve() {
        return path.resolve("curve.png");
    }

    /// A directory name for data, such as `runs/drawn-digits-20260131-120000`, from the second on with its number.
    static RunDirectory standard(String data, LocalDateTime now, int number) {
        String name = data.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]+", "-") + "-" + now.format(STAMP);
        return new RunDirectory(RUNS.resolve(number == 1 ? name : name + "-" + number));
    }

    /// Refuses a place where a run cannot go: a file, a directory that holds something, one that cannot be written.
    /// Writes nothing that stays.
    void requireFree() throws CommandException {
        Path present = path.toAbsolutePath().normalize();
        if (Files.exists(present, LinkOption.NOFOLLOW_LINKS)) {
            if (!Files.isDirectory(present)) {
                throw new CommandException("--out: " + path + " is a file, expected a new or empty directory");
            }
            if (Files.exists(config()) || Files.exists(checkpoint())) {
                throw new CommandException("--out: " + path + " holds a run already; continue it with --resume " + path
                        + " or choose another directory");
            }
            try (Stream<Path> entries = Files.list(present)) {
                if (entries.anyMatch(entry -> !entry.endsWith(RunClaim.LOCK))) {
                    throw new CommandException("--out: " + path + " is not empty, expected a new or empty directory");
                }
            } catch (IOException e) {
                throw new CommandException("--out: " + path + " cannot be read: " + Messages.of(e));
            }
        }
        requirePlace();
    }

    /// Refuses a directory that cannot be made or written to. Writes nothing that stays.
    void requirePlace() throws CommandException {
        Path present = path.toAbsolutePath().normalize();
        while (present != null && !Files.exists(present)) {
            present = present.getParent();
        }
        requireWritable(present);
    }

    /// Refuses a run that cannot be continued here.
    void requireRun(Option<Path> option) throws CommandException {
        if (!Files.isDirectory(path)) {
            throw new CommandException("--" + option.name() + ": " + path + " is "
                    + (Files.exists(path) ? "a file" : "not there") + ", expected the directory of a run");
        }
        if (!Files.exists(config())) {
            throw new CommandException("--" + option.name() + ": " + path
                    + " has no config.json, expected the directory of a run");
        }
    }

    /// Tries it, for permission bits do not tell of read-only file systems.
    void requireWritable(Path directory) throws CommandException {
        if (directory == null || !Files.isDirectory(directory)) {
            throw new CommandException("--out: " + path + " cannot be made: " + directory + " is not a directory");
        }
        try {
            Files.delete(Files.createTempFile(directory, ".lanewise-", ".try"));
        } catch (IOException e) {
            throw new CommandException("--out: " + path + " cannot be written: " + Messages.reason(e));
        }
    }

    /// The run below [#RUNS] whose model is the newest, or null.
    static RunDirectory newest() throws IOException {
        if (!Files.isDirectory(RUNS)) {
            return null;
        }
        try (Stream<Path> entries = Files.list(RUNS)) {
            List<RunDirectory> finished = entries.map(RunDirectory::new)
                    .filter(run -> Files.isRegularFile(run.model())).toList();
            return finished.stream().max(Comparator.comparing(run -> run.model().toFile().lastModified())).orElse(null);
        }
    }
}
