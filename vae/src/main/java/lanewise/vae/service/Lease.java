package lanewise.vae.service;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BiConsumer;

import lanewise.core.Matrix;
import lanewise.core.kernel.Scratch;
import lanewise.vae.evaluate.RowScore;
import lanewise.vae.evaluate.Scoring;
import lanewise.vae.evaluate.ScoringSession;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.Session;
import lanewise.vae.model.VaeModel;

/// A session of a [SessionPool] while a thread has it. It serves the thread that took it, until it is closed.
///
/// Rows come as matrices, as arrays or as memory of any kind, floats in the machine's byte order one row after the
/// other: native memory that begins on a multiple of 4 bytes and belongs to no single thread, such as a direct buffer,
/// is read and written where it is; other memory and arrays are copied. All forms give the same bits. A call with more
/// rows than the pool allows is refused.
///
/// Values are taken as they are: where x has a NaN or an infinity, its row of the result has NaN, unless the model's
/// likelihood knows missing cells; values of another scale than the model learned, such as pixels of 0 to 255, give
/// numbers that mean nothing. [#score] refuses both.
///
/// No call allocates once warm, but a view of about 32 bytes where memory is read in place that is not the segment of
/// the call before. Calls of another thread, of a lease that was closed or taken back, or after the pool was closed are
/// refused with an [IllegalStateException].
public final class Lease implements AutoCloseable {

    private final Lending lending;
    private final Holder holder;
    private final int number;
    private final int maxRows;
    private final Session session;
    private final ScoringSession scores;
    private final Arena arena = Arena.ofShared();
    private final Scratch scratch = new Scratch();
    private final Rows x;
    private final Rows z;
    private final Rows mean;
    private final Rows image;
    private final BiConsumer<Matrix, Matrix> encoding;
    private final BiConsumer<Matrix, Matrix> decoding;
    private final BiConsumer<Matrix, Matrix> reconstructing;

    Lease(Lending lending, int number, VaeModel model, int maxRows, Scoring scoring) {
        Architecture net = model.architecture();
        this.lending = lending;
        this.holder = lending.holder(number);
        this.number = number;
        this.maxRows = maxRows;
        this.session = model.session(maxRows);
        this.scores = scoring == null ? null : new ScoringSession(model, scoring);
        this.x = new Rows("x", net.encoderInputs(), maxRows, arena);
        this.z = new Rows("z", net.decoderInputs(), maxRows, arena);
        this.mean = new Rows("mean", net.latent(), maxRows, arena);
        this.image = new Rows("mean", net.inputs(), maxRows, arena);
        this.encoding = session::encode;
        this.decoding = session::decode;
        this.reconstructing = session::reconstruct;
    }

    int inputs() {
        return x.width();
    }

    int latents() {
        return z.width();
    }

    void requireOne(String argument, float[] row, int width) {
        if (Objects.requireNonNull(row, argument).length != width) {
            int condition = session.model().architecture().conditionWidth();
            throw new IllegalArgumentException(argument + ": has " + row.length + " values, expected " + width
                    + (condition == 0 ? "" : ", of which the last " + condition + " are the condition"));
        }
    }

    private void enter() {
        Thread me = Thread.currentThread();
        if (!holder.enter(me)) {
            throw holder.refusal(me);
        }
        if (me.isVirtual()) {
            scratch.lend();
        }
    }

    private void leave() {
        Thread me = Thread.currentThread();
        if (me.isVirtual()) {
            Scratch.takeBack();
        }
        lending.callEnds(number, me);
    }

    /// The embedding of each row: the mean of its posterior, [Session#encode(Matrix, Matrix)].
    ///
    /// @param rows rows x (inputs + width of the condition)
    /// @param means where the means go, rows x latent
    /// @throws IllegalArgumentException if shapes do not fit or there are more rows than the pool allows
    public void encode(Matrix rows, Matrix means) {
        call("x", encoding, rows, means);
    }

    /// The posterior of each row, [Session#encode(Matrix, Matrix, Matrix)].
    ///
    /// @param rows rows x (inputs + width of the condition)
    /// @param means where the means go, rows x latent
    /// @param logVariances where the logs of the variances go, rows x latent
    /// @throws IllegalArgumentException if shapes do not fit or there are more rows than the pool allows
    public void encode(Matrix rows, Matrix means, Matrix logVariances) {
        enter();
        try {
            requireRows("x", rows);
            session.encode(rows, means, logVariances);
        } finally {
            leave();
        }
    }

    /// The embeddings of rows in an array.
    ///
    /// @param rows one or more rows of inputs + width of the condition values
    /// @param means where the means go, latent values for each row
    /// @throws IllegalArgumentException if lengths do not fit or there are more rows than the pool allows
    public void encode(float[] rows, float[] means) {
        call(encoding, x, rows, mean, means);
    }

    /// The embeddings of rows in memory.
    ///
    /// @param rows one or more rows of inputs + width of the condition floats
    /// @param means where the means go, latent floats for each row
    /// @throws IllegalArgumentException if sizes do not fit or there are more rows than the pool allows
    public void encode(MemorySegment rows, MemorySegment means) {
        call(encoding, x, rows, mean, means);
    }

    /// The mean of the likelihood of each row of latent variables, [Session#decode(Matrix, Matrix)].
    ///
    /// @param latents rows x (latent + width of the condition)
    /// @param means where the means go, rows x inputs
    /// @throws IllegalArgumentException if shapes do not fit or there are more rows than the pool allows
    public void decode(Matrix latents, Matrix means) {
        call("z", decoding, latents, means);
    }

