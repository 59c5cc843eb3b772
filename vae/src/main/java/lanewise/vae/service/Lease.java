package lanewise.vae.service;

import java.lang.foreign.MemorySegment;

import lanewise.core.Matrix;
import lanewise.vae.evaluate.RowScore;
import lanewise.vae.evaluate.ScoringSession;
import lanewise.vae.model.Session;

/// A session of a [SessionPool] while a thread has it. It serves the thread that took it, until it is closed.
///
/// Rows come as matrices, as arrays or as memory of any kind, floats in the machine's byte order one row after the
/// other: native memory that begins on a multiple of 4 bytes and belongs to no single thread, such as a direct buffer,
/// is read and written where it is; other memory and arrays are copied, row by row. A direct `ByteBuffer` is
/// `MemorySegment.ofBuffer(buffer)`, made once and kept. All forms give the same bits. A call with more
/// rows than the pool allows is refused.
///
/// Values are not checked, as [Session] says: what is almost zero is read as zero, a NaN gives NaN, an infinity is a
/// sum that overflows, and values of another scale than the model learned, such as pixels of 0 to 255, give numbers
/// that mean nothing. [#score] refuses the last three.
///
/// No call allocates once warm, but a view of about 32 bytes where memory is read in place that is not the segment of
/// the call before. Calls of another thread, of a lease that was closed or taken back, or after the pool was closed are
/// refused with an [IllegalStateException].
public final class Lease implements AutoCloseable {

    private final Seat seat;

    Lease(Seat seat) {
        this.seat = seat;
    }

    /// The embedding of each row: the mean of its posterior, [Session#encode(Matrix, Matrix)].
    ///
    /// @param rows rows x (inputs + width of the condition)
    /// @param means where the means go, rows x latent
    /// @throws IllegalArgumentException if shapes do not fit or there are more rows than the pool allows
    public void encode(Matrix rows, Matrix means) {
        seat.call("x", seat.encoding, rows, means);
    }

    /// The posterior of each row, [Session#encode(Matrix, Matrix, Matrix)].
    ///
    /// @param rows rows x (inputs + width of the condition)
    /// @param means where the means go, rows x latent
    /// @param logVariances where the logs of the variances go, rows x latent
    /// @throws IllegalArgumentException if shapes do not fit or there are more rows than the pool allows
    public void encode(Matrix rows, Matrix means, Matrix logVariances) {
        seat.enter();
        try {
            seat.requireRows("x", rows);
            seat.session.encode(rows, means, logVariances);
        } finally {
            seat.leave();
        }
    }

    /// The embeddings of rows in an array.
    ///
    /// @param rows one or more rows of inputs + width of the condition values
    /// @param means where the means go, latent values for each row
    /// @throws IllegalArgumentException if lengths do not fit or there are more rows than the pool allows
    public void encode(float[] rows, float[] means) {
        seat.call(seat.encoding, seat.x, rows, seat.mean, means);
    }

    /// The embeddings of rows in memory.
    ///
    /// @param rows one or more rows of inputs + width of the condition floats
    /// @param means where the means go, latent floats for each row
    /// @throws IllegalArgumentException if sizes do not fit or there are more rows than the pool allows
    public void encode(MemorySegment rows, MemorySegment means) {
        seat.call(seat.encoding, seat.x, rows, seat.mean, means);
    }

    /// The posteriors of rows in an array.
    ///
    /// @param rows one or more rows of inputs + width of the condition values
    /// @param means where the means go, latent values for each row
    /// @param logVariances where the logs of the variances go, latent values for each row
    /// @throws IllegalArgumentException if lengths do not fit or there are more rows than the pool allows
    public void encode(float[] rows, float[] means, float[] logVariances) {
        seat.posterior(rows, means, logVariances);
    }

