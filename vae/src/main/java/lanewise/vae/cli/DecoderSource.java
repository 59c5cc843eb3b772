package lanewise.vae.cli;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;

import lanewise.core.Team;
import lanewise.vae.data.Dataset;
import lanewise.vae.file.Safetensors;
import lanewise.vae.layer.Shape;
import lanewise.vae.model.Decoder;
import lanewise.vae.tabular.TableForm;

/// The decoder that a command works with: that of a model, or of a file that holds a decoder alone.
///
/// @param file the model's or the decoder's file
/// @param decoder the decoder
/// @param config of its run; null where there is none beside it
/// @param model what it belongs to; null where it is alone
record DecoderSource(Path file, Decoder decoder, RunConfig config, ModelSource model) implements AutoCloseable {

    static final Option<Path> MODEL = Option.path("model", "FILE", "that of the run",
            "a model.safetensors, or a decoder alone as 'export' writes it");

    static final OptionGroup GROUP = OptionGroup.of("Model", MODEL, ModelSource.RUN);

    /// Opens what the command line names, or the model of the newest run.
    static DecoderSource open(Arguments arguments, Terminal terminal) throws IOException, UsageException,
            CommandException {
        arguments.exclude(MODEL, ModelSource.RUN, "each names a model");
        Path file = arguments.get(MODEL);
        if (file != null && Files.isRegularFile(file) && isAlone(file)) {
            RunDirectory beside = new RunDirectory(file.toAbsolutePath().getParent());
            Decoder decoder = Decoder.load(file);
            RunConfig config = Files.isRegularFile(beside.config()) ? RunConfig.read(beside.config()) : null;
            boolean fits = config != null && config.architecture().inputs() == decoder.architecture().inputs();
            return new DecoderSource(file, decoder, fits ? config : null, null);
        }
        ModelSource model = ModelSource.open(arguments, MODEL, terminal);
        return new DecoderSource(model.file(), model.model().decoder(), model.config(), model);
    }

    private static boolean isAlone(Path file) throws IOException {
        try (Arena arena = Arena.ofShared()) {
            return Decoder.FORMAT.equals(Safetensors.open(file, arena).metadata().get("format"));
        }
    }

    /// The test examples of the run that the decoder comes from, their conditions behind them.
    Dataset conditioned(Arena arena) throws IOException, CommandException {
        return config.conditioned(config.data().read(config.table(), arena, Team.single()).test());
    }

    /// How rows of a table are encoded; null for a model of images, or of a table that is taken as it is.
    TableForm table() throws IOException {
        TableForm carried = model == null ? TableForm.of(decoder.metadata(), file.toString()) : model.table();
        TableForm table = carried == null && config != null ? config.table() : carried;
        return table != null && table.encoder().width() == decoder.architecture().inputs() ? table : null;
    }

    long seed(Arguments arguments) {
        return ModelSource.seed(arguments, config);
    }

    Shape image() throws CommandException {
        return ModelSource.image(file, decoder.architecture(), config);
    }

    @Override
    public void close() {
        if (model != null) {
            model.close();
        } else {
            decoder.close();
        }
    }
}
