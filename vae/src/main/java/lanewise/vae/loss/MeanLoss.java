package lanewise.vae.loss;

import java.lang.foreign.MemorySegment;

import lanewise.core.Matrix;
import lanewise.vae.latent.DiagonalGaussian;
import lanewise.vae.latent.StandardNormal;
import lanewise.vae.objective.Autoencoder;

/// The reconstruction from the means alone.
final class MeanLoss extends Loss {

    static MeanLoss of(Batch batch, Autoencoder objective) {
        if (!(batch.posterior instanceof DiagonalGaussian && batch.prior.closedForm())) {
            throw new IllegalArgumentException("objective " + objective.name() + ": uses neither a covariance nor a"
                    + " prior, expected the posterior " + new DiagonalGaussian().name() + " and the prior "
                    + new StandardNormal().name() + ", not " + batch.posterior.name() + " and " + batch.prior.name());
        }
        return new MeanLoss(batch);
    }

    private MeanLoss(Batch batch) {
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
