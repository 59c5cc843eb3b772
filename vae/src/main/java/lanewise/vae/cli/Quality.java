package lanewise.vae.cli;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import lanewise.core.Team;
import lanewise.core.Workspace;
import lanewise.vae.quality.ComparedTables;
import lanewise.vae.quality.Labels;
import lanewise.vae.quality.Marginals;
import lanewise.vae.quality.Neighbours;
import lanewise.vae.quality.Pairs;
import lanewise.vae.quality.QualityPicture;
import lanewise.vae.quality.Utility;
import lanewise.vae.schema.Survey;
import lanewise.vae.table.ReadOptions;
import lanewise.vae.table.TableFile;

/// `quality`: how much a synthetic table is like a real one.
record Quality() implements Command {

    private static final Option<Path> REAL = Option.path("real", "FILE", "", "the table that a model learned from");
    private static final Option<Path> SYNTHETIC = Option.path("synthetic", "FILE", "", "the table that was drawn");
    private static final Option<Path> TEST = Option.path("test", "FILE", "a tenth of the real rows, held out",
            "real rows that the model did not learn from");
    private static final Option<String> LABEL = Option.text("label", "COLUMN",
            "a column of classes that a logistic regression learns from the synthetic rows and from the real ones, both"
            + " being asked for those of the test rows");

    @Override
    public String summary() {
        return "compare a synthetic table with the real one";
    }

    @Override
    public String description() {
        return "Compares two tables through the columns of the real one: each column (the distance of Kolmogorov and"
                + " Smirnov for numbers and dates, the total variation for categories, the share of gaps), each pair"
                + " of columns (rank correlation, Cramer's V, correlation ratio), the distance of the synthetic rows"
                + " to the nearest real ones, beside that of test rows, and what a classifier learns from them. Equal"
                + " files and seeds give equal answers; where a table is large, rows are chosen at random.";
    }

    @Override
    public List<OptionGroup> groups() {
        return List.of(OptionGroup.of("Tables", REAL, SYNTHETIC, TEST, LABEL, TableOptions.COLUMN),
                TableOptions.READING,
                OptionGroup.of("Output", EvaluationOptions.PICTURE, Common.SEED, Common.THREADS));
    }

    @Override
    public List<Example> examples() {
        return List.of(new Example("quality --real people.csv --synthetic drawn.csv", "columns, pairs and copies"),
                new Example("quality --real adult.csv --synthetic drawn.csv --test adult.test --label income --picture"
                        + " quality.png", "and what a classifier learns, with a picture"));
    }

    @Override
    public Map<String, Object> run(Arguments arguments, Terminal terminal) throws Exception {
        for (Option<Path> needed : List.of(REAL, SYNTHETIC)) {
            if (!arguments.has(needed)) {
                throw new UsageException("--" + needed.name() + ": is missing, expected a file with a table");
            }
        }
        EvaluationOptions.requireWritable(arguments, EvaluationOptions.PICTURE);
        ReadOptions reading = TableOptions.of(arguments);
        TableFile real = TableFile.open(arguments.get(REAL), reading);
        TableFile synthetic = TableFile.open(arguments.get(SYNTHETIC), reading);
        TableFile test = arguments.has(TEST) ? TableFile.open(arguments.get(TEST), reading) : null;
        String label = arguments.get(LABEL);
        terminal.status("Reading the tables ...");
        Map<String, String> kinds = arguments.get(TableOptions.COLUMN);
        Survey survey = label == null ? Survey.of(real, kinds) : Labels.survey(real, kinds, label);
        long seed = arguments.get(Common.SEED);
        try (Arena arena = Arena.ofShared();
                Team team = Team.ofThreads(Common.threads(arguments), Common.SPIN_NANOS);
                Workspace workspace = Workspace.with(team)) {
            ComparedTables tables = ComparedTables.read(survey.schema(), label, real, synthetic, test, arena);
            terminal.status("Comparing columns ...");
            Marginals marginals = Marginals.of(tables);
            Pairs pairs = Pairs.of(tables, seed);
            terminal.status("Looking for the nearest rows ...");
            Neighbours neighbours = Neighbours.of(tables, seed, workspace);
            Utility utility = null;
            if (label != null) {
                terminal.status("Fitting the logistic regressions ...");
                utility = Utility.of(tables, seed, team);
            }
            QualityReport report = new QualityReport(tables, marginals, pairs, neighbours, utility, label);
            report.say(terminal);
            Map<String, Object> result = report.result();
            result.put("seed", seed);
            result.put("real", real.file().toString());
            result.put("synthetic", synthetic.file().toString());
            result.put("test", test == null ? null : test.file().toString());
            if (arguments.has(EvaluationOptions.PICTURE)) {
                Path picture = arguments.get(EvaluationOptions.PICTURE);
                QualityPicture.draw(tables, marginals, pairs).write(picture);
                terminal.say("Wrote the picture to " + picture);
                result.put("picture", picture.toString());
            }
            return result;
        }
    }
}
