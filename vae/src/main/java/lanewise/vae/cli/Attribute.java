package lanewise.vae.cli;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.vae.data.Dataset;
import lanewise.vae.data.ImageSet;
import lanewise.vae.explore.AttributeDirection;
import lanewise.vae.explore.Traversal;
import lanewise.vae.model.Decoder;
import lanewise.vae.model.DecoderSession;
import lanewise.vae.picture.ImageTable;

/// `attribute`: the direction from examples without an attribute to those with it, and what it does to others.
record Attribute() implements Command {

    private static final Path STANDARD = Path.of("attribute.png");
    private static final Option<Path> OUT = Sheets.out(STANDARD.toString());
    private static final Option<List<Integer>> WITH = Option.sizes("with", "LABELS", 0, 255, null,
            "labels of the examples that have the attribute");
    private static final Option<List<Integer>> WITHOUT = Option.sizes("without", "LABELS", 0, 255, null,
            "labels of those that have it not").withStandard(null, "all other labels");
    private static final Option<Path> DIRECTION = Option.output("direction", "FILE", "",
            "write the direction too, one row, .csv, .npy or .safetensors");
    private static final Option<Double> FROM = Option.real("from", "X", -100, false, 100, -1.0,
            "the strength at the left; 1 is the distance of the groups");
    private static final Option<Double> TO = Option.real("to", "X", -100, false, 100, 2.0, "the strength at the right");
    private static final Option<Integer> STEPS = Option.integer("steps", "N", 2, 200, 7, "images in a row");
    private static final Option<Integer> COUNT = Option.integer("count", "N", 1, 1000, 8,
            "how many test examples to show");
    private static final Option<List<Integer>> ROWS = Examples.ROWS.withStandard(null,
            "the first of the test examples without the attribute");

    @Override
    public String summary() {
        return "find the direction of an attribute and apply it to examples";
    }

    @Override
    public String description() {
        return "The direction of an attribute is the mean embedding of the training examples with it less that of those"
                + " without it. Each row of the picture is a test example: the original, then the decoded mean with the"
                + " direction added to its embedding in several strengths.";
    }

    @Override
    public List<OptionGroup> groups() {
        return List.of(ModelSource.GROUP, OptionGroup.of("Attribute", WITH, WITHOUT, DIRECTION),
                OptionGroup.of("Way", FROM, TO, STEPS, COUNT, ROWS, ConditionOptions.LABEL,
                        ConditionOptions.TOLD, ConditionOptions.LIKE),
                OptionGroup.of("Data", ModelSource.DATA, Common.LIMIT, ModelSource.SEED),
                OptionGroup.of("Picture", Sheets.SCALE, OUT, Common.THREADS));
    }

    @Override
    public List<Example> examples() {
        return List.of(new Example("attribute --with 9 --without 4", "what makes a 9 of a 4, into attribute.png"),
                new Example("attribute --with 0,6,8,9 --direction loops.npy",
                        "closed loops against all other digits, and the direction itself"));
    }

    @Override
    public Map<String, Object> run(Arguments arguments, Terminal terminal) throws Exception {
        Path out = Sheets.file(arguments, OUT, STANDARD);
        List<Integer> with = arguments.get(WITH);
        List<Integer> without = arguments.get(WITHOUT);
        if (with == null) {
            throw new UsageException("--with: not given, expected the labels of the examples that have the attribute,"
                    + " such as --with 9");
        }
        if (without != null && with.stream().anyMatch(without::contains)) {
            throw new UsageException("--without: " + with.stream().filter(without::contains).findFirst().orElseThrow()
                    + " is among --with too, expected other labels");
        }
        arguments.exclude(COUNT, ROWS, "each says how many examples there are");
        if (arguments.has(DIRECTION)) {
            CodesFile.requireEnding(DIRECTION, arguments.get(DIRECTION));
            Outputs.requireWritable(arguments, DIRECTION, arguments.get(DIRECTION));
        }
        try (ModelSource source = ModelSource.open(arguments, terminal);
                Arena arena = Arena.ofShared();
                Team team = Team.ofThreads(Common.threads(arguments))) {
            ConditionOptions.check(arguments, source.file(), source.model().architecture(), source.config());
            ImageSet images = source.read(arguments, arena, team);
            Dataset training = source.requireSuited(images, images.train());
            Dataset test = source.requireSuited(images, images.test());
            Matrix condition = ConditionOptions.row(arguments, source.model().architecture(), test, arena);
            AttributeDirection direction = direction(source, training, with, without, arena, team);
            Examples shown = arguments.has(ROWS) || !test.hasLabels()
                    ? Examples.of(arguments, source, test, arguments.get(COUNT), arena, team)
                    : Examples.of(lacking(test, with, without, arguments.get(COUNT)), source, test, arena, team);
            draw(arguments, source, direction, shown, condition, arena, title(with, without), out);
            if (arguments.has(DIRECTION)) {
                Matrix row = Matrix.allocateDense(arena, 1, direction.values().length);
                for (int d = 0; d < row.columns(); d++) {
                    row.set(0, d, (float) direction.values()[d]);
                }
                CodesFile.write(arguments.get(DIRECTION), "d", row, null);
            }
            terminal.say(String.format(Locale.ROOT, "Direction of length %.3f between the means of %,d and %,d training"
                    + " examples", direction.length(), direction.countWith(), direction.countWithout()));
            terminal.say("Wrote " + shown.size() + " rows of " + arguments.get(STEPS) + " images to " + out);
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("out", out.toString());
            result.put("with", with);
            result.put("without", without);
            result.put("examples_with", direction.countWith());
            result.put("examples_without", direction.countWithout());
            result.put("length", direction.length());
            result.put("direction", direction.values());
            ConditionOptions.put(result, arguments, condition);
            result.put("examples", shown.numbers());
            result.put("model", source.file().toString());
            result.put("data", training.name());
            return result;
        }
    }

