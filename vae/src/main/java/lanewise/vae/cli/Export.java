package lanewise.vae.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import lanewise.core.Storage;
import lanewise.vae.interchange.NameMap;
import lanewise.vae.interchange.Onnx;
import lanewise.vae.interchange.StateDict;
import lanewise.vae.model.VaeModel;

/// `export`: a model in the forms of other frameworks, or its decoder alone.
record Export() implements Command {

    private static final Option<Path> ENCODER = Option.output("encoder", "FILE", "",
            "write the encoder as ONNX, a name that ends with .onnx");
    private static final Option<Path> DECODER = Option.output("decoder", "FILE", "", "write the decoder, as ONNX if the"
            + " name ends with .onnx, as a file for 'sample' and 'manifold' if it ends with .safetensors");
    private static final Option<Boolean> NLL = Option.flag("nll", "give the decoder's graph an input x and an output"
            + " nll, the negative log-likelihood of each row of x given z, in nats");
    private static final Option<Path> WHOLE = Option.output("whole", "FILE", "",
            "write the whole model as a file for every command, .safetensors; with --storage smaller than it was");
    private static final Option<String> STORAGE = Option.choice("storage", "NAME", Storage.ids(), "as it is",
            "how --whole and a --decoder for 'sample' store the weights of dense layers: fp32, bf16 (half the bytes),"
            + " or int8 (a quarter, one scale for each output unit)");
    private static final Option<Path> WEIGHTS = Option.output("weights", "FILE", "",
            "write all weights as a PyTorch state dict, .safetensors");
    static final Option<String> NAMES = Option.text("names", "MAP", "own", "what the tensors are called in a state"
            + " dict: own, pytorch-example, or entries such as encoder.0=fc1,encoder.mu=fc21");

    @Override
    public String summary() {
        return "write a model as ONNX graphs, as a PyTorch state dict, or its decoder alone";
    }

    @Override
    public String description() {
        return "Writes the encoder (x to mean and logvar) and the decoder (z to the parameters of the likelihood and"
                + " their mean) as ONNX graphs without random numbers for any number of rows; the weights as a"
                + " safetensors file that safetensors.torch.load_file reads, under names of your choice; the decoder"
                + " alone as a file that needs no encoder. vae/INTERCHANGE.md has the mapping and recipes.";
    }

    @Override
    public List<OptionGroup> groups() {
        return List.of(ModelSource.GROUP, OptionGroup.of("Output", ENCODER, DECODER, NLL, WHOLE, STORAGE, WEIGHTS,
                NAMES));
    }

    @Override
    public List<Example> examples() {
        return List.of(new Example("export --encoder encoder.onnx --decoder decoder.onnx",
                "two graphs of the newest run"),
                new Example("export --decoder decoder.onnx --nll", "a graph that also scores rows: z and x to nll"),
                new Example("export --run runs/mnist --weights vae.safetensors --names pytorch-example",
                        "for the VAE among PyTorch's examples"),
                new Example("export --decoder decoder.safetensors",
                        "the decoder alone, for 'sample --model decoder.safetensors'"),
                new Example("export --whole small.safetensors --storage bf16",
                        "half the bytes, for 'score --model small.safetensors' or a service"));
    }

    @Override
    public Map<String, Object> run(Arguments arguments, Terminal terminal) throws Exception {
        Path encoder = arguments.get(ENCODER);
        Path decoder = arguments.get(DECODER);
        Path weights = arguments.get(WEIGHTS);
        Path whole = arguments.get(WHOLE);
        if (encoder == null && decoder == null && weights == null && whole == null) {
            throw new UsageException("nothing to write, expected --encoder FILE, --decoder FILE, --whole FILE or"
                    + " --weights FILE");
        }
        check(arguments, ENCODER, encoder, ".onnx");
        check(arguments, DECODER, decoder, ".onnx", ".safetensors");
        check(arguments, WHOLE, whole, ".safetensors");
        check(arguments, WEIGHTS, weights, ".safetensors");
        if (arguments.has(STORAGE) && whole == null && (decoder == null || ends(decoder, ".onnx"))) {
            throw new UsageException("--storage: is for files of this program, expected --whole FILE or --decoder"
                    + " FILE.safetensors with it");
        }
        if (weights == null && arguments.has(NAMES)) {
            throw new UsageException("--names: is for a state dict, expected --weights FILE with it");
        }
        boolean loss = arguments.has(NLL);
        if (loss && (decoder == null || !ends(decoder, ".onnx"))) {
            throw new UsageException("--nll: is an output of the decoder's graph, expected --decoder FILE.onnx"
                    + " with it");
        }
        NameMap names = names(arguments);
        Map<String, Object> result = new LinkedHashMap<>();
        try (ModelSource source = ModelSource.open(arguments, terminal);
                VaeModel stored = stored(source.model(), arguments)) {
            if (encoder != null) {
                Onnx.writeEncoder(source.model(), encoder);
                wrote("encoder", encoder, result, terminal);
            }
            if (decoder != null && ends(decoder, ".onnx")) {
                if (loss) {
                    Onnx.writeDecoderWithLoss(source.model().decoder(), decoder);
                } else {
                    Onnx.writeDecoder(source.model().decoder(), decoder);
                }
                wrote("decoder", decoder, result, terminal);
            } else if (decoder != null) {
                stored.decoder().save(decoder);
                wrote("decoder", decoder, result, terminal);
            }
            if (whole != null) {
                stored.save(whole);
                wrote("whole model", whole, result, terminal);
            }
            if (weights != null) {
                StateDict.write(source.model(), names, weights);
                wrote("weights", weights, result, terminal);
            }
            result.put("model", source.file().toString());
            return result;
        }
    }

    private static VaeModel stored(VaeModel model, Arguments arguments) throws CommandException {
        Storage storage = arguments.has(STORAGE) ? Storage.named(arguments.get(STORAGE)) : model.storage();
        try {
            return model.withStorage(storage);
        } catch (IllegalArgumentException e) {
            throw new CommandException("--storage " + storage.id() + ": " + e.getMessage());
        }
    }

    static NameMap names(Arguments arguments) throws UsageException {
        try {
            return NameMap.parse(arguments.get(NAMES));
        } catch (IllegalArgumentException e) {
            throw new UsageException("--" + NAMES.name() + ": " + e.getMessage().replaceFirst("^names: ", ""));
        }
    }

    private static void check(Arguments arguments, Option<Path> option, Path file, String... endings)
            throws UsageException, CommandException {
        if (file != null) {
            for (String ending : endings) {
                if (ends(file, ending)) {
                    Outputs.requireWritable(arguments, option, file);
                    return;
                }
            }
            throw new UsageException("--" + option.name() + ": '" + file + "', expected a name that ends with "
                    + String.join(" or ", endings));
        }
    }

    private static boolean ends(Path file, String ending) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(ending);
    }

    private static void wrote(String what, Path file, Map<String, Object> result, Terminal terminal)
            throws IOException {
        terminal.say("Wrote the " + what + " to " + file);
        String key = what.replace("whole model", "whole");
        result.put(key, file.toString());
        result.put(key + "Sha256", RunFiles.sha256(file));
    }
}
