package lanewise.vae.reference;

import java.util.Map;
import lanewise.core.random.RandomStream;

/// A prior in one pass: what it says about points, and the derivatives that gather at its own parameters.
abstract class Prior {

    /// log p of the point `z[at], ..., z[at + Z - 1]`.
    abstract double log(double[] z, int at);

    /// Adds `share` times the derivatives of [#log], at the point to `dz` from `at` on.
    abstract void addLog(double share, double[] z, int at, double[] dz);

    /// Fills (n, Z) with independent draws; equal streams give equal draws.
    abstract void draw(RandomStream stream, double[] z);

    /// What has gathered at the parameters of the prior, added to `results` under `grad.`.
    abstract void backward(Map<String, DoubleTensor> results);

    /// The prior of a model.
    static Prior of(ReferenceModel model, Map<String, DoubleTensor> parameters, Map<String, DoubleTensor> results) {
        return switch (model.prior()) {
            case ReferencePrior.StandardNormal standard -> new StandardNormalPrior(model.latent());
            case ReferencePrior.Mixture mixture -> MixturePrior.learned(parameters, model.latent());
            case ReferencePrior.Vamp vamp -> MixturePrior.ofInputs(model, parameters, results);
        };
    }
}
