package lanewise.vae.evaluate;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.function.Supplier;

import lanewise.core.Matrix;
import lanewise.core.Reductions;
import lanewise.core.Workspace;
import lanewise.core.random.RandomStream;
import lanewise.vae.latent.Posterior;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.Session;
import lanewise.vae.model.VaeModel;
import lanewise.vae.network.RowBuffer;
import lanewise.vae.network.TinyValues;
import lanewise.vae.prior.PriorKernel;
import lanewise.vae.prior.PriorPass;
import lanewise.vae.random.Purpose;
import lanewise.vae.random.RowKey;
import lanewise.vae.reference.ReferenceRow;

/// K draws z_k of q(z|x) for each of a few rows x, and of each draw `log p(x|z_k)` and `log p(z_k) - log q(z_k|x)` in
/// nats. The buffers of one thread.
///
/// The noise of draw k and dimension d of a row is element `k * Z + d` of the seed's stream [Purpose#IMPORTANCE] with
/// the row's key for its number. What a row comes to depends on the model, the row, its key, K and the seed alone.
///
/// A row whose numbers leave the range of float32 is computed in float64 from the same noise ([ReferenceRow]); what is
/// not finite even so is given as it is. Any other row by itself allocates nothing once warm.
final class PosteriorDraws implements AutoCloseable {

    /// Draws decoded at a time: hidden layers and outputs of some hundred columns stay in a core's cache, while the
    /// weights are read often enough.
    static final int TILE = 192;

    /// Rows that the matrix product takes at a time, or a multiple of them.
    private static final int GRAIN = 8;

    /// Takes the draws of a row.
    @FunctionalInterface
    interface Sink {

        /// The arrays are used again for the next row.
        ///
        /// @param row number of the row
        /// @param logLikelihood element k is `log p(x|z_k)`, for K elements
        /// @param logRatio element k is `log p(z_k) - log q(z_k|x)`
        /// @param divergence `KL(q(z|x) || p(z))` in closed form where there is one, else minus the mean of the ratios
        /// @param terms sums over the draws of the terms of each column of a table; null where none are told apart
        void take(int row, double[] logLikelihood, double[] logRatio, double divergence, double[] terms);
    }

    private final Arena arena = Arena.ofShared();
    private final Workspace workspace = Workspace.single();
    private final Architecture net;
    private final Posterior posterior;
    private final int latent;
    private final int samples;
    private final long seed;
    private final int rows;
    private final int draws;
    private final Session session;
    private final PriorPass prior;
    private final Matrix x;
    private final Matrix target;
    private final Matrix heads;
    private final Matrix divergences;
    private final RowBuffer noise;
    private final RowBuffer decoderInput;
    private final RowBuffer z;
    private final RowBuffer outputs;
    private final double[] loss;
    private final double[] logPrior;
    private final double[] logPosterior;
    private final double[] logLikelihood;
    private final double[] logRatio;
    private final ColumnTerms columns;
    private final int[] bounds;
    private final double[] terms;
    private final long[] keys;
    private final Supplier<ReferenceRow> wide;

    /// @param samples K, at least 1
    /// @param seed where the noise starts
    /// @param tile draws decoded at a time, at least 1: all those of several rows if so many fit, else some of one row;
    /// not part of the result
    /// @param mostRows how many rows there are at most
    /// @param bounds for each column of a table its first value in a row, then the row's width; null where no columns
    /// are told apart
    /// @param wide gives the model in float64 where some row needs it
    PosteriorDraws(VaeModel model, int samples, long seed, int tile, int mostRows, int[] bounds,
            Supplier<ReferenceRow> wide) {
        this.wide = wide;
        this.net = model.architecture();
        this.posterior = net.posterior();
        this.latent = net.latent();
        this.samples = samples;
        this.seed = seed;
        this.rows = Math.max(1, Math.min(tile / samples, mostRows));
        this.draws = rows == 1 ? evenTile(samples, tile) : samples * rows;
        this.session = model.session(draws, workspace);
        this.prior = PriorKernel.of(net.prior()).pass(net.placedEncoder(), posterior, latent, draws, arena);
        this.x = Matrix.allocate(arena, rows, net.encoderInputs());
        this.target = x.columns(0, net.inputs());
        this.heads = Matrix.allocate(arena, rows, posterior.width(latent));
        this.divergences = Matrix.allocate(arena, rows, latent);
        this.noise = RowBuffer.dense(arena, draws, latent);
        Matrix whole = Matrix.allocate(arena, draws, net.decoderInputs());
        this.decoderInput = RowBuffer.of(whole);
        this.z = RowBuffer.of(whole.columns(0, latent));
        this.outputs = new RowBuffer(arena, draws, net.likelihood().outputWidth(net.inputs()));
        this.loss = new double[draws];
        this.logPrior = new double[draws];
        this.logPosterior = new double[draws];
        this.logLikelihood = new double[samples];
        this.logRatio = new double[samples];
        this.bounds = bounds;
        this.columns = bounds == null ? null : new ColumnTerms(net.likelihood(), bounds);
        this.terms = bounds == null ? null : new double[columns.columns()];
        this.keys = new long[rows];
        prior.prepare(model.parameters(), workspace);
    }

    /// About the tile, so that the last one of a row is not a few draws: a small product costs as much as one
    /// of twice its size.
    private static int evenTile(int samples, int tile) {
        int tiles = Math.max(1, Math.round((float) samples / tile));
        int even = (samples + tiles - 1) / tiles;
        return tile < GRAIN ? Math.min(tile, samples) : Math.min((even + GRAIN - 1) / GRAIN * GRAIN, samples);
    }

