package lanewise.vae.cli;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.Workspace;
import lanewise.vae.data.Dataset;
import lanewise.vae.explore.Embedding;
import lanewise.vae.explore.Traversal;
import lanewise.vae.model.Decoder;
import lanewise.vae.model.DecoderSession;
import lanewise.vae.picture.ImageTable;
import lanewise.vae.picture.Picture;

/// `traverse`: one latent dimension after the other changed while the rest stays.
record Traverse() implements Command {

    private static final int MOST = 20;
    private static final int EXAMPLES = 2_000;
    private static final Path STANDARD = Path.of("traversal.png");
    private static final Option<Path> OUT = Sheets.outOrNumbers(STANDARD.toString());
    private static final Option<Integer> EXAMPLE = Option.integer("example", "N", 0, Integer.MAX_VALUE, null,
            "start from the embedding of this example, by its number from 0")
            .withStandard(null, "the middle of the prior, zeros");
    private static final Option<List<Integer>> DIMENSIONS = Option.sizes("dimensions", "LIST", 0, Integer.MAX_VALUE,
            null, "which dimensions, from 0").withStandard(null, "the first " + MOST);
    private static final Option<Boolean> ACTIVE = Option.flag("active", "take the dimensions of the largest mean KL"
            + " divergence over the first " + EXAMPLES + " examples, the largest first");
    static final Option<Double> FROM = Option.real("from", "X", -1000, false, 1000, -3.0, "the value at the left");
    static final Option<Double> TO = Option.real("to", "X", -1000, false, 1000, 3.0, "the value at the right");
    static final Option<Integer> STEPS = Option.integer("steps", "N", 2, 200, 11, "images in a row");

    @Override
    public String summary() {
        return "show what each latent dimension stands for, one row per dimension";
    }

    @Override
    public String description() {
        return "Changes one latent dimension from --from to --to while the others stay, decodes, and shows a row of"
                + " images for each dimension: the means of their distributions. Dimensions that the model does not use"
                + " leave all images of a row alike; --active leaves them to the end.";
    }

    @Override
    public List<OptionGroup> groups() {
        return List.of(ModelSource.GROUP, OptionGroup.of("Way", EXAMPLE, DIMENSIONS, ACTIVE, FROM, TO, STEPS,
                ConditionOptions.LABEL, ConditionOptions.TOLD, ConditionOptions.LIKE),
                OptionGroup.of("Data", ModelSource.DATA, ModelSource.SPLIT, Common.LIMIT, ModelSource.SEED),
                OptionGroup.of("Picture", Sheets.SCALE, OUT, Common.THREADS));
    }

    @Override
    public List<Example> examples() {
        return List.of(new Example("traverse", "up to " + MOST + " dimensions of the newest run into traversal.png"),
                new Example("traverse --run runs/mnist --active --example 7 --out seven.png",
                        "around test example 7, the dimensions that say most first"));
    }

    /// A dimension and its mean divergence over the data, NaN where it was not measured.
    private record Dimension(int index, double kl) {

        String name() {
            return "z" + index + (Double.isNaN(kl) ? "" : String.format(Locale.ROOT, " (%.2f)", kl));
        }
    }

