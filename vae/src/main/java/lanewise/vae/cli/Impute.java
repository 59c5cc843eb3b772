package lanewise.vae.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import lanewise.core.Team;
import lanewise.vae.schema.TableEncoder;
import lanewise.vae.table.TableFile;
import lanewise.vae.tabular.Imputer;
import lanewise.vae.tabular.TableFiller;

/// `impute`: a table with its gaps filled.
record Impute() implements Command {

    private static final Option<Path> DATA = Option.path("data", "FILE", "the table of the run",
            "a table with gaps, its columns in any order, others among them");
    private static final Option<Path> OUT = Option.output("out", "FILE", "",
            "the table to write; with --draws above 1 the name gets the number of the draw, such as filled-1.csv");
    private static final Option<Integer> DRAWS = Option.integer("draws", "K", 1, 1000, null,
            "write K tables with draws in the gaps, whose spread says what is not known, instead of one with means")
            .withStandard(null, "none: means");
    private static final Option<Integer> SAMPLES = Option.integer("samples", "L", 1, 1_000_000, 1000,
            "draws of z for each row with gaps, which are weighted");

    @Override
    public String summary() {
        return "fill the gaps of a table";
    }

    @Override
    public String description() {
        return "Writes a table in which the missing cells have values and every other byte is as it was. For a row with"
                + " gaps, z is drawn L times given its observed cells, and the draws are weighted by how well they"
                + " describe these; a gap gets the weighted mean, a category the most probable value, in the format of"
                + " the column. Columns are found by name; those that the model does not describe are copied, gaps"
                + " too. A row gets the same values by itself, in any file and from any number of threads.";
    }

    @Override
    public List<OptionGroup> groups() {
        return List.of(ModelSource.GROUP, OptionGroup.of("Data", DATA), TableOptions.READING,
                OptionGroup.of("Computation", DRAWS, SAMPLES, ModelSource.SEED, Common.THREADS),
                OptionGroup.of("Output", OUT));
    }

    @Override
    public List<Example> examples() {
        return List.of(new Example("impute --run runs/people --data people.csv --out filled.csv",
                        "each gap with its expected value"),
                new Example("impute --run runs/people --data people.csv --draws 5 --out filled.csv",
                        "five tables, filled-1.csv to filled-5.csv, each with other draws"));
    }

    @Override
    public Map<String, Object> run(Arguments arguments, Terminal terminal) throws Exception {
        if (!arguments.has(OUT)) {
            throw new UsageException("--out: is missing, expected the file to write");
        }
        List<Path> out = files(arguments.get(OUT), arguments.get(DRAWS));
        for (Path file : out) {
            Outputs.requireWritable(arguments, OUT, file);
        }
        try (ModelSource source = ModelSource.open(arguments, terminal);
                Team team = Team.ofThreads(Common.threads(arguments))) {
            TableEncoder encoder = encoder(source);
            TableFile file = TableFile.open(data(arguments, source), TableOptions.of(arguments,
                    source.table().reading()));
            int samples = arguments.get(SAMPLES);
            long seed = source.seed(arguments);
            TableFiller filler = filler(new Imputer(source.model(), samples, seed), encoder, source.file());
            DrawProgress progress = new DrawProgress(terminal, samples);
            TableFiller.Filled filled = arguments.has(DRAWS) ? filler.draws(file, out, team, progress)
                    : filler.mean(file, out.getFirst(), team, progress);
            say(terminal, filled, encoder, out);
            return result(filled, encoder, out, arguments, samples, seed, file, source.file());
        }
    }

    /// The file itself, or one for each draw, with its number before the ending.
    private static List<Path> files(Path out, Integer draws) {
        if (draws == null || draws == 1) {
            return List.of(out);
        }
        String name = String.valueOf(out.getFileName());
        int packed = name.endsWith(".gz") ? name.length() - ".gz".length() : name.length();
        int dot = name.lastIndexOf('.', packed - 1);
        int at = dot > 0 ? dot : packed;
        List<Path> files = new ArrayList<>();
        for (int k = 1; k <= draws; k++) {
            files.add(out.resolveSibling(name.substring(0, at) + "-" + k + name.substring(at)));
        }
        return files;
    }

    private static TableEncoder encoder(ModelSource source) throws CommandException {
        if (source.table() == null) {
            throw new CommandException(source.file() + ": is no model of a table with a schema, expected one of"
                    + " 'lanewise train --data FILE' without --likelihood");
        }
        return source.table().encoder();
    }

    private static Path data(Arguments arguments, ModelSource source) throws UsageException {
        if (arguments.has(DATA)) {
            return arguments.get(DATA);
        }
        if (source.config() == null) {
            throw new UsageException("--data: not given, and " + source.file() + " has no config.json beside it that"
                    + " says where its rows are, expected --data FILE with a table");
        }
        return source.config().data().directory();
    }

    private static TableFiller filler(Imputer imputer, TableEncoder encoder, Path model) throws CommandException {
        try {
            return new TableFiller(imputer, encoder);
        } catch (IllegalArgumentException e) {
            throw new CommandException(model + ": " + e.getMessage());
        }
    }

    private static void say(Terminal terminal, TableFiller.Filled filled, TableEncoder encoder, List<Path> out) {
        long cells = filled.filled().stream().mapToLong(Long::longValue).sum();
        terminal.say(String.format(Locale.ROOT, "Filled %,d gaps in %,d of %,d rows%s", cells, filled.rowsWithGaps(),
                filled.rows(), filled.left() == 0 ? "" : String.format(Locale.ROOT, "; %,d in columns that the model"
                        + " does not describe are left", filled.left())));
        for (int c = 0; c < filled.filled().size(); c++) {
            if (filled.filled().get(c) > 0) {
                terminal.say(String.format(Locale.ROOT, "  %-28s %,12d", encoder.places().get(c).column().name(),
                        filled.filled().get(c)));
            }
        }
        terminal.say("Wrote " + out.getFirst() + (out.size() == 1 ? "" : " to " + out.getLast()));
    }

    private static Map<String, Object> result(TableFiller.Filled filled, TableEncoder encoder, List<Path> out,
            Arguments arguments, int samples, long seed, TableFile file, Path model) {
        Map<String, Object> columns = new LinkedHashMap<>();
        for (int c = 0; c < filled.filled().size(); c++) {
            columns.put(encoder.places().get(c).column().name(), filled.filled().get(c));
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("out", arguments.get(OUT).toString());
        result.put("files", out.stream().map(Path::toString).toList());
        result.put("rows", filled.rows());
        result.put("rowsWithGaps", filled.rowsWithGaps());
        result.put("filled", filled.filled().stream().mapToLong(Long::longValue).sum());
        result.put("left", filled.left());
        result.put("columns", columns);
        result.put("draws", arguments.get(DRAWS));
        result.put("samples", samples);
        result.put("seed", seed);
        result.put("data", file.file().toString());
        result.put("model", model.toString());
        return result;
    }
}