    /// How many rows are done at a time, at most.
    int rows() {
        return rows;
    }

    /// Where the rows go before [#run].
    Matrix x() {
        return x;
    }

    /// Where their keys go, 0 to 2^56 - 1.
    long[] keys() {
        return keys;
    }

    /// The key of a row's own values.
    long keyOfValues(int r) {
        return RowKey.of(x, r);
    }

    /// Draws and decodes. What is almost zero in [#x()] becomes zero ([TinyValues]); keys of values are made before.
    ///
    /// @param from what the sink calls the first row
    /// @param count how many of [#x()], 1 to [#rows()]
    void run(int from, int count, Sink sink) {
        TinyValues.replace(x);
        if (rows == 1) {
            session.encoderOutputs(x, heads);
            posterior.divergence(heads, divergences, 0, 1);
            oneRow(from, sink);
        } else {
            session.encoderOutputs(x.rows(0, count), heads.rows(0, count));
            posterior.divergence(heads, divergences, 0, count);
            severalRows(from, count, sink);
        }
    }

    private void oneRow(int row, Sink sink) {
        begin();
        for (int k = 0; k < samples; k += draws) {
            int n = Math.min(draws, samples - k);
            draw(heads, 0, k, noise.first(n), z.first(n), 0);
            session.decoderOutputs(decoderInput.first(n), outputs.first(n));
            losses(target, 0, k, 0, outputs.first(n));
        }
        give(row, 0, sink);
    }

    /// Hands a row on; one that left the range of float32 is computed anew in float64.
    private void give(int row, int r, Sink sink) {
        double divergence = divergence(r);
        boolean finite = Double.isFinite(divergence);
        for (int k = 0; k < samples; k++) {
            finite &= Double.isFinite(logLikelihood[k]) && Double.isFinite(logRatio[k]);
        }
        for (int c = 0; terms != null && c < terms.length; c++) {
            finite &= Double.isFinite(terms[c]);
        }
        if (finite) {
            sink.take(row, logLikelihood, logRatio, divergence, terms);
        } else {
            giveWide(row, r, sink);
        }
    }

    private void giveWide(int row, int r, Sink sink) {
        double[] values = new double[x.columns()];
        Arrays.setAll(values, c -> x.get(r, c));
        double[] eps = new double[Math.multiplyExact(samples, latent)];
        RandomStream stream = new RandomStream(seed, Purpose.IMPORTANCE.stream(keys[r]));
        Arrays.setAll(eps, i -> stream.gaussian(i));
        ReferenceRow.Result result = wide.get().of(values, eps, bounds);
        sink.take(row, result.logLikelihood(), result.logRatio(), result.divergence(), result.terms());
    }

    private void begin() {
        if (terms != null) {
            Arrays.fill(terms, 0);
        }
    }

    private void severalRows(int from, int count, Sink sink) {
        for (int r = 0; r < count; r++) {
            int to = r * samples;
            draw(heads.rows(r, r + 1), r, 0, noise.first(draws).rows(to, to + samples),
                    z.first(draws).rows(to, to + samples), to);
        }
        session.decoderOutputs(decoderInput.first(count * samples), outputs.first(count * samples));
        for (int r = 0; r < count; r++) {
            begin();
            losses(target.rows(r, r + 1), r, 0, r * samples, outputs.first(draws).rows(r * samples, (r + 1) * samples));
            give(from + r, r, sink);
        }
    }

    /// Draws from `firstDraw` on of row r, into z, which are the rows from `to` on of the tile.
    private void draw(Matrix head, int r, int firstDraw, Matrix eps, Matrix points, int to) {
        int n = eps.rows();
        RandomStream.fillGaussian(seed, Purpose.IMPORTANCE.stream(keys[r]), eps, (long) firstDraw * latent);
        posterior.sample(head, eps, points, 0, n);
        posterior.logDensity(head, eps, loss, 0, n);
        System.arraycopy(loss, 0, logPosterior, to, n);
        prior.logDensity(z.first(draws), logPrior, to, to + n);
        condition(r, to, n);
    }

    private void condition(int r, int to, int n) {
        Matrix inputs = decoderInput.first(draws);
        long bytes = (long) (net.decoderInputs() - latent) * Float.BYTES;
        for (int k = to; bytes > 0 && k < to + n; k++) {
            MemorySegment.copy(x.segment(), x.byteOffset(r, net.inputs()), inputs.segment(),
                    inputs.byteOffset(k, latent), bytes);
        }
    }

    /// @param tile the outputs of draws `firstDraw` on of the row, which are those from `from` on of the tile
    private void losses(Matrix row, int r, int firstDraw, int from, Matrix tile) {
        int n = tile.rows();
        net.likelihood().loss(row, tile, 0, n, loss);
        for (int k = 0; k < n; k++) {
            logLikelihood[firstDraw + k] = -loss[k];
            logRatio[firstDraw + k] = logPrior[from + k] - logPosterior[from + k];
            if (terms != null) {
                columns.add(target.segment(), target.byteOffset(r, 0), tile.segment(), tile.byteOffset(k, 0), terms);
            }
        }
    }

    private double divergence(int r) {
        if (net.prior().closedForm()) {
            return Reductions.sum(divergences.segment(), divergences.byteOffset(r, 0), latent);
        }
        double sum = 0;
        for (int k = 0; k < samples; k++) {
            sum -= logRatio[k];
        }
        return sum / samples;
    }

    @Override
    public void close() {
        session.close();
        workspace.close();
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
