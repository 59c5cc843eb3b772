package lanewise.vae.loss;

import lanewise.core.Matrix;
import lanewise.vae.objective.Elbo;

/// Reconstruction and a weighted divergence: what [Elbo] is, and what others are variations of.
class ElboLoss extends Loss {

    final Divergence divergence;
    private final double beta;

    ElboLoss(Batch batch, Divergence divergence, double beta) {
        super(batch);
        this.divergence = divergence;
        this.beta = beta;
    }

    @Override
    void samples(int from, int to) {
        divergence.samples(from, to);
    }

    @Override
    void rows(int from, int to) {
        divergence.rows(from, to);
    }

    @Override
    void reduce() {
        divergence.reduce();
        reconstruction = Batch.sum(batch.nll, batch.sampleRows()) * (batch.factor / batch.samples);
        kl = divergence.total();
        divergence.weigh(beta() * batch.factor);
    }

    /// The factor of the divergence in this step.
    final double beta() {
        return beta * batch.warmUp;
    }

    @Override
    boolean changesSlope() {
        return divergence.changesSlope();
    }

    @Override
    void slope(int from, int to) {
        divergence.slope(from, to);
    }

    @Override
    void heads(int from, int to) {
        super.heads(from, to);
        divergence.heads(from, to);
    }

    @Override
    double[] priorFactors() {
        return divergence.priorFactors();
    }

    @Override
    double total() {
        return reconstruction + beta() * kl;
    }

    @Override
    double divergenceOf(int row) {
        return divergence.kl[row];
    }

    @Override
    double totalOf(int row) {
        return batch.mean(batch.nll, row) + beta() * divergence.kl[row];
    }

    @Override
    Matrix divergences() {
        return divergence.byDimension();
    }
}
