package lanewise.vae.reference;

import java.util.List;

/// Objectives as they are written in the metadata of a fixture.
final class FixtureObjectives {
    static final List<String> LABELS = List.of("elbo", "iwae", "dreg", "beta_tc", "info_vae", "autoencoder");

    private FixtureObjectives() {
    }

    /// The objective that the metadata tell of.
    static ReferenceObjective of(Description keys) {
        return switch (keys.choice("objective", null, LABELS)) {
            case "elbo" -> new ReferenceObjective.Elbo(keys.number("beta", 1.0, 0, false), keys.count("L", 1, 1),
                freeBits(keys));
            case "iwae" -> new ReferenceObjective.Iwae(keys.count("K", null, 1));
            case "dreg" -> new ReferenceObjective.Dreg(keys.count("K", null, 1));
            case "beta_tc" -> new ReferenceObjective.BetaTc(keys.number("alpha", 1.0, 0, false),
                keys.number("beta", 1.0, 0, false), keys.number("gamma", 1.0, 0, false),
                keys.count("dataset_size", null, 1), keys.count("L", 1, 1));
            case "info_vae" -> new ReferenceObjective.InfoVae(keys.number("alpha", 0.0, -Double.MAX_VALUE, false),
                keys.number("lambda", 1.0, -Double.MAX_VALUE, false), keys.number("bandwidth", 0.0, 0, true),
                keys.count("L", 1, 1));
            default -> new ReferenceObjective.Autoencoder();
        };
    }

    /// The total as a formula, and what else it needs to be understood.
    static String formula(ReferenceModel model) {
        String divergence = model.prior().closedForm() ? "R(sum_j kl[b,j])" : "R(mean_s (log q(z|x) - log p(z)))";
        String logWeights = "log_w = -nll + log p(z) - log q(z|x)";
        return switch (model.objective()) {
            case ReferenceObjective.Elbo elbo -> "total = R(mean_s nll[s,b]) + beta * KL, KL = "
                + switch (elbo.freeBits().mode()) {
                    case NONE -> divergence;
                    case PER_SAMPLE -> "R(sum_j max(free_bits, kl[b,j]))";
                    case BATCH_MEAN -> "c sum_j max(free_bits, mean_b kl[b,j]), c = B for a sum over the batch,"
                        + " 1 for a mean";
                };
            case ReferenceObjective.Iwae iwae -> "total = R(-(logsumexp_k log_w[k,b] - log K)), " + logWeights;
            case ReferenceObjective.Dreg dreg -> "total = R(-(logsumexp_k log_w[k,b] - log K)), " + logWeights
                + "; gradients of decoder and prior are those of the total; of the encoder, with w_norm a constant,"
                + " those of -R(sum_k w_norm^2 log_w) through z alone";
            case ReferenceObjective.BetaTc betaTc -> "total = R(mean_s (nll + alpha*(log q(z|x) - log q(z)) + beta*(log"
                + " q(z) - sum_d log q(z_d)) + gamma*(sum_d log q(z_d) - log p(z)))); log q(z) = logsumexp_i log"
                + " q(z|x_i) - log(dataset_size*B) over the rows i of the batch, log q(z_d) likewise";
            case ReferenceObjective.InfoVae info -> "total = R(mean_s nll) + (1-alpha)*KL +"
                + " (alpha+lambda-1)*c*mmd, KL = " + divergence + ", c = B for a sum over the batch, 1 for a mean; mmd"
                + " = mean k(z,z') + mean k(p,p') - 2 mean k(z,p) over all pairs of z[s,b] and p = z_prior[s,b], k(a,b)"
                + " = exp(-|a-b|^2/bandwidth), bandwidth " + info.bandwidth(model.latent());
            case ReferenceObjective.Autoencoder autoencoder -> "total = R(nll) at z = mu";
        };
    }

    private static ReferenceObjective.FreeBits freeBits(Description keys) {
        String mode = keys.choice("free_bits_mode", "none", List.of("none", "per_sample", "batch_mean"));
        return new ReferenceObjective.FreeBits(ReferenceObjective.FreeBits.Mode.labelled(mode),
            keys.number("free_bits", mode.equals("none") ? 0.0 : null, 0, false));
    }
}
