package lanewise.vae.loss;

import lanewise.vae.objective.InfoVae;

/// The bound with a discrepancy between z and draws from the prior.
final class DiscrepancyLoss extends ElboLoss {

    private final InfoVae objective;
    private final Discrepancy discrepancy;
    private double mmd;

    DiscrepancyLoss(Batch batch, InfoVae objective) {
        super(batch, Divergence.of(batch), 1 - objective.alpha());
        this.objective = objective;
        this.discrepancy = new Discrepancy(batch, objective.bandwidth() == 0 ? batch.latent : objective.bandwidth());
    }

    private double weight() {
        return (objective.alpha() + objective.lambda() - 1) * batch.warmUp;
    }

    @Override
    void reduce() {
        super.reduce();
        if (batch.priorStream != null) {
            batch.priorPass.draw(batch.priorStream, batch.priorChoices, batch.priorDraws);
        }
        mmd = discrepancy.compute() * (batch.rows * batch.factor);
    }

    @Override
    boolean changesSlope() {
        return true;
    }

    @Override
    void slope(int from, int to) {
        super.slope(from, to);
        discrepancy.addGradient(weight() * batch.rows * batch.factor, from, to);
    }

    @Override
    double total() {
        return super.total() + weight() * mmd;
    }

    @Override
    double totalOf(int row) {
        throw new IllegalStateException("the discrepancy of " + objective.name() + " is no matter of one row");
    }

    @Override
    double term(int index) {
        return mmd;
    }
}
