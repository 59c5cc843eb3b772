package lanewise.vae.reference;

import java.util.LinkedHashMap;
import java.util.Map;

/// What the numbers of a fixture mean, in words that go into its metadata.
final class FixtureFormulas {
    private FixtureFormulas() {
    }

    /// The formulas of a model, and of an optimizer if one is named.
    static Map<String, String> of(ReferenceModel model, String optimizer) {
        Map<String, String> formulas = new LinkedHashMap<>();
        formulas.put("formula.layer", "Lin_p(t) = t p.weight^T + p.bias, p.weight [out, in]; " + model.layer().formula() + ", heads without activation");
        boolean deterministic = model.objective() instanceof ReferenceObjective.Autoencoder;
        formulas.put("formula.z", deterministic ? "z = mu" : model.posterior().formula());
        formulas.put("formula.nll", model.likelihood().formula() + ", summed over the features");
        if (model.condition() > 0) {
            formulas.put("formula.condition", "the encoder reads [x, c], the decoder [z, c]");
        }
        if (!deterministic && model.prior().closedForm()) {
            formulas.put("formula.kl", model.posterior() == ReferencePosterior.DIAGONAL
                ? "kl[b,j] = -0.5*(1 + logvar - mu^2 - exp(logvar)), the divergence of q from N(0, I), never negative"
                : "kl[b,j] = -0.5*(1 + logvar - mu^2 - sum_k L[j,k]^2), summed over j the divergence of q from N(0, I)");
        }
        if (!deterministic && !model.prior().closedForm()) {
            formulas.put("formula.prior", "log p(z) = " + model.prior().formula());
        }
        formulas.put("formula.reduction", model.reduction() == ReferenceObjective.Reduction.SUM ? "R(v) = sum_b v[b], a sum over the batch"
            : "R(v) = (1/B) sum_b v[b], a mean over the batch; features and latent dimensions are summed");
        formulas.put("formula.total", FixtureObjectives.formula(model));
        formulas.put("formula.grad", "grad.p = d total / d p; grad.x_enc through the encoder's input only; grad.out.* total derivatives at these nodes");
        formulas.put("formula.order", "row-major; eps, z, decoder outputs [sample, row, column]; nats");
        String update = FixtureTraining.formula(optimizer);
        if (!update.isEmpty()) {
            formulas.put("formula.update", update);
            formulas.put("formula.clip", "if clip_grad_norm > 0: g *= min(1, clip_grad_norm/(norm + 1e-6)) first, norm over all parameters");
            formulas.put("formula.steps", "step t uses eps[(t-1)*S .. t*S-1] and the parameters step{t-1}; results without step{t}. are those of step 1");
        }
        return formulas;
    }
}