    @Override
    public Map<String, Object> run(Arguments arguments, Terminal terminal) throws Exception {
        Path file = Sheets.fileOrNumbers(arguments, OUT, STANDARD);
        arguments.exclude(DIMENSIONS, ACTIVE, "each chooses the dimensions");
        int steps = arguments.get(STEPS);
        double from = arguments.get(FROM);
        double to = arguments.get(TO);
        try (ModelSource source = ModelSource.open(arguments, terminal);
                Arena arena = Arena.ofShared();
                Team team = Team.ofThreads(Common.threads(arguments))) {
            Path out = Sheets.of(arguments, OUT, file, source.config());
            ConditionOptions.check(arguments, source.file(), source.model().architecture(), source.config());
            boolean needsData = arguments.has(EXAMPLE) || arguments.get(ACTIVE) || arguments.has(ConditionOptions.LIKE);
            Dataset data = needsData ? source.examples(arguments, arena, team) : null;
            Matrix condition = ConditionOptions.row(arguments, source.model().architecture(), data, arena);
            int latent = source.model().architecture().latent();
            Matrix z = Matrix.allocate(arena, 1, latent);
            Examples example = null;
            if (arguments.has(EXAMPLE)) {
                if (arguments.get(EXAMPLE) >= data.size()) {
                    throw new CommandException("--example: " + arguments.get(EXAMPLE) + ", but " + data.name()
                            + " has the examples 0 to " + (data.size() - 1));
                }
                example = Examples.of(new int[] {arguments.get(EXAMPLE)}, source, data, arena, team);
                z.copyFrom(example.codes());
            }
            List<Dimension> dimensions = dimensions(arguments, source, data, arena, team);
            Matrix codes = Matrix.allocate(arena, dimensions.size() * steps, latent);
            for (int i = 0; i < dimensions.size(); i++) {
                Traversal.of(z, dimensions.get(i).index, from, to, codes.rows(i * steps, (i + 1) * steps));
            }
            Matrix images = Matrix.allocate(arena, codes.rows(), source.model().architecture().inputs());
            try (DecoderSession session = source.model().decoder().session(steps)) {
                session.decode(ConditionOptions.beside(codes, condition, arena), Decoder.Output.MEAN, 0, images);
            }
            if (CodesFile.takes(out)) {
                Sheets.numbers(out, images, source.config());
            } else {
                draw(arguments, source, example, dimensions, images).write(out);
            }
            terminal.say("Wrote " + dimensions.size() + (CodesFile.takes(out) ? " times " : " rows of ") + steps
                    + (CodesFile.takes(out) ? " rows to " : " images to ") + out);
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("out", out.toString());
            result.put("dimensions", dimensions.stream().map(Dimension::index).toList());
            if (arguments.get(ACTIVE)) {
                result.put("kl", dimensions.stream().map(Dimension::kl).toList());
            }
            ConditionOptions.put(result, arguments, condition);
            result.put("from", from);
            result.put("to", to);
            result.put("steps", steps);
            result.put("example", arguments.get(EXAMPLE));
            result.put("model", source.file().toString());
            return result;
        }
    }

    private static Picture draw(Arguments arguments, ModelSource source, Examples example,
            List<Dimension> dimensions, Matrix images)
            throws CommandException {
        int steps = arguments.get(STEPS);
        List<String> values = IntStream.range(0, steps)
                .mapToObj(i -> number(Traversal.value(arguments.get(FROM), arguments.get(TO), i, steps))).toList();
        String of = example == null ? "" : ", " + arguments.get(ModelSource.SPLIT) + " example " + example.name(0);
        return new ImageTable("Latent traversal" + of, source.image()).columns(values)
                .rows(dimensions.stream().map(Dimension::name).toList()).corner(arguments.get(ACTIVE) ? "KL in nats"
                        : "")
                .draw(images, steps, arguments.get(Sheets.SCALE));
    }

    /// `-1.5` without zeros at its end.
    static String number(double value) {
        String text = String.format(Locale.ROOT, "%.2f", value + 0.0).replaceAll("0+$", "").replaceAll("\\.$", "");
        return text.equals("-0") ? "0" : text;
    }

    private static List<Dimension> dimensions(Arguments arguments, ModelSource source,
            Dataset data, Arena arena, Team team)
            throws CommandException {
        int latent = source.model().architecture().latent();
        if (arguments.get(ACTIVE)) {
            double[] kl = divergences(source, data.head(EXAMPLES), arena, team);
            return IntStream.range(0, latent).mapToObj(d -> new Dimension(d, kl[d]))
                    .sorted(Comparator.comparingDouble((Dimension d) -> -d.kl).thenComparingInt(Dimension::index))
                    .limit(MOST).toList();
        }
        List<Dimension> dimensions = new ArrayList<>();
        for (int d : arguments.has(DIMENSIONS) ? arguments.get(DIMENSIONS)
                : IntStream.range(0, Math.min(MOST, latent)).boxed().toList()) {
            if (d >= latent) {
                throw new CommandException("--dimensions: " + d + ", but " + source.file() + " has the dimensions 0 to "
                        + (latent - 1));
            }
            dimensions.add(new Dimension(d, Double.NaN));
        }
        return dimensions;
    }

    /// Per dimension the mean over the data of `(mu^2 + e^v - 1 - v) / 2`.
    private static double[] divergences(ModelSource source, Dataset data, Arena arena, Team team) {
        int latent = source.model().architecture().latent();
        Matrix mean = Matrix.allocate(arena, data.size(), latent);
        Matrix logVariance = Matrix.allocate(arena, data.size(), latent);
        try (Workspace workspace = Workspace.with(team)) {
            Embedding.of(source.model(), data, mean, logVariance, workspace);
        }
        double[] kl = new double[latent];
        for (int r = 0; r < data.size(); r++) {
            for (int d = 0; d < latent; d++) {
                double mu = mean.get(r, d);
                double v = logVariance.get(r, d);
                kl[d] += (mu * mu + StrictMath.expm1(v) - v) / 2 / data.size();
            }
        }
        return kl;
    }
}
