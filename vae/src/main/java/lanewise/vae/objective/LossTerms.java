package lanewise.vae.objective;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// The loss of a batch, or of the rows of a data set, and what it is made of, in nats, summed or
/// averaged over the rows.
///
/// @param reconstruction `-log p(x|z)`, mean over samples
/// @param kl the divergence of posterior from prior, not weighted
/// @param total what training minimises
/// @param others what else the objective reports, by [Objective#terms()] and in that order
public record LossTerms(double reconstruction, double kl, double total, Map<String, Double> others) {

    /// Keeps an own copy of the map.
    public LossTerms {
        others = Collections.unmodifiableMap(new LinkedHashMap<>(others));
    }

    /// The terms of an [Elbo].
    ///
    /// @param reconstruction `-log p(x|z)`, mean over samples
    /// @param kl the divergence, not weighted
    /// @param beta factor of the divergence
    /// @return terms with the total `reconstruction + beta * kl`
    public static LossTerms elbo(double reconstruction, double kl, double beta) {
        return new LossTerms(reconstruction, kl, reconstruction + beta * kl, Map.of());
    }

    /// The evidence lower bound, whatever the objective is.
    /// @return `-(reconstruction + kl)`
    public double elbo() {
        return -(reconstruction + kl);
    }
}
