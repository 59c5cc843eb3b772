package lanewise.vae.evaluate;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

import lanewise.core.Matrix;
import lanewise.core.Reductions;
import lanewise.core.Team;
import lanewise.core.Workspace;
import lanewise.core.random.RandomStream;
import lanewise.vae.check.Require;
import lanewise.vae.data.Dataset;
import lanewise.vae.latent.Posterior;
import lanewise.vae.latent.PriorPass;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.Session;
import lanewise.vae.model.VaeModel;
import lanewise.vae.random.Purpose;
import lanewise.vae.reference.ReferenceRow;

/// K draws z_k of q(z|x) for each row x of a data set, and of each draw `log p(x|z_k)` and
/// `log p(z_k) - log q(z_k|x)` in nats.
///
/// The encoder runs once per row, the decoder in tiles of draws; any posterior, prior and likelihood will do. Rows of a
/// conditional model end with their condition, and p and q are those given it. The noise of draw k and dimension d of
/// row i is element `k * Z + d` of the seed's stream [Purpose#IMPORTANCE] i; where columns of a table are told apart it
/// is that of a number which the row's own values give, so that a row comes to the same by itself, in a batch and in
/// any file. Threads share the rows out one by one,
/// each with a session of its own; what a row comes to depends on the model, the row, its number, K and the seed alone,
/// not on the tiles, the threads or the kernels.
///
/// A row whose numbers leave the range of float32 is computed in float64 from the same noise ([ReferenceRow]); what is
/// not finite even so is given as it is.
final class PosteriorSamples implements Team.Work {

    /// Draws decoded at a time: hidden layers and outputs of some hundred columns stay in a core's cache, while the
    /// weights are read often enough.
    static final int TILE = 192;

    /// Rows that the matrix product takes at a time, or a multiple of them.
    private static final int GRAIN = 8;

    /// Takes the draws of a row. Called once for each row, on any thread of the team, in any order.
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

    private final VaeModel model;
    private final Dataset data;
    private final int samples;
    private final long seed;
    private final int tile;
    private final int[] bounds;
    private final Sink sink;
    private final Progress progress;
    private ReferenceRow wide;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();

    private PosteriorSamples(VaeModel model, Dataset data, int samples, long seed, int tile, int[] bounds, Sink sink,
            Progress progress) {
        this.model = model;
        this.data = data;
        this.samples = samples;
        this.seed = seed;
        this.tile = tile;
        this.bounds = bounds;
        this.sink = sink;
        this.progress = progress;
    }

    /// Draws and decodes for all rows.
    ///
    /// @param samples K, at least 1
    /// @param tile draws decoded at a time, at least 1; not part of the result
    /// @param bounds for each column of a table its first value in a row, then the row's width; null where no columns
    /// are told apart
    static void forEach(VaeModel model, Dataset data, int samples, long seed, int tile, int[] bounds, Team team,
            Sink sink, Progress progress) {
        Require.atLeast(1, "samples", samples);
        Require.atLeast(1, "tile", tile);
        Evaluator.check(model.architecture(), data);
        Objects.requireNonNull(progress, "progress");
        team.run(new PosteriorSamples(model, data, samples, seed, tile, bounds, sink, progress));
    }

    /// The model in float64, made when it is first asked for.
    private synchronized ReferenceRow wide() {
        if (wide == null) {
            wide = new ReferenceRow(model.architecture(), model.parameters());
        }
        return wide;
    }

    @Override
    public void part(int part, int parts) {
        try (Worker worker = new Worker()) {
            for (int from = next.getAndAdd(worker.rows); from < data.size(); from = next.getAndAdd(worker.rows)) {
                int count = Math.min(worker.rows, data.size() - from);
                worker.run(from, count);
                int soFar = done.addAndGet(count);
                if (part == 0) {
                    progress.rows(soFar, data.size());
                }
            }
        }
    }

    /// Buffers of one thread: several rows at a time where all of their draws fit a tile, else one
    /// row in several tiles.
    private final class Worker implements AutoCloseable {

        private final Arena arena = Arena.ofShared();
        private final Workspace workspace = Workspace.single();
        private final Architecture net = model.architecture();
        private final Posterior posterior = net.posterior();
        private final int latent = net.latent();
        private final int rows = Math.max(1, Math.min(tile / samples, data.size()));
        private final int draws = rows == 1 ? evenTile() : samples * rows;
        private final Session session = model.session(draws, workspace);
        private final PriorPass prior = net.prior().pass(net.placedEncoder(), posterior, latent, draws, arena);
        private final Matrix x = Matrix.allocate(arena, rows, net.encoderInputs());
        private final Matrix target = x.columns(0, net.inputs());
        private final Matrix heads = Matrix.allocate(arena, rows, posterior.width(latent));
        private final Matrix divergences = Matrix.allocate(arena, rows, latent);
        private final Matrix noise = Matrix.allocateDense(arena, draws, latent);
        private final Matrix decoderInput = Matrix.allocate(arena, draws, net.decoderInputs());
        private final Matrix z = decoderInput.columns(0, latent);
        private final Matrix outputs = Matrix.allocate(arena, draws, net.likelihood().outputWidth(net.inputs()));
        private final double[] loss = new double[draws];
        private final double[] logPrior = new double[draws];
        private final double[] logPosterior = new double[draws];
        private final double[] logLikelihood = new double[samples];
        private final double[] logRatio = new double[samples];
        private final ColumnTerms columns = bounds == null ? null : new ColumnTerms(net.likelihood(), bounds);
        private final double[] terms = bounds == null ? null : new double[columns.columns()];

