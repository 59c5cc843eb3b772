package lanewise.vae.model;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;

import lanewise.core.Matrix;
import lanewise.core.Workspace;
import lanewise.vae.check.OneCaller;
import lanewise.vae.check.Require;
import lanewise.vae.likelihood.Observed;
import lanewise.vae.network.PackedNetwork;
import lanewise.vae.network.RowBuffer;

/// One thread's use of a [VaeModel]: its buffers. A row's result depends on that row alone, not on the
/// others of the call.
///
/// A conditional model reads `[x | c]` and `[z | c]`: its x and z have the condition as their last columns.
///
/// **Values are not checked.** Those below 2^-100 are read as zeros ([lanewise.vae.network.TinyValues]), so that
/// denormal numbers cannot slow a call down. A NaN makes its row of the result NaN; where the likelihood is an
/// [Observed] one, a value of x that is NaN is missing and read as 0. An infinity is a sum that overflows: behind a
/// bounded activation its row has numbers, behind another one NaN or infinities. Values of another scale than the model
/// learned, such as pixels of 0 to 255, give numbers that mean nothing. Other rows of the call are as they would be
/// without.
///
/// Serves one thread at a time: a call while another thread has one at work is refused with an [IllegalStateException].
/// A call takes no lock, and allocates nothing if it has as many rows as the one before or as the session holds; one
/// with more rows is done in tiles of so many rows, with a few small views for each. Matrices passed in must not share
/// memory with each other; where a team shares the work, they belong to a shared arena.
///
/// ```java
/// try (Arena arena = Arena.ofShared(); Session session = model.session(32)) {
///     Matrix x = Matrix.allocate(arena, 32, model.architecture().inputs());
///     Matrix mean = Matrix.allocate(arena, 32, model.architecture().latent());
///     session.encode(x, mean);
/// }
/// ```
public final class Session implements AutoCloseable {

    private final VaeModel model;
    private final int maxRows;
    private final int inputs;
    private final int latent;
    private final int condition;
    private final Workspace workspace;
    private final boolean ownsWorkspace;
    private final Arena arena = Arena.ofShared();
    private final OneCaller caller = new OneCaller();
    private final PackedNetwork.Buffers encoderBuffers;
    /// What the encoder reads where cells may be missing; else null.
    private final RowBuffer filled;
    private final RowBuffer heads;
    private final RowBuffer means;
    private final RowBuffer latents;
    private final DecoderSession decoding;
    private final ArrayRow row;
    private final Matrix rowMean;
    private final Matrix rowHeads;
    private final Matrix rowReconstruction;

    Session(VaeModel model, int maxRows, Workspace workspace, boolean ownsWorkspace) {
        Require.atLeast(1, "maxRows", maxRows);
        model.requireOpen();
        this.model = model;
        this.maxRows = maxRows;
        this.inputs = model.architecture().inputs();
        this.latent = model.architecture().latent();
        this.condition = model.architecture().conditionWidth();
        this.workspace = workspace;
        this.ownsWorkspace = ownsWorkspace;
        this.encoderBuffers = new PackedNetwork.Buffers(model.encoder(), maxRows, arena);
        this.filled = model.architecture().likelihood() instanceof Observed
                ? new RowBuffer(arena, maxRows, inputs + condition) : null;
        this.heads = new RowBuffer(arena, maxRows, model.encoder().outputs());
        this.means = new RowBuffer(arena, maxRows, latent);
        this.latents = condition == 0 ? means : new RowBuffer(arena, maxRows, latent + condition);
        this.decoding = model.decoder().session(maxRows, workspace);
        this.row = new ArrayRow("x", inputs, condition, arena);
        this.rowMean = Matrix.allocate(arena, 1, latent);
        this.rowHeads = Matrix.allocate(arena, 1, model.encoder().outputs());
        this.rowReconstruction = Matrix.allocate(arena, 1, inputs);
        WarmUp.firstTurn(this);
    }