    /// The same for rows in an array.
    ///
    /// @param latents one or more rows of latent + width of the condition values
    /// @param means where the means go, inputs values for each row
    /// @throws IllegalArgumentException if lengths do not fit or there are more rows than the pool allows
    public void decode(float[] latents, float[] means) {
        call(decoding, z, latents, image, means);
    }

    /// The same for rows in memory.
    ///
    /// @param latents one or more rows of latent + width of the condition floats
    /// @param means where the means go, inputs floats for each row
    /// @throws IllegalArgumentException if sizes do not fit or there are more rows than the pool allows
    public void decode(MemorySegment latents, MemorySegment means) {
        call(decoding, z, latents, image, means);
    }

    /// The mean of the likelihood at the mean of the posterior of each row, [Session#reconstruct(Matrix, Matrix)].
    ///
    /// @param rows rows x (inputs + width of the condition)
    /// @param means where the reconstructions go, rows x inputs
    /// @throws IllegalArgumentException if shapes do not fit or there are more rows than the pool allows
    public void reconstruct(Matrix rows, Matrix means) {
        call("x", reconstructing, rows, means);
    }

    /// The reconstructions of rows in an array.
    ///
    /// @param rows one or more rows of inputs + width of the condition values
    /// @param means where the reconstructions go, inputs values for each row
    /// @throws IllegalArgumentException if lengths do not fit or there are more rows than the pool allows
    public void reconstruct(float[] rows, float[] means) {
        call(reconstructing, x, rows, image, means);
    }

    /// The reconstructions of rows in memory.
    ///
    /// @param rows one or more rows of inputs + width of the condition floats
    /// @param means where the reconstructions go, inputs floats for each row
    /// @throws IllegalArgumentException if sizes do not fit or there are more rows than the pool allows
    public void reconstruct(MemorySegment rows, MemorySegment means) {
        call(reconstructing, x, rows, image, means);
    }

    private void call(String argument, BiConsumer<Matrix, Matrix> work, Matrix in, Matrix out) {
        enter();
        try {
            requireRows(argument, in);
            work.accept(in, out);
        } finally {
            leave();
        }
    }

    private void call(BiConsumer<Matrix, Matrix> work, Rows in, float[] values, Rows out, float[] results) {
        enter();
        try {
            Matrix from = in.read(values);
            Matrix to = out.written(results, from.rows());
            work.accept(from, to);
            out.copyTo(to, results);
        } finally {
            leave();
        }
    }

    private void call(BiConsumer<Matrix, Matrix> work, Rows in, MemorySegment values, Rows out, MemorySegment results) {
        enter();
        try {
            Matrix from = in.read(values);
            Matrix to = out.written(results, from.rows());
            work.accept(from, to);
            out.copyTo(to, results);
        } finally {
            leave();
        }
    }

    private void requireRows(String argument, Matrix rows) {
        Rows.requireRows(argument, Objects.requireNonNull(rows, argument).rows(), maxRows);
    }

    /// Scores a row whose noise follows from its own values, [ScoringSession#score(float[], RowScore)].
    ///
    /// @param row inputs + width of the condition values
    /// @param score what is overwritten with the scores
    /// @throws IllegalArgumentException if the row has another length or a value that does not suit the model
    public void score(float[] row, RowScore score) {
        enter();
        try {
            scores().score(row, score);
        } finally {
            leave();
        }
    }

    /// Scores a row whose noise has a key, [ScoringSession#score(float[], long, RowScore)].
    ///
    /// @param row inputs + width of the condition values
    /// @param key 0 to 2^56 - 1, such as the row's number in its file
    /// @param score what is overwritten with the scores
    /// @throws IllegalArgumentException if the row has another length or a value that does not suit the model, or the
    /// key is out of range
    public void score(float[] row, long key, RowScore score) {
        enter();
        try {
            scores().score(row, key, score);
        } finally {
            leave();
        }
    }

    /// Scores a row in memory whose noise follows from its own values.
    ///
    /// @param row inputs + width of the condition floats
    /// @param score what is overwritten with the scores
    /// @throws IllegalArgumentException if the row has another size or a value that does not suit the model
    public void score(MemorySegment row, RowScore score) {
        enter();
        try {
            scores().score(row, score);
        } finally {
            leave();
        }
    }

    /// Scores a row in memory whose noise has a key.
    ///
    /// @param row inputs + width of the condition floats
    /// @param key 0 to 2^56 - 1
    /// @param score what is overwritten with the scores
    /// @throws IllegalArgumentException if the row has another size or a value that does not suit the model, or the key
    /// is out of range
    public void score(MemorySegment row, long key, RowScore score) {
        enter();
        try {
            scores().score(row, key, score);
        } finally {
            leave();
        }
    }

    private ScoringSession scores() {
        if (scores == null) {
            throw new IllegalStateException("pool: has no scoring, expected one made with scoring(...)");
        }
        return scores;
    }

    long warmUp(Duration time, int[] rows) {
        enter();
        try {
            if (scores == null) {
                return session.warmUp(time, rows);
            }
            Duration half = time.dividedBy(2);
            long turns = session.warmUp(half, rows);
            scores.warmUp(half);
            return turns;
        } finally {
            leave();
        }
    }

    /// Gives the session back; the first thread that waits gets it. Does nothing where it was given back or taken back.
    @Override
    public void close() {
        if (holder.enter(Thread.currentThread())) {
            lending.giveBack(number);
        }
    }

    /// Frees the buffers.
    void free() {
        session.close();
        if (scores != null) {
            scores.close();
        }
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
