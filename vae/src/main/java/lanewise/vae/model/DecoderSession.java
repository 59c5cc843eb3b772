package lanewise.vae.model;

import java.lang.foreign.Arena;
import java.util.Objects;

import lanewise.core.Matrix;
import lanewise.core.Workspace;
import lanewise.core.random.RandomStream;
import lanewise.vae.network.PackedMlp;
import lanewise.vae.network.RowBuffer;
import lanewise.vae.train.Purpose;

/// One thread's use of a [Decoder]: its buffers. A row's result depends on that row, its number and the seed alone, not on the others of the call.
///
/// Serves one thread at a time. A call takes no lock, and allocates nothing if it has as many rows as the one before or as the session holds; one with
/// more rows is done in tiles of so many rows, with a few small views for each. Matrices passed in must not share memory with each other.
public final class DecoderSession implements AutoCloseable {

    private static final long LATENTS = 0;
    private static final long DRAWS = 1;

    private final Decoder decoder;
    private final int maxRows;
    private final int inputs;
    private final int latent;
    private final Workspace workspace;
    private final boolean ownsWorkspace;
    private final Arena arena = Arena.ofShared();
    private final PackedMlp.Buffers buffers;
    private final RowBuffer latents;
    private final RowBuffer outputs;
    private RandomStream latentNoise = new RandomStream(0, Purpose.SAMPLE.stream(LATENTS));
    private RandomStream drawNoise = new RandomStream(0, Purpose.SAMPLE.stream(DRAWS));

    DecoderSession(Decoder decoder, int maxRows, Workspace workspace, boolean ownsWorkspace) {
        if (maxRows < 1) {
            throw new IllegalArgumentException("maxRows: " + maxRows + ", expected at least 1");
        }
        decoder.requireOpen();
        this.decoder = decoder;
        this.maxRows = maxRows;
        this.inputs = decoder.architecture().inputs();
        this.latent = decoder.architecture().latent();
        this.workspace = workspace;
        this.ownsWorkspace = ownsWorkspace;
        this.buffers = new PackedMlp.Buffers(decoder.net(), maxRows, arena);
        this.latents = new RowBuffer(arena, maxRows, latent);
        this.outputs = new RowBuffer(arena, maxRows, decoder.net().outputs());
    }

    /// The decoder's outputs for each row of latent variables: what the likelihood takes, such as logits.
    ///
    /// @param z rows x latent
    /// @param raw where they go, rows x (heads of the likelihood * inputs)
    public void outputs(Matrix z, Matrix raw) {
        requireColumns("z", z, latent);
        raw.requireShape("raw", z.rows(), decoder.net().outputs());
        for (int from = 0; from < z.rows(); from += maxRows) {
            decoder.net().forward(tile(z, from), tile(raw, from), buffers, workspace);
        }
    }

    /// The mean of the likelihood of each row of latent variables, `E[x | z]`.
    ///
    /// @param z rows x latent
    /// @param mean where the means go, rows x inputs
    public void mean(Matrix z, Matrix mean) {
        decode(z, Output.MEAN, 0, "mean", mean);
    }

    /// Mean or draw of the likelihood of each row of latent variables. Row r of a draw depends on seed, r and z alone.
    ///
    /// @param z rows x latent
    /// @param output which of them
    /// @param seed of a draw; not used otherwise
    /// @param x where they go, rows x inputs
    public void decode(Matrix z, Output output, long seed, Matrix x) {
        decode(z, Objects.requireNonNull(output, "output"), seed, "x", x);
    }

    private void decode(Matrix z, Output output, long seed, String argument, Matrix x) {
        requireColumns("z", z, latent);
        x.requireShape(argument, z.rows(), inputs);
        if (output == Output.DRAW) {
            reseed(seed);
        }
        for (int from = 0; from < z.rows(); from += maxRows) {
            decodeTile(tile(z, from), output, from, tile(x, from));
        }
    }

    private void decodeTile(Matrix z, Output output, int from, Matrix x) {
        Matrix raw = outputs.first(z.rows());
        decoder.net().forward(z, raw, buffers, workspace);
        output.of(decoder.architecture().likelihood(), raw, drawNoise, (long) from * inputs, x);
    }

    /// Latent variables drawn from the prior, `z ~ N(0, I)`. Row r depends on seed and r alone.
    ///
    /// @param seed the seed
    /// @param z where they go, rows x latent
    public void prior(long seed, Matrix z) {
        requireColumns("z", z, latent);
        reseed(seed);
        latentNoise.fillGaussian(z, 0);
    }

    /// New examples: mean or draw of the likelihood at draws from the prior. Row r depends on seed and r alone.
    ///
    /// @param seed the seed
    /// @param output what is made of the likelihood
    /// @param x where they go, one per row, rows x inputs
    public void generate(long seed, Output output, Matrix x) {
        Objects.requireNonNull(output, "output");
        requireColumns("x", x, inputs);
        reseed(seed);
        for (int from = 0; from < x.rows(); from += maxRows) {
            Matrix tile = tile(x, from);
            Matrix z = latents.first(tile.rows());
            latentNoise.fillGaussian(z, (long) from * latent);
            decodeTile(z, output, from, tile);
        }
    }

    /// Made anew only for another seed.
    private void reseed(long seed) {
        if (seed != drawNoise.seed()) {
            latentNoise = new RandomStream(seed, Purpose.SAMPLE.stream(LATENTS));
            drawNoise = new RandomStream(seed, Purpose.SAMPLE.stream(DRAWS));
        }
    }

    /// The rows from `from` on, as many as are done at a time.
    private Matrix tile(Matrix matrix, int from) {
        return matrix.rows() <= maxRows ? matrix : matrix.rows(from, from + Math.min(maxRows, matrix.rows() - from));
    }

    private void requireColumns(String argument, Matrix matrix, int columns) {
        decoder.requireOpen();
        if (!arena.scope().isAlive()) {
            throw new IllegalStateException("session: was closed");
        }
        Objects.requireNonNull(matrix, argument);
        if (matrix.columns() != columns) {
            throw new IllegalArgumentException(argument + ": is " + matrix.rows() + " x " + matrix.columns() + ", expected any number of rows x "
                    + columns);
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
