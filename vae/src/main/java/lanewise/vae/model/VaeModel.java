package lanewise.vae.model;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

import lanewise.core.Storage;
import lanewise.core.Workspace;
import lanewise.vae.file.Safetensors;
import lanewise.vae.format.FormatException;
import lanewise.vae.layer.ParameterLayout;
import lanewise.vae.layer.Parameters;
import lanewise.vae.network.PackedNetwork;

/// A model for use: an architecture and its parameters, which never change.
///
/// Thread-safe; threads share one model, each with its own [Session]. Owns its memory, parameters and a copy of the
/// weights packed for the matrix multiply, until [#close()]; sessions then fail with an [IllegalStateException].
///
/// ```java
/// try (VaeModel model = VaeModel.load(Path.of("model.safetensors")); Session session = model.session(1)) {
///     float[] x = new float[model.architecture().inputs()];
///     float[] embedding = session.encode(x);
///     float[] reconstruction = session.reconstruct(x);
/// }
/// ```
public final class VaeModel implements AutoCloseable {

    /// The value of the metadata key `format` in a model's file.
    public static final String FORMAT = "lanewise-vae";

    /// The value of the metadata key `version` in a model's file.
    public static final String VERSION = ModelFile.VERSION;

    private final Architecture architecture;
    private final Map<String, String> metadata;
    private final Arena arena;
    private final Storage storage;
    private final Parameters parameters;
    private final PackedNetwork encoder;
    private final PackedNetwork meanEncoder;
    private final Decoder decoder;

    /// @param parameters what the storage holds exactly
    private VaeModel(Architecture architecture, Map<String, String> metadata, Arena arena, Parameters parameters,
            Storage storage) {
        this.architecture = architecture;
        this.metadata = ModelFile.carried(metadata);
        this.arena = arena;
        this.storage = storage;
        this.parameters = Parameters.of(parameters.layout(), parameters.segment().asReadOnly());
        this.encoder = new PackedNetwork(this.parameters, architecture.placedEncoder(), storage, arena);
        this.meanEncoder = encoder.firstOutputs(architecture.latent(), arena);
        this.decoder = Decoder.of(architecture, this.metadata, arena, this.parameters, storage);
    }

    /// A model with a copy of the given parameters.
    ///
    /// @param architecture what it is made of
    /// @param parameters weights and biases in the architecture's layout, all finite
    /// @return the model; close it to free its memory
    /// @throws IllegalArgumentException if the layout is another, or naming the tensor that holds a NaN or an infinity
    public static VaeModel of(Architecture architecture, Parameters parameters) {
        return of(architecture, parameters, Map.of());
    }

    /// A model with a copy of the given parameters, and with texts that belong to it.
    ///
    /// @param architecture what it is made of
    /// @param parameters weights and biases in the architecture's layout, all finite
    /// @param metadata texts that its file and its exports carry; the keys `format`, `version` and `architecture` are
    /// not free
    /// @return the model; close it to free its memory
    /// @throws IllegalArgumentException if the layout is another, naming the tensor that holds a NaN or an infinity, or
    /// the key that is not free
    public static VaeModel of(Architecture architecture, Parameters parameters, Map<String, String> metadata) {
        parameters.requireLayout("parameters", architecture.layout());
        parameters.firstNotFinite().ifPresent(name -> {
            throw new IllegalArgumentException("parameters: " + name
                    + " holds a NaN or an infinity, expected finite values");
        });
        Arena arena = Arena.ofShared();
        Parameters copy = Parameters.allocate(arena, parameters.layout());
        copy.copyFrom(parameters);
        return new VaeModel(architecture, metadata, arena, copy, Storage.FLOAT32);
    }

