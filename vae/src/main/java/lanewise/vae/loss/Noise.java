package lanewise.vae.loss;

import lanewise.core.Matrix;
import lanewise.core.random.RandomStream;
import lanewise.vae.network.RowBuffer;
import lanewise.vae.random.Purpose;

/// The random numbers of a pass: standard normal numbers for z and, where the objective compares z with the prior, as
/// many draws from that.
final class Noise {

    private final Batch batch;
    private final RowBuffer numbers;
    private final RowBuffer priorDraws;

    Noise(Batch batch, boolean drawsFromPrior) {
        this.batch = batch;
        this.numbers = RowBuffer.dense(batch.arena, batch.maxSampleRows(), batch.latent);
        this.priorDraws = drawsFromPrior ? RowBuffer.dense(batch.arena, batch.maxSampleRows(), batch.latent) : null;
    }

    /// Draws the numbers of a batch, or of the rows of a larger one that this one is a part of: row b of sample s has
    /// those of row `s * of + first + b`. Those of the prior have streams of their own, and are drawn when the prior is
    /// known.
    void draw(RandomStream stream, int first, int of) {
        batch.noise = numbers.first(batch.sampleRows());
        long floats = (long) batch.rows * batch.latent;
        for (int s = 0; s < batch.samples; s++) {
            stream.fillGaussian(batch.noise.segment(), batch.noise.byteOffset(s * batch.rows, 0), floats,
                    ((long) s * of + first) * batch.latent);
        }
        if (priorDraws != null) {
            batch.priorDraws = priorDraws.first(batch.sampleRows());
            batch.priorStream = new RandomStream(stream.seed(), Purpose.PRIOR.sibling(stream.stream()));
            batch.priorChoices = new RandomStream(stream.seed(), Purpose.PRIOR_COMPONENT.sibling(stream.stream()));
        }
    }

    /// Takes given numbers; draws from the prior are the rows below those for z.
    void take(Matrix given) {
        if (priorDraws == null) {
            batch.noise = given;
        } else {
            int rows = given.rows() / 2;
            batch.priorStream = null;
            batch.noise = given.rows(0, rows);
            batch.priorDraws = given.rows(rows, 2 * rows);
        }
    }

    /// Refuses given numbers of another shape.
    Matrix require(Matrix given, int rows) {
        return given.requireShape("noise", (priorDraws == null ? 1 : 2) * rows * batch.samples, batch.latent);
    }
}
