package lanewise.vae.reference;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import lanewise.vae.layer.Layer;
import lanewise.vae.layer.Normalization;

/// What the numbers of a fixture mean, in words that go into its metadata.
final class FixtureFormulas {
    private FixtureFormulas() {
    }

    /// The formulas of a model, and of an optimizer if one is named.
    static Map<String, String> of(ReferenceModel model, String optimizer) {
        Map<String, String> formulas = new LinkedHashMap<>();
        formulas.put("formula.layer", maps(model) + hidden(model) + ", heads without activation");
        boolean deterministic = model.objective() instanceof ReferenceObjective.Autoencoder;
        formulas.put("formula.z", deterministic ? "z = mu" : model.posterior().formula());
        formulas.put("formula.nll", model.likelihood().formula() + ", summed over the features");
        double bound = model.encoder().logVarianceBound();
        if (bound > 0) {
            formulas.put("formula.bound", "logvar and xlogvar or xlogscale, where heads with weights give them, are "
                + bound + "*tanh(Lin(t)/" + bound + "); out.* are what is bounded, and grad.out.* at that");
        }
        if (model.condition() > 0) {
            boolean first = model.encoder().joins() == 0 && model.decoder().joins() == 0;
            formulas.put("formula.condition", first ? "the encoder reads [x, c], the decoder [z, c]"
                : "c stands behind the row of the first dense map of the encoder, and of the decoder");
        }
        if (!deterministic && model.prior().closedForm()) {
            formulas.put("formula.kl", model.posterior() == ReferencePosterior.DIAGONAL
                ? "kl[b,j] = -0.5*(1 + logvar - mu^2 - exp(logvar)), the divergence of q from N(0, I), never negative"
                : "kl[b,j] = -0.5*(1 + logvar - mu^2 - sum_k L[j,k]^2), summed over j the divergence of q from "
                + "N(0, I)");
        }
        if (!deterministic && !model.prior().closedForm()) {
            formulas.put("formula.prior", "log p(z) = " + model.prior().formula());
        }
        formulas.put("formula.reduction", model.reduction() == ReferenceObjective.Reduction.SUM
            ? "R(v) = sum_b v[b], a sum over the batch"
            : "R(v) = (1/B) sum_b v[b], a mean over the batch; features and latent dimensions are summed");
        formulas.put("formula.total", FixtureObjectives.formula(model));
        formulas.put("formula.grad",
            "grad.p = d total / d p; grad.x_enc through the encoder's input only; grad.out.* total derivatives at "
            + "these nodes");
        formulas.put("formula.order", "row-major; eps, z, decoder outputs [sample, row, column]; nats");
        String update = FixtureTraining.formula(optimizer);
        if (!update.isEmpty()) {
            formulas.put("formula.update", update);
            formulas.put("formula.clip",
                "if clip_grad_norm > 0: g *= min(1, clip_grad_norm/(norm + 1e-6)) first, norm over all parameters");
            formulas.put("formula.steps",
                "step t uses eps[(t-1)*S .. t*S-1] and the parameters step{t-1}; results without step{t}. are those of "
                + "step 1");
        }
        return formulas;
    }

    private static String maps(ReferenceModel model) {
        String dense = "Lin_p(t) = t p.weight^T + p.bias, p.weight [out, in]";
        if (model.encoder().isMlp() && model.decoder().isMlp()) {
            return dense + "; ";
        }
        return "rows [channels, height, width], maps and act of each layer as the architecture says; dense " + dense
            + "; conv2d Lin_p(t)[o,y,x] = "
            + "p.bias[o] + sum_cij p.weight[o,c,i,j] t[c, y*stride+i-padding, x*stride+j-padding], 0 outside; "
            + "conv_transpose2d Lin_p(t)[o, y*stride+i-padding, x*stride+j-padding] += p.weight[c,o,i,j] t[c,y,x] from "
            + "p.bias[o] on, where that is inside; a head without p.weight is p.bias; ";
    }

    private static String hidden(ReferenceModel model) {
        List<Layer> layers = Stream.of(model.encoder(), model.decoder()).flatMap(network -> network.hidden().stream())
            .toList();
        boolean normalized = layers.stream().anyMatch(layer -> layer.normalization() == Normalization.LAYER);
        boolean all = layers.stream().allMatch(layer -> layer.normalization() == Normalization.LAYER);
        boolean images = layers.stream().anyMatch(layer -> layer.map().slides());
        String n = normalized ? "LN(Lin_p(t))" : "Lin_p(t)";
        return "hidden layers " + (model.dropout() == 0 ? "act(" + n + ")" : "m * act(" + n + "), m = dropout.p")
            + (!normalized ? ""
            : ", LN(t) = (t - mean t) / sqrt(mean (t - mean t)^2 + " + LayerNorm.EPSILON
            + ") * p.norm.weight + p.norm.bias, means over the units of "
            + "the layer" + (images ? ", of a convolution over the channels of each pixel" : "")
            + (all ? "" : ", where there is p.norm, else LN(t) = t"));
    }
}
