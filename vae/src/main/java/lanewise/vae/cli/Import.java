package lanewise.vae.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import lanewise.core.activation.Activation;
import lanewise.vae.format.Json;
import lanewise.vae.interchange.StateDict;
import lanewise.vae.likelihood.Bernoulli;
import lanewise.vae.likelihood.Likelihood;
import lanewise.vae.model.VaeModel;

/// `import`: a PyTorch state dict as a model.
record Import() implements Command {

    private static final Path STANDARD = Path.of("model.safetensors");
    private static final Option<Path> OUT = Option.path("out", "FILE", STANDARD.toString(),
            "the model to write; one that exists is replaced");
    private static final Option<String> ACTIVATION = Option.choice("activation", "NAME",
            Activation.all().stream().map(Activation::name).toList(), "relu",
            "of the hidden layers, which a state dict does not tell");
    private static final Option<String> LIKELIHOOD = Option.text("likelihood", "NAME", new Bernoulli().name(),
            "what the decoder describes, which it does not tell either; with parameters as in"
            + " gaussian_fixed:variance=0.5");

    @Override
    public String operands() {
        return "FILE";
    }

    @Override
    public String summary() {
        return "make a model of a PyTorch state dict";
    }

    @Override
    public String description() {
        return "Reads a safetensors file of a PyTorch VAE (safetensors.torch.save_file(model.state_dict(), FILE)) and"
                + " writes it as a model for the other commands. Widths follow from the shapes; a tensor that is"
                + " missing, unknown or does not fit is refused by name. vae/INTERCHANGE.md shows the mapping.";
    }

    @Override
    public List<OptionGroup> groups() {
        return List.of(OptionGroup.of("Network", Export.NAMES, ACTIVATION, LIKELIHOOD), OptionGroup.of("Output", OUT));
    }

    @Override
    public List<Example> examples() {
        return List.of(new Example("import vae.safetensors --names pytorch-example",
                "the VAE among PyTorch's examples, into model.safetensors"),
                new Example("import net.safetensors --names encoder.1=encoder.2,decoder.1=decoder.2 --activation silu"
                        + " --out net.model", "a net whose layers are counted with their activations"));
    }

    @Override
    public Map<String, Object> run(Arguments arguments, Terminal terminal) throws Exception {
        if (arguments.operands().size() != 1) {
            throw new UsageException(arguments.operands().isEmpty() ? "no file given, expected the safetensors file of"
                    + " a state dict" : "unexpected argument '" + arguments.operands().get(1) + "', expected one file");
        }
        Path file = Path.of(arguments.operands().getFirst());
        Path out = arguments.has(OUT) ? arguments.get(OUT) : STANDARD;
        Outputs.requireWritable(OUT, out);
        Likelihood likelihood;
        try {
            likelihood = Likelihood.parse(arguments.get(LIKELIHOOD));
        } catch (IllegalArgumentException e) {
            throw new UsageException("--likelihood: " + e.getMessage().replaceFirst("^likelihood: ", ""));
        }
        try (VaeModel model = StateDict.read(file, Export.names(arguments), Activation.named(arguments.get(ACTIVATION)),
                likelihood)) {
            model.save(out);
            terminal.say("Wrote the net " + Train.net(model.architecture()) + " to " + out);
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("out", out.toString());
            result.put("file", file.toString());
            result.put("architecture", Json.parse(model.architecture().toJson(), "architecture"));
            result.put("parameters", model.parameters().layout().parameterCount());
            result.put("sha256", RunFiles.sha256(out));
            return result;
        }
    }
}
