package lanewise.vae.cli;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.vae.data.Dataset;
import lanewise.vae.explore.PrincipalComponents;
import lanewise.vae.picture.ScatterChart;

/// `scatter`: where examples lie in the space of latent variables.
record Scatter() implements Command {

    private static final int WIDTH = 1500;
    private static final int HEIGHT = 1400;
    private static final Path STANDARD = Path.of("scatter.png");
    private static final Option<Path> OUT = Sheets.out(STANDARD.toString());
    private static final Option<Integer> COUNT = Option.integer("count", "N", 2, 1_000_000, 10_000,
            "how many examples, from the first on");

    @Override
    public String summary() {
        return "show where examples lie in the space of latent variables, coloured by label";
    }

    @Override
    public String description() {
        return "Draws the embeddings of examples as points, coloured by their labels where the data have any. A latent"
                + " variable of two dimensions is shown as it is, one of more dimensions along its first two principal"
                + " components, with their share of the variance.";
    }

    @Override
    public List<OptionGroup> groups() {
        return List.of(ModelSource.GROUP,
                OptionGroup.of("Data", ModelSource.DATA, ModelSource.SPLIT, COUNT, Common.LIMIT, ModelSource.SEED),
                OptionGroup.of("Picture", OUT, Common.THREADS));
    }

    @Override
    public List<Example> examples() {
        return List.of(new Example("scatter", "the test examples of the newest run into scatter.png"),
                new Example("scatter --run runs/two --split train --count 20000 --out plane.png",
                        "20,000 training examples"));
    }

    @Override
    public Map<String, Object> run(Arguments arguments, Terminal terminal) throws Exception {
        Path out = Sheets.file(arguments, OUT, STANDARD);
        try (ModelSource source = ModelSource.open(arguments, terminal);
                Arena arena = Arena.ofShared();
                Team team = Team.ofThreads(Common.threads(arguments))) {
            Dataset data = source.examples(arguments, arena, team).head(arguments.get(COUNT));
            int latent = source.model().architecture().latent();
            if (latent < 2 || data.size() < 2) {
                throw new CommandException(latent < 2 ? source.file()
                        + ": has a latent variable of 1 dimension, expected at least 2 to draw in the plane"
                        : data.name() + ": has one example, expected at least two");
            }
            Matrix codes = Examples.embed(source, data, arena, team);
            Matrix points = codes;
            double[] shares = null;
            if (latent > 2) {
                PrincipalComponents components = PrincipalComponents.of(codes);
                points = Matrix.allocate(arena, codes.rows(), 2);
                components.project(codes, points);
                shares = new double[] {components.share(0), components.share(1)};
            }
            ScatterChart chart = new ScatterChart(String.format(Locale.ROOT, "Embeddings of %,d examples", data.size()),
                    name(0, shares), name(1, shares));
            chart.draw(points, Examples.labels(data), WIDTH, HEIGHT).write(out);
            terminal.say(String.format(Locale.ROOT, "Wrote %,d points to %s", data.size(), out));
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("out", out.toString());
            result.put("examples", data.size());
            result.put("latent", latent);
            result.put("axes", shares == null ? "latent dimensions" : "principal components");
            result.put("shares", shares);
            result.put("model", source.file().toString());
            result.put("data", data.name());
            return result;
        }
    }

    private static String name(int axis, double[] shares) {
        return shares == null ? "z" + axis
                : String.format(Locale.ROOT, "%s principal component, %.1f%% of the variance",
                        axis == 0 ? "first" : "second", 100 * shares[axis]);
    }
}
