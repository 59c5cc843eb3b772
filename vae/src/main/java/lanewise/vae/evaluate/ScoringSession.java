package lanewise.vae.evaluate;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Objects;

import lanewise.core.Matrix;
import lanewise.vae.check.OneCaller;
import lanewise.vae.data.Dataset;
import lanewise.vae.likelihood.Likelihood;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.VaeModel;
import lanewise.vae.reference.ReferenceRow;

/// One thread's use of a [VaeModel] to score rows as they come: every [AnomalyScore] of a row from L draws.
///
/// The scores depend on the model, the row, the key of its noise, L and the seed alone: those of [AnomalyScores] to the
/// bit where the key is the same. A caller names the key, such as the row's number in a file or an id, or leaves it to
/// the row's own values.
///
/// Values that are not finite or that the likelihood does not describe are refused; those below 2^-100 are read as
/// zeros ([lanewise.vae.network.TinyValues]), but a key of the row's own values is made of what they were.
///
/// Serves one thread at a time: a call while another thread has one at work is refused with an [IllegalStateException].
/// A call takes no lock and allocates nothing once warm, but for a row whose numbers leave the range of float32.
public final class ScoringSession implements AutoCloseable {

    private final VaeModel model;
    private final Scoring scoring;
    private final PosteriorDraws draws;
    private final OneCaller caller = new OneCaller();
    private final int inputs;
    private final int width;
    private final Likelihood likelihood;
    /// The values that the likelihood describes, in the memory of the row.
    private final Dataset described;
    private boolean closed;
    private RowScore result;
    private ReferenceRow wide;
    private final PosteriorDraws.Sink sink = this::take;

    /// Allocates the buffers.
    ///
    /// @param model the model, which learned what is normal
    /// @param scoring how rows are scored
    /// @throws IllegalArgumentException if the columns of the scoring are none of the model's
    /// @throws IllegalStateException if the model was closed
    public ScoringSession(VaeModel model, Scoring scoring) {
        Architecture net = model.architecture();
        this.model = model;
        this.scoring = scoring;
        this.inputs = net.inputs();
        this.width = net.encoderInputs();
        this.likelihood = net.likelihood();
        this.draws = new PosteriorDraws(model, scoring.samples(), scoring.seed(), PosteriorDraws.TILE, 1,
                scoring.bounds() == null ? null : ColumnTerms.checked(scoring.bounds(), inputs), this::wide);
        Dataset row = Dataset.of("x", draws.x(), null);
        this.described = width == inputs ? row : row.columns(0, inputs);
    }

    private ReferenceRow wide() {
        if (wide == null) {
            wide = new ReferenceRow(model.architecture(), model.parameters());
        }
        return wide;
    }

    /// Scores a row whose noise has a key.
    ///
    /// @param x inputs + width of the condition values
    /// @param key 0 to 2^56 - 1, such as the number of the row in its file
    /// @param score what is overwritten with the scores
    /// @throws IllegalArgumentException if x has another length or a value that does not suit the model, or the key is
    /// out of range
    public void score(float[] x, long key, RowScore score) {
        requireLength(x);
        requireKey(key);
        enter(score);
        try {
            draws.x().copyFrom(x);
            run(key, score);
        } finally {
            caller.leave();
        }
    }

    /// Scores a row whose noise follows from its own values.
    ///
    /// @param x inputs + width of the condition values
    /// @param score what is overwritten with the scores
    /// @throws IllegalArgumentException if x has another length or a value that does not suit the model
    public void score(float[] x, RowScore score) {
        requireLength(x);
        enter(score);
        try {
            draws.x().copyFrom(x);
            run(draws.keyOfValues(0), score);
        } finally {
            caller.leave();
        }
    }

    /// Scores a row of any memory whose noise has a key.
    ///
    /// @param x inputs + width of the condition values
    /// @param key 0 to 2^56 - 1
    /// @param score what is overwritten with the scores
    /// @throws IllegalArgumentException if x is of another size or has a value that does not suit the model, or the key
    /// is out of range
    public void score(MemorySegment x, long key, RowScore score) {
        requireKey(key);
        requireSize(x);
        enter(score);
        try {
            copy(x);
            run(key, score);
        } finally {
            caller.leave();
        }
    }

    /// Scores a row of any memory whose noise follows from its own values.
    ///
    /// @param x inputs + width of the condition values
    /// @param score what is overwritten with the scores
    /// @throws IllegalArgumentException if x is of another size or has a value that does not suit the model
    public void score(MemorySegment x, RowScore score) {
        requireSize(x);
        enter(score);
        try {
            copy(x);
            run(draws.keyOfValues(0), score);
        } finally {
            caller.leave();
        }
    }

    private void copy(MemorySegment x) {
        MemorySegment.copy(x, 0, draws.x().segment(), 0, (long) width * Float.BYTES);
    }

    /// Scores a row of zeros until the time is over, so that the JIT compiler has done its work before the first
    /// request. What is compiled serves all sessions and threads of the process.
    ///
    /// @param time how long; a call that has begun is ended, and there is one at least
    /// @return how many calls were made
    /// @throws IllegalArgumentException if the time is negative
    public long warmUp(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("time: " + time + ", expected at least zero");
        }
        long start = System.nanoTime();
        long calls = 0;
        RowScore score = new RowScore();
        boolean suits = true;
        do {
            enter(score);
            try {
                draws.x().fill(0f);
                suits = suits && zerosSuit();
                result = score;
                draws.keys()[0] = draws.keyOfValues(0);
                draws.run(0, 1, sink);
            } finally {
                caller.leave();
            }
            calls++;
        } while (System.nanoTime() - start < time.toNanos());
        return calls;
    }

    private boolean zerosSuit() {
        try {
            check();
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private void requireLength(float[] x) {
        if (Objects.requireNonNull(x, "x").length != width) {
            throw new IllegalArgumentException("x: has " + x.length + " values, expected " + width
                    + (width == inputs ? "" : ", of which the last " + (width - inputs) + " are the condition"));
        }
    }

    private void requireSize(MemorySegment x) {
        if (Objects.requireNonNull(x, "x").byteSize() != (long) width * Float.BYTES) {
            throw new IllegalArgumentException("x: has " + x.byteSize() + " bytes, expected "
                    + (long) width * Float.BYTES + ", " + width + " floats");
        }
    }

    private static void requireKey(long key) {
        if (key >>> 56 != 0) {
            throw new IllegalArgumentException("key: " + key + ", expected 0 to 2^56 - 1");
        }
    }

    private void enter(RowScore score) {
        Objects.requireNonNull(score, "score");
        if (closed) {
            throw new IllegalStateException("session: was closed");
        }
        caller.enter();
    }

    private void run(long key, RowScore score) {
        check();
        score.setKey(key);
        score.setThresholds(scoring.thresholds());
        result = score;
        draws.keys()[0] = key;
        draws.run(0, 1, sink);
    }

    private void check() {
        likelihood.check(described);
        for (int c = inputs; c < width; c++) {
            float value = draws.x().get(0, c);
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException("x: column " + c + " is " + value
                        + "; a condition expects finite values");
            }
        }
    }

    private void take(int row, double[] logLikelihood, double[] logRatio, double divergence, double[] terms) {
        result.take(scoring.samples(), logLikelihood, logRatio, divergence, terms);
        result = null;
    }

    /// The model.
    /// @return the model
    public VaeModel model() {
        return model;
    }

    /// How rows are scored.
    /// @return the scoring
    public Scoring scoring() {
        return scoring;
    }

    /// Frees the buffers; the model stays.
    @Override
    public void close() {
        closed = true;
        draws.close();
    }
}
