package lanewise.vae.service;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BiConsumer;

import lanewise.core.Matrix;
import lanewise.core.kernel.Scratch;
import lanewise.vae.evaluate.Scoring;
import lanewise.vae.evaluate.ScoringSession;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.Session;
import lanewise.vae.model.VaeModel;

/// What a [Lease] works with: a session, its buffers, and what happens before and after each call.
final class Seat {

    private final Lending lending;
    private final Holder holder;
    private final int number;
    private final int maxRows;
    final Session session;
    private final ScoringSession scores;
    private final Arena arena = Arena.ofShared();
    private final Scratch scratch = new Scratch();
    final Rows x;
    final Rows z;
    final Rows mean;
    final Rows logVariance;
    final Rows image;
    final BiConsumer<Matrix, Matrix> encoding;
    final BiConsumer<Matrix, Matrix> decoding;
    final BiConsumer<Matrix, Matrix> reconstructing;

    Seat(Lending lending, int number, VaeModel model, int maxRows, Scoring scoring) {
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
        this.logVariance = new Rows("logVariance", net.latent(), maxRows, arena);
        this.image = new Rows("mean", net.inputs(), maxRows, arena);
        this.encoding = session::encode;
        this.decoding = session::decode;
        this.reconstructing = session::reconstruct;
    }

    /// Refuses a call of a thread that does not have the lease; else begins it.
    void enter() {
        Thread me = Thread.currentThread();
        if (!holder.enter(me)) {
            throw holder.refusal(me);
        }
        if (me.isVirtual()) {
            scratch.lend();
        }
    }

    /// Ends a call.
    void leave() {
        Thread me = Thread.currentThread();
        if (me.isVirtual()) {
            Scratch.takeBack();
        }
        lending.callEnds(number, me);
    }

    void call(String argument, BiConsumer<Matrix, Matrix> work, Matrix in, Matrix out) {
        enter();
        try {
            requireRows(argument, in);
            work.accept(in, out);
        } finally {
            leave();
        }
    }

    void call(BiConsumer<Matrix, Matrix> work, Rows in, float[] values, Rows out, float[] results) {
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

    void call(BiConsumer<Matrix, Matrix> work, Rows in, MemorySegment values, Rows out, MemorySegment results) {
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

    void posterior(float[] rows, float[] means, float[] logVariances) {
        enter();
        try {
            Matrix from = x.read(rows);
            Matrix first = mean.written(means, from.rows());
            Matrix second = logVariance.written(logVariances, from.rows());
            session.encode(from, first, second);
            mean.copyTo(first, means);
            logVariance.copyTo(second, logVariances);
        } finally {
            leave();
        }
    }

    void posterior(MemorySegment rows, MemorySegment means, MemorySegment logVariances) {
        enter();
        try {
            Matrix from = x.read(rows);
            Matrix first = mean.written(means, from.rows());
            Matrix second = logVariance.written(logVariances, from.rows());
            session.encode(from, first, second);
            mean.copyTo(first, means);
            logVariance.copyTo(second, logVariances);
        } finally {
            leave();
        }
    }

    void requireRows(String argument, Matrix rows) {
        Rows.requireRows(argument, Objects.requireNonNull(rows, argument).rows(), maxRows);
    }

    ScoringSession scores() {
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

    /// Ends the lease of the calling thread, if it has it.
    void giveBack() {
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