    /// Encodes, decodes and reconstructs made-up rows until the time is over, so that the JIT compiler has done its
    /// work before the first request: a service calls it once before it opens its port. What is compiled serves all
    /// sessions, models and threads of the process.
    ///
    /// In a fresh JVM encoding needs 1 to 2 seconds on two cores until it runs at its steady rate (784-400-20;
    /// `bench/NOTES.md`), more where less processor time is to be had. The first session of a process does one turn of
    /// one row when it is made. Different numbers of rows take different
    /// kernels, so all should be named that will come. Results of other calls do not change.
    ///
    /// @param time how long; a turn that has begun is ended, and there is one at least
    /// @param rows numbers of rows per call, each at least 1; none stands for 1 and as many as the session holds
    /// @return how many turns were made of all calls
    /// @throws IllegalArgumentException if the time is negative or a number of rows below 1
    public long warmUp(Duration time, int... rows) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("time: " + time + ", expected at least zero");
        }
        try (WarmUp calls = new WarmUp(this, rows.length == 0 ? new int[] {1, maxRows} : rows)) {
            return calls.run(time.toNanos());
        }
    }

    /// The embedding of each row: the mean of its posterior.
    ///
    /// @param x rows x (inputs + width of the condition)
    /// @param mean where the means go, rows x latent
    public void encode(Matrix x, Matrix mean) {
        requireRead("x", x, inputs + condition);
        OneCaller.requireWritten("mean", mean, x.rows(), latent);
        caller.enter();
        try {
            for (int from = 0; from < x.rows(); from += maxRows) {
                Matrix tile = tile(x, from);
                copyHead(forward(model.meanEncoder(), tile, means.first(tile.rows())), 0, mean, from);
            }
        } finally {
            caller.leave();
        }
    }

    /// The embedding of one row as arrays, the mean of its posterior: the bits of [#encode(Matrix, Matrix)].
    /// Allocates its result; serves one thread at a time as all calls of the session do.
    ///
    /// @param x inputs + width of the condition values
    /// @return a new array of latent values
    /// @throws IllegalArgumentException if x has another length
    public float[] encode(float[] x) {
        requireOpen();
        return row.apply(x, rowMean, this::encode);
    }

    /// The posterior of each row.
    ///
    /// @param x rows x (inputs + width of the condition)
    /// @param mean where the means go, rows x latent
    /// @param logVariance where the logs of the variances go, rows x latent
    public void encode(Matrix x, Matrix mean, Matrix logVariance) {
        requireRead("x", x, inputs + condition);
        OneCaller.requireWritten("mean", mean, x.rows(), latent);
        OneCaller.requireWritten("logVariance", logVariance, x.rows(), latent);
        caller.enter();
        try {
            for (int from = 0; from < x.rows(); from += maxRows) {
                Matrix tile = tile(x, from);
                Matrix both = forward(model.encoder(), tile, heads.first(tile.rows()));
                copyHead(both, 0, mean, from);
                copyHead(both, latent, logVariance, from);
            }
        } finally {
            caller.leave();
        }
    }

    /// The encoder's outputs for each row: the parameters of its posterior as
    /// [lanewise.vae.latent.Posterior] lays them out.
    ///
    /// @param x rows x the encoder's inputs
    /// @param raw where they go, rows x width of the posterior
    public void encoderOutputs(Matrix x, Matrix raw) {
        requireRead("x", x, model.architecture().encoderInputs());
        OneCaller.requireWritten("raw", raw, x.rows(), model.encoder().outputs());
        caller.enter();
        try {
            for (int from = 0; from < x.rows(); from += maxRows) {
                forward(model.encoder(), tile(x, from), tile(raw, from));
            }
        } finally {
            caller.leave();
        }
    }

    /// The encoder's outputs for one row as arrays: the bits of [#encoderOutputs(Matrix, Matrix)]; those of a diagonal
    /// posterior are the means and after them the logs of the variances. Allocates its result.
    ///
    /// @param x inputs + width of the condition values
    /// @return a new array as wide as the posterior
    /// @throws IllegalArgumentException if x has another length
    public float[] encoderOutputs(float[] x) {
        requireOpen();
        return row.apply(x, rowHeads, this::encoderOutputs);
    }

    private Matrix forward(PackedNetwork encoder, Matrix x, Matrix out) {
        Matrix whole = filled == null ? x : Observed.filled(x, inputs, filled.first(x.rows()));
        encoder.forward(whole, out, encoderBuffers, workspace);
        return out;
    }

    private static void copyHead(Matrix heads, int column, Matrix out, int from) {
        long bytes = (long) out.columns() * Float.BYTES;
        for (int r = 0; r < heads.rows(); r++) {
            MemorySegment.copy(heads.segment(), heads.byteOffset(r, column), out.segment(),
                    out.byteOffset(from + r, 0), bytes);
        }
    }

    /// The rows from `from` on, as many as are done at a time.
    private Matrix tile(Matrix matrix, int from) {
        return matrix.rows() <= maxRows ? matrix : matrix.rows(from, from + Math.min(maxRows, matrix.rows() - from));
    }

    /// The mean of the likelihood of each row of latent variables.
    ///
    /// @param z rows x (latent + width of the condition)
    /// @param mean where the means go, rows x inputs
    public void decode(Matrix z, Matrix mean) {
        decoding.mean(z, mean);
    }

    /// The mean of the likelihood of one row of latent variables as arrays: [DecoderSession#decode(float[])].
    ///
    /// @param z latent + width of the condition values
    /// @return a new array of inputs values
    /// @throws IllegalArgumentException if z has another length
    public float[] decode(float[] z) {
        return decoding.decode(z);
    }

    /// The decoder's outputs for each row of latent variables: what the likelihood takes, such as logits.
    ///
    /// @param z rows x (latent + width of the condition)
    /// @param raw where they go, rows x (heads of the likelihood * inputs)
    public void decoderOutputs(Matrix z, Matrix raw) {
        decoding.outputs(z, raw);
    }

    /// The mean of the likelihood at the mean of the posterior of each row.
    ///
    /// @param x rows x (inputs + width of the condition)
    /// @param mean where the reconstructions go, rows x inputs
    public void reconstruct(Matrix x, Matrix mean) {
        requireRead("x", x, inputs + condition);
        OneCaller.requireWritten("mean", mean, x.rows(), inputs);
        caller.enter();
        try {
            for (int from = 0; from < x.rows(); from += maxRows) {
                Matrix tile = tile(x, from);
                Matrix z = forward(model.meanEncoder(), tile, means.first(tile.rows()));
                decoding.mean(condition == 0 ? z : joined(z, tile), tile(mean, from));
            }
        } finally {
            caller.leave();
        }
    }

    /// The reconstruction of one row as arrays: the bits of [#reconstruct(Matrix, Matrix)]. Allocates its result.
    ///
    /// @param x inputs + width of the condition values
    /// @return a new array of inputs values
    /// @throws IllegalArgumentException if x has another length
    public float[] reconstruct(float[] x) {
        requireOpen();
        return row.apply(x, rowReconstruction, this::reconstruct);
    }

    private Matrix joined(Matrix z, Matrix x) {
        Matrix joined = latents.first(z.rows());
        for (int r = 0; r < z.rows(); r++) {
            MemorySegment.copy(z.segment(), z.byteOffset(r, 0), joined.segment(), joined.byteOffset(r, 0),
                    (long) latent * Float.BYTES);
            MemorySegment.copy(x.segment(), x.byteOffset(r, inputs), joined.segment(), joined.byteOffset(r, latent),
                    (long) condition * Float.BYTES);
        }
        return joined;
    }

    /// The mean of the likelihood at draws from the prior. Row r depends on seed and r alone. A conditional model takes
    /// its conditions by [DecoderSession#generate(long, Output, Matrix, Matrix)].
    ///
    /// @param seed the seed
    /// @param mean where the samples go, one per row, rows x inputs
    public void sample(long seed, Matrix mean) {
        requireRead("mean", mean, inputs);
        decoding.generate(seed, Decoder.Output.MEAN, null, "mean", mean);
    }

    /// The decoder's part of this session: means, draws and new examples.
    /// @return the session of the decoder, which is closed with this one
    public DecoderSession decoding() {
        return decoding;
    }

    private void requireRead(String argument, Matrix matrix, int columns) {
        requireOpen();
        OneCaller.requireRead(argument, matrix, columns);
    }

    private void requireOpen() {
        model.requireOpen();
        if (!arena.scope().isAlive()) {
            throw new IllegalStateException("session: was closed");
        }
    }

    /// The model.
    /// @return the model
    public VaeModel model() {
        return model;
    }

    /// Frees the buffers; the model stays.
    @Override
    public void close() {
        decoding.close();
        if (arena.scope().isAlive()) {
            arena.close();
        }
        if (ownsWorkspace) {
            workspace.close();
        }
    }
}
