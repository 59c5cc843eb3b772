package lanewise.vae.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import lanewise.vae.check.Targets;
import lanewise.vae.reference.DoubleTensor;
import lanewise.vae.reference.FixtureFile;
import lanewise.vae.reference.FixtureMaker;

/// `fixtures write`: numbers to hold another backend against.
record FixturesWrite() implements Command {

    private static final Option<Path> OUT = Option.output("out", "FILE", "",
            "the file to write (safetensors); its directory must exist");
    private static final Option<Boolean> OVERWRITE = Option.flag("overwrite", "replace the file if it exists");

    @Override
    public String summary() {
        return "write weights, inputs, noise, intermediates, losses and gradients for other backends";
    }

    @Override
    public String description() {
        return "Makes a net, a batch and noise from a seed, computes every intermediate, loss term and gradient, and"
                + " with --steps the parameters after each step of an optimizer, in float64, and writes them with their"
                + " formulas into a safetensors file (vae/FIXTURES.md describes the form). All inputs are exact in"
                + " float32. Equal options give equal bytes, on any machine.";
    }

    @Override
    public List<OptionGroup> groups() {
        return List.of(OptionGroup.of("Output", OUT, OVERWRITE, FixtureOptions.DTYPE, FixtureOptions.KIND),
                FixtureOptions.NETWORK, FixtureObjectiveOptions.LATENT, FixtureObjectiveOptions.LOSS,
                FixtureOptions.DATA, FixtureTrainingOptions.GROUP);
    }

    @Override
    public List<Example> examples() {
        return List.of(new Example("fixtures write --out small.safetensors --seed 7", "a small Bernoulli VAE"),
                new Example("fixtures write --out steps.safetensors --steps 5 --optimizer adamw --weight-decay 0.05"
                        + " --clip 1", "five steps of an optimizer"),
                new Example("fixtures write --out iwae.safetensors --objective iwae --samples 5 --likelihood"
                        + " gaussian_learned --activation silu --dtype f32",
                        "importance weights, in float32"),
                new Example("fixtures write --out vamp.safetensors --objective dreg --samples 5 --posterior"
                        + " full_covariance --prior vamp --condition 3",
                        "a conditional VAE with a learned prior"),
                new Example("fixtures write --out big.safetensors --inputs 784 --hidden 400 --latent 20 --activation"
                        + " relu --weights splitmix64",
                        "a net of full size in a small file"),
                new Example("fixtures write --out conv.safetensors --image 3x8x8 --encoder"
                        + " conv2d:channels=4:kernel=3:stride=2:padding=1"
                        + " --decoder dense:units=4x4x4 --decoder-head conv_transpose2d:kernel=4:stride=2:padding=1",
                        "a convolutional net for colour images"));
    }

    @Override
    public Map<String, Object> run(Arguments arguments, Terminal terminal) throws Exception {
        Path out = arguments.get(OUT);
        if (out == null) {
            throw new UsageException("--out: not given, expected the file to write");
        }
        Map<String, String> description = FixtureOptions.description(arguments);
        Outputs.requireWritable(arguments, OUT, out);
        if (Files.exists(out) && !Targets.isStream(out) && !arguments.get(OVERWRITE)) {
            throw new CommandException("--out: " + out + " exists already; --overwrite replaces it");
        }
        FixtureFile file = FixtureMaker.make(description);
        file.writer().write(out);
        Map<String, DoubleTensor> tensors = file.fixture().tensors();
        DoubleTensor loss = tensors.get("loss.total");
        Long bytes = Targets.isStream(out) ? null : (Long) Files.size(out);
        terminal.say(String.format(Locale.ROOT, "Wrote %d tensors%s, to %s%s", tensors.size(),
                bytes == null ? "" : String.format(Locale.ROOT, ", %,d bytes", bytes), out,
                loss == null ? "" : String.format(Locale.ROOT, " (loss %.6f)", loss.item())));
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("out", out.toString());
        result.put("kind", description.get("kind"));
        result.put("dtype", description.get("dtype"));
        result.put("seed", arguments.get(Common.SEED));
        result.put("tensors", tensors.size());
        result.put("bytes", bytes);
        if (loss != null && Double.isFinite(loss.item())) {
            result.put("loss", loss.item());
        }
        return result;
    }
}
