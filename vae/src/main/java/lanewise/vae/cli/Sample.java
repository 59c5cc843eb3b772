package lanewise.vae.cli;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

import lanewise.core.Matrix;
import lanewise.vae.data.Dataset;
import lanewise.vae.layer.Shape;
import lanewise.vae.model.Decoder;
import lanewise.vae.model.DecoderSession;
import lanewise.vae.picture.ContactSheet;
import lanewise.vae.tabular.TableForm;

/// `sample`: new images, or rows of a table, from the prior.
record Sample() implements Command {

    private static final int MAX_ROWS = 1024;
    private static final Path STANDARD = Path.of("samples.png");
    private static final int MOST_IMAGES = 10_000;
    private static final Option<Integer> COUNT = Option.integer("count", "N", 1, 10_000_000, Sheets.IMAGES,
            "how many examples; a picture holds up to 10,000");
    static final Option<Path> OUT = Option.output("out", "FILE", STANDARD.toString(),
            "the file to write; one that exists is replaced. A name that ends with .png gets a picture of images, .csv,"
            + " .npy or .safetensors their numbers; rows of a table go to .csv (the default), .tsv, either of them with"
            + " .gz behind, or .npy if all are numbers");

    private static final Option<List<Integer>> LABELS = Option.sizes("labels", "LIST", 0, 255, null, "labels to draw"
            + " examples of, in turn, from a model trained with --condition labels").withStandard(null, "all in turn");

    static final Option<String> OUTPUT = Option.choice("output", "NAME", outputs(), "mean",
            "what to make of the distribution that a latent variable stands for");

    static List<String> outputs() {
        return Arrays.stream(Decoder.Output.values()).map(output -> output.name().toLowerCase(Locale.ROOT)).toList();
    }

    static Decoder.Output output(Arguments arguments) {
        return Decoder.Output.valueOf(arguments.get(OUTPUT).toUpperCase(Locale.ROOT));
    }

    @Override
    public String summary() {
        return "draw new examples from a trained model into a PNG or a table";
    }

    @Override
    public String description() {
        return "Draws latent variables from the prior and decodes them: the mean or the mode of the distribution of"
                + " each, or a draw from it. A conditional model is told labels in turn, or the columns of the first"
                + " test examples, --told and --like name others. Images go into one PNG picture; a name that ends with"
                + " .csv, .npy or .safetensors gets the numbers instead. A model of a table gives rows with the names,"
                + " categories, dates and number formats of the table; one that is told labels draws them as often as"
                + " they were. Equal seeds give equal examples. --model takes a decoder alone, too.";
    }

    @Override
    public List<OptionGroup> groups() {
        return List.of(DecoderSource.GROUP, OptionGroup.of("Output", OUTPUT, LABELS, ConditionOptions.TOLD,
                ConditionOptions.LIKE, COUNT, Sheets.COLUMNS, Sheets.SCALE, OUT, ModelSource.SEED, Common.THREADS),
                SampledRows.GROUP);
    }

    @Override
    public List<Example> examples() {
        return List.of(new Example("sample", "64 images from the newest run into samples.png"),
                new Example("sample --run runs/mnist --count 400 --seed 7 --out digits.png", "400 others"),
                new Example("sample --model decoder.safetensors --output draw --count 1000 --out x.npy",
                        "1,000 draws as an array, by a decoder alone"),
                new Example("sample --run runs/people --count 100000 --seed 1 --out people.csv.gz",
                        "100,000 rows of a table"),
                new Example("sample --run runs/people --given kind=a --given age=30..39 --out thirties.csv",
                        "rows that have these values"));
    }

