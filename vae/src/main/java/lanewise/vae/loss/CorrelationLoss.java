package lanewise.vae.loss;

import lanewise.core.Matrix;
import lanewise.vae.objective.BetaTc;

/// The bound with the divergence taken apart.
final class CorrelationLoss extends Loss {

    private final BetaTc objective;
    private final Divergence reported;
    private final AggregatedPosterior aggregated;
    private final double[] logPrior;
    private final double[] priorFactors;
    private double information;
    private double correlation;
    private double dimensionwise;

    CorrelationLoss(Batch batch, BetaTc objective) {
        super(batch);
        this.objective = objective;
        this.reported = Divergence.of(batch);
        this.aggregated = AggregatedPosterior.of(batch);
        this.logPrior = new double[batch.maxSampleRows()];
        this.priorFactors = new double[batch.maxSampleRows()];
    }

    @Override
    void samples(int from, int to) {
        reported.samples(from, to);
        batch.priorPass.logDensity(batch.z, logPrior, from, to);
    }

    @Override
    void rows(int from, int to) {
        reported.rows(from, to);
    }

    @Override
    void reduce() {
        reported.reduce();
        int n = batch.sampleRows();
        double share = batch.factor / batch.samples;
        reconstruction = Batch.sum(batch.nll, n) * share;
        kl = reported.total();
        double f = share * batch.warmUp;
        aggregated.compute(f * objective.alpha(), f * (objective.beta() - objective.alpha()),
                f * (objective.gamma() - objective.beta()));
        double logCount = StrictMath.log((double) batch.rows
                * (batch.trainingRows == 0 ? batch.rows : batch.trainingRows));
        double own = 0;
        double joint = 0;
        double marginals = 0;
        double prior = 0;
        for (int i = 0; i < n; i++) {
            own += aggregated.own(i);
            joint += aggregated.joint(i) - logCount;
            marginals += aggregated.marginals(i) - batch.latent * logCount;
            prior += logPrior[i];
            priorFactors[i] = -f * objective.gamma();
        }
        information = (own - joint) * share;
        correlation = (joint - marginals) * share;
        dimensionwise = (marginals - prior) * share;
    }

    @Override
    boolean changesSlope() {
        return true;
    }

    @Override
    void slope(int from, int to) {
        aggregated.addSlope(from, to);
        batch.priorPass.addGradient(batch.z, priorFactors, batch.dz, from, to);
    }

    @Override
    void heads(int from, int to) {
        super.heads(from, to);
        aggregated.addHeads(from, to);
    }

    @Override
    double[] priorFactors() {
        return priorFactors;
    }

    @Override
    double total() {
        return reconstruction + batch.warmUp * (objective.alpha() * information + objective.beta() * correlation
                + objective.gamma() * dimensionwise);
    }

    @Override
    double term(int index) {
        return switch (index) {
            case 0 -> information;
            case 1 -> correlation;
            default -> dimensionwise;
        };
    }

    @Override
    double divergenceOf(int row) {
        return reported.kl[row];
    }

    @Override
    double totalOf(int row) {
        throw new IllegalStateException("the total correlation of " + objective.name()
                + " is no matter of one row");
    }

    @Override
    Matrix divergences() {
        return reported.byDimension();
    }
}
