package lanewise.vae.latent;

import java.lang.foreign.MemorySegment;
import java.util.List;

import lanewise.core.Matrix;
import lanewise.vae.layer.Parameters;

/// The family of the posterior q(z|x): `z = mu + L eps`, a Gaussian with a lower triangular factor L whose
/// diagonal is `e^(v/2)`.
///
/// The heads are the encoder's outputs, B rows of [#width(int)] columns: Z means, Z log-variances v, and what else the
/// family has. Rows of noise, z and what belongs to z are ordered by sample first: row r belongs to row `r mod B` of
/// the heads. Methods over rows work on the range `from` (inclusive) to `to` (exclusive), so that threads can share
/// them out; they allocate nothing, their sums have a stated order, and they refuse shapes that do not fit with an
/// [IllegalArgumentException] that names the argument. Densities are in nats. Immutable and thread-safe.
///
/// As the noise is fixed, `log q(z|x)` at `z = mu + L eps` is `-(|eps|^2 + sum v + Z log 2 pi) / 2`: its total
/// derivative, that of z included, is -1/2 for each v and 0 for all other heads (Roeder, Wu and Duvenaud 2017, eq. 4,
/// both terms together).
public sealed interface Posterior permits DiagonalGaussian, FullGaussian {

    /// `log 2 pi`.
    double LOG_2PI = 1.8378770664093453;

    /// The name in files and on the command line.
    /// @return such as `diagonal`
    String name();

    /// The names of the encoder's heads, in the order of their columns.
    ///
    /// @param latent Z
    /// @return such as `mu`, `logvar`
    List<String> heads(int latent);

    /// The widths of these heads.
    ///
    /// @param latent Z
    /// @return as many widths as there are heads
    List<Integer> widths(int latent);

    /// Columns of the heads together.
    ///
    /// @param latent Z
    /// @return the number
    int width(int latent);

    /// Gives heads their start where the initialisation of the network does not suit them.
    ///
    /// @param parameters the model's parameters, initialised
    default void start(Parameters parameters) {
        // the initialisation suits them
    }

    /// `z = mu + L eps`.
    ///
    /// @param heads B rows
    /// @param noise standard normal numbers, (S * B) x Z
    /// @param z where the sample goes, (S * B) x Z; may be the noise
    /// @param from first row of z
    /// @param to row after the last
    void sample(Matrix heads, Matrix noise, Matrix z, int from, int to);

    /// `z = mu + L eps` of one row.
    ///
    /// @param heads the memory of the heads
    /// @param headsOffset byte offset of the row
    /// @param noise the memory of the noise
    /// @param noiseOffset byte offset of its row
    /// @param z the memory of z; may be the noise
    /// @param zOffset byte offset of its row
    /// @param latent Z
    void sampleRow(MemorySegment heads, long headsOffset, MemorySegment noise, long noiseOffset, MemorySegment z,
            long zOffset, int latent);

    /// Backward through [#sample]: the gradient of all heads, summed over the samples in ascending
    /// order. Overwrites it.
    ///
    /// @param heads B rows
    /// @param noise the numbers that made z, (S * B) x Z
    /// @param dz gradient with respect to z, (S * B) x Z
    /// @param dHeads where the gradient of the heads goes, B rows
    /// @param from first row of the heads
    /// @param to row after the last
    void sampleBackward(Matrix heads, Matrix noise, Matrix dz, Matrix dHeads, int from, int to);

    /// KL(q || N(0, I)), split into one term per dimension, `(sum_j L_dj^2 + mu_d^2 - 1 - v_d) / 2`, each at least 0.
    ///
    /// @param heads B rows
    /// @param kl where the terms go, B x Z
    /// @param from first row
    /// @param to row after the last
    void divergence(Matrix heads, Matrix kl, int from, int to);

    /// Adds the gradient of `scale * sum over b and d of weights[b, d] * kl[b, d]` with the terms of [#divergence].
    ///
    /// @param heads B rows
    /// @param scale the factor, such as beta / B
    /// @param weights a factor for each term, B x Z, or null where all are 1
    /// @param dHeads gradient of the heads, B rows
    /// @param from first row
    /// @param to row after the last
    void addDivergenceGradient(Matrix heads, float scale, Matrix weights, Matrix dHeads, int from, int to);

    /// `d log q(z|x) / dz` at `z = mu + L eps`, the heads being held: `-L^-T eps`.
    ///
    /// @param heads B rows
    /// @param noise the numbers that made z, (S * B) x Z
    /// @param score where it goes, (S * B) x Z; may be the noise
    /// @param from first row of the noise
    /// @param to row after the last
    void score(Matrix heads, Matrix noise, Matrix score, int from, int to);

    /// The log-density of one point under the Gaussian of one row of heads: `-(|y|^2 + sum v + Z log 2 pi) / 2` with
    /// `y = L^-1 (z - mu)`.
    ///
    /// @param heads the memory of the heads
    /// @param headsOffset byte offset of the row
    /// @param inverse `e^(-v/2)` of the row, Z floats
    /// @param inverseOffset their byte offset
    /// @param z the memory of the point
    /// @param zOffset byte offset of its first value
    /// @param latent Z
    /// @param y where y goes, Z floats; must not be z
    /// @param yOffset its byte offset
    /// @return |y|^2, summed in double, dimensions ascending
    double whiten(MemorySegment heads, long headsOffset, MemorySegment inverse, long inverseOffset, MemorySegment z,
            long zOffset, int latent, MemorySegment y, long yOffset);

