package lanewise.vae.evaluate;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

import lanewise.core.Matrix;
import lanewise.vae.check.OneCaller;
import lanewise.vae.check.Require;
import lanewise.vae.data.Dataset;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.VaeModel;
import lanewise.vae.reference.ReferenceRow;

/// One thread's use of a [VaeModel] to score some rows at a time: the bits of [ScoringSession], faster where few draws
/// are made of a row, since the draws of several rows are decoded together.
///
/// The scores of a row depend on the model, the row, the key of its noise, L and the seed alone, not on the other rows
/// of a call. Serves one thread at a time, as a [ScoringSession] does.
///
/// ```java
/// try (BatchScoringSession session = new BatchScoringSession(model, Scoring.of(10, 1), 64)) {
///     RowScore[] scores = {new RowScore(), new RowScore()};
///     session.score(x.rows(0, 2), null, scores);        // the noise of a row follows from its values
/// }
/// ```
public final class BatchScoringSession implements AutoCloseable {

    private final VaeModel model;
    private final Scoring scoring;
    private final Architecture net;
    private final PosteriorDraws draws;
    private final OneCaller caller = new OneCaller();
    private final PosteriorDraws.Sink sink = this::take;
    private boolean closed;
    private RowScore[] results;
    private ReferenceRow wide;

    /// Allocates the buffers.
    ///
    /// @param model the model, which learned what is normal
    /// @param scoring how rows are scored
    /// @param mostRows how many rows a call has as a rule, at least 1; those of a call with more are done in parts
    /// @throws IllegalArgumentException if the columns of the scoring are none of the model's
    /// @throws IllegalStateException if the model was closed
    public BatchScoringSession(VaeModel model, Scoring scoring, int mostRows) {
        Require.atLeast(1, "mostRows", mostRows);
        this.model = model;
        this.scoring = scoring;
        this.net = model.architecture();
        this.draws = new PosteriorDraws(model, scoring.samples(), scoring.seed(), PosteriorDraws.TILE, mostRows,
                scoring.bounds() == null ? null : ColumnTerms.checked(scoring.bounds(), net.inputs()), this::wide);
    }

    private ReferenceRow wide() {
        if (wide == null) {
            wide = new ReferenceRow(net, model.parameters());
        }
        return wide;
    }

    /// Scores rows.
    ///
    /// @param x rows x (inputs + width of the condition)
    /// @param keys of their noise, each 0 to 2^56 - 1; null where it follows from a row's own values
    /// @param scores what is overwritten with the scores, at least as many as rows
    /// @throws IllegalArgumentException if a shape does not fit, a key is out of range, or a value does not suit the
    /// model, by its row; the scores are then partly overwritten
    public void score(Matrix x, long[] keys, RowScore[] scores) {
        OneCaller.requireRead("x", x, net.encoderInputs());
        requireEnough("keys", keys == null ? x.rows() : keys.length, x.rows());
        requireEnough("scores", Objects.requireNonNull(scores, "scores").length, x.rows());
        for (int r = 0; keys != null && r < x.rows(); r++) {
            if (keys[r] >>> 56 != 0) {
                throw new IllegalArgumentException("keys[" + r + "]: " + keys[r] + ", expected 0 to 2^56 - 1");
            }
        }
        if (closed) {
            throw new IllegalStateException("session: was closed");
        }
        caller.enter();
        try {
            if (x.rows() > 0) {
                Evaluator.check(net, Dataset.of("x", x, null));
            }
            results = scores;
            for (int from = 0; from < x.rows(); from += draws.rows()) {
                part(x, keys, from, Math.min(draws.rows(), x.rows() - from));
            }
        } finally {
            results = null;
            caller.leave();
        }
    }

    private void part(Matrix x, long[] keys, int from, int count) {
        for (int r = 0; r < count; r++) {
            MemorySegment.copy(x.segment(), x.byteOffset(from + r, 0), draws.x().segment(),
                    draws.x().byteOffset(r, 0), (long) net.encoderInputs() * Float.BYTES);
            draws.keys()[r] = keys == null ? draws.keyOfValues(r) : keys[from + r];
            results[from + r].setKey(draws.keys()[r]);
            results[from + r].setThresholds(scoring.thresholds());
        }
        draws.run(from, count, sink);
    }

    private static void requireEnough(String argument, int length, int rows) {
        if (length < rows) {
            throw new IllegalArgumentException(argument + ": " + length + " elements, expected at least " + rows
                    + ", one for each row");
        }
    }

    private void take(int row, double[] logLikelihood, double[] logRatio, double divergence, double[] terms) {
        results[row].take(scoring.samples(), logLikelihood, logRatio, divergence, terms);
    }

    /// Frees the buffers; the model stays.
    @Override
    public void close() {
        closed = true;
        draws.close();
    }
}
