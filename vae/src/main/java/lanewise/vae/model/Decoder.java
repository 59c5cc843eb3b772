package lanewise.vae.model;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

import lanewise.core.Matrix;
import lanewise.core.Storage;
import lanewise.core.Workspace;
import lanewise.core.random.RandomStream;
import lanewise.vae.file.Safetensors;
import lanewise.vae.format.FormatException;
import lanewise.vae.latent.VampPrior;
import lanewise.vae.layer.ParameterLayout;
import lanewise.vae.layer.Parameters;
import lanewise.vae.likelihood.Likelihood;
import lanewise.vae.network.PackedNetwork;
import lanewise.vae.prior.PriorKernel;
import lanewise.vae.prior.PriorSampler;

/// p(x | z) of a model, without its encoder: what a service that only generates needs.
///
/// Thread-safe; threads share one decoder, each with its own [DecoderSession]. A loaded one owns its memory until
/// [#close()]; sessions then fail with an [IllegalStateException]. The same bits as the whole model gives.
///
/// ```java
/// try (Decoder decoder = Decoder.load(Path.of("decoder.safetensors")); DecoderSession session = decoder.session(1)) {
///     float[] mean = session.decode(new float[decoder.architecture().latent()]);
/// }
/// ```
public final class Decoder implements AutoCloseable {

    /// The value of the metadata key `format` in a decoder's own file.
    public static final String FORMAT = "lanewise-decoder";

    private static final String DECODER = "decoder.";
    private static final String PRIOR = "prior.";

    private final Architecture architecture;
    private final Map<String, String> metadata;
    private final Arena arena;
    private final boolean ownsArena;
    private final Parameters parameters;
    private final Storage storage;
    private final PackedNetwork net;
    private final PriorSampler prior;

    /// @param prior draws from the prior, or null where that takes the encoder
    private Decoder(Architecture architecture, Map<String, String> metadata, Arena arena, boolean ownsArena,
            Parameters parameters, Storage storage, PriorSampler prior) {
        this.architecture = architecture;
        this.metadata = metadata;
        this.arena = arena;
        this.ownsArena = ownsArena;
        this.parameters = Parameters.of(parameters.layout(), parameters.segment().asReadOnly());
        this.storage = storage;
        this.net = new PackedNetwork(this.parameters, architecture.placedDecoder(parameters.layout()), storage, arena);
        this.prior = prior;
    }

    /// The decoder of a model: a view of its parameters, in the model's memory.
    static Decoder of(Architecture architecture, Map<String, String> metadata, Arena arena, Parameters parameters,
            Storage storage) {
        return new Decoder(architecture, metadata, arena, false, parameters.part(prefixes(architecture)), storage,
                sampler(architecture, parameters, arena));
    }

    private static PriorSampler sampler(Architecture architecture, Parameters parameters, Arena arena) {
        return PriorKernel.of(architecture.prior()).sampler(architecture.placedEncoder(), architecture.posterior(),
                architecture.latent(), parameters, arena);
    }

    /// What is needed besides the encoder. The tensors of the VampPrior say nothing without one.
    private static String[] prefixes(Architecture architecture) {
        return architecture.prior() instanceof VampPrior ? new String[] {DECODER} : new String[] {DECODER, PRIOR};
    }

    /// Reads the decoder of a model's file, or a decoder's own file as [#save(Path)] writes it. Of a model's file the
    /// encoder's tensors are not read; the VampPrior, which draws through the encoder, then gives no draws.
    ///
    /// @param file the file
    /// @return the decoder; close it to free its memory
    /// @throws FormatException naming the file and the first fault: no such model, a tensor missing, unknown, of
    /// another type or shape, or with a value that is not finite
    /// @throws IOException if the file is missing or cannot be read
    public static Decoder load(Path file) throws IOException {
        try (Arena reading = Arena.ofShared()) {
            Safetensors source = Safetensors.open(file, reading);
            boolean alone = ModelFile.format(source, VaeModel.FORMAT, FORMAT).equals(FORMAT);
            Architecture architecture = ModelFile.architecture(source);
            ParameterLayout whole = ModelFile.layout(architecture, source);
            ParameterLayout layout = whole.part(prefixes(architecture));
            Storage storage = StoredWeights.storage(source, layout);
            ModelFile.requireNoOther(source, alone ? layout : whole, storage);
            ModelFile.requireAll(source, layout, storage);
            Arena arena = Arena.ofShared();
            try {
                Parameters parameters = ModelFile.read(source, layout, storage, arena);
                PriorSampler prior = architecture.prior() instanceof VampPrior ? null
                        : sampler(architecture, parameters, arena);
                return new Decoder(architecture, ModelFile.carried(source), arena, true, parameters, storage, prior);
            } catch (Throwable t) {
                arena.close();
                throw t;
            }
        }
    }