    /// `u = L^-T y`; the gradient of the log-density of [#whiten] is -u for z and u for mu.
    ///
    /// @param heads the memory of the heads
    /// @param headsOffset byte offset of the row
    /// @param inverse `e^(-v/2)` of the row, Z floats
    /// @param inverseOffset their byte offset
    /// @param latent Z
    /// @param y the memory of y
    /// @param yOffset its byte offset
    /// @param u where u goes; may be y
    /// @param uOffset its byte offset
    void unwhiten(MemorySegment heads, long headsOffset, MemorySegment inverse, long inverseOffset, int latent,
            MemorySegment y, long yOffset, MemorySegment u, long uOffset);

    /// Adds `factor` times the gradient of the log-density of [#whiten] with respect to the row of heads: u for mu,
    /// `(u_d y_d e^(v_d/2) - 1) / 2` for v_d, `u_d y_j` for L_dj.
    ///
    /// @param inverse `e^(-v/2)` of the row, Z floats
    /// @param inverseOffset their byte offset
    /// @param latent Z
    /// @param y what [#whiten] gave
    /// @param yOffset its byte offset
    /// @param u what [#unwhiten] gave
    /// @param uOffset its byte offset
    /// @param factor the factor
    /// @param dHeads the memory of the gradient
    /// @param dHeadsOffset byte offset of its row
    void addDensityGradient(MemorySegment inverse, long inverseOffset, int latent, MemorySegment y, long yOffset,
            MemorySegment u, long uOffset, float factor, MemorySegment dHeads, long dHeadsOffset);

    /// `log q(z|x)` at `z = mu + L eps`, sums in double, dimensions ascending.
    ///
    /// @param heads B rows
    /// @param noise the numbers that made z, (S * B) x Z
    /// @param out element r becomes the log-density of row r of the noise
    /// @param from first row of the noise
    /// @param to row after the last
    default void logDensity(Matrix heads, Matrix noise, double[] out, int from, int to) {
        int latent = noise.columns();
        requireHeads("heads", heads, heads.rows(), latent);
        requireSamples("noise", noise, heads.rows(), latent);
        for (int r = from; r < to; r++) {
            long v = heads.byteOffset(r % heads.rows(), latent);
            long eps = noise.byteOffset(r, 0);
            double sum = latent * LOG_2PI;
            for (int d = 0; d < latent; d++) {
                double e = noise.segment().get(Matrix.FLOAT, eps + ((long) d << 2));
                sum += Math.fma(e, e, heads.segment().get(Matrix.FLOAT, v + ((long) d << 2)));
            }
            out[r] = -0.5 * sum;
        }
    }

    /// Adds the total derivative of `sum over rows r of factor[r] * log q(z_r|x)`, that of z included: -1/2 the sum of
    /// a row's factors, samples ascending, for each v.
    ///
    /// @param noise the numbers that made z, (S * B) x Z
    /// @param factor a factor for each row of the noise
    /// @param dHeads gradient of the heads, B rows
    /// @param from first row of the heads
    /// @param to row after the last
    default void addLogDensityGradient(Matrix noise, double[] factor, Matrix dHeads, int from, int to) {
        int latent = noise.columns();
        int batch = dHeads.rows();
        requireHeads("dHeads", dHeads, batch, latent);
        requireSamples("noise", noise, batch, latent);
        for (int b = from; b < to; b++) {
            double sum = 0;
            for (int r = b; r < noise.rows(); r += batch) {
                sum += factor[r];
            }
            float slope = (float) (-0.5 * sum);
            long v = dHeads.byteOffset(b, latent);
            for (int d = 0; d < latent; d++) {
                long at = v + ((long) d << 2);
                dHeads.segment().set(Matrix.FLOAT, at, dHeads.segment().get(Matrix.FLOAT, at) + slope);
            }
        }
    }

    /// Refuses heads of another shape.
    ///
    /// @param argument what to call them
    /// @param heads the heads
    /// @param rows B
    /// @param latent Z
    /// @throws IllegalArgumentException naming the argument and both shapes
    default void requireHeads(String argument, Matrix heads, int rows, int latent) {
        if (heads.rows() != rows || heads.columns() != width(latent)) {
            heads.requireShape(argument, rows, width(latent));
        }
    }

    /// Refuses samples that do not belong to a batch.
    ///
    /// @param argument what to call them
    /// @param samples the samples
    /// @param batch B
    /// @param latent Z
    /// @throws IllegalArgumentException naming the argument and both shapes
    static void requireSamples(String argument, Matrix samples, int batch, int latent) {
        if (batch == 0 || samples.rows() % batch != 0 || samples.columns() != latent) {
            throw new IllegalArgumentException(argument + ": is " + samples.rows() + " x " + samples.columns()
                    + ", expected a multiple of " + batch + " rows x " + latent);
        }
    }

    /// All families.
    /// @return a new list
    static List<Posterior> all() {
        return List.of(new DiagonalGaussian(), new FullGaussian());
    }

    /// The family of a name.
    ///
    /// @param name a name that [#name()] returns
    /// @return the family
    /// @throws IllegalArgumentException if there is none, listing those that there are
    static Posterior named(String name) {
        return all().stream().filter(posterior -> posterior.name().equals(name)).findFirst().orElseThrow(
                () -> new IllegalArgumentException("posterior: there is no '" + name + "', expected one of "
                        + all().stream().map(Posterior::name).toList()));
    }
}
