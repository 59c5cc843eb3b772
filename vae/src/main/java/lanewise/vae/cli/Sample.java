package lanewise.vae.cli;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import lanewise.core.Matrix;
import lanewise.vae.model.Session;
import lanewise.vae.picture.ContactSheet;

/// `sample`: new images from the prior.
record Sample() implements Command {

    private static final Path STANDARD = Path.of("samples.png");
    private static final Option<Path> OUT = Sheets.out(STANDARD.toString());

    @Override
    public String summary() {
        return "draw new images from a trained model into a PNG";
    }

    @Override
    public String description() {
        return "Draws latent variables from the prior, decodes them and puts the images, means of the likelihood, into one picture. Equal seeds give"
                + " equal images.";
    }

    @Override
    public List<OptionGroup> groups() {
        return List.of(ModelSource.GROUP, OptionGroup.of("Picture", Sheets.COUNT, Sheets.COLUMNS, Sheets.SCALE, OUT, ModelSource.SEED));
    }

    @Override
    public List<Example> examples() {
        return List.of(new Example("sample", "64 images from the newest run into samples.png"),
                new Example("sample --run runs/mnist --count 400 --seed 7 --out digits.png", "400 others"));
    }

    @Override
    public Map<String, Object> run(Arguments arguments, Terminal terminal) throws Exception {
        Path out = arguments.has(OUT) ? arguments.get(OUT) : STANDARD;
        Outputs.requireWritable(OUT, out);
        int count = arguments.get(Sheets.COUNT);
        try (ModelSource source = ModelSource.open(arguments, terminal);
                Arena arena = Arena.ofShared();
                Session session = source.model().session(count)) {
            int height = source.height();
            int width = source.width();
            Matrix images = Matrix.allocate(arena, count, height * width);
            session.sample(source.seed(arguments), images);
            ContactSheet.grid(images, height, width, Sheets.columns(arguments, count, width, height), arguments.get(Sheets.SCALE)).write(out);
            terminal.say("Wrote " + count + " samples to " + out);
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("out", out.toString());
            result.put("count", count);
            result.put("seed", source.seed(arguments));
            result.put("model", source.file().toString());
            return result;
        }
    }
}
