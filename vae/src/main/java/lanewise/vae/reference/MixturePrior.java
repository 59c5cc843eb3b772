package lanewise.vae.reference;

import java.util.Map;
import lanewise.core.random.RandomStream;

/// log p(z) = logsumexp_c (log pi_c + log p_c(z)): weights pi = softmax(logits) and learned Gaussians, or equal weights
/// and the posteriors of learned inputs.
///
/// With the responsibilities r_c = pi_c p_c(z) / p(z): dlog p/dlogit_c = r_c - pi_c, and the derivatives of
/// log p_c count by r_c.
final class MixturePrior extends Prior {
    private final Posterior components;
    private final double[] logWeights;
    private final double[] dLogits;
    /// The encoder's run on the learned inputs, null where the Gaussians are learned themselves.
    private final Encoder encoder;

    private MixturePrior(Posterior components, double[] logits, Encoder encoder) {
        this.components = components;
        this.encoder = encoder;
        double logSum = SpecialFunctions.logSumExp(logits, 0, 1, logits.length);
        logWeights = logits.clone();
        for (int c = 0; c < logits.length; c++) {
            logWeights[c] -= logSum;
        }
        dLogits = new double[logits.length];
    }

    static MixturePrior learned(Map<String, DoubleTensor> parameters, int latent) {
        return new MixturePrior(new DiagonalPosterior(parameters.get("prior.mu").values(),
            parameters.get("prior.logvar").values(), latent),
            parameters.get("prior.logits").values(), null);
    }

    static MixturePrior ofInputs(ReferenceModel model, Map<String, DoubleTensor> parameters,
        Map<String, DoubleTensor> results) {
        Encoder encoder = new Encoder(model, parameters, parameters.get("prior.inputs").values(),
            "prior.enc.", results);
        encoder.posterior().put(results, "out.prior.");
        return new MixturePrior(encoder.posterior(), new double[encoder.posterior().rows], encoder);
    }

    private double[] logJoint(double[] z, int at) {
        double[] joint = logWeights.clone();
        for (int c = 0; c < joint.length; c++) {
            joint[c] += components.log(z, at, c);
        }
        return joint;
    }

    @Override
    double log(double[] z, int at) {
        return SpecialFunctions.logSumExp(logJoint(z, at), 0, 1, logWeights.length);
    }

    @Override
    void addLog(double share, double[] z, int at, double[] dz) {
        double[] joint = logJoint(z, at);
        double log = SpecialFunctions.logSumExp(joint, 0, 1, joint.length);
        for (int c = 0; c < joint.length; c++) {
            double responsibility = StrictMath.exp(joint[c] - log);
            dLogits[c] += share * (responsibility - StrictMath.exp(logWeights[c]));
            components.addLog(share * responsibility, z, at, c, dz);
        }
    }

    /// A component by the cumulated weights, then a draw from it: numbers below n Z of the stream are normal, those
    /// from there on choose components.
    @Override
    void draw(RandomStream stream, double[] z) {
        int width = components.dimensions;
        for (int i = 0; i < z.length / width; i++) {
            double left = stream.uniform((long) z.length + i);
            int c = 0;
            while (c < logWeights.length - 1 && left >= StrictMath.exp(logWeights[c])) {
                left -= StrictMath.exp(logWeights[c++]);
            }
            double[] noise = new double[components.rows * width];
            for (int d = 0; d < width; d++) {
                noise[c * width + d] = stream.gaussian((long) i * width + d);
            }
            System.arraycopy(components.draw(noise), c * width, z, i * width, width);
        }
    }

    @Override
    void backward(Map<String, DoubleTensor> results) {
        if (encoder != null) {
            double[] du = encoder.backward(results);
            results.put("grad.prior.inputs", DoubleTensor.of(du, components.rows, du.length / components.rows));
            return;
        }
        results.put("grad.prior.logits", DoubleTensor.of(dLogits, dLogits.length));
        results.put("grad.prior.mu", DoubleTensor.of(components.dMu, components.rows, components.dimensions));
        results.put("grad.prior.logvar", DoubleTensor.of(components.dLogVar, components.rows, components.dimensions));
    }
}