    @Override
    public Map<String, Object> run(Arguments arguments, Terminal terminal) throws Exception {
        Path file = arguments.has(OUT) ? arguments.get(OUT) : STANDARD;
        if (RowsFile.takes(file)) {
            Outputs.requireWritable(arguments, OUT, file);
        } else {
            Sheets.fileOrNumbers(arguments, OUT, STANDARD);
        }
        try (DecoderSource source = DecoderSource.open(arguments, terminal)) {
            TableForm form = source.table();
            if (form == null) {
                SampledRows.refuse(arguments, source.file());
                Sheets.fileOrNumbers(arguments, OUT, STANDARD);
                return examples(arguments, terminal, source, file);
            }
            ConditionOptions.check(arguments, LABELS, source.file(), source.decoder().architecture(), source.config());
            return SampledRows.write(arguments, terminal, source, form,
                    arguments.has(OUT) ? file : Path.of(STANDARD.toString().replaceFirst("png$", "csv")),
                    arguments.get(COUNT), arguments.has(OUTPUT) ? output(arguments) : Decoder.Output.DRAW,
                    arguments.get(LABELS));
        }
    }

    private static Map<String, Object> examples(Arguments arguments, Terminal terminal, DecoderSource source, Path file)
            throws IOException, UsageException, CommandException {
        int count = arguments.get(COUNT);
        try (Arena arena = Arena.ofShared();
                DecoderSession session = source.decoder().session(Math.min(count, MAX_ROWS))) {
            Path out = Sheets.of(arguments, OUT, file, source.config());
            long seed = source.seed(arguments);
            Matrix conditions = conditions(arguments, source, count, arena);
            Matrix examples = Matrix.allocateDense(arena, count, source.decoder().architecture().inputs());
            Decoder.Output drawn = output(arguments);
            session.generate(seed, drawn, conditions, examples);
            if (CodesFile.takes(out)) {
                Sheets.numbers(out, examples, source.config());
            } else {
                if (count > MOST_IMAGES) {
                    throw new UsageException("--count: " + count + ", expected at most " + MOST_IMAGES
                            + " for a picture, or a name that ends with .csv, .npy or .safetensors");
                }
                Shape image = source.image();
                int columns = Sheets.columns(arguments, count, image.width(), image.height());
                ContactSheet.grid(examples, image, columns, arguments.get(Sheets.SCALE)).write(out);
            }
            terminal.say("Wrote " + count + " samples to " + out);
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("out", out.toString());
            result.put("count", count);
            result.put("output", drawn.name().toLowerCase(Locale.ROOT));
            if (conditions != null && !ConditionOptions.isToldColumns(source.config())
                    && !ConditionOptions.isGiven(arguments)) {
                result.put("labels", labels(arguments, conditions.columns()));
            }
            ConditionOptions.putTold(result, arguments, conditions);
            result.put("seed", seed);
            result.put("model", source.file().toString());
            return result;
        }
    }

    /// One-hot labels in turn, or the told columns that the command line names, else those of the first test examples;
    /// null for a model without conditions.
    private static Matrix conditions(Arguments arguments, DecoderSource source, int count, Arena arena)
            throws IOException, UsageException, CommandException {
        ConditionOptions.check(arguments, LABELS, source.file(), source.decoder().architecture(), source.config());
        int width = source.decoder().architecture().conditionWidth();
        if (width == 0) {
            return null;
        }
        Matrix conditions = Matrix.allocate(arena, count, width);
        if (ConditionOptions.isGiven(arguments)) {
            Dataset data = arguments.has(ConditionOptions.LIKE) ? source.conditioned(arena) : null;
            ConditionOptions.repeat(ConditionOptions.row(arguments, source.decoder().architecture(), data, arena),
                    conditions);
            return conditions;
        }
        if (ConditionOptions.isToldColumns(source.config())) {
            RunFiles.conditionsOf(source.conditioned(arena), conditions);
            return conditions;
        }
        List<Integer> labels = labels(arguments, width);
        for (int label : labels) {
            if (label >= width) {
                throw new CommandException("--labels: " + label + ", but " + source.file() + " knows the labels 0 to "
                        + (width - 1));
            }
        }
        Condition.fill(conditions, labels);
        return conditions;
    }

    private static List<Integer> labels(Arguments arguments, int width) {
        return arguments.has(LABELS) ? arguments.get(LABELS) : IntStream.range(0, width).boxed().toList();
    }
}
