package lanewise.vae.model;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

import lanewise.core.Matrix;
import lanewise.core.Workspace;
import lanewise.core.random.RandomStream;
import lanewise.vae.check.OneCaller;
import lanewise.vae.check.Require;
import lanewise.vae.network.PackedNetwork;
import lanewise.vae.network.RowBuffer;
import lanewise.vae.random.Purpose;

/// One thread's use of a [Decoder]: its buffers. A row's result depends on that row, its number and the seed alone, not
/// on the others of the call.
///
/// The decoder of a conditional model reads `[z | c]`: its z have the condition as their last columns. Values are not
/// checked: those below 2^-100 are read as zeros ([lanewise.vae.network.TinyValues]), a NaN makes its row NaN.
///
/// Serves one thread at a time: a call while another thread has one at work is refused with an [IllegalStateException].
/// A call takes no lock, and allocates nothing if it has as many rows as the one before or as the session holds; one
/// with more rows is done in tiles of so many rows, with a few small views for each. Matrices passed in must not share
/// memory with each other; where a team shares the work, they belong to a shared arena.
public final class DecoderSession implements AutoCloseable {

    private static final long LATENTS = 0;
    private static final long DRAWS = 1;

    private final Decoder decoder;
    private final int maxRows;
    private final int inputs;
    private final int latent;
    private final int condition;
    private final Workspace workspace;
    private final boolean ownsWorkspace;
    private final Arena arena = Arena.ofShared();
    private final OneCaller caller = new OneCaller();
    private final PackedNetwork.Buffers buffers;
    private final RowBuffer draws;
    private final RowBuffer latents;
    private final RowBuffer outputs;
    private final ArrayRow row;
    private final Matrix rowDecoded;
    private RandomStream latentNoise = new RandomStream(0, Purpose.SAMPLE.stream(LATENTS));
    private RandomStream componentNoise = new RandomStream(0, Purpose.COMPONENT.stream(LATENTS));
    private RandomStream drawNoise = new RandomStream(0, Purpose.SAMPLE.stream(DRAWS));

    DecoderSession(Decoder decoder, int maxRows, Workspace workspace, boolean ownsWorkspace) {
        Require.atLeast(1, "maxRows", maxRows);
        decoder.requireOpen();
        this.decoder = decoder;
        this.maxRows = maxRows;
        this.inputs = decoder.architecture().inputs();
        this.latent = decoder.architecture().latent();
        this.condition = decoder.architecture().conditionWidth();
        this.workspace = workspace;
        this.ownsWorkspace = ownsWorkspace;
        this.buffers = new PackedNetwork.Buffers(decoder.net(), maxRows, arena);
        this.draws = new RowBuffer(arena, maxRows, latent);
        this.latents = condition == 0 ? draws : new RowBuffer(arena, maxRows, latent + condition);
        this.outputs = new RowBuffer(arena, maxRows, decoder.net().outputs());
        this.row = new ArrayRow("z", latent, condition, arena);
        this.rowDecoded = Matrix.allocate(arena, 1, inputs);
    }

    /// The decoder's outputs for each row of latent variables: what the likelihood takes, such as logits.
    ///
    /// @param z rows x (latent + width of the condition)
    /// @param raw where they go, rows x (heads of the likelihood * inputs)
    public void outputs(Matrix z, Matrix raw) {
        requireRead("z", z, latent + condition);
        OneCaller.requireWritten("raw", raw, z.rows(), decoder.net().outputs());
        caller.enter();
        try {
            for (int from = 0; from < z.rows(); from += maxRows) {
                decoder.net().forward(tile(z, from), tile(raw, from), buffers, workspace);
            }
        } finally {
            caller.leave();
        }
    }

    /// The mean of the likelihood of each row of latent variables, `E[x | z]`.
    ///
    /// @param z rows x (latent + width of the condition)
    /// @param mean where the means go, rows x inputs
    public void mean(Matrix z, Matrix mean) {
        decode(z, Decoder.Output.MEAN, 0, 0, "mean", mean);
    }

