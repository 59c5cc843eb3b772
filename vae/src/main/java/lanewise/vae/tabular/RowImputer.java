package lanewise.vae.tabular;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import lanewise.core.Matrix;
import lanewise.core.Workspace;
import lanewise.core.random.RandomStream;
import lanewise.vae.data.Dataset;
import lanewise.vae.latent.Posterior;
import lanewise.vae.likelihood.Likelihood;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.Session;
import lanewise.vae.prior.PriorKernel;
import lanewise.vae.prior.PriorPass;
import lanewise.vae.random.Purpose;
import lanewise.vae.random.RowKey;

/// One thread's work of an [Imputer]. Draws of z are decoded in tiles, whose size is not part of the result; those that
/// are chosen again are drawn again from their place in the stream.
///
/// Where the numbers of a row leave the range of float32 no draw has a weight; the row is then taken as if nothing were
/// known of it. With the draws in ascending order, the mean so far and the sum of the weights so far are kept relative
/// to the largest weight so far, in double.
final class RowImputer implements AutoCloseable {

    /// Draws decoded at a time: as many as stay in a core's cache with their hidden layers.
    private static final int TILE = 192;

    private final Arena arena = Arena.ofShared();
    private final Workspace workspace = Workspace.single();
    private final Dataset data;
    private final Matrix out;
    private final int samples;
    private final int copies;
    private final long seed;
    private final Architecture net;
    private final Likelihood likelihood;
    private final Posterior posterior;
    private final int latent;
    private final int inputs;
    private final int tile;
    private final Session session;
    private final PriorPass prior;
    private final Matrix x;
    private final Matrix target;
    private final Matrix heads;
    private final Matrix noise;
    private final Matrix decoderInput;
    private final Matrix z;
    private final Matrix outputs;
    private final Matrix cells;
    private final double[] losses;
    private final double[] logPrior;
    private final double[] logPosterior;
    private final double[] logWeights;
    private final double[] means;
    private final int[] missing;
    private final int[] equals;
    private long key;
    private double largest;
    private double sum;

    /// @param draws copies of each row with draws in the gaps; 0 for one with means
    /// @param equals for each row how many equal ones come before it; null for 0
    RowImputer(Imputer imputer, Dataset data, int draws, int[] equals, Matrix out) {
        this.data = data;
        this.equals = equals;
        this.out = out;
        this.samples = imputer.samples();
        this.copies = draws;
        this.seed = imputer.seed();
        this.net = imputer.model().architecture();
        this.likelihood = net.likelihood();
        this.posterior = net.posterior();
        this.latent = net.latent();
        this.inputs = net.inputs();
        this.tile = Math.min(TILE, samples);
        this.session = imputer.model().session(tile, workspace);
        this.prior = PriorKernel.of(net.prior()).pass(net.placedEncoder(), posterior, latent, tile, arena);
        this.x = Matrix.allocate(arena, 1, net.encoderInputs());
        this.target = x.columns(0, inputs);
        this.heads = Matrix.allocate(arena, 1, posterior.width(latent));
        this.noise = Matrix.allocateDense(arena, tile, latent);
        this.decoderInput = Matrix.allocate(arena, tile, net.decoderInputs());
        this.z = decoderInput.columns(0, latent);
        this.outputs = Matrix.allocate(arena, tile, likelihood.outputWidth(inputs));
        this.cells = Matrix.allocate(arena, tile, inputs);
        this.losses = new double[tile];
        this.logPrior = new double[tile];
        this.logPosterior = new double[tile];
        this.logWeights = new double[samples];
        this.means = new double[inputs];
        this.missing = new int[inputs];
        prior.prepare(imputer.model().parameters(), workspace);
    }

    void run(int row) {
        data.copy(row, 1, x);
        int gaps = 0;
        for (int c = 0; c < inputs; c++) {
            if (Float.isNaN(x.get(0, c))) {
                missing[gaps++] = c;
            }
        }
        for (int k = 0; k < Math.max(1, copies); k++) {
            MemorySegment.copy(target.segment(), target.byteOffset(0, 0), out.segment(),
                    out.byteOffset(k * data.size() + row, 0), 4L * inputs);
        }
        if (gaps == 0) {
            return;
        }
        key = RowKey.of(x, 0);
        weigh(gaps);
        if (!(sum > 0)) {
            target.fill(Float.NaN);
            weigh(gaps);
        }
        if (copies == 0) {
            for (int i = 0; i < gaps; i++) {
                out.set(row, missing[i], (float) (means[i] / sum));
            }
        } else {
            resample(row, gaps);
        }
    }