    /// Writes a file that [#load(Path)] reads: the tensors `decoder.*` (and `prior.*`, where the prior has some of its
    /// own) as a model's file has them, with the architecture of the whole model. Equal decoders give equal bytes.
    ///
    /// @param file the file
    /// @throws IOException if it cannot be written
    public void save(Path file) throws IOException {
        requireOpen();
        ModelFile.write(FORMAT, architecture, metadata, parameters, storage, file);
    }

    /// What the whole model is made of.
    /// @return the architecture
    public Architecture architecture() {
        return architecture;
    }

    /// Texts that belong to the model, see [VaeModel#metadata()].
    /// @return the texts by their keys; unmodifiable
    public Map<String, String> metadata() {
        return metadata;
    }

    /// Weights and biases of the decoder alone.
    /// @return a read-only view, valid until the decoder is closed
    public Parameters parameters() {
        return parameters;
    }

    /// Buffers for one thread that does all the work itself.
    ///
    /// @param maxRows how many rows are done at a time, at least 1; a call may bring more
    /// @return the session; close it to free its memory
    public DecoderSession session(int maxRows) {
        return new DecoderSession(this, maxRows, Workspace.single(), true);
    }

    /// Buffers for one calling thread whose work is split over the workspace's team.
    ///
    /// @param maxRows how many rows are done at a time, at least 1; a call may bring more
    /// @param workspace who does the work; stays the caller's to close
    /// @return the session; close it to free its memory
    public DecoderSession session(int maxRows, Workspace workspace) {
        return new DecoderSession(this, maxRows, Objects.requireNonNull(workspace, "workspace"), false);
    }

    PackedNetwork net() {
        return net;
    }

    PriorSampler prior() {
        if (prior == null) {
            throw new IllegalStateException("decoder: the prior " + architecture.prior().name()
                    + " draws through the encoder, which was not loaded; open the whole model to draw from it");
        }
        return prior;
    }

    void requireOpen() {
        if (!arena.scope().isAlive()) {
            throw new IllegalStateException((ownsArena ? "decoder" : "model") + ": was closed");
        }
    }

    /// Frees the memory of a decoder that was loaded; that of a model's decoder stays until the model is closed. A
    /// session's call that another thread has at work then ends with an [IllegalStateException], as later calls do.
    @Override
    public void close() {
        if (ownsArena && arena.scope().isAlive()) {
            arena.close();
        }
    }

    /// What is made of p(x | z), the likelihood that a decoder describes.
    ///
    /// Thread-safe: no state.
    public enum Output {

        /// Its mean `E[x | z]`: smooth pictures, such as grey values between black and white.
        MEAN {
            @Override
            void of(Likelihood likelihood, Matrix raw, RandomStream noise, long first, Matrix x) {
                likelihood.mean(raw, x);
            }
        },

        /// Its mode, the most probable x: what a picture of black and white or a category looks like.
        MODE {
            @Override
            void of(Likelihood likelihood, Matrix raw, RandomStream noise, long first, Matrix x) {
                likelihood.mode(raw, x);
            }
        },

        /// A draw `x ~ p(x | z)`: what data would look like, noise included.
        DRAW {
            @Override
            void of(Likelihood likelihood, Matrix raw, RandomStream noise, long first, Matrix x) {
                likelihood.sample(raw, noise, first, x);
            }
        };

        /// Element (r, c) of a draw uses element `first + r * width + c` of the noise.
        abstract void of(Likelihood likelihood, Matrix raw, RandomStream noise, long first, Matrix x);
    }
}
