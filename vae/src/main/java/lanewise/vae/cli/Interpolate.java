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
import lanewise.vae.explore.Interpolation;
import lanewise.vae.model.Decoder;
import lanewise.vae.model.DecoderSession;
import lanewise.vae.picture.ImageTable;
import lanewise.vae.picture.Picture;

/// `interpolate`: the way from one example to another.
record Interpolate() implements Command {

    private static final Path STANDARD = Path.of("interpolation.png");
    private static final Option<Path> OUT = Sheets.outOrNumbers(STANDARD.toString());
    private static final Option<String> BETWEEN = Option.choice("between", "NAME", List.of("examples", "prior"),
            "examples", "what to go between: embeddings of examples, or draws from the prior");
    private static final Option<Integer> PAIRS = Option.integer("pairs", "N", 1, 1000, 8,
            "how many ways, one row each");
    private static final Option<List<Integer>> ROWS = Option.sizes("examples", "LIST", 0, Integer.MAX_VALUE, null,
            "which examples, by their numbers from 0, two for each row").withStandard(null, "the first ones");
    private static final Option<String> WAY = Option.choice("way", "NAME", List.of("linear", "spherical"), "linear",
            "the straight line, or the arc that keeps the distance from zero");
    private static final Option<Integer> STEPS = Option.integer("steps", "N", 2, 200, 11,
            "images on the way, both ends included");

    @Override
    public String summary() {
        return "show the way between examples or draws in the space of latent variables";
    }

    @Override
    public String description() {
        return "Goes from the embedding of one example to that of another, or between draws from the prior, in equal"
                + " steps, and shows the decoded means. Between examples each row begins and ends with the originals.";
    }

    @Override
    public List<OptionGroup> groups() {
        return List.of(ModelSource.GROUP, OptionGroup.of("Way", BETWEEN, WAY, PAIRS, ROWS, STEPS,
                ConditionOptions.LABEL, ConditionOptions.TOLD, ConditionOptions.LIKE),
                OptionGroup.of("Data", ModelSource.DATA, ModelSource.SPLIT, Common.LIMIT, ModelSource.SEED),
                OptionGroup.of("Picture", Sheets.SCALE, OUT, Common.THREADS));
    }

    @Override
    public List<Example> examples() {
        return List.of(new Example("interpolate",
                "8 ways between test examples of the newest run into interpolation.png"),
                new Example("interpolate --examples 3,18,4,90 --steps 9", "from example 3 to 18, and from 4 to 90"),
                new Example("interpolate --between prior --way spherical --seed 5",
                        "on arcs between draws from the prior"));
    }

