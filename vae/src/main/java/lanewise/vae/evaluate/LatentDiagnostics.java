package lanewise.vae.evaluate;

import java.lang.foreign.Arena;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.Workspace;
import lanewise.vae.data.Dataset;
import lanewise.vae.latent.DiagonalGaussian;
import lanewise.vae.latent.Posterior;
import lanewise.vae.model.Session;
import lanewise.vae.model.VaeModel;

/// What each latent dimension is used for: its part of the divergence, and whether the posterior mean moves
/// with the data at all.
///
/// A dimension is active if the variance of its posterior mean over the data, `Var_x(E_q[z_d])`, is above 0.01 (Burda,
/// Grosse and Salakhutdinov 2016, section 5.2). In an inactive one the posterior is the prior whatever x is, and the
/// decoder learns to ignore it. All sums run over the rows ascending in double, so that the results depend on neither
/// batches nor threads. Immutable and thread-safe.
public final class LatentDiagnostics {

    /// The variance of the posterior mean above which a dimension is active.
    public static final double ACTIVE_VARIANCE = 0.01;

    private static final int BATCH = 256;

    private final int rows;
    private final double[] divergence;
    private final double[] varianceOfMean;
    private final double[] meanVariance;

    private LatentDiagnostics(int rows, int latent) {
        this.rows = rows;
        this.divergence = new double[latent];
        this.varianceOfMean = new double[latent];
        this.meanVariance = new double[latent];
    }

    /// Encodes the rows.
    ///
    /// @param model the model
    /// @param data the rows, at least one, of the width and the values that the model takes
    /// @param team who does the work
    /// @return what the dimensions do
    /// @throws IllegalArgumentException if there are no rows or they do not suit the model
    public static LatentDiagnostics of(VaeModel model, Dataset data, Team team) {
        Evaluator.check(model.architecture(), data);
        int latent = model.architecture().latent();
        LatentDiagnostics result = new LatentDiagnostics(data.size(), latent);
        double[] mean = new double[latent];
        try (Arena arena = Arena.ofShared(); Workspace workspace = Workspace.with(team);
                Session session = model.session(BATCH, workspace)) {
            Matrix x = Matrix.allocate(arena, BATCH, data.width());
            Posterior posterior = model.architecture().posterior();
            boolean diagonal = posterior instanceof DiagonalGaussian;
            Matrix heads = Matrix.allocate(arena, BATCH, posterior.width(latent));
            Matrix terms = Matrix.allocate(arena, BATCH, latent);
            for (int from = 0; from < data.size(); from += BATCH) {
                int count = Math.min(BATCH, data.size() - from);
                data.copy(from, count, x);
                session.encoderOutputs(x.rows(0, count), heads.rows(0, count));
                posterior.divergence(heads, terms, 0, count);
                for (int r = 0; r < count; r++) {
                    for (int d = 0; d < latent; d++) {
                        result.divergence[d] += terms.get(r, d);
                        double mu = heads.get(r, d);
                        double v = heads.get(r, latent + d);
                        // A row of the factor L has the squared length that the term of the divergence was made of.
                        result.meanVariance[d] += diagonal ? StrictMath.exp(v) : 2 * terms.get(r, d) - mu * mu + 1 + v;
                        // Welford (1962)
                        double difference = mu - mean[d];
                        mean[d] += difference / (from + r + 1);
                        result.varianceOfMean[d] += difference * (mu - mean[d]);
                    }
                }
            }
        }
        for (int d = 0; d < latent; d++) {
            result.divergence[d] /= data.size();
            result.meanVariance[d] /= data.size();
            result.varianceOfMean[d] /= data.size();
        }
        return result;
    }

    /// Latent dimensions.
    /// @return Z
    public int latent() {
        return divergence.length;
    }

    /// Number of rows looked at.
    /// @return the number
    public int rows() {
        return rows;
    }

    /// The mean over the rows of a dimension's term of the divergence from N(0, I), `(mu^2 + e^v - 1 - v) / 2` for the
    /// diagonal posterior. Where the model has another prior this is not the divergence of its loss, which has no
    /// parts by dimension.
    ///
    /// @param dimension 0 to Z - 1
    /// @return nats per row, at least 0
    public double divergence(int dimension) {
        return divergence[Objects.checkIndex(dimension, latent())];
    }

    /// The mean divergence of a row from N(0, I): the sum over the dimensions.
    /// @return nats per row
    public double divergence() {
        double sum = 0;
        for (double term : divergence) {
            sum += term;
        }
        return sum;
    }

    /// The variance of a dimension's posterior mean over the rows, `1/N sum (mu - mean of mu)^2`.
    ///
    /// @param dimension 0 to Z - 1
    /// @return at least 0
    public double varianceOfMean(int dimension) {
        return varianceOfMean[Objects.checkIndex(dimension, latent())];
    }

    /// The mean over the rows of a dimension's posterior variance: about 1 where it is the prior.
    ///
    /// @param dimension 0 to Z - 1
    /// @return above 0
    public double meanVariance(int dimension) {
        return meanVariance[Objects.checkIndex(dimension, latent())];
    }

    /// Whether a dimension moves with the data.
    ///
    /// @param dimension 0 to Z - 1
    /// @return true if the variance of its posterior mean is above [#ACTIVE_VARIANCE]
    public boolean isActive(int dimension) {
        return varianceOfMean(dimension) > ACTIVE_VARIANCE;
    }

    /// Active dimensions.
    /// @return 0 to Z
    public int active() {
        int active = 0;
        for (int d = 0; d < latent(); d++) {
            active += isActive(d) ? 1 : 0;
        }
        return active;
    }

    /// Whether the posterior is the prior in all dimensions, so that every row is decoded alike.
    /// @return true if no dimension is active
    public boolean isCollapsed() {
        return active() == 0;
    }

    /// What is wrong with the use of the latent space, and what to do about it.
    ///
    /// @return a text for people; empty if at least half of the dimensions are active
    public Optional<String> warning() {
        int active = active();
        if (active == 0) {
            double largest = 0;
            for (double variance : varianceOfMean) {
                largest = Math.max(largest, variance);
            }
            return Optional.of(String.format(Locale.ROOT, "posterior collapse: none of the %d latent dimensions is"
                    + " active (the largest variance of a posterior mean is %.2g, an active one has more than %s). The"
                    + " model ignores z and decodes every example alike. Train it anew with a warm-up of beta from 0,"
                    + " with free bits, with a smaller beta or learning rate, or with a weaker decoder.",
                    latent(), largest, ACTIVE_VARIANCE));
        }
        if (2 * active < latent()) {
            return Optional.of(String.format(Locale.ROOT, "partial collapse: %d of %d latent dimensions are active. If"
                    + " the loss is good, a latent space of about %d dimensions does as well; to use more of them,"
                    + " train with a warm-up of beta from 0, with free bits or with a smaller beta.",
                    active, latent(), active));
        }
        return Optional.empty();
    }
}
