package lanewise.vae.cli;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.vae.data.Dataset;
import lanewise.vae.layer.Shape;
import lanewise.vae.model.Session;
import lanewise.vae.picture.ContactSheet;

/// `reconstruct`: examples beside what the model makes of them.
record Reconstruct() implements Command {

    private static final Path STANDARD = Path.of("reconstructions.png");
    private static final Option<Path> OUT = Sheets.outOrNumbers(STANDARD.toString());

    @Override
    public String summary() {
        return "show examples beside their reconstructions in a PNG";
    }

    @Override
    public String description() {
        return "Encodes the first examples, decodes the means of their posteriors and shows each original with its"
                + " reconstruction to the right of it.";
    }

    @Override
    public List<OptionGroup> groups() {
        return List.of(ModelSource.GROUP,
                OptionGroup.of("Data", ModelSource.DATA, ModelSource.SPLIT, Common.LIMIT, ModelSource.SEED),
                OptionGroup.of("Picture", Sheets.COUNT_PAIRS, Sheets.COLUMNS, Sheets.SCALE, OUT, Common.THREADS));
    }

    @Override
    public List<Example> examples() {
        return List.of(new Example("reconstruct", "60 test examples of the newest run into reconstructions.png"),
                new Example("reconstruct --model model.safetensors --data mnist --count 16 --columns 4",
                        "16 test images of MNIST"));
    }

    @Override
    public Map<String, Object> run(Arguments arguments, Terminal terminal) throws Exception {
        Path file = Sheets.fileOrNumbers(arguments, OUT, STANDARD);
        try (ModelSource source = ModelSource.open(arguments, terminal);
                Arena arena = Arena.ofShared();
                Team team = Team.ofThreads(Common.threads(arguments))) {
            Path out = Sheets.of(arguments, OUT, file, source.config());
            Dataset data = source.examples(arguments, arena, team);
            int count = Math.min(arguments.get(Sheets.COUNT_PAIRS), data.size());
            try (Session session = source.model().session(count)) {
                Matrix originals = Matrix.allocate(arena, count, data.width());
                Matrix reconstructions = Matrix.allocate(arena, count, source.model().architecture().inputs());
                data.copy(0, count, originals);
                session.reconstruct(originals, reconstructions);
                if (CodesFile.takes(out)) {
                    Sheets.numbers(out, reconstructions, source.config());
                } else {
                    Shape image = source.image();
                    int columns = Sheets.columns(arguments, count, 2 * image.width(), image.height());
                    ContactSheet.pairs(originals.columns(0, image.size()), reconstructions, image, columns,
                            arguments.get(Sheets.SCALE)).write(out);
                }
            }
            terminal.say("Wrote " + count
                    + (CodesFile.takes(out) ? " reconstructions to " : " pairs (original, reconstruction) to ") + out);
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("out", out.toString());
            result.put("count", count);
            result.put("model", source.file().toString());
            result.put("data", data.name());
            return result;
        }
    }
}