    /// Mean, mode or draw of the likelihood of each row of latent variables. Row r of a draw depends on
    /// seed, r and z alone.
    ///
    /// @param z rows x (latent + width of the condition)
    /// @param output which of them
    /// @param seed of a draw; not used otherwise
    /// @param x where they go, rows x inputs
    public void decode(Matrix z, Decoder.Output output, long seed, Matrix x) {
        decode(z, output, seed, 0, x);
    }

    /// The same for a part of many rows. Row r of a draw is row `first + r` of all: it depends on seed, that number and
    /// z alone.
    ///
    /// @param z rows x (latent + width of the condition)
    /// @param output which of them
    /// @param seed of a draw; not used otherwise
    /// @param first number of the first row, at least 0
    /// @param x where they go, rows x inputs
    public void decode(Matrix z, Decoder.Output output, long seed, long first, Matrix x) {
        requireFirst(first);
        decode(z, Objects.requireNonNull(output, "output"), seed, first, "x", x);
    }

    /// The mean of the likelihood of one row, `E[x | z]`, as arrays: the bits of [#mean(Matrix, Matrix)].
    /// Allocates its result; serves one thread at a time as all calls of the session do.
    ///
    /// @param z latent + width of the condition values
    /// @return a new array of inputs values
    /// @throws IllegalArgumentException if z has another length
    public float[] decode(float[] z) {
        return decode(z, Decoder.Output.MEAN, 0);
    }

    /// Mean, mode or draw of the likelihood of one row as arrays: the bits of row 0 of
    /// [#decode(Matrix, Output, long, Matrix)]. Allocates its result.
    ///
    /// @param z latent + width of the condition values
    /// @param output which of them
    /// @param seed of a draw; not used otherwise
    /// @return a new array of inputs values
    /// @throws IllegalArgumentException if z has another length
    public float[] decode(float[] z, Decoder.Output output, long seed) {
        Objects.requireNonNull(output, "output");
        requireOpen();
        return row.apply(z, rowDecoded, (in, out) -> decode(in, output, seed, 0, "x", out));
    }

    private void decode(Matrix z, Decoder.Output output, long seed, long first, String argument, Matrix x) {
        requireRead("z", z, latent + condition);
        OneCaller.requireWritten(argument, x, z.rows(), inputs);
        caller.enter();
        try {
            if (output == Decoder.Output.DRAW) {
                reseed(seed);
            }
            for (int from = 0; from < z.rows(); from += maxRows) {
                decodeTile(tile(z, from), output, first + from, tile(x, from));
            }
        } finally {
            caller.leave();
        }
    }

    private void decodeTile(Matrix z, Decoder.Output output, long from, Matrix x) {
        Matrix raw = outputs.first(z.rows());
        decoder.net().forward(z, raw, buffers, workspace);
        output.of(decoder.architecture().likelihood(), raw, drawNoise, from * inputs, x);
    }

    /// Latent variables drawn from the prior, `z ~ p(z)`. Row r depends on seed and r alone.
    ///
    /// @param seed the seed
    /// @param z where they go, rows x latent
    /// @throws IllegalStateException if the prior is a VampPrior and the decoder was loaded without its encoder
    public void prior(long seed, Matrix z) {
        prior(seed, 0, z);
    }

    /// The same for a part of many rows: row r is row `first + r` of all.
    ///
    /// @param seed the seed
    /// @param first number of the first row, at least 0
    /// @param z where they go, rows x latent
    /// @throws IllegalStateException if the prior is a VampPrior and the decoder was loaded without its encoder
    public void prior(long seed, long first, Matrix z) {
        requireFirst(first);
        requireRead("z", z, latent);
        z.requireWritable("z");
        caller.enter();
        try {
            reseed(seed);
            decoder.prior().draw(latentNoise, componentNoise, first, z);
        } finally {
            caller.leave();
        }
    }