        /// About the tile, so that the last one of a row is not a few draws: a small product costs as much as one
        /// of twice its size.
        private int evenTile() {
            int tiles = Math.max(1, Math.round((float) samples / tile));
            int even = (samples + tiles - 1) / tiles;
            return tile < GRAIN ? Math.min(tile, samples) : Math.min((even + GRAIN - 1) / GRAIN * GRAIN, samples);
        }

        Worker() {
            prior.prepare(model.parameters(), workspace);
        }

        void run(int from, int count) {
            data.copy(from, count, x);
            session.encoderOutputs(x.rows(0, count), heads.rows(0, count));
            posterior.divergence(heads, divergences, 0, count);
            if (rows == 1) {
                oneRow(from);
            } else {
                severalRows(from, count);
            }
        }

        private void oneRow(int row) {
            begin();
            for (int k = 0; k < samples; k += draws) {
                int n = Math.min(draws, samples - k);
                draw(row, 0, k, 0, n);
                session.decoderOutputs(decoderInput.rows(0, n), outputs.rows(0, n));
                losses(0, k, 0, n);
            }
            give(row, 0);
        }

        private void begin() {
            if (terms != null) {
                Arrays.fill(terms, 0);
            }
        }

        /// Hands a row on; one that left the range of float32 is computed anew in float64.
        private void give(int row, int r) {
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
                return;
            }
            double[] values = new double[x.columns()];
            Arrays.setAll(values, c -> x.get(r, c));
            double[] eps = new double[Math.multiplyExact(samples, latent)];
            RandomStream stream = new RandomStream(seed, Purpose.IMPORTANCE.stream(terms == null ? row : key(r)));
            Arrays.setAll(eps, i -> stream.gaussian(i));
            ReferenceRow.Result wide = wide().of(values, eps, bounds);
            sink.take(row, wide.logLikelihood(), wide.logRatio(), wide.divergence(), wide.terms());
        }

        private void severalRows(int from, int count) {
            for (int r = 0; r < count; r++) {
                draw(from + r, r, 0, r * samples, samples);
            }
            session.decoderOutputs(decoderInput.rows(0, count * samples), outputs.rows(0, count * samples));
            for (int r = 0; r < count; r++) {
                begin();
                losses(r, 0, r * samples, samples);
                give(from + r, r);
            }
        }

        /// Draws from `firstDraw` on of row r of the batch, into the rows from `to` on of the tile.
        private void draw(int row, int r, int firstDraw, int to, int n) {
            Matrix eps = noise.rows(to, to + n);
            long stream = Purpose.IMPORTANCE.stream(terms == null ? row : key(r));
            new RandomStream(seed, stream).fillGaussian(eps, (long) firstDraw * latent);
            Matrix head = heads.rows(r, r + 1);
            posterior.sample(head, eps, z.rows(to, to + n), 0, n);
            posterior.logDensity(head, eps, loss, 0, n);
            System.arraycopy(loss, 0, logPosterior, to, n);
            prior.logDensity(z, logPrior, to, to + n);
            condition(r, to, n);
        }

        /// A number from the bits of the row's values, equal for equal rows: a round of SplitMix64 (Steele, Lea and
        /// Flood 2014) for each.
        private long key(int r) {
            long key = 0;
            for (int c = 0; c < x.columns(); c++) {
                long mixed = (key ^ Float.floatToIntBits(x.get(r, c))) + 0x9e3779b97f4a7c15L;
                mixed = (mixed ^ mixed >>> 30) * 0xbf58476d1ce4e5b9L;
                mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
                key = mixed ^ mixed >>> 31;
            }
            return key >>> 8;
        }

        private void condition(int r, int to, int n) {
            long bytes = (long) (net.decoderInputs() - latent) * Float.BYTES;
            for (int k = to; bytes > 0 && k < to + n; k++) {
                MemorySegment.copy(x.segment(), x.byteOffset(r, net.inputs()), decoderInput.segment(),
                        decoderInput.byteOffset(k, latent), bytes);
            }
        }

        private void losses(int r, int firstDraw, int from, int n) {
            net.likelihood().loss(target.rows(r, r + 1), outputs.rows(from, from + n), 0, n, loss);
            for (int k = 0; k < n; k++) {
                logLikelihood[firstDraw + k] = -loss[k];
                logRatio[firstDraw + k] = logPrior[from + k] - logPosterior[from + k];
                if (terms != null) {
                    columns.add(target.segment(), target.byteOffset(r, 0), outputs.segment(),
                            outputs.byteOffset(from + k, 0), terms);
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
            arena.close();
        }
    }
}
