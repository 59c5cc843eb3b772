package lanewise.vae.loss;

import lanewise.core.Matrix;
import lanewise.vae.network.RowBuffer;
import lanewise.vae.objective.Dreg;
import lanewise.vae.objective.Iwae;

/// The importance weighted bound: [Iwae] and, with another gradient of the encoder, [Dreg].
final class ImportanceLoss extends Loss {

    private final boolean doublyReparameterised;
    private final Divergence.Sampled logRatio;
    private final Divergence reported;
    private final double[] logWeights;
    private final double[] weights;
    private final double[] losses;
    private final double[] posteriorFactors;
    private final double[] priorFactors;
    private final double[] slopeFactors;
    private final float[] scales;
    private final RowBuffer scores;
    private double total;

    ImportanceLoss(Batch batch, boolean doublyReparameterised) {
        super(batch);
        int n = batch.maxSampleRows();
        this.doublyReparameterised = doublyReparameterised;
        this.logRatio = new Divergence.Sampled(batch);
        this.reported = batch.prior.closedForm() ? new Divergence.Closed(batch) : logRatio;
        this.logWeights = new double[n];
        this.weights = new double[n];
        this.losses = new double[batch.maxRows];
        this.posteriorFactors = new double[n];
        this.priorFactors = new double[n];
        this.slopeFactors = doublyReparameterised ? new double[n] : priorFactors;
        this.scales = new float[n];
        this.scores = doublyReparameterised ? new RowBuffer(batch.arena, n, batch.latent) : null;
    }

    @Override
    void samples(int from, int to) {
        logRatio.samples(from, to);
    }

    @Override
    void rows(int from, int to) {
        reported.rows(from, to);
    }

    @Override
    boolean weighsSamples() {
        return true;
    }

    @Override
    void reduce() {
        reported.reduce();
        reconstruction = Batch.sum(batch.nll, batch.sampleRows()) * (batch.factor / batch.samples);
        kl = reported.total();
        for (int b = 0; b < batch.rows; b++) {
            weigh(b);
        }
        total = Batch.sum(losses, batch.rows) * batch.factor;
    }

    /// Loss and normalised weights of one row, samples ascending. StrictMath has the same bits
    /// interpreted and compiled.
    private void weigh(int b) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int r = b; r < batch.sampleRows(); r += batch.rows) {
            logWeights[r] = -logRatio.logRatio(r) - batch.nll[r];
            largest = Math.max(largest, logWeights[r]);
        }
        double sum = 0;
        for (int r = b; r < batch.sampleRows(); r += batch.rows) {
            weights[r] = StrictMath.exp(logWeights[r] - largest);
            sum += weights[r];
        }
        losses[b] = StrictMath.log(batch.samples) - (largest + StrictMath.log(sum));
        for (int r = b; r < batch.sampleRows(); r += batch.rows) {
            weights[r] /= sum;
            double share = batch.factor * weights[r];
            scales[r] = (float) share;
            posteriorFactors[r] = share;
            priorFactors[r] = -share;
            if (doublyReparameterised) {
                slopeFactors[r] = -share * weights[r];
            }
        }
    }

    @Override
    float[] scales() {
        return scales;
    }

    @Override
    boolean changesSlope() {
        return true;
    }

    /// `dz = u dnll/dz - u dlog p/dz`; doubly reparameterised `u (u dnll/dz) - u^2 dlog p/dz + u^2 dlog q/dz`.
    @Override
    void slope(int from, int to) {
        if (doublyReparameterised) {
            Matrix score = scores.first(batch.sampleRows());
            batch.posterior.score(batch.heads, batch.noise, score, from, to);
            for (int r = from; r < to; r++) {
                float weight = (float) weights[r];
                float scoreFactor = (float) -slopeFactors[r];
                for (int d = 0; d < batch.latent; d++) {
                    batch.dz.set(r, d, Math.fma(scoreFactor, score.get(r, d), weight * batch.dz.get(r, d)));
                }
            }
        }
        batch.priorPass.addGradient(batch.z, slopeFactors, batch.dz, from, to);
    }

    @Override
    void heads(int from, int to) {
        super.heads(from, to);
        if (!doublyReparameterised) {
            batch.posterior.addLogDensityGradient(batch.noise, posteriorFactors, batch.dHeads, from, to);
        }
    }

    @Override
    double[] priorFactors() {
        return priorFactors;
    }

    @Override
    double total() {
        return total;
    }

    @Override
    double divergenceOf(int row) {
        return reported.kl[row];
    }

    @Override
    double totalOf(int row) {
        return losses[row];
    }

    @Override
    Matrix divergences() {
        return reported.byDimension();
    }
}
