package lanewise.spark;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import lanewise.core.Matrix;
import lanewise.core.random.RandomStream;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.Session;
import lanewise.vae.random.Purpose;
import lanewise.vae.random.RowKey;

/// Draws rows that the model takes for the like of a row: `x_i ~ p(x|z_i)` at `z_i ~ q(z|x)`, i from 0.
///
/// The noise of z_i is that of the i-th draw that a row's scores are of: elements `i * Z + d` of the seed's stream
/// [Purpose#IMPORTANCE] with the row's key for its number. Element c of x_i takes element `i * inputs + c` of the
/// stream [Purpose#PREDICT] of that number. So what a row comes to depends on the model, the row, its key and the seed
/// alone, and a draw not on how many there are. One thread's.
final class RowDrawer {

    private final Architecture net;
    private final Session session;
    private final long seed;
    private final Matrix heads;
    private final Matrix noise;
    private final Matrix z;
    private final Matrix outputs;
    private final Matrix drawn;
    private Matrix batch;
    private long[] keys;

    /// @param draws of each row
    /// @param rows of a batch, at most
    RowDrawer(Session session, int draws, long seed, int rows, Arena arena) {
        this.net = session.model().architecture();
        this.session = session;
        this.seed = seed;
        this.heads = Matrix.allocate(arena, rows, net.posterior().width(net.latent()));
        this.noise = Matrix.allocate(arena, draws, net.latent());
        this.z = Matrix.allocate(arena, draws, net.decoderInputs());
        this.outputs = Matrix.allocate(arena, draws, net.likelihood().outputWidth(net.inputs()));
        this.drawn = Matrix.allocate(arena, draws, net.inputs());
    }

    /// Encodes rows, which stay as they are until all have been drawn from.
    ///
    /// @param x the rows
    /// @param byKey their keys; null where they follow from a row's own values
    void encode(Matrix x, long[] byKey) {
        batch = x;
        keys = byKey;
        session.encoderOutputs(x, heads.rows(0, x.rows()));
    }

    /// The draws of a row.
    ///
    /// @param r its number in the batch
    /// @return one in each row, until the next call
    Matrix draw(int r) {
        long key = keys == null ? RowKey.of(batch, r) : keys[r];
        RandomStream.fillGaussian(seed, Purpose.IMPORTANCE.stream(key), noise, 0);
        net.posterior().sample(heads.rows(r, r + 1), noise, z.columns(0, net.latent()), 0, noise.rows());
        for (int i = 0; i < z.rows(); i++) {
            MemorySegment.copy(batch.segment(), batch.byteOffset(r, net.inputs()), z.segment(),
                    z.byteOffset(i, net.latent()), (long) net.conditionWidth() * Float.BYTES);
        }
        session.decoderOutputs(z, outputs);
        net.likelihood().sample(outputs, new RandomStream(seed, Purpose.PREDICT.stream(key)), 0, drawn);
        return drawn;
    }
}
