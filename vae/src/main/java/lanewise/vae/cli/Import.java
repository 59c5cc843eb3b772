package lanewise.vae.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import lanewise.core.activation.Activation;
import lanewise.vae.check.Texts;
import lanewise.vae.file.Inputs;
import lanewise.vae.format.Json;
import lanewise.vae.interchange.StateDict;
import lanewise.vae.latent.DiagonalGaussian;
import lanewise.vae.latent.StandardNormal;
import lanewise.vae.layer.Normalization;
import lanewise.vae.likelihood.Bernoulli;
import lanewise.vae.likelihood.Likelihood;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.VaeModel;

/// `import`: a PyTorch state dict as a model.
record Import() implements Command {

    private static final Path STANDARD = Path.of("model.safetensors");
    private static final Option<Path> OUT = Option.output("out", "FILE", STANDARD.toString(),
            "the model to write; one that exists is replaced");
    private static final Option<String> ACTIVATION = Option.choice("activation", "NAME",
            Activation.all().stream().map(Activation::name).toList(), "relu",
            "of the hidden layers, which a state dict does not tell");
    private static final Option<String> LIKELIHOOD = Option.text("likelihood", "NAME", new Bernoulli().name(),
            "what the decoder describes, which it does not tell either; with parameters as in"
                    + " gaussian_fixed:variance=0.5");
    private static final Option<Integer> LATENT = Option.count("latent", "N", 1, null,
            "dimensions of the latent variable, with --image").withStandard(null, "as the shapes tell");
    private static final Option<Path> ARCHITECTURE = Option.path("architecture", "FILE", "as the shapes tell",
            "the net as JSON, as --json prints it and config.json of a run has it; for nets with convolutions that are"
                    + " conditional, normalised, or have another prior or posterior");
    private static final int LARGEST = 1 << 20;