    /// The posteriors of rows in memory.
    ///
    /// @param rows one or more rows of inputs + width of the condition floats
    /// @param means where the means go, latent floats for each row
    /// @param logVariances where the logs of the variances go, latent floats for each row; other memory than the means'
    /// @throws IllegalArgumentException if sizes do not fit or there are more rows than the pool allows
    public void encode(MemorySegment rows, MemorySegment means, MemorySegment logVariances) {
        seat.posterior(rows, means, logVariances);
    }

    /// The mean of the likelihood of each row of latent variables, [Session#decode(Matrix, Matrix)].
    ///
    /// @param latents rows x (latent + width of the condition)
    /// @param means where the means go, rows x inputs
    /// @throws IllegalArgumentException if shapes do not fit or there are more rows than the pool allows
    public void decode(Matrix latents, Matrix means) {
        seat.call("z", seat.decoding, latents, means);
    }

    /// The same for rows in an array.
    ///
    /// @param latents one or more rows of latent + width of the condition values
    /// @param means where the means go, inputs values for each row
    /// @throws IllegalArgumentException if lengths do not fit or there are more rows than the pool allows
    public void decode(float[] latents, float[] means) {
        seat.call(seat.decoding, seat.z, latents, seat.image, means);
    }

    /// The same for rows in memory.
    ///
    /// @param latents one or more rows of latent + width of the condition floats
    /// @param means where the means go, inputs floats for each row
    /// @throws IllegalArgumentException if sizes do not fit or there are more rows than the pool allows
    public void decode(MemorySegment latents, MemorySegment means) {
        seat.call(seat.decoding, seat.z, latents, seat.image, means);
    }

    /// The mean of the likelihood at the mean of the posterior of each row, [Session#reconstruct(Matrix, Matrix)].
    ///
    /// @param rows rows x (inputs + width of the condition)
    /// @param means where the reconstructions go, rows x inputs
    /// @throws IllegalArgumentException if shapes do not fit or there are more rows than the pool allows
    public void reconstruct(Matrix rows, Matrix means) {
        seat.call("x", seat.reconstructing, rows, means);
    }

    /// The reconstructions of rows in an array.
    ///
    /// @param rows one or more rows of inputs + width of the condition values
    /// @param means where the reconstructions go, inputs values for each row
    /// @throws IllegalArgumentException if lengths do not fit or there are more rows than the pool allows
    public void reconstruct(float[] rows, float[] means) {
        seat.call(seat.reconstructing, seat.x, rows, seat.image, means);
    }

    /// The reconstructions of rows in memory.
    ///
    /// @param rows one or more rows of inputs + width of the condition floats
    /// @param means where the reconstructions go, inputs floats for each row
    /// @throws IllegalArgumentException if sizes do not fit or there are more rows than the pool allows
    public void reconstruct(MemorySegment rows, MemorySegment means) {
        seat.call(seat.reconstructing, seat.x, rows, seat.image, means);
    }

    /// Scores a row whose noise follows from its own values, [ScoringSession#score(float[], RowScore)].
    ///
    /// @param row inputs + width of the condition values
    /// @param score what is overwritten with the scores
    /// @throws IllegalArgumentException if the row has another length or a value that does not suit the model
    public void score(float[] row, RowScore score) {
        seat.enter();
        try {
            seat.scores().score(row, score);
        } finally {
            seat.leave();
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
        seat.enter();
        try {
            seat.scores().score(row, key, score);
        } finally {
            seat.leave();
        }
    }

    /// Scores a row in memory whose noise follows from its own values.
    ///
    /// @param row inputs + width of the condition floats
    /// @param score what is overwritten with the scores
    /// @throws IllegalArgumentException if the row has another size or a value that does not suit the model
    public void score(MemorySegment row, RowScore score) {
        seat.enter();
        try {
            seat.scores().score(row, score);
        } finally {
            seat.leave();
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
        seat.enter();
        try {
            seat.scores().score(row, key, score);
        } finally {
            seat.leave();
        }
    }

    /// Gives the session back; the first thread that waits gets it. Does nothing where it was given back or taken back.
    @Override
    public void close() {
        seat.giveBack();
    }
}
