package lanewise.vae.cli;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import lanewise.core.Team;
import lanewise.vae.data.Dataset;
import lanewise.vae.evaluate.AnomalyScore;
import lanewise.vae.evaluate.AnomalyScores;
import lanewise.vae.evaluate.AnomalyThresholds;

/// `calibrate`: where an anomaly begins.
record Calibrate() implements Command {

    private static final Option<Integer> SAMPLES = Option.integer("samples", "L", 1, AnomalyScores.MOST_SAMPLES, 100,
            "draws of z for each example");
    private static final Option<Double> PERCENTILE = Option.real("percentile", "P", 0, false, 100, 99.0,
            "share of the validation examples, in percent, that is to stay below the thresholds");
    private static final String TEST = "test";
    private static final Option<String> SPLIT = ModelSource.SPLIT.withStandard(null,
            ModelSource.VALIDATION + ", of a table that has no such rows " + TEST);
    private static final Option<Path> OUT = Option.output("out", "FILE", Score.THRESHOLDS_FILE + " beside the model",
            "the file to write; one that exists is replaced");

    @Override
    public String summary() {
        return "find the thresholds above which scores mean an anomaly, on validation examples";
    }

    @Override
    public String description() {
        return "Scores the examples that the run kept apart to validate on, which are normal and which the model has"
                + " not learned, and writes the percentile of each score beside the model. 'score' then says which"
                + " examples are above. Needs a run trained with --validation; other examples can be named with"
                + " --split, but scores of examples that were learned are too low. Of a table whose run kept no rows"
                + " apart it takes the test rows, or all rows of --data FILE, in either case without those that are"
                + " anomalies by their label.";
    }

    @Override
    public List<OptionGroup> groups() {
        return List.of(ModelSource.GROUP, OptionGroup.of("Data", ModelSource.DATA, SPLIT, Common.LIMIT),
                TableOptions.SCORED,
                OptionGroup.of("Computation", SAMPLES, PERCENTILE, ModelSource.SEED, Common.THREADS),
                OptionGroup.of("Output", OUT));
    }

    @Override
    public List<Example> examples() {
        return List.of(new Example("calibrate", "thresholds that one in a hundred normal examples exceeds"),
                new Example("calibrate --run runs/mnist --percentile 99.9 --samples 500",
                        "fewer false alarms, steadier scores"));
    }

    @Override
    public Map<String, Object> run(Arguments arguments, Terminal terminal) throws Exception {
        try (ModelSource source = ModelSource.open(arguments, terminal);
                Arena arena = Arena.ofShared();
                Team team = Team.ofThreads(Common.threads(arguments))) {
            Path out = arguments.has(OUT) ? arguments.get(OUT) : Score.thresholdsBeside(source);
            Outputs.requireWritable(arguments, OUT, out);
            String split = split(arguments, source);
            Dataset data = normal(arguments, source, split,
                    source.judged(source.examples(arguments, split, arena, team)));
            int samples = arguments.get(SAMPLES);
            AnomalyScores scores = source.scores(data, samples, source.seed(arguments), team, terminal);
            AnomalyThresholds thresholds = AnomalyThresholds.calibrate(scores, arguments.get(PERCENTILE),
                    RunFiles.sha256(source.file()));
            thresholds.save(out);
            terminal.say(String.format(Locale.ROOT, "Percentile %s of %,d %s examples, %,d draws each, in nats:",
                    arguments.get(PERCENTILE), data.size(), split, samples));
            Map<String, Object> values = new LinkedHashMap<>();
            for (AnomalyScore score : AnomalyScore.values()) {
                terminal.say(String.format(Locale.ROOT, "  %-19s %10.4f   %s", score.id(), thresholds.of(score),
                        score.formula()));
                values.put(score.id(), thresholds.of(score));
            }
            terminal.say("Wrote " + out);
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("out", out.toString());
            result.put("percentile", thresholds.percentile());
            result.put("thresholds", values);
            result.put("examples", data.size());
            result.put("samples", samples);
            result.put("seed", thresholds.seed());
            result.put("model", source.file().toString());
            result.put("data", data.name());
            return result;
        }
    }

    private static String split(Arguments arguments, ModelSource source) {
        boolean apart = source.config() != null && source.config().training().validationFraction() > 0;
        String named = arguments.get(SPLIT);
        return named != null ? named : source.table() == null || apart ? ModelSource.VALIDATION : TEST;
    }

    /// The rows of a table that are no anomalies by their label.
    private static Dataset normal(Arguments arguments, ModelSource source, String split, Dataset data)
            throws IOException, CommandException, UsageException {
        if (source.table() == null || !data.hasLabels()) {
            return data;
        }
        DataSource rows = source.data(arguments);
        List<String> values = EncodedSource.labels(rows, source.table(), split.equals("train"));
        Dataset normal = data.withoutLabels(new RowLabels(values, null).numbersOf(rows.table().anomalies()));
        if (normal.size() == 0) {
            throw new CommandException(data.name() + ": all " + data.size() + " rows are anomalies by their label, "
                    + "expected at least one that is not");
        }
        return normal;
    }
}
