package lanewise.vae.evaluate;

import java.lang.foreign.Arena;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.Workspace;
import lanewise.core.math.Exp;
import lanewise.core.random.RandomStream;
import lanewise.vae.data.Dataset;
import lanewise.vae.model.VaeModel;
import lanewise.vae.model.Session;
import lanewise.vae.train.Purpose;

/// K draws z_k of q(z|x) for each row x of a data set, and of each draw `log p(x|z_k)` and `log p(z_k) - log q(z_k|x)` in nats.
///
/// The encoder runs once per row, the decoder in tiles of draws. The noise of draw k and dimension d of row i is element `k * Z + d` of the seed's stream
/// [Purpose#IMPORTANCE] i. Threads share the rows out one by one, each with a session of its own; what a row comes to depends on the model, the row, its
/// number, K and the seed alone, not on the tiles, the threads or the kernels.
final class PosteriorSamples implements Team.Work {

    /// Draws decoded at a time: hidden layers and outputs of some hundred columns stay in a core's cache, while the weights are read often enough.
    static final int TILE = 192;

    /// Takes the draws of a row. Called once for each row, on any thread of the team, in any order.
    @FunctionalInterface
    interface Sink {

        /// The arrays are used again for the next row.
        ///
        /// @param row number of the row
        /// @param logLikelihood element k is `log p(x|z_k)`, for K elements
        /// @param logRatio element k is `log p(z_k) - log q(z_k|x)`
        void take(int row, double[] logLikelihood, double[] logRatio);
    }

    private final VaeModel model;
    private final Dataset data;
    private final int samples;
    private final long seed;
    private final int tile;
    private final Sink sink;
    private final Progress progress;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();

    private PosteriorSamples(VaeModel model, Dataset data, int samples, long seed, int tile, Sink sink, Progress progress) {
        this.model = model;
        this.data = data;
        this.samples = samples;
        this.seed = seed;
        this.tile = tile;
        this.sink = sink;
        this.progress = progress;
    }

    /// Draws and decodes for all rows.
    ///
    /// @param samples K, at least 1
    /// @param tile draws decoded at a time, at least 1; not part of the result
    static void forEach(VaeModel model, Dataset data, int samples, long seed, int tile, Team team, Sink sink, Progress progress) {
        if (samples < 1) {
            throw new IllegalArgumentException("samples: " + samples + ", expected at least 1");
        }
        if (tile < 1) {
            throw new IllegalArgumentException("tile: " + tile + ", expected at least 1");
        }
        Evaluator.check(model.architecture(), data);
        Objects.requireNonNull(progress, "progress");
        team.run(new PosteriorSamples(model, data, samples, seed, tile, sink, progress));
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

    /// Buffers of one thread: several rows at a time where all of their draws fit a tile, else one row in several tiles.
    private final class Worker implements AutoCloseable {

        private final Arena arena = Arena.ofConfined();
        private final Workspace workspace = Workspace.single();
        private final Session session;
        private final int latent = model.architecture().latent();
        private final int rows = Math.max(1, Math.min(tile / samples, data.size()));
        private final int draws = Math.min(tile, samples) * rows;
        private final Matrix x = Matrix.allocate(arena, rows, data.width());
        private final Matrix mean = Matrix.allocate(arena, rows, latent);
        private final Matrix logVariance = Matrix.allocate(arena, rows, latent);
        private final Matrix noise = Matrix.allocateDense(arena, draws, latent);
        private final Matrix z = Matrix.allocate(arena, draws, latent);
        private final Matrix outputs;
        private final float[] mu = new float[latent];
        private final float[] deviation = new float[latent];
        private final double[] loss = new double[draws];
        private final double[] ratio = new double[draws];
        private final double[] logLikelihood = new double[samples];
        private final double[] logRatio = new double[samples];
        private double logVariances;

        Worker() {
            this.session = model.session(draws, workspace);
            this.outputs = Matrix.allocate(arena, draws, model.architecture().likelihood().outputWidth(data.width()));
        }

        void run(int from, int count) {
            data.copy(from, count, x);
            session.encode(x.rows(0, count), mean.rows(0, count), logVariance.rows(0, count));
            if (rows == 1) {
                oneRow(from);
            } else {
                severalRows(from, count);
            }
        }

        private void oneRow(int row) {
            RandomStream stream = stream(row);
            posterior(0);
            for (int k = 0; k < samples; k += draws) {
                int n = Math.min(draws, samples - k);
                draw(stream, k, 0, n);
                System.arraycopy(ratio, 0, logRatio, k, n);
                session.decoderOutputs(z.rows(0, n), outputs.rows(0, n));
                losses(x, 0, n, k);
            }
            sink.take(row, logLikelihood, logRatio);
        }

        private void severalRows(int from, int count) {
            for (int r = 0; r < count; r++) {
                posterior(r);
                draw(stream(from + r), 0, r * samples, samples);
            }
            session.decoderOutputs(z.rows(0, count * samples), outputs.rows(0, count * samples));
            for (int r = 0; r < count; r++) {
                losses(x.rows(r, r + 1), r * samples, samples, 0);
                System.arraycopy(ratio, r * samples, logRatio, 0, samples);
                sink.take(from + r, logLikelihood, logRatio);
            }
        }

        private RandomStream stream(int row) {
            return new RandomStream(seed, Purpose.IMPORTANCE.stream(row));
        }

        private void posterior(int row) {
            logVariances = 0;
            for (int d = 0; d < latent; d++) {
                float v = logVariance.get(row, d);
                mu[d] = mean.get(row, d);
                deviation[d] = Exp.exp(0.5f * v);
                logVariances += v;
            }
        }

        /// `z = mu + e^(v/2) eps`, and `log p(z) - log q(z|x) = 1/2 sum (eps^2 + v - z^2)`.
        private void draw(RandomStream stream, int firstSample, int firstRow, int n) {
            stream.fillGaussian(noise.rows(firstRow, firstRow + n), (long) firstSample * latent);
            for (int k = 0; k < n; k++) {
                ratio[firstRow + k] = 0.5 * (logVariances + drawRow(firstRow + k));
            }
        }

        private double drawRow(int row) {
            long from = noise.byteOffset(row, 0);
            long to = z.byteOffset(row, 0);
            double sum = 0;
            for (int d = 0; d < latent; d++) {
                float eps = noise.segment().get(Matrix.FLOAT, from + ((long) d << 2));
                float value = Math.fma(deviation[d], eps, mu[d]);
                z.segment().set(Matrix.FLOAT, to + ((long) d << 2), value);
                sum += (double) eps * eps - (double) value * value;
            }
            return sum;
        }

        private void losses(Matrix row, int firstRow, int n, int firstSample) {
            model.architecture().likelihood().loss(row, outputs.rows(firstRow, firstRow + n), 0, n, loss);
            for (int k = 0; k < n; k++) {
                logLikelihood[firstSample + k] = -loss[k];
            }
        }

        @Override
        public void close() {
            session.close();
            workspace.close();
            arena.close();
        }
    }
}
