package lanewise.vae.loss;

import java.lang.foreign.Arena;

import lanewise.core.Matrix;
import lanewise.core.Workspace;
import lanewise.core.random.RandomStream;
import lanewise.vae.latent.Posterior;
import lanewise.vae.latent.Prior;
import lanewise.vae.model.Architecture;
import lanewise.vae.prior.PriorKernel;
import lanewise.vae.prior.PriorPass;

/// What an [ObjectivePass] shares with its [Loss] about the batch in work. Opaque to others.
///
/// With B rows and S samples, row `r = s * B + b` of all that has a row for each sample belongs to row b of the batch.
final class Batch {

    final Posterior posterior;
    final Prior prior;
    final PriorPass priorPass;
    final int latent;
    final int maxRows;
    final int samples;
    final Workspace workspace;
    final Arena arena;

    /// `-log p(x|z)` of each sample, nats.
    final double[] nll;

    /// B of this batch.
    int rows;

    /// What the reduction multiplies each row with.
    double factor;

    /// Factor of all weights but that of the reconstruction.
    double warmUp = 1;

    /// Rows of the whole training data, 0 for those of the batch.
    long trainingRows;

    /// B x width.
    Matrix heads;

    /// (S * B) x Z.
    Matrix noise;

    /// Draws from the prior, (S * B) x Z, or null where the loss wants none.
    Matrix priorDraws;

    /// What they are to be drawn from, and what chooses a mixture's components; null where they are given.
    RandomStream priorStream;
    RandomStream priorChoices;

    /// (S * B) x Z.
    Matrix z;

    /// Gradient of z, (S * B) x Z, complete when the heads' gradients are taken.
    Matrix dz;

    /// Gradient of the heads, B x width.
    Matrix dHeads;

    Batch(Architecture architecture, int maxRows, int samples, Workspace workspace, Arena arena) {
        this.posterior = architecture.posterior();
        this.prior = architecture.prior();
        this.priorPass = PriorKernel.of(prior).pass(architecture.placedEncoder(), posterior, architecture.latent(),
                Math.multiplyExact(maxRows, samples), arena);
        this.latent = architecture.latent();
        this.maxRows = maxRows;
        this.samples = samples;
        this.workspace = workspace;
        this.arena = arena;
        this.nll = new double[maxRows * samples];
    }

    /// The largest number of rows of z.
    int maxSampleRows() {
        return maxRows * samples;
    }

    /// Rows of z in this batch.
    int sampleRows() {
        return rows * samples;
    }

    /// Mean over the samples of one row.
    double mean(double[] values, int row) {
        double sum = 0;
        for (int s = 0; s < samples; s++) {
            sum += values[s * rows + row];
        }
        return sum / samples;
    }

    /// Sum of the first elements, ascending.
    static double sum(double[] values, int n) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += values[i];
        }
        return sum;
    }
}
