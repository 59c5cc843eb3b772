package lanewise.vae.cli;

import java.lang.foreign.Arena;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import lanewise.core.Team;
import lanewise.vae.data.Dataset;
import lanewise.vae.evaluate.Evaluator;
import lanewise.vae.objective.LossTerms;
import lanewise.vae.objective.Objective;

/// `evaluate`: the loss of a trained model.
record Evaluate() implements Command {

    private static final Option<Integer> SAMPLES = Option.integer("samples", "N", 1, Objective.MOST_SAMPLES, 1,
            "latent samples per example");

    @Override
    public String summary() {
        return "compute the loss of a trained model, in nats per example";
    }

    @Override
    public String description() {
        return "Computes the negative evidence lower bound of a trained model on the test examples and its two terms,"
                + " reconstruction and divergence (KL), in nats per example. With the data and the seed of its run it"
                + " gives what 'train' ended with, if its objective was elbo with beta 1.";
    }

    @Override
    public List<OptionGroup> groups() {
        return List.of(ModelSource.GROUP, OptionGroup.of("Data", ModelSource.DATA, ModelSource.SPLIT, Common.LIMIT),
                TableOptions.ROWS,
                OptionGroup.of("Computation", SAMPLES, ModelSource.SEED, Common.THREADS));
    }

    @Override
    public List<Example> examples() {
        return List.of(new Example("evaluate", "the newest run on its own test examples"),
                new Example("evaluate --run runs/mnist --samples 100", "a run, less noise in the reconstruction term"),
                new Example("evaluate --model model.safetensors --data mnist --json",
                        "a model on other data, for a script"));
    }

    @Override
    public Map<String, Object> run(Arguments arguments, Terminal terminal) throws Exception {
        try (ModelSource source = ModelSource.open(arguments, terminal);
                Arena arena = Arena.ofShared();
                Team team = Team.ofThreads(Common.threads(arguments), Common.SPIN_NANOS)) {
            Dataset data = source.judged(source.examples(arguments, arena, team));
            long begin = System.nanoTime();
            LossTerms terms = Evaluator.evaluate(source.model(), data, arguments.get(SAMPLES),
                    source.seed(arguments), team);
            double seconds = (System.nanoTime() - begin) / 1e9;
            terminal.say(String.format(Locale.ROOT, "Loss            %10.4f nats per example (%,d %s examples, %.2f s)",
                    terms.total(), data.size(), arguments.get(ModelSource.SPLIT), seconds));
            terminal.say(String.format(Locale.ROOT, "  reconstruction%10.4f", terms.reconstruction()));
            terminal.say(String.format(Locale.ROOT, "  KL            %10.4f", terms.kl()));
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("loss", terms.total());
            result.put("reconstruction", terms.reconstruction());
            result.put("kl", terms.kl());
            result.put("examples", data.size());
            result.put("samples", arguments.get(SAMPLES));
            result.put("seed", source.seed(arguments));
            result.put("seconds", seconds);
            result.put("model", source.file().toString());
            result.put("data", data.name());
            return result;
        }
    }
}