    private static AttributeDirection direction(ModelSource source, Dataset data, List<Integer> with,
            List<Integer> without, Arena arena, Team team)
            throws CommandException {
        if (!data.hasLabels()) {
            throw new CommandException(data.name()
                    + ": has no labels, expected some that say which examples have the attribute");
        }
        boolean any = IntStream.range(0, data.size()).anyMatch(r -> with.contains(data.label(r)));
        boolean other = IntStream.range(0, data.size()).anyMatch(r -> lacks(data.label(r), with, without));
        if (!any || !other) {
            throw new CommandException((any ? "--without" : "--with") + ": " + data.name() + " has no example with "
                    + (any && without == null ? "another label" : "one of the labels " + (any ? without : with)));
        }
        Matrix codes = Examples.embed(source, data, arena, team);
        return AttributeDirection.between(codes, r -> with.contains(data.label(r)),
                r -> lacks(data.label(r), with, without));
    }

    private static boolean lacks(int label, List<Integer> with, List<Integer> without) {
        return without == null ? !with.contains(label) : without.contains(label);
    }

    private static int[] lacking(Dataset data, List<Integer> with, List<Integer> without, int count) {
        int[] numbers = IntStream.range(0, data.size()).filter(r -> lacks(data.label(r), with, without))
                .limit(count).toArray();
        return numbers.length > 0 ? numbers : IntStream.range(0, Math.min(count, data.size())).toArray();
    }

    private static String title(List<Integer> with, List<Integer> without) {
        return "From " + (without == null ? "all others" : text(without)) + " towards " + text(with);
    }

    private static String text(List<Integer> labels) {
        return String.join(", ", labels.stream().map(String::valueOf).toList());
    }

    private static void draw(Arguments arguments, ModelSource source, AttributeDirection direction, Examples shown,
            Matrix condition, Arena arena, String title, Path out)
            throws Exception {
        int steps = arguments.get(STEPS);
        int inputs = source.model().architecture().inputs();
        Matrix codes = Matrix.allocate(arena, steps, shown.codes().columns());
        Matrix images = Matrix.allocate(arena, shown.size() * (steps + 1), inputs);
        Matrix originals = shown.originals(inputs, arena);
        List<String> columns = new ArrayList<>(List.of("original"));
        List<String> rows = new ArrayList<>();
        try (DecoderSession session = source.model().decoder().session(steps)) {
            for (int i = 0; i < shown.size(); i++) {
                for (int s = 0; s < steps; s++) {
                    double strength = Traversal.value(arguments.get(FROM), arguments.get(TO), s, steps);
                    direction.apply(shown.codes().rows(i, i + 1), strength, codes.rows(s, s + 1));
                    if (i == 0) {
                        columns.add(Traverse.number(strength));
                    }
                }
                int at = i * (steps + 1);
                images.rows(at, at + 1).copyFrom(originals.rows(i, i + 1));
                session.decode(ConditionOptions.beside(codes, condition, arena), Decoder.Output.MEAN, 0,
                        images.rows(at + 1, at + 1 + steps));
                rows.add(shown.name(i));
            }
        }
        new ImageTable(title, source.image()).columns(columns).rows(rows)
                .note("numbers above: strength, in distances between the groups").draw(images, steps + 1,
                        arguments.get(Sheets.SCALE)).write(out);
    }
}
