package lanewise.vae.cli;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import lanewise.core.Team;
import lanewise.vae.data.Dataset;
import lanewise.vae.data.ImageSet;
import lanewise.vae.evaluate.AnomalyScores;
import lanewise.vae.evaluate.Evaluator;
import lanewise.vae.layer.Shape;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.VaeModel;
import lanewise.vae.tabular.TableForm;
import lanewise.vae.train.Checkpoint;
import lanewise.vae.train.Trainer;

/// The model that a command works with, and what is known of the run that it comes from.
///
/// @param file the model's file
/// @param model the model
/// @param config of its run; null where there is none beside it
/// @param table how rows of a table are encoded; null for a model of images, or of a table that is taken as it is
record ModelSource(Path file, VaeModel model, RunConfig config, TableForm table) implements AutoCloseable {

    static final String VALIDATION = "validation";
    static final Option<Path> MODEL = Option.path("model", "FILE", "that of the run",
            "a model.safetensors, or the checkpoint of a run that is not finished");
    static final Option<Path> RUN = Option.path("run", "DIR", "the newest in runs/",
            "the directory of a training run; one that is not finished has the model of its checkpoint");
    static final Option<Long> SEED = Common.SEED.withStandard(null, "that of the run, else 0");
    static final Option<Path> DATA = Option.path("data", "DIR", "the data of the run, else digits drawn by the program",
            Common.DATA.help());
    static final Option<String> SPLIT = Option.choice("split", "NAME", List.of("test", "train", VALIDATION), "test",
            "which examples; validation: those that the run kept apart");

    static final OptionGroup GROUP = OptionGroup.of("Model", MODEL, RUN);

    /// Opens the model that the command line names, or that of the newest run.
    static ModelSource open(Arguments arguments, Terminal terminal) throws IOException, UsageException,
            CommandException {
        return open(arguments, MODEL, terminal);
    }

    /// The same with an option of its own for the model's file.
    static ModelSource open(Arguments arguments, Option<Path> option, Terminal terminal)
            throws IOException, UsageException, CommandException {
        arguments.exclude(option, RUN, "each names a model");
        if (arguments.has(option)) {
            Path file = arguments.get(option);
            if (Files.isDirectory(file)) {
                throw new CommandException("--model: " + file
                        + " is a directory, expected a file; --run takes the directory of a run");
            }
            RunDirectory beside = new RunDirectory(file.toAbsolutePath().getParent());
            return of(file, Files.isRegularFile(beside.config()) ? RunConfig.read(beside.config()) : null, terminal);
        }
        RunDirectory run = arguments.has(RUN) ? new RunDirectory(arguments.get(RUN)) : newest();
        ModelSource opened = open(run, terminal);
        if (!arguments.has(RUN)) {
            terminal.note("Using the newest run, " + run.path());
        }
        return opened;
    }

    /// The newest run.
    static RunDirectory newest() throws IOException, UsageException {
        RunDirectory run = RunDirectory.newest();
        if (run == null) {
            throw new UsageException("no model: there is no finished run in " + RunDirectory.RUNS
                    + "/, expected --model FILE or --run DIR ('lanewise train' makes one)");
        }
        return run;
    }

    /// Opens the model of a run, that of its checkpoint where it is not finished.
    static ModelSource open(RunDirectory run, Terminal terminal) throws IOException, CommandException {
        run.requireRun(RUN);
        boolean finished = Files.exists(run.model());
        if (!finished && !Files.exists(run.checkpoint())) {
            throw new CommandException("--run: " + run.path() + " has neither a model nor a checkpoint yet; 'lanewise"
                    + " train --resume " + run.path() + "' finishes it");
        }
        return of(finished ? run.model() : run.checkpoint(), RunConfig.read(run.config()), terminal);
    }

    private static ModelSource of(Path file, RunConfig config, Terminal terminal) throws IOException, CommandException {
        VaeModel model = load(file, terminal);
        if (config != null && config.architecture().inputs() != model.architecture().inputs()) {
            model.close();
            throw new CommandException(file + ": has " + model.architecture().inputs()
                    + " inputs, but config.json beside it says " + config.architecture().inputs());
        }
        TableForm carried = TableForm.of(model, file.toString());
        TableForm table = carried == null && config != null ? config.table() : carried;
        if (table != null && table.encoder().width() != model.architecture().inputs()) {
            model.close();
            throw new CommandException(file + ": has " + model.architecture().inputs() + " inputs, but rows of its"
                    + " table are encoded as " + table.encoder().width() + " values");
        }
        return new ModelSource(file, model, config, table);
    }

