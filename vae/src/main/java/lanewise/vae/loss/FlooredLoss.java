package lanewise.vae.loss;

import lanewise.core.Matrix;
import lanewise.vae.network.RowBuffer;
import lanewise.vae.objective.FreeBits;

/// The bound whose divergence is floored by dimension.
final class FlooredLoss extends ElboLoss {

    private final FreeBits objective;
    private final Divergence.Closed closed;
    private final RowBuffer weights;
    private final double[] means;
    private double floored;

    FlooredLoss(Batch batch, FreeBits objective) {
        super(batch, Divergence.closed(batch, objective.name()), objective.beta());
        this.objective = objective;
        this.closed = (Divergence.Closed) divergence;
        this.weights = new RowBuffer(batch.arena, batch.maxRows, batch.latent);
        this.means = new double[batch.latent];
    }

    @Override
    void reduce() {
        super.reduce();
        Matrix kl = closed.byDimension();
        Matrix counts = weights.first(batch.rows);
        boolean perSample = objective.mode() == FreeBits.Mode.PER_SAMPLE;
        for (int d = 0; d < batch.latent; d++) {
            double sum = 0;
            for (int b = 0; b < batch.rows; b++) {
                sum += kl.get(b, d);
            }
            means[d] = sum / batch.rows;
        }
        double sum = 0;
        for (int b = 0; b < batch.rows; b++) {
            for (int d = 0; d < batch.latent; d++) {
                double own = perSample ? kl.get(b, d) : means[d];
                // a NaN is kept
                sum += own <= objective.floor() ? objective.floor() : own;
                counts.set(b, d, own <= objective.floor() ? 0f : 1f);
            }
        }
        floored = sum * batch.factor;
        closed.weigh(beta() * batch.factor, counts);
    }

    @Override
    double total() {
        return reconstruction + beta() * floored;
    }

    @Override
    double totalOf(int row) {
        throw new IllegalStateException("the floor of " + objective.name() + " is no matter of one row");
    }

    @Override
    double term(int index) {
        return floored;
    }
}
