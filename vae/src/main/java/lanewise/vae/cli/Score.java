package lanewise.vae.cli;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import lanewise.core.Team;
import lanewise.vae.check.Texts;
import lanewise.vae.data.Dataset;
import lanewise.vae.evaluate.AnomalyScores;
import lanewise.vae.evaluate.AnomalyThresholds;

/// `score`: how strange examples are.
record Score() implements Command {

    static final String THRESHOLDS_FILE = "thresholds.json";

    private static final int STANDARD_SAMPLES = 100;
    private static final Option<Integer> SAMPLES = Option.integer("samples", "L", 1, AnomalyScores.MOST_SAMPLES, null,
            "draws of z for each example").withStandard(null, "those of the thresholds, else " + STANDARD_SAMPLES);
    private static final Option<List<Integer>> ANOMALOUS = Option.sizes("anomalous", "N,...", 0, 255, null,
            "examples with these labels are anomalies in truth")
            .withStandard(null, "the labels that the run was trained without");
    static final Option<Path> THRESHOLDS = Option.path("thresholds", "FILE",
            THRESHOLDS_FILE + " beside the model, if there", "what 'calibrate' wrote");
    private static final Option<Path> LINES = Option.output("lines", "FILE", "none",
            "a file to write with one JSON object per line and row of a table: its scores, and what each column adds to"
            + " reconstruction");
    private static final Option<Path> ROC = Option.output("roc", "FILE", "none",
            "a PNG with the receiver operating characteristics to write");

    @Override
    public String summary() {
        return "score examples by how strange they are to a model; AUROC and AUPRC where labels tell the truth";
    }

    @Override
    public String description() {
        return "Gives each example four anomaly scores, in nats, higher meaning stranger: kl, the divergence of its"
                + " posterior from the prior; reconstruction, the mean of -log p(x|z) over the draws;"
                + " reconstruction_lme, -log of the mean of p(x|z); likelihood, -log p(x) by importance sampling. Where"
                + " some labels are anomalies, it says how well each score tells them apart, and with the thresholds of"
                + " 'calibrate' how many are found and how many alarms are false. Examples that are simpler than what"
                + " was learned take fewer nats and score low: an AUROC far below 0.5 says that this is so. Of a row of"
                + " a table it says what each column adds to reconstruction, in nats: the terms add up to the score,"
                + " and a row has equal scores by itself, in a batch and in any file. A row whose scores are not finite"
                + " numbers, in float64 neither, is named and ends the command with status 1, when all is written.";
    }

    @Override
    public List<OptionGroup> groups() {
        return List.of(ModelSource.GROUP,
                OptionGroup.of("Data", ModelSource.DATA, ModelSource.SPLIT, Common.LIMIT,
                        EvaluationOptions.COUNT, ANOMALOUS),
                TableOptions.SCORED,
                OptionGroup.of("Computation", SAMPLES, THRESHOLDS, ModelSource.SEED, Common.THREADS),
                OptionGroup.of("Output", EvaluationOptions.CSV, LINES, EvaluationOptions.PICTURE, ROC));
    }

    @Override
    public List<Example> examples() {
        return List.of(new Example("score --csv scores.csv", "the test examples of the newest run"),
                new Example("score --run runs/payments --data new.csv --csv scores.csv",
                        "every row of a table, with the columns that make it strange"),
                new Example("score --run runs/payments --data labelled.csv --label fraud --anomaly 1 --json",
                        "how well a table's anomalies are found, for a script"),
                new Example("score --run runs/without4 --picture scores.png --roc roc.png",
                        "a run of 'train --without-labels 4', judged on all test examples"));
    }

    /// Where the thresholds of a model are if nobody says otherwise.
    static Path thresholdsBeside(ModelSource source) {
        return source.file().resolveSibling(THRESHOLDS_FILE);
    }

    @Override
    public Map<String, Object> run(Arguments arguments, Terminal terminal) throws Exception {
        EvaluationOptions.requireWritable(arguments, EvaluationOptions.CSV, LINES, EvaluationOptions.PICTURE, ROC);
        try (ModelSource source = ModelSource.open(arguments, terminal);
                Arena arena = Arena.ofShared();
                Team team = Team.ofThreads(Common.threads(arguments))) {
            AnomalyThresholds thresholds = thresholds(arguments, source);
            int samples = samples(arguments, thresholds);
            Dataset data = EvaluationOptions.counted(arguments,
                    source.judged(source.examplesOfAllLabels(arguments, arena, team)));
            refuseOthers(arguments, source);
            List<String> labels = source.table() == null || !data.hasLabels() ? List.of()
                    : EncodedSource.labels(source.data(arguments), source.table(),
                            arguments.get(ModelSource.SPLIT).equals("train"));
            boolean[] anomalous = source.table() == null ? anomalous(arguments, source, data)
                    : anomalousRows(arguments, source.data(arguments).table(), labels, data);
            long begin = System.nanoTime();
            AnomalyScores scores = source.scores(data, samples, source.seed(arguments), team, terminal);
            RowReasons reasons = source.table() == null ? null : new RowReasons(scores, data, source.table(), labels);
            ScoreReport report = new ScoreReport(scores, data, anomalous, thresholds, reasons);
            report.say(terminal, arguments.get(ModelSource.SPLIT), (System.nanoTime() - begin) / 1e9);
            if (arguments.has(LINES)) {
                reasons.writeLines(arguments.get(LINES));
            }
            if (arguments.has(EvaluationOptions.CSV)) {
                report.table().write(arguments.get(EvaluationOptions.CSV));
            }
            if (arguments.has(EvaluationOptions.PICTURE)) {
                report.histograms().write(arguments.get(EvaluationOptions.PICTURE));
            }
            if (arguments.has(ROC)) {
                if (anomalous == null) {
                    throw new CommandException("--roc: no label is an anomaly, expected --anomalous or a run trained"
                            + " with --without-labels");
                }
                report.roc().write(arguments.get(ROC));
            }
            Map<String, Object> result = new LinkedHashMap<>(report.result());
            result.put("seed", source.seed(arguments));
            result.put("model", source.file().toString());
            result.put("data", data.name());
            String notFinite = report.notFinite(source.model().architecture().logVarianceBound() > 0);
            if (notFinite != null) {
                throw new CommandException(notFinite, result);
            }
            return result;
        }
    }