    /// What a checkpoint holds is a model too, and its user is told which.
    private static VaeModel load(Path file, Terminal terminal) throws IOException {
        if (!Checkpoint.isOne(file)) {
            return VaeModel.load(file);
        }
        Checkpoint checkpoint = Checkpoint.read(file);
        int epochs = checkpoint.configuration().epochs();
        boolean best = checkpoint.configuration().keepBest() && checkpoint.bestEpoch() > 0;
        terminal.note(String.format(Locale.ROOT, "Using the checkpoint %s: after step %,d, %d of %d epochs done%s",
                file, checkpoint.step(), checkpoint.epochs(), epochs,
                best ? "; the model is that of epoch " + checkpoint.bestEpoch() + ", the best one so far" : ""));
        return checkpoint.model();
    }

    /// The data to use: those on the command line, else those of the run.
    DataSource data(Arguments arguments) throws UsageException {
        if (table != null) {
            return tableData(arguments);
        }
        if (arguments.has(DATA) || config == null) {
            return new DataSource(arguments.get(DATA), seed(arguments), arguments.get(Common.LIMIT), List.of(), false,
                    null);
        }
        return arguments.has(Common.LIMIT) ? config.data().withLimit(arguments.get(Common.LIMIT)) : config.data();
    }

    /// All rows of the file that the command line names, else the rows of the run.
    private DataSource tableData(Arguments arguments) throws UsageException {
        boolean own = !arguments.has(DATA) && config != null;
        if (!own && !arguments.has(DATA)) {
            throw new UsageException("--data: not given, and " + file + " has no config.json beside it that says where"
                    + " its rows are, expected --data FILE with a table");
        }
        TableData known = config != null && config.data().table() != null ? config.data().table()
                : new TableData(null, 0.1, false, table.label(), List.of(), true, table.reading());
        DataSource source = own ? config.data().withTable(known.labelled(arguments))
                : new DataSource(arguments.get(DATA), 0, null, List.of(), false, known.whole(arguments));
        return arguments.has(Common.LIMIT) ? source.withLimit(arguments.get(Common.LIMIT)) : source;
    }

    /// Reads the data that the command line names, else those of the run.
    ImageSet read(Arguments arguments, Arena arena, Team team) throws IOException, CommandException, UsageException {
        return data(arguments).read(table, arena, team);
    }

    /// Scores examples, those of a table by their columns.
    AnomalyScores scores(Dataset data, int samples, long seed, Team team, Terminal terminal) {
        DrawProgress progress = new DrawProgress(terminal, samples);
        return table == null ? AnomalyScores.of(model, data, samples, seed, team, progress)
                : AnomalyScores.byColumns(model, data, table.bounds(), samples, seed, team, progress);
    }

    /// The examples that the run kept apart to validate on, and did not learn from.
    Dataset validation(Arguments arguments, Arena arena, Team team) throws IOException, CommandException {
        if (config == null || config.training().validationFraction() == 0) {
            throw new CommandException(file + (config == null
                    ? ": has no config.json beside it that says which examples were kept apart to validate on"
                    : ": its run kept no examples apart to validate on; 'lanewise train --validation 0.1' does"));
        }
        DataSource of = arguments.has(DATA) ? config.data().withDirectory(arguments.get(DATA)) : config.data();
        ImageSet images = of.read(table, arena, team);
        return requireSuited(images, Trainer.split(images.train(), config.training()).validation());
    }

    /// The examples of the split that the command line names.
    Dataset examples(Arguments arguments, Arena arena, Team team)
            throws IOException, CommandException, UsageException {
        return examples(arguments, arguments.get(SPLIT), arena, team);
    }

    /// The examples of a split.
    Dataset examples(Arguments arguments, String split, Arena arena, Team team)
            throws IOException, CommandException, UsageException {
        return examples(arguments, split, data(arguments), arena, team);
    }

    /// The examples of the split that the command line names, those of labels that the run was trained
    /// without among them.
    Dataset examplesOfAllLabels(Arguments arguments, Arena arena, Team team)
            throws IOException, CommandException, UsageException {
        return examples(arguments, arguments.get(SPLIT), data(arguments).withAllLabels(), arena, team);
    }