    /// A length of 8 bytes, and the first character of what it is the length of.
    private static final int HEADER = 9;

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
                + " writes it as a model for the other commands."
                + " Widths of dense nets follow from the shapes. Those of convolutions tell"
                + " neither stride nor padding: --image, --encoder, --decoder, --decoder-head and --latent say such a"
                        + " net, or --architecture. A tensor that is missing, unknown or does not fit is refused by"
                        + " name. vae/INTERCHANGE.md shows the mapping.";
    }

    @Override
    public List<OptionGroup> groups() {
        return List.of(OptionGroup.of("Network", Export.NAMES, ACTIVATION, LIKELIHOOD,
                LayerOptions.IMAGE, LayerOptions.ENCODER, LayerOptions.DECODER, LayerOptions.DECODER_HEAD, LATENT,
                        ARCHITECTURE), OptionGroup.of("Output", OUT));
    }

    @Override
    public List<Example> examples() {
        return List.of(new Example("import vae.safetensors --names pytorch-example",
                "the VAE among PyTorch's examples, into model.safetensors"),
                new Example("import net.safetensors --names encoder.1=encoder.2,decoder.1=decoder.2 --activation silu"
                        + " --out net.model",
                        "a net whose layers are counted with their activations"),
                new Example("import conv.safetensors --image 3x32x32 --latent 20 --encoder"
                        + " conv2d:channels=32:kernel=4:stride=2:padding=1"
                        + " --decoder dense:units=32x16x16 --decoder-head conv_transpose2d:kernel=4:stride=2:padding=1"
                        + " --names encoder.0=features.0,encoder.mu=mu,encoder.logvar=logvar",
                                "a net with convolutions"));
    }

    @Override
    public Map<String, Object> run(Arguments arguments, Terminal terminal) throws Exception {
        if (arguments.operands().size() != 1) {
            throw new UsageException(arguments.operands().isEmpty() ? "no file given, expected the safetensors file of"
                    + " a state dict" : "unexpected argument '" + arguments.operands().get(1) + "', expected one file");
        }
        Path file = Path.of(arguments.operands().getFirst());
        Path out = arguments.has(OUT) ? arguments.get(OUT) : STANDARD;
        Outputs.requireWritable(arguments, OUT, out);
        requireStateDict(file);
        Likelihood likelihood;
        try {
            likelihood = Likelihood.parse(arguments.get(LIKELIHOOD));
        } catch (IllegalArgumentException e) {
            throw new UsageException("--likelihood: " + e.getMessage().replaceFirst("^likelihood: ", ""));
        }
        Architecture architecture = architecture(arguments, likelihood);
        String prefix = StateDict.prefix(file, Export.names(arguments));
        if (!prefix.isEmpty()) {
            terminal.note("The names of all tensors begin with '" + Texts.abridged(prefix) + "', which is left out");
        }
        try (VaeModel model = read(arguments, file, architecture, likelihood)) {
            model.save(out);
            terminal.say("Wrote the net " + NetText.of(model.architecture()) + " to " + out);
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("out", out.toString());
            result.put("file", file.toString());
            result.put("architecture", Json.parse(model.architecture().toJson(), "architecture"));
            result.put("parameters", model.parameters().layout().parameterCount());
            result.put("sha256", RunFiles.sha256(out));
            return result;
        }
    }

    /// Names the forms that people bring instead. Those of ONNX begin with the field of their version, as the length of
    /// a header may too, but then a `{` follows it.
    private static void requireStateDict(Path file) throws IOException, CommandException {
        byte[] begin;
        try (InputStream in = Inputs.open(file, "a state dict")) {
            begin = in.readNBytes(HEADER);
        }
        boolean zip = begin.length > 3 && begin[0] == 'P' && begin[1] == 'K' && begin[2] == 3 && begin[3] == 4;
        boolean onnx = begin.length > 2 && begin[0] == 8 && begin[1] > 0 && (begin[2] == 0x12 || begin[2] == 0x3a)
                && (begin.length < HEADER || begin[HEADER - 1] != '{');
        if (zip || onnx) {
            throw new CommandException(file + ": is " + (zip ? "a file of torch.save or another zip"
                    : "an ONNX file, which 'lanewise export' writes and nothing here reads") + ", expected a"
                    + " safetensors file: in PyTorch, safetensors.torch.save_file(model.state_dict(),"
                    + " 'vae.safetensors')");
        }
    }

    private static VaeModel read(Arguments arguments, Path file, Architecture architecture, Likelihood likelihood)
            throws IOException, UsageException {
        return architecture != null ? StateDict.read(file, Export.names(arguments), architecture)
                : StateDict.read(file, Export.names(arguments), Activation.named(arguments.get(ACTIVATION)),
                        likelihood);
    }

    /// The net that the command line says; null where it follows from the shapes.
    private static Architecture architecture(Arguments arguments, Likelihood likelihood)
            throws IOException, UsageException {
        LayerOptions.exclude(arguments, ARCHITECTURE);
        if (arguments.has(ARCHITECTURE)) {
            for (Option<?> option : List.of(ACTIVATION, LIKELIHOOD, LATENT)) {
                arguments.exclude(ARCHITECTURE, option, "the architecture says it");
            }
            Path json = arguments.get(ARCHITECTURE);
            return Architecture.fromJson(Inputs.text(json, LARGEST, "an architecture as JSON"), json.toString());
        }
        if (!LayerOptions.areGiven(arguments)) {
            if (arguments.has(LATENT)) {
                throw new UsageException("--latent: it follows from the shapes, expected it with --image only");
            }
            return null;
        }
        if (!arguments.has(LATENT)) {
            throw new UsageException("--latent: not given, expected the dimensions of the latent variable beside"
                    + " --image");
        }
        return new LayerOptions(Activation.named(arguments.get(ACTIVATION)), Normalization.NONE, arguments.get(LATENT),
                likelihood, new DiagonalGaussian(), new StandardNormal(), 0).architecture(arguments);
    }
}
