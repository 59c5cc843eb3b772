package lanewise.vae.cli;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

import lanewise.core.Team;
import lanewise.vae.data.Dataset;
import lanewise.vae.evaluate.LatentDiagnostics;
import lanewise.vae.file.Csv;
import lanewise.vae.latent.Prior;
import lanewise.vae.picture.LineChart;

/// `diagnose`: what the latent dimensions are used for.
record Diagnose() implements Command {

    private static final int SHOWN = 50;
    private static final Option<Path> CSV = Option.output("csv", "FILE", "none",
            "a table to write, one line per dimension; one that exists is replaced");

    @Override
    public String summary() {
        return "show what each latent dimension is used for; warn of posterior collapse";
    }

    @Override
    public String description() {
        return "Shows for each latent dimension its part of the divergence (KL) in nats per example, the variance of"
                + " its posterior mean over the examples, above " + LatentDiagnostics.ACTIVE_VARIANCE
                + " if it is active, and its mean posterior variance, largest part first. Warns where few dimensions or"
                + " none are active, and says what helps.";
    }

    @Override
    public List<OptionGroup> groups() {
        return List.of(ModelSource.GROUP,
                OptionGroup.of("Data", ModelSource.DATA, ModelSource.SPLIT, Common.LIMIT,
                        EvaluationOptions.COUNT, ModelSource.SEED),
                TableOptions.ROWS,
                OptionGroup.of("Output", CSV, EvaluationOptions.PICTURE, Common.THREADS));
    }

    @Override
    public List<Example> examples() {
        return List.of(new Example("diagnose", "the newest run on its test examples"),
                new Example("diagnose --run runs/mnist --csv dimensions.csv --picture dimensions.png",
                        "as a table and as a chart"));
    }

    @Override
    public Map<String, Object> run(Arguments arguments, Terminal terminal) throws Exception {
        EvaluationOptions.requireWritable(arguments, CSV, EvaluationOptions.PICTURE);
        try (ModelSource source = ModelSource.open(arguments, terminal);
                Arena arena = Arena.ofShared();
                Team team = Team.ofThreads(Common.threads(arguments), Common.SPIN_NANOS)) {
            Dataset data = EvaluationOptions.counted(arguments, source.judged(source.examples(arguments, arena, team)));
            LatentDiagnostics found = LatentDiagnostics.of(source.model(), data, team);
            List<Integer> order = IntStream.range(0, found.latent()).boxed()
                    .sorted(Comparator.comparingDouble(d -> -found.divergence(d))).toList();
            say(terminal, found, order, source.model().architecture().prior(), arguments.get(ModelSource.SPLIT));
            if (arguments.has(CSV)) {
                Csv table = new Csv("dimension", "kl", "variance_of_mean", "mean_variance", "active");
                for (int d = 0; d < found.latent(); d++) {
                    table.add(d, found.divergence(d), found.varianceOfMean(d), found.meanVariance(d),
                            found.isActive(d) ? 1 : 0);
                }
                table.write(arguments.get(CSV));
            }
            if (arguments.has(EvaluationOptions.PICTURE)) {
                draw(found, order, arguments.get(EvaluationOptions.PICTURE));
            }
            return result(source, data, found);
        }
    }

    private static void say(Terminal terminal, LatentDiagnostics found, List<Integer> order, Prior prior,
            String split) {
        terminal.say(String.format(Locale.ROOT, "%d of %d latent dimensions are active; KL %.4f nats per example (%,d"
                + " %s examples)", found.active(), found.latent(), found.divergence(), found.rows(), split));
        terminal.say("  dimension         KL   variance of mean   mean variance");
        for (int d : order.subList(0, Math.min(SHOWN, order.size()))) {
            terminal.say(String.format(Locale.ROOT, "  %9d %10.4f %18.5f %15.5f%s", d, found.divergence(d),
                    found.varianceOfMean(d), found.meanVariance(d), found.isActive(d) ? "" : "   inactive"));
        }
        if (order.size() > SHOWN) {
            terminal.say("  ... and " + (order.size() - SHOWN) + " more (--csv has all)");
        }
        if (!prior.closedForm()) {
            terminal.note("The KL is that from N(0, I), while the model's prior is " + prior.name());
        }
        found.warning().ifPresent(warning -> {
            terminal.note(warning);
            terminal.note("For example: lanewise train --warmup linear:epochs=5, --objective free_bits --free-bits 0.1,"
                    + " or --beta 0.5");
        });
    }

    private static void draw(LatentDiagnostics found, List<Integer> order, Path file) throws IOException {
        double[] rank = IntStream.rangeClosed(1, order.size()).asDoubleStream().toArray();
        double[] divergence = order.stream().mapToDouble(found::divergence).toArray();
        new LineChart("Divergence by latent dimension", "rank of the dimension", "KL in nats per example")
                .add(found.active() + " of " + found.latent() + " active", rank, divergence,
                        String.format(Locale.ROOT, "%.2f nats", found.divergence()))
                .draw(EvaluationOptions.PICTURE_WIDTH, EvaluationOptions.PICTURE_HEIGHT).write(file);
    }

    private static Map<String, Object> result(ModelSource source, Dataset data, LatentDiagnostics found) {
        List<Object> dimensions = new ArrayList<>();
        for (int d = 0; d < found.latent(); d++) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("kl", found.divergence(d));
            fields.put("varianceOfMean", found.varianceOfMean(d));
            fields.put("meanVariance", found.meanVariance(d));
            fields.put("active", found.isActive(d));
            dimensions.add(fields);
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("active", found.active());
        result.put("latent", found.latent());
        result.put("kl", found.divergence());
        result.put("collapsed", found.isCollapsed());
        result.put("warning", found.warning().orElse(null));
        result.put("dimensions", dimensions);
        result.put("examples", found.rows());
        result.put("model", source.file().toString());
        result.put("data", data.name());
        return result;
    }
}
