package lanewise.vae.cli;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import lanewise.core.Matrix;
import lanewise.vae.data.Dataset;
import lanewise.vae.explore.ManifoldGrid;
import lanewise.vae.model.Decoder;
import lanewise.vae.model.DecoderSession;
import lanewise.vae.picture.ImageTable;

/// `manifold`: what a two-dimensional latent variable stands for, everywhere.
record Manifold() implements Command {

    private static final Path STANDARD = Path.of("manifold.png");
    private static final Option<Path> OUT = Sheets.outOrNumbers(STANDARD.toString());
    private static final Option<Integer> SIDE = Option.integer("side", "N", 2, 200, 20, "images each way");
    private static final Option<Integer> SCALE = Sheets.SCALE.withStandard(2, "2");

    @Override
    public String summary() {
        return "show what each place of a two-dimensional latent variable stands for";
    }

    @Override
    public String description() {
        return "Decodes a grid of places in the plane of a two-dimensional latent variable. The grid follows the"
                + " inverse normal distribution, so that each image stands for the same probability of the prior. The"
                + " mean of each place's distribution is shown.";
    }

    @Override
    public List<OptionGroup> groups() {
        return List.of(DecoderSource.GROUP, OptionGroup.of("Picture", SIDE, ConditionOptions.LABEL,
                ConditionOptions.TOLD, ConditionOptions.LIKE, SCALE, OUT));
    }

    @Override
    public List<Example> examples() {
        return List.of(new Example("manifold --run runs/two",
                "20 x 20 images into manifold.png; train with --latent 2 for it"),
                new Example("manifold --model decoder.safetensors --side 30 --scale 1 --out plane.png",
                        "more and smaller ones"));
    }

    @Override
    public Map<String, Object> run(Arguments arguments, Terminal terminal) throws Exception {
        Path file = Sheets.fileOrNumbers(arguments, OUT, STANDARD);
        int side = arguments.get(SIDE);
        try (DecoderSource source = DecoderSource.open(arguments, terminal); Arena arena = Arena.ofShared()) {
            int latent = source.decoder().architecture().latent();
            if (latent != 2) {
                throw new CommandException(source.file() + ": has a latent variable of " + latent + " dimensions,"
                        + " expected 2; 'traverse' and 'scatter' show others, 'train --latent 2' makes one");
            }
            Path out = Sheets.of(arguments, OUT, file, source.config());
            ConditionOptions.check(arguments, source.file(), source.decoder().architecture(), source.config());
            Dataset data = arguments.has(ConditionOptions.LIKE) ? source.conditioned(arena) : null;
            Matrix condition = ConditionOptions.row(arguments, source.decoder().architecture(), data, arena);
            Matrix codes = Matrix.allocate(arena, side * side, 2);
            ManifoldGrid.codes(side, codes);
            Matrix images = Matrix.allocate(arena, side * side, source.decoder().architecture().inputs());
            try (DecoderSession session = source.decoder().session(side)) {
                session.decode(ConditionOptions.beside(codes, condition, arena), Decoder.Output.MEAN, 0, images);
            }
            List<String> across = new ArrayList<>();
            for (int i = 0; i < side; i++) {
                across.add(String.format(Locale.ROOT, "%.2f", ManifoldGrid.middle(side, i) + 0.0));
            }
            if (CodesFile.takes(out)) {
                Sheets.numbers(out, images, source.config());
            } else {
                String of = arguments.has(ConditionOptions.LABEL) ? " of label "
                        + arguments.get(ConditionOptions.LABEL) : "";
                new ImageTable("Latent manifold" + of, source.image()).gap(0).columns(across).rows(across.reversed())
                        .corner("z1 / z0")
                        .note("z0 to the right, z1 upwards; cells of equal prior probability").draw(images, side,
                                arguments.get(SCALE)).write(out);
            }
            terminal.say("Wrote " + side + " x " + side + (CodesFile.takes(out) ? " rows to " : " images to ") + out);
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("out", out.toString());
            result.put("side", side);
            ConditionOptions.put(result, arguments, condition);
            result.put("z", across.stream().map(Double::valueOf).toList());
            result.put("model", source.file().toString());
            return result;
        }
    }
}
