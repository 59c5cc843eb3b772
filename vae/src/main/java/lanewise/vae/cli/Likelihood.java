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
import lanewise.vae.evaluate.LikelihoodEstimates;
import lanewise.vae.file.Csv;
import lanewise.vae.picture.LineChart;

/// `likelihood`: log p(x) by importance sampling.
record Likelihood() implements Command {

    private static final double FEW = 10;
    private static final Option<Integer> SAMPLES = Option.integer("samples", "K", 1,
            LikelihoodEstimates.MOST_SAMPLES, 1000, "draws of z for each example");

    @Override
    public String summary() {
        return "estimate log p(x) by importance sampling, in nats per example";
    }

    @Override
    public String description() {
        return "Estimates the log-likelihood of each test example from K draws of its posterior, each weighted by"
                + " p(x|z) p(z) / q(z|x). The estimate rises with K towards log p(x); papers use 5000 draws. Besides"
                + " the mean it gives its standard errors, the effective sample size, and the bounds of fewer draws, of"
                + " which that of 1 is the evidence lower bound.";
    }

    @Override
    public List<OptionGroup> groups() {
        return List.of(ModelSource.GROUP,
                OptionGroup.of("Data", ModelSource.DATA, ModelSource.SPLIT, Common.LIMIT, EvaluationOptions.COUNT),
                OptionGroup.of("Computation", SAMPLES, ModelSource.SEED, Common.THREADS),
                OptionGroup.of("Output", EvaluationOptions.CSV, EvaluationOptions.PICTURE));
    }

    @Override
    public List<Example> examples() {
        return List.of(new Example("likelihood --count 100", "the first 100 test examples of the newest run"),
                new Example("likelihood --run runs/mnist --samples 5000", "as papers report it"),
                new Example("likelihood --csv likelihood.csv --picture bounds.png",
                        "per example, and how the bound rises with the draws"));
    }

    @Override
    public Map<String, Object> run(Arguments arguments, Terminal terminal) throws Exception {
        EvaluationOptions.requireWritable(arguments, EvaluationOptions.CSV, EvaluationOptions.PICTURE);
        try (ModelSource source = ModelSource.open(arguments, terminal);
                Arena arena = Arena.ofShared();
                Team team = Team.ofThreads(Common.threads(arguments))) {
            Dataset data = EvaluationOptions.counted(arguments, source.judged(source.examples(arguments, arena, team)));
            int samples = arguments.get(SAMPLES);
            long begin = System.nanoTime();
            LikelihoodEstimates estimates = LikelihoodEstimates.of(source.model(), data, samples,
                    source.seed(arguments), team, new DrawProgress(terminal, samples));
            double seconds = (System.nanoTime() - begin) / 1e9;
            if (arguments.has(EvaluationOptions.CSV)) {
                table(estimates, data).write(arguments.get(EvaluationOptions.CSV));
            }
            if (arguments.has(EvaluationOptions.PICTURE)) {
                draw(estimates, arguments.get(EvaluationOptions.PICTURE));
            }
            say(terminal, estimates, arguments.get(ModelSource.SPLIT), seconds);
            Map<String, Object> result = result(estimates);
            result.put("seed", source.seed(arguments));
            result.put("seconds", seconds);
            result.put("model", source.file().toString());
            result.put("data", data.name());
            return result;
        }
    }

    private static void say(Terminal terminal, LikelihoodEstimates estimates, String split, double seconds) {
        terminal.say(String.format(Locale.ROOT, "log p(x)   %10.4f nats per example (%,d %s examples, %,d draws"
                + " each, %.2f s)", estimates.mean(), estimates.rows(), split, estimates.samples(), seconds));
        terminal.say(String.format(Locale.ROOT, "  standard error %.4f from the draws, %.4f from the choice of"
                + " examples", estimates.samplingError(), estimates.populationError()));
        terminal.say(String.format(Locale.ROOT, "  effective sample size %.1f on average, lowest %.1f",
                estimates.meanEffectiveSamples(), lowest(estimates)));
        for (int k : estimates.boundSamples()) {
            terminal.say(String.format(Locale.ROOT, "  bound of %,9d %s %10.4f", k, k == 1 ? "draw " : "draws",
                    estimates.bound(k)));
        }
        int few = few(estimates);
        if (few > 0) {
            terminal.note(String.format(Locale.ROOT, "%,d %s an effective sample size below %.0f: their estimates are"
                    + " low and their standard errors too small; more --samples help",
                    few, few == 1 ? "example has" : "examples have", FEW));
        }
    }

    private static double lowest(LikelihoodEstimates estimates) {
        double lowest = Double.POSITIVE_INFINITY;
        for (int r = 0; r < estimates.rows(); r++) {
            lowest = Math.min(lowest, estimates.effectiveSamples(r));
        }
        return lowest;
    }

    private static int few(LikelihoodEstimates estimates) {
        int few = 0;
        for (int r = 0; r < estimates.rows(); r++) {
            few += estimates.effectiveSamples(r) < FEW ? 1 : 0;
        }
        return few;
    }

    private static Map<String, Object> result(LikelihoodEstimates estimates) {
        Map<String, Object> bounds = new LinkedHashMap<>();
        estimates.boundSamples().forEach(k -> bounds.put(Integer.toString(k), estimates.bound(k)));
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("logLikelihood", estimates.mean());
        result.put("samplingError", orNull(estimates.samplingError()));
        result.put("populationError", orNull(estimates.populationError()));
        result.put("meanEffectiveSamples", estimates.meanEffectiveSamples());
        result.put("lowestEffectiveSamples", lowest(estimates));
        result.put("examplesOfFewEffectiveSamples", few(estimates));
        result.put("bounds", bounds);
        result.put("examples", estimates.rows());
        result.put("samples", estimates.samples());
        return result;
    }

    private static Double orNull(double value) {
        return Double.isNaN(value) ? null : value;
    }

    private static Csv table(LikelihoodEstimates estimates, Dataset data) {
        Csv table = new Csv("row", "label", "log_likelihood", "standard_error", "effective_samples");
        for (int r = 0; r < estimates.rows(); r++) {
            table.add(r, data.hasLabels() ? data.label(r) : null, estimates.logLikelihood(r),
                    orNull(estimates.standardError(r)), estimates.effectiveSamples(r));
        }
        return table;
    }

    private static void draw(LikelihoodEstimates estimates, Path file) throws IOException {
        double[] x = estimates.boundSamples().stream().mapToDouble(Math::log10).toArray();
        double[] y = estimates.boundSamples().stream().mapToDouble(estimates::bound).toArray();
        new LineChart("Bound of log p(x) by importance sampling", "log10 of the number of draws", "nats per example")
                .add("bound", x, y).legendLow().draw(EvaluationOptions.PICTURE_WIDTH, EvaluationOptions.PICTURE_HEIGHT)
                .write(file);
    }
}
