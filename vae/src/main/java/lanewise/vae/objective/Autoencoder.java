package lanewise.vae.objective;

import java.lang.foreign.MemorySegment;

import lanewise.core.Matrix;
import lanewise.vae.latent.DiagonalGaussian;
import lanewise.vae.latent.StandardNormal;

/// The plain autoencoder, a baseline: `-log p(x|z)` at z = mu. There is no noise and no divergence; the log-variance
/// has no part in it and a gradient of 0. More of a posterior, or a prior with parameters of its own, would never be
/// trained, and is refused.
///
/// @param reduction over the rows of a batch
public record Autoencoder(Reduction reduction) implements Objective {

    /// Refuses what makes no loss.
    ///
    /// @throws IllegalArgumentException if there is no reduction
    public Autoencoder {
        Check.reduction(reduction);
    }

    /// Mean over the batch.
    public Autoencoder() {
        this(Reduction.MEAN);
    }

    @Override
    public int samples() {
        return 1;
    }

    @Override
    public boolean warmsUp() {
        return false;
    }

    @Override
    public Objective evaluated(int evaluationSamples) {
        return this;
    }

    @Override
    public Autoencoder withReduction(Reduction value) {
        return new Autoencoder(value);
    }

    @Override
    public Loss loss(Batch batch) {
        if (!(batch.posterior instanceof DiagonalGaussian && batch.prior.closedForm())) {
            throw new IllegalArgumentException("objective " + name() + ": uses neither a covariance nor a prior,"
                    + " expected the posterior " + new DiagonalGaussian().name() + " and the prior "
                    + new StandardNormal().name() + ", not " + batch.posterior.name() + " and " + batch.prior.name());
        }
        return new MeanLoss(batch);
    }

    private static final class MeanLoss extends Loss {

        MeanLoss(Batch batch) {
            super(batch);
        }

        @Override
        void sample(int from, int to) {
            copyMeans(batch.heads, batch.z, from, to);
        }

        private void copyMeans(Matrix source, Matrix target, int from, int to) {
            for (int r = from; r < to; r++) {
                MemorySegment.copy(source.segment(), source.byteOffset(r, 0), target.segment(), target.byteOffset(r, 0),
                        4L * batch.latent);
            }
        }

        @Override
        void reduce() {
            reconstruction = Batch.sum(batch.nll, batch.rows) * batch.factor;
        }

        @Override
        void heads(int from, int to) {
            copyMeans(batch.dz, batch.dHeads, from, to);
            for (int r = from; r < to; r++) {
                for (int c = batch.latent; c < batch.dHeads.columns(); c++) {
                    batch.dHeads.set(r, c, 0f);
                }
            }
        }

        @Override
        double total() {
            return reconstruction;
        }

        @Override
        double divergenceOf(int row) {
            return 0;
        }

        @Override
        double totalOf(int row) {
            return batch.nll[row];
        }

        @Override
        Matrix divergences() {
            throw new IllegalStateException("a plain autoencoder has no divergence");
        }
    }
}