    private Dataset examples(Arguments arguments, String split, DataSource data, Arena arena, Team team)
            throws IOException, CommandException {
        if (split.equals(VALIDATION)) {
            return validation(arguments, arena, team);
        }
        ImageSet images = data.read(table, arena, team);
        return requireSuited(images, split.equals("train") ? images.train() : images.test());
    }

    /// Refuses examples of another shape, or of values that the likelihood does not know, and puts the conditions of a
    /// conditional model beside them.
    ///
    /// @param images what the examples are of
    Dataset requireSuited(ImageSet images, Dataset data) throws CommandException {
        requireShape(images, data.name());
        int inputs = model.architecture().inputs();
        int width = model.architecture().conditionWidth();
        Condition condition = config == null || config.condition() == null ? Condition.of(Condition.LABELS)
                : config.condition();
        int told = config != null && config.data().isTable() ? condition.columns().size() : 0;
        if (data.width() != inputs + told) {
            throw new CommandException(data.name() + ": has " + data.width() + " values per example, but " + file
                    + " takes " + (inputs + told) + (told == 0 ? "" : ", " + told + " of them as its condition"));
        }
        Dataset suited = width == 0 ? data : condition.beside(data, inputs, width);
        Evaluator.check(model.architecture(), suited);
        return suited;
    }

    /// Refuses images of another number of channels, height or width, even where they have as many values. Rows of a
    /// table have no shape besides their length; a net of vectors alone does not tell one.
    private void requireShape(ImageSet images, String name) throws CommandException {
        Shape net = model.architecture().data();
        boolean ofTable = config != null && config.data().isTable();
        if (net.isVector() && (config == null || ofTable || isRow(images.shape()) || isRow(config.image()))) {
            return;
        }
        requireShape(net.isVector() ? config.image() : net, images.shape(), name, file.toString());
    }

    private static boolean isRow(Shape image) {
        return image.channels() == 1 && image.height() == 1;
    }

    /// Refuses images of another shape, naming what differs.
    static void requireShape(Shape expected, Shape found, String name, String taker) throws CommandException {
        List<String> others = new ArrayList<>();
        if (found.channels() != expected.channels()) {
            others.add(found.channels() + (found.channels() == 1 ? " channel" : " channels") + ", expected "
                    + expected.channels());
        }
        if (found.height() != expected.height()) {
            others.add("height " + found.height() + ", expected " + expected.height());
        }
        if (found.width() != expected.width()) {
            others.add("width " + found.width() + ", expected " + expected.width());
        }
        if (!others.isEmpty()) {
            throw new CommandException(name + ": has images of " + text(found) + ", but " + taker + " takes "
                    + text(expected) + ": " + String.join("; ", others));
        }
    }

    private static String text(Shape image) {
        return image.channels() + "x" + image.height() + "x" + image.width();
    }

    /// The same rows as they are judged: with the ones drawn that the model's run draws for rows that it is not trained
    /// on.
    Dataset judged(Dataset rows) {
        return config == null ? rows : config.test(rows);
    }

    long seed(Arguments arguments) {
        return seed(arguments, config);
    }

    static long seed(Arguments arguments, RunConfig config) {
        Long seed = arguments.get(SEED);
        return seed != null ? seed : config != null ? config.training().seed() : 0;
    }

    /// The shape of an image: that of the run or of the net, else a grey square.
    Shape image() throws CommandException {
        return image(file, model.architecture(), config);
    }

    static Shape image(Path file, Architecture architecture, RunConfig config) throws CommandException {
        if (config != null) {
            return config.image();
        }
        Shape data = architecture.data();
        if (!data.isVector()) {
            if (data.channels() != 1 && data.channels() != 3) {
                throw new CommandException(file + ": describes images of " + data.channels()
                        + " channels, which have no picture, expected 1 (grey) or 3 (RGB)");
            }
            return data;
        }
        int inputs = architecture.inputs();
        int side = (int) Math.round(Math.sqrt(inputs));
        if (side * side != inputs) {
            throw new CommandException(file + ": takes " + inputs + " values, which is no square image, and has no"
                    + " config.json beside it that says how wide an image is");
        }
        return new Shape(1, side, side);
    }

    @Override
    public void close() {
        model.close();
    }
}