    private static void refuseOthers(Arguments arguments, ModelSource source) throws UsageException {
        Option<?> wrong = (source.table() == null ? Stream.of(TableOptions.LABEL, TableOptions.ANOMALY, LINES)
                : Stream.of(ANOMALOUS)).filter(arguments::has).findFirst().orElse(null);
        if (wrong != null) {
            throw new UsageException("--" + wrong.name() + ": " + source.file() + (source.table() == null
                    ? " is no model of a table with a schema, expected one, or --anomalous with the numbers of labels"
                    : " is a model of a table, expected --label COLUMN and --anomaly VALUE"));
        }
    }

    /// Which rows of a table are anomalies by their labels; null if nothing says so.
    private static boolean[] anomalousRows(Arguments arguments, TableData table, List<String> values, Dataset data)
            throws CommandException {
        List<String> named = table.anomalies();
        boolean asked = arguments.has(TableOptions.ANOMALY);
        if (named.isEmpty() || !asked && !data.hasLabels()) {
            return null;
        }
        if (!data.hasLabels()) {
            throw new CommandException("--anomaly: " + data.name() + " has no column of labels"
                    + (table.label() == null ? "" : " " + table.label()) + ", expected --label COLUMN");
        }
        List<Integer> numbers = new RowLabels(values, null).numbersOf(named);
        return marked(asked, "--anomaly", named, numbers, values, data);
    }

    private static AnomalyThresholds thresholds(Arguments arguments, ModelSource source)
            throws IOException, CommandException {
        Path file = arguments.has(THRESHOLDS) ? arguments.get(THRESHOLDS) : thresholdsBeside(source);
        if (!arguments.has(THRESHOLDS) && !Files.exists(file)) {
            return null;
        }
        AnomalyThresholds thresholds = AnomalyThresholds.load(file);
        if (!thresholds.model().isEmpty() && !thresholds.model().equals(RunFiles.sha256(source.file()))) {
            throw new CommandException(file + ": is of another model than " + source.file()
                    + "; 'lanewise calibrate' makes one for it");
        }
        return thresholds;
    }

    private static int samples(Arguments arguments, AnomalyThresholds thresholds) throws CommandException {
        Integer samples = arguments.get(SAMPLES);
        if (samples == null) {
            return thresholds == null ? STANDARD_SAMPLES : thresholds.samples();
        }
        if (thresholds != null && thresholds.samples() != samples) {
            throw new CommandException("--samples: " + samples + ", but the thresholds are of scores of "
                    + thresholds.samples() + " draws; calibrate with as many, or leave the option out");
        }
        return samples;
    }

    /// Which rows are anomalies; null if nothing says so, or the data do not have both kinds.
    private static boolean[] anomalous(Arguments arguments, ModelSource source, Dataset data) throws CommandException {
        boolean asked = arguments.has(ANOMALOUS);
        List<Integer> labels = asked ? arguments.get(ANOMALOUS) : source.config() == null ? List.of()
                : source.config().data().withoutLabels();
        if (labels.isEmpty() || !asked && !data.hasLabels()) {
            return null;
        }
        if (!data.hasLabels()) {
            throw new CommandException("--anomalous: " + data.name() + " has no labels");
        }
        return marked(asked, "--anomalous", labels, labels, List.of(), data);
    }

    private static boolean[] marked(boolean asked, String option, List<?> named, List<Integer> numbers,
            List<String> values, Dataset data) throws CommandException {
        boolean[] anomalous = new boolean[data.size()];
        int count = 0;
        for (int r = 0; r < data.size(); r++) {
            anomalous[r] = numbers.contains(data.label(r));
            count += anomalous[r] ? 1 : 0;
        }
        if (asked && (count == 0 || count == data.size())) {
            throw new CommandException(option + ": " + count + " of " + data.size() + " examples have the labels "
                    + named + ", expected at least one and not all" + (values.isEmpty() ? "" : "; the labels are "
                    + Texts.abridged(String.join(", ", values))));
        }
        return count == 0 || count == data.size() ? null : anomalous;
    }
}