    /// New examples: mean, mode or draw of the likelihood at draws from the prior. Row r depends on seed and r alone.
    ///
    /// @param seed the seed
    /// @param output what is made of the likelihood
    /// @param x where they go, one per row, rows x inputs
    /// @throws IllegalArgumentException if the shape does not fit, or the model is a conditional one
    /// @throws IllegalStateException if the prior is a VampPrior and the decoder was loaded without its encoder
    public void generate(long seed, Decoder.Output output, Matrix x) {
        generate(seed, output, null, x);
    }

    /// New examples of given conditions: mean, mode or draw of the likelihood at draws from the prior. Row r depends on
    /// seed, r and its condition alone.
    ///
    /// @param seed the seed
    /// @param output what is made of the likelihood
    /// @param conditions one per row, rows x width of the condition; null where the model has none
    /// @param x where they go, one per row, rows x inputs
    /// @throws IllegalArgumentException if shapes do not fit
    /// @throws IllegalStateException if the prior is a VampPrior and the decoder was loaded without its encoder
    public void generate(long seed, Decoder.Output output, Matrix conditions, Matrix x) {
        generate(seed, Objects.requireNonNull(output, "output"), conditions, "x", x);
    }

    /// The same where the caller has another name for x.
    void generate(long seed, Decoder.Output output, Matrix conditions, String argument, Matrix x) {
        requireRead(argument, x, inputs);
        x.requireWritable(argument);
        if (conditions == null ? condition > 0 : conditions.rows() != x.rows() || conditions.columns() != condition) {
            throw new IllegalArgumentException("conditions: "
                    + (conditions == null ? "are missing" : "is " + conditions.rows() + " x " + conditions.columns())
                    + ", expected " + (condition == 0 ? "null: the model has none" : x.rows() + " x " + condition));
        }
        caller.enter();
        try {
            reseed(seed);
            for (int from = 0; from < x.rows(); from += maxRows) {
                Matrix tile = tile(x, from);
                Matrix z = draws.first(tile.rows());
                decoder.prior().draw(latentNoise, componentNoise, from, z);
                decodeTile(condition == 0 ? z : joined(z, conditions, from), output, from, tile);
            }
        } finally {
            caller.leave();
        }
    }

    private Matrix joined(Matrix z, Matrix conditions, int from) {
        Matrix joined = latents.first(z.rows());
        for (int r = 0; r < z.rows(); r++) {
            MemorySegment.copy(z.segment(), z.byteOffset(r, 0), joined.segment(), joined.byteOffset(r, 0),
                    (long) latent * Float.BYTES);
            MemorySegment.copy(conditions.segment(), conditions.byteOffset(from + r, 0), joined.segment(),
                    joined.byteOffset(r, latent), (long) condition * Float.BYTES);
        }
        return joined;
    }

    /// Made anew only for another seed.
    private void reseed(long seed) {
        if (seed != drawNoise.seed()) {
            latentNoise = new RandomStream(seed, Purpose.SAMPLE.stream(LATENTS));
            componentNoise = new RandomStream(seed, Purpose.COMPONENT.stream(LATENTS));
            drawNoise = new RandomStream(seed, Purpose.SAMPLE.stream(DRAWS));
        }
    }

    /// The rows from `from` on, as many as are done at a time.
    private Matrix tile(Matrix matrix, int from) {
        return matrix.rows() <= maxRows ? matrix : matrix.rows(from, from + Math.min(maxRows, matrix.rows() - from));
    }

    private static void requireFirst(long first) {
        if (first < 0) {
            throw new IllegalArgumentException("first: " + first + ", expected at least 0");
        }
    }

    private void requireRead(String argument, Matrix matrix, int columns) {
        requireOpen();
        OneCaller.requireRead(argument, matrix, columns);
    }

    private void requireOpen() {
        decoder.requireOpen();
        if (!arena.scope().isAlive()) {
            throw new IllegalStateException("session: was closed");
        }
    }

    /// The decoder.
    /// @return the decoder
    public Decoder decoder() {
        return decoder;
    }

    /// Frees the buffers; the decoder stays.
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
        if (ownsWorkspace) {
            workspace.close();
        }
    }
}
