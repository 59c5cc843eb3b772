package lanewise.vae.loss;

import java.util.Arrays;

import lanewise.core.Matrix;
import lanewise.core.Reductions;
import lanewise.vae.network.RowBuffer;

/// KL(q(z|x) || p(z)) of the rows of a batch and its gradient: in closed form from the standard normal prior, by
/// samples from others.
///
/// The methods are called as those of the same names of a [Loss].
abstract class Divergence {

    final Batch batch;

    /// Divergence of each row, nats, once [#reduce()] is done.
    final double[] kl;

    Divergence(Batch batch) {
        this.batch = batch;
        this.kl = new double[batch.maxRows];
    }

    static Divergence of(Batch batch) {
        return batch.prior.closedForm() ? new Closed(batch) : new Sampled(batch);
    }

    /// The closed form, dimension by dimension.
    ///
    /// @param objective who needs it, for the message
    static Closed closed(Batch batch, String objective) {
        if (!batch.prior.closedForm()) {
            throw new IllegalArgumentException("objective " + objective + ": needs the divergence of each dimension in"
                    + " closed form, which there is from the prior standard_normal alone, not from "
                    + batch.prior.name());
        }
        return new Closed(batch);
    }

    abstract void samples(int from, int to);

    abstract void rows(int from, int to);

    abstract void reduce();

    /// Sets the factor of each row's divergence in the loss.
    abstract void weigh(double factor);

    abstract boolean changesSlope();

    abstract void slope(int from, int to);

    /// Adds to the gradient of the heads.
    abstract void heads(int from, int to);

    abstract double[] priorFactors();

    /// Divergences by dimension, B x Z.
    abstract Matrix byDimension();

    /// Reduced over the batch, not weighted.
    double total() {
        return Batch.sum(kl, batch.rows) * batch.factor;
    }

    /// Closed form.
    static final class Closed extends Divergence {

        private final RowBuffer buffer;
        private Matrix weights;
        private float factor;

        Closed(Batch batch) {
            super(batch);
            this.buffer = new RowBuffer(batch.arena, batch.maxRows, batch.latent);
        }

        @Override
        void samples(int from, int to) {
            // the heads say it all
        }

        @Override
        void rows(int from, int to) {
            Matrix divergences = byDimension();
            batch.posterior.divergence(batch.heads, divergences, from, to);
            for (int r = from; r < to; r++) {
                kl[r] = Reductions.sum(divergences.segment(), divergences.byteOffset(r, 0), batch.latent);
            }
        }

        @Override
        void reduce() {
            // the rows say it all
        }

        @Override
        void weigh(double rowFactor) {
            factor = (float) rowFactor;
        }

        /// The same, with a factor of its own for each row and dimension.
        void weigh(double rowFactor, Matrix elements) {
            factor = (float) rowFactor;
            weights = elements;
        }

        @Override
        boolean changesSlope() {
            return false;
        }

        @Override
        void slope(int from, int to) {
            // z has no part in it
        }

        @Override
        void heads(int from, int to) {
            batch.posterior.addDivergenceGradient(batch.heads, factor, weights, batch.dHeads, from, to);
        }

        @Override
        double[] priorFactors() {
            return null;
        }

        @Override
        Matrix byDimension() {
            return buffer.first(batch.rows);
        }
    }

    /// Mean over the samples of log q(z|x) - log p(z), and its total derivative through z.
    static final class Sampled extends Divergence {

        private final double[] logPosterior;
        private final double[] logPrior;
        private final double[] posteriorFactors;
        private final double[] priorFactors;

        Sampled(Batch batch) {
            super(batch);
            int n = batch.maxSampleRows();
            this.logPosterior = new double[n];
            this.logPrior = new double[n];
            this.posteriorFactors = new double[n];
            this.priorFactors = new double[n];
        }

        @Override
        void samples(int from, int to) {
            batch.posterior.logDensity(batch.heads, batch.noise, logPosterior, from, to);
            batch.priorPass.logDensity(batch.z, logPrior, from, to);
        }

        /// log q(z|x) - log p(z) of one sample.
        double logRatio(int r) {
            return logPosterior[r] - logPrior[r];
        }

        @Override
        void rows(int from, int to) {
            // other parts may still be at samples of these rows
        }

        @Override
        void reduce() {
            for (int b = 0; b < batch.rows; b++) {
                double sum = 0;
                for (int s = 0; s < batch.samples; s++) {
                    sum += logRatio(s * batch.rows + b);
                }
                kl[b] = sum / batch.samples;
            }
        }

        @Override
        void weigh(double rowFactor) {
            double factor = rowFactor / batch.samples;
            Arrays.fill(posteriorFactors, 0, batch.sampleRows(), factor);
            Arrays.fill(priorFactors, 0, batch.sampleRows(), -factor);
        }

        @Override
        boolean changesSlope() {
            return true;
        }

        @Override
        void slope(int from, int to) {
            batch.priorPass.addGradient(batch.z, priorFactors, batch.dz, from, to);
        }

        @Override
        void heads(int from, int to) {
            batch.posterior.addLogDensityGradient(batch.noise, posteriorFactors, batch.dHeads, from, to);
        }

        @Override
        double[] priorFactors() {
            return priorFactors;
        }

        @Override
        Matrix byDimension() {
            throw new IllegalStateException("the divergence from the prior " + batch.prior.name()
                    + " is not a sum over dimensions");
        }
    }
}