    /// The log-weights of all draws, 0 for a draw that has none, and, where no copies are wanted, the weighted sums of
    /// the means.
    private void weigh(int gaps) {
        session.encoderOutputs(x, heads);
        largest = Double.NEGATIVE_INFINITY;
        sum = 0;
        for (int i = 0; i < gaps; i++) {
            means[i] = 0;
        }
        for (int from = 0; from < samples; from += tile) {
            int n = Math.min(tile, samples - from);
            Matrix some = outputs.rows(0, n);
            draw(from, 0, n);
            session.decoderOutputs(decoderInput.rows(0, n), some);
            likelihood.loss(target, some, 0, n, losses);
            posterior.logDensity(heads, noise.rows(0, n), logPosterior, 0, n);
            prior.logDensity(z, logPrior, 0, n);
            if (copies == 0) {
                likelihood.mean(some, cells.rows(0, n));
            }
            for (int k = 0; k < n; k++) {
                take(from + k, logPrior[k] - logPosterior[k] - losses[k], k, gaps);
            }
        }
    }

    /// Draw number `first` and those after it into the rows from `to` on.
    private void draw(int first, int to, int n) {
        Matrix eps = noise.rows(to, to + n);
        new RandomStream(seed, Purpose.IMPORTANCE.stream(key)).fillGaussian(eps, (long) first * latent);
        posterior.sample(heads, eps, z.rows(to, to + n), 0, n);
        long bytes = 4L * (net.decoderInputs() - latent);
        for (int k = to; bytes > 0 && k < to + n; k++) {
            MemorySegment.copy(x.segment(), x.byteOffset(0, inputs), decoderInput.segment(),
                    decoderInput.byteOffset(k, latent), bytes);
        }
    }

    private void take(int draw, double logWeight, int at, int gaps) {
        logWeights[draw] = Double.isFinite(logWeight) ? logWeight : Double.NEGATIVE_INFINITY;
        if (!Double.isFinite(logWeight)) {
            return;
        }
        if (logWeight > largest) {
            double shrink = StrictMath.exp(largest - logWeight);
            sum *= shrink;
            for (int i = 0; i < gaps && copies == 0; i++) {
                means[i] *= shrink;
            }
            largest = logWeight;
        }
        double weight = StrictMath.exp(logWeight - largest);
        sum += weight;
        for (int i = 0; i < gaps && copies == 0; i++) {
            means[i] = Math.fma(weight, cells.get(at, missing[i]), means[i]);
        }
    }

    /// Copy k takes the draw at which the sum of the weights passes its uniform number.
    private void resample(int row, int gaps) {
        cumulate();
        long own = equals == null ? key : RowKey.of(key, equals[row]);
        RandomStream choices = new RandomStream(seed, Purpose.RESAMPLE.stream(own));
        RandomStream values = new RandomStream(seed, Purpose.IMPUTE.stream(own));
        for (int from = 0; from < copies; from += tile) {
            int n = Math.min(tile, copies - from);
            for (int k = 0; k < n; k++) {
                draw(chosen(choices.uniform(from + k)), k, 1);
            }
            session.decoderOutputs(decoderInput.rows(0, n), outputs.rows(0, n));
            likelihood.sample(outputs.rows(0, n), values, (long) from * inputs, cells.rows(0, n));
            for (int k = 0; k < n; k++) {
                for (int i = 0; i < gaps; i++) {
                    out.set((from + k) * data.size() + row, missing[i], cells.get(k, missing[i]));
                }
            }
        }
    }

    /// Turns the log-weights into the sums of the weights up to each draw.
    private void cumulate() {
        double upTo = 0;
        for (int l = 0; l < samples; l++) {
            upTo += StrictMath.exp(logWeights[l] - largest);
            logWeights[l] = upTo;
        }
    }

    /// The first draw up to which the sum of the weights is above that share of the whole.
    private int chosen(double share) {
        double bound = share * logWeights[samples - 1];
        int low = 0;
        int high = samples - 1;
        while (low < high) {
            int middle = low + high >>> 1;
            if (logWeights[middle] > bound) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    @Override
    public void close() {
        session.close();
        workspace.close();
        arena.close();
    }
}