    @Override
    public Map<String, Object> run(Arguments arguments, Terminal terminal) throws Exception {
        Path file = Sheets.fileOrNumbers(arguments, OUT, STANDARD);
        arguments.exclude(PAIRS, ROWS, "each says how many rows there are");
        boolean prior = arguments.get(BETWEEN).equals("prior");
        List<Integer> rows = arguments.get(ROWS);
        if (prior && rows != null) {
            throw new UsageException("--examples: there are none between draws from the prior; leave out --between"
                    + " prior or --examples");
        }
        if (rows != null && rows.size() % 2 != 0) {
            throw new UsageException("--examples: " + rows.size() + " numbers, expected two for each row");
        }
        int steps = arguments.get(STEPS);
        try (ModelSource source = ModelSource.open(arguments, terminal);
                Arena arena = Arena.ofShared();
                Team team = Team.ofThreads(Common.threads(arguments))) {
            Path out = Sheets.of(arguments, OUT, file, source.config());
            ConditionOptions.check(arguments, source.file(), source.model().architecture(), source.config());
            Dataset data = prior && !arguments.has(ConditionOptions.LIKE) ? null
                    : source.examples(arguments, arena, team);
            Matrix condition = ConditionOptions.row(arguments, source.model().architecture(), data, arena);
            Examples examples = prior ? null : ends(arguments, source, data, rows, arena, team);
            int pairs = prior ? arguments.get(PAIRS) : examples.size() / 2;
            Matrix ends = prior ? Matrix.allocate(arena, 2 * pairs, source.model().architecture().latent())
                    : examples.codes();
            Matrix path = Matrix.allocate(arena, pairs * steps, ends.columns());
            Matrix images = Matrix.allocate(arena, path.rows(), source.model().architecture().inputs());
            try (DecoderSession session = source.model().decoder().session(steps)) {
                if (prior) {
                    session.prior(source.seed(arguments), ends);
                }
                Interpolation way = Interpolation.valueOf(arguments.get(WAY).toUpperCase(Locale.ROOT));
                for (int i = 0; i < pairs; i++) {
                    way.path(ends.rows(2 * i, 2 * i + 1), ends.rows(2 * i + 1, 2 * i + 2),
                            path.rows(i * steps, (i + 1) * steps));
                }
                session.decode(ConditionOptions.beside(path, condition, arena), Decoder.Output.MEAN, 0, images);
            }
            if (CodesFile.takes(out)) {
                Sheets.numbers(out, images, source.config());
            } else {
                draw(arguments, source, examples, images, arena).write(out);
            }
            terminal.say("Wrote " + pairs + " ways of " + steps
                    + (CodesFile.takes(out) ? " rows to " : " images to ") + out);
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("out", out.toString());
            result.put("between", arguments.get(BETWEEN));
            result.put("way", arguments.get(WAY));
            ConditionOptions.put(result, arguments, condition);
            result.put("pairs", pairs);
            result.put("steps", steps);
            result.put("examples", prior ? null : examples.numbers());
            result.put("seed", prior ? source.seed(arguments) : null);
            result.put("model", source.file().toString());
            return result;
        }
    }

    private static Examples ends(Arguments arguments, ModelSource source, Dataset data,
            List<Integer> rows, Arena arena, Team team)
            throws CommandException {
        int pairs = Math.min(arguments.get(PAIRS), data.size() / 2);
        if (pairs == 0) {
            throw new CommandException(data.name() + ": has one example, expected at least two to go between");
        }
        return Examples.of(rows != null ? rows.stream().mapToInt(n -> n).toArray()
                : IntStream.range(0, 2 * pairs).toArray(), source, data, arena, team);
    }

    private static Picture draw(Arguments arguments, ModelSource source, Examples examples, Matrix images, Arena arena)
            throws CommandException {
        int steps = arguments.get(STEPS);
        List<String> columns = new ArrayList<>(IntStream.range(0, steps)
                .mapToObj(i -> Traverse.number((double) i / (steps - 1))).toList());
        List<String> rows = new ArrayList<>();
        Matrix shown = images;
        if (examples != null) {
            columns.addFirst("from");
            columns.addLast("to");
            int pairs = examples.size() / 2;
            shown = Matrix.allocate(arena, pairs * (steps + 2), images.columns());
            Matrix originals = examples.originals(images.columns(), arena);
            for (int i = 0; i < pairs; i++) {
                int at = i * (steps + 2);
                shown.rows(at, at + 1).copyFrom(originals.rows(2 * i, 2 * i + 1));
                shown.rows(at + 1, at + 1 + steps).copyFrom(images.rows(i * steps, (i + 1) * steps));
                shown.rows(at + 1 + steps, at + 2 + steps).copyFrom(originals.rows(2 * i + 1, 2 * i + 2));
                rows.add(examples.numbers()[2 * i] + " to " + examples.numbers()[2 * i + 1]);
            }
        }
        String title = (arguments.get(WAY).equals("linear") ? "Linear" : "Spherical") + " interpolation between "
                + (examples == null ? "draws from the prior" : "examples");
        return new ImageTable(title, source.image()).columns(columns).rows(rows).draw(shown, columns.size(),
                arguments.get(Sheets.SCALE));
    }
}
