package lanewise.vae.cli;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import lanewise.core.Team;
import lanewise.core.Workspace;
import lanewise.vae.data.Dataset;
import lanewise.vae.data.ImageSet;
import lanewise.vae.explore.Embeddings;
import lanewise.vae.explore.LogisticProbe;
import lanewise.vae.explore.NearestNeighbours;
import lanewise.vae.file.Csv;

/// `probe`: what the embeddings know of the labels.
record Probe() implements Command {

    private static final Option<Integer> NEIGHBOURS = Option.integer("neighbours", "K", 1, 1000, 5,
            "how many nearest training examples vote");
    private static final Option<Double> L2 = Option.real("l2", "X", 0, true, 1e6, 1e-4,
            "penalty on the weights of the logistic regression");

    @Override
    public String summary() {
        return "measure what embeddings know of the labels: nearest neighbours and logistic regression";
    }

    @Override
    public String description() {
        return "Learns the labels of the training examples from their embeddings, which the model made without labels,"
                + " and tells those of the test examples: by the vote of the nearest neighbours, and by a logistic"
                + " regression, which finds what is linear in the embedding. Both are exact functions of the model and"
                + " the data.";
    }

    @Override
    public List<OptionGroup> groups() {
        return List.of(ModelSource.GROUP,
                OptionGroup.of("Data", ModelSource.DATA, Common.LIMIT, EvaluationOptions.COUNT, ModelSource.SEED),
                TableOptions.ROWS,
                OptionGroup.of("Probes", NEIGHBOURS, L2),
                OptionGroup.of("Output", EvaluationOptions.CSV, Common.THREADS));
    }

    @Override
    public List<Example> examples() {
        return List.of(new Example("probe", "the embedding of the newest run"),
                new Example("probe --run runs/mnist --limit 10000 --csv probe.csv",
                        "learned from 10,000 examples, with the answers"));
    }

    @Override
    public Map<String, Object> run(Arguments arguments, Terminal terminal) throws Exception {
        EvaluationOptions.requireWritable(arguments, EvaluationOptions.CSV);
        try (ModelSource source = ModelSource.open(arguments, terminal);
                Arena arena = Arena.ofShared();
                Team team = Team.ofThreads(Common.threads(arguments), Common.SPIN_NANOS);
                Workspace workspace = Workspace.with(team)) {
            ImageSet images = source.read(arguments, arena, team);
            Dataset train = source.requireSuited(images, images.train());
            Dataset test = EvaluationOptions.counted(arguments, source.requireSuited(images, images.test()));
            if (!train.hasLabels()) {
                throw new CommandException(train.name() + ": has no labels to learn");
            }
            Embeddings known = Embeddings.of(source.model(), train, arena, workspace);
            Embeddings asked = Embeddings.of(source.model(), test, arena, workspace);
            int neighbours = Math.min(arguments.get(NEIGHBOURS), train.size());
            int[] voted;
            terminal.status("Looking for neighbours ...");
            try (NearestNeighbours nearest = new NearestNeighbours(known.points(), known.labels(), workspace)) {
                voted = nearest.classify(asked.points(), neighbours);
            }
            terminal.status("Fitting the logistic regression ...");
            LogisticProbe probe = LogisticProbe.fit(known.points(), known.labels(), arguments.get(L2), team);
            int[] told = probe.classify(asked.points());
            if (arguments.has(EvaluationOptions.CSV)) {
                Csv table = new Csv("row", "label", "nearest_neighbours", "logistic");
                for (int r = 0; r < test.size(); r++) {
                    table.add(r, test.label(r), voted[r], told[r]);
                }
                table.write(arguments.get(EvaluationOptions.CSV));
            }
            double guessing = asked.accuracy(filled(test.size(), mostFrequent(known.labels())));
            terminal.say(String.format(Locale.ROOT, "Labels told right from embeddings of %d dimensions (%,d training,"
                    + " %,d test examples):", known.points().columns(), train.size(), test.size()));
            terminal.say(String.format(Locale.ROOT, "  %-22s %6.2f%%", neighbours + " nearest neighbours",
                    100 * asked.accuracy(voted)));
            terminal.say(String.format(Locale.ROOT, "  %-22s %6.2f%%", "logistic regression",
                    100 * asked.accuracy(told)));
            terminal.say(String.format(Locale.ROOT, "  %-22s %6.2f%%", "the most frequent one", 100 * guessing));
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("nearestNeighbours", asked.accuracy(voted));
            result.put("logistic", asked.accuracy(told));
            result.put("mostFrequent", guessing);
            result.put("neighbours", neighbours);
            result.put("l2", arguments.get(L2));
            result.put("logisticLoss", probe.loss());
            result.put("logisticSteps", probe.steps());
            result.put("trainingExamples", train.size());
            result.put("examples", test.size());
            result.put("model", source.file().toString());
            result.put("data", test.name());
            return result;
        }
    }

    private static int[] filled(int size, int value) {
        int[] all = new int[size];
        Arrays.fill(all, value);
        return all;
    }

    /// The smallest of the most frequent.
    private static int mostFrequent(int[] labels) {
        int[] counts = new int[256];
        for (int label : labels) {
            counts[label]++;
        }
        int best = 0;
        for (int label = 1; label < counts.length; label++) {
            best = counts[label] > counts[best] ? label : best;
        }
        return best;
    }
}
