package lanewise.vae.evaluate;

import java.util.Arrays;
import java.util.List;

/// How strange an example is to a model. All are in nats, and higher means stranger.
///
/// **What is simple looks normal.** All but [#DIVERGENCE] measure how many nats an example takes, and simple examples
/// take few, known or not: a net that learned MNIST without its ones reconstructs ones for 54 nats and the digits that
/// it learned for 86, so that these scores tell them apart the wrong way round (areas under the ROC curve of 0.04, and
/// of 0.28 for the divergence). Nalisnick et al. (2019, section 4) found the same between sets of photographs. Where
/// anomalies may be simpler than what is normal, low scores are as strange as high ones: take the distance from the
/// median of normal examples, or compare with what a model of simpler things makes of the example (Ren et al. 2019).
public enum AnomalyScore {

    /// `KL(q(z|x) || p(z))`, the divergence of the example's posterior from the prior, at least 0: how much the encoder
    /// has to say about it. In closed form where there is one, else the mean of `log q(z|x) - log p(z)` over the draws.
    DIVERGENCE("kl", "KL(q(z|x) || p(z))"),

    /// `- 1/L sum_l log p(x|z_l)`, z_l drawn from q(z|x): the negative of the reconstruction probability of An and Cho
    /// (2015, algorithm 4), which is the mean of the log-likelihood over the draws.
    RECONSTRUCTION("reconstruction", "-mean log p(x|z)"),

    /// `- log 1/L sum_l p(x|z_l)`: the same with the mean taken of the likelihood itself, so that the best draws
    /// decide. Never above [#RECONSTRUCTION].
    RECONSTRUCTION_LOG_MEAN_EXP("reconstruction_lme", "-log mean p(x|z)"),

    /// `- log 1/L sum_l p(x|z_l) p(z_l) / q(z_l|x)`: the negative of the estimate of log p(x) in [LikelihoodEstimates].
    LIKELIHOOD("likelihood", "-log p(x)");

    private final String id;
    private final String formula;

    AnomalyScore(String id, String formula) {
        this.id = id;
        this.formula = formula;
    }

    /// The name in files and on the command line.
    /// @return such as `reconstruction_lme`
    public String id() {
        return id;
    }

    /// The formula in short, for tables and pictures.
    /// @return such as `-log p(x)`
    public String formula() {
        return formula;
    }

    /// All names.
    /// @return in the order of the values
    public static List<String> ids() {
        return Arrays.stream(values()).map(AnomalyScore::id).toList();
    }

    /// The score of a name.
    ///
    /// @param id a name that [#id()] returns
    /// @return the score
    /// @throws IllegalArgumentException if there is none, listing those that there are
    public static AnomalyScore named(String id) {
        for (AnomalyScore score : values()) {
            if (score.id.equals(id)) {
                return score;
            }
        }
        throw new IllegalArgumentException("score: there is no '" + id + "', expected one of " + ids());
    }
}