    /// A copy of this model whose dense layers have their weights stored in another way. [#parameters()] of the copy
    /// are the floats that its weights stand for.
    ///
    /// A session multiplies narrow weights in registers, with fp32 sums: with `bf16` its results have the bits that a
    /// model of fp32 with the copy's parameters gives; with `int8` the scale comes after the sum, `(sum a q) s`, and
    /// they differ from it by rounding. Weights of convolutions, biases, gains and the parameters of a prior stay fp32.
    ///
    /// @param as how the weights are stored
    /// @return the model; close it to free its memory
    /// @throws IllegalArgumentException naming the tensor, the place and the value that the storage cannot hold
    public VaeModel withStorage(Storage as) {
        requireOpen();
        Arena own = Arena.ofShared();
        try {
            Parameters copy = Parameters.allocate(own, parameters.layout());
            copy.copyFrom(parameters);
            StoredWeights.round(copy, Objects.requireNonNull(as, "storage"));
            return new VaeModel(architecture, metadata, own, copy, as);
        } catch (RuntimeException | Error e) {
            own.close();
            throw e;
        }
    }

    /// What it is made of.
    /// @return the architecture
    public Architecture architecture() {
        return architecture;
    }

    /// Texts that belong to it, such as how rows of a table are encoded.
    /// @return the texts by their keys, in the order of these; unmodifiable
    public Map<String, String> metadata() {
        return metadata;
    }

    /// How the weights of dense layers are stored for sessions and in the model's file.
    /// @return the storage
    public Storage storage() {
        return storage;
    }

    /// Weights and biases, as floats whatever the storage.
    /// @return a read-only view, valid until the model is closed
    public Parameters parameters() {
        return parameters;
    }

    /// Buffers for one thread that does all the work itself.
    ///
    /// @param maxRows how many rows are done at a time, at least 1; a call may bring more
    /// @return the session; close it to free its memory
    public Session session(int maxRows) {
        return new Session(this, maxRows, Workspace.single(), true);
    }

    /// Buffers for one calling thread whose work is split over the workspace's team.
    ///
    /// @param maxRows how many rows are done at a time, at least 1; a call may bring more
    /// @param workspace who does the work; stays the caller's to close
    /// @return the session; close it to free its memory
    public Session session(int maxRows, Workspace workspace) {
        return new Session(this, maxRows, Objects.requireNonNull(workspace, "workspace"), false);
    }

    PackedNetwork encoder() {
        return encoder;
    }

    /// The encoder without the head of the log-variance.
    PackedNetwork meanEncoder() {
        return meanEncoder;
    }

    /// The decoder alone, in the memory of this model.
    /// @return the decoder, valid until the model is closed; it need not be closed
    public Decoder decoder() {
        return decoder;
    }

    void requireOpen() {
        if (!arena.scope().isAlive()) {
            throw new IllegalStateException("model: was closed");
        }
    }

    /// Writes architecture and parameters as safetensors: a tensor for each name of the layout, the metadata keys
    /// `format`, `version` and `architecture` (JSON), and [#metadata()]. Dense layers' weights are F32, BF16, or I8
    /// beside a tensor `NAME_scale` (F32) with the scale of each output unit, as the storage says. The file appears
    /// under its name whole or not at all; equal models give equal bytes.
    ///
    /// @param file the file
    /// @throws IOException if it cannot be written
    public void save(Path file) throws IOException {
        requireOpen();
        ModelFile.write(FORMAT, architecture, metadata, parameters, storage, file);
    }

    /// Reads what [#save(Path)] wrote, in the storage in which it was.
    ///
    /// @param file the file
    /// @return the model; close it to free its memory
    /// @throws FormatException naming the file and the first fault: no model of this kind, a tensor missing, unknown,
    /// of another type or shape, or with a value that is not finite
    /// @throws IOException if the file is missing or cannot be read
    public static VaeModel load(Path file) throws IOException {
        try (Arena reading = Arena.ofShared()) {
            Safetensors source = Safetensors.open(file, reading);
            ModelFile.format(source, FORMAT);
            Architecture architecture = ModelFile.architecture(source);
            ParameterLayout layout = ModelFile.layout(architecture, source);
            Storage storage = StoredWeights.storage(source, layout);
            ModelFile.requireAll(source, layout, storage);
            ModelFile.requireNoOther(source, layout, storage);
            Arena arena = Arena.ofShared();
            try {
                return new VaeModel(architecture, ModelFile.carried(source), arena,
                        ModelFile.read(source, layout, storage, arena), storage);
            } catch (Throwable t) {
                arena.close();
                throw t;
            }
        }
    }

    /// Frees the memory. A session's call that another thread has at work then ends with an [IllegalStateException],
    /// as later calls do.
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
