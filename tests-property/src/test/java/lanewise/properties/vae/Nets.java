package lanewise.properties.vae;

import java.lang.foreign.Arena;
import java.util.Map;
import lanewise.core.Activation;
import lanewise.core.Matrix;
import lanewise.properties.reference.RandomCase;
import lanewise.vae.likelihood.Likelihood;
import lanewise.vae.model.Architecture;
import lanewise.vae.network.ParameterLayout;
import lanewise.vae.network.Parameters;
import lanewise.vae.objective.Elbo;
import lanewise.vae.objective.Reduction;
import lanewise.vae.reference.DoubleTensor;
import lanewise.vae.reference.ReferenceModel;
import lanewise.vae.reference.ReferenceObjective;

/// From the float64 reference's cases to fp32 models and back.
final class Nets {
    private Nets() {
    }

    static Architecture architecture(ReferenceModel model) {
        Likelihood likelihood = Likelihood.parse(model.likelihood().text());
        return new Architecture(model.inputs(), model.encoderHidden(), model.latent(), model.decoderHidden(), Activation.named(model.activation().label()),
            likelihood);
    }

    static Elbo elbo(ReferenceModel model) {
        ReferenceObjective.Elbo elbo = (ReferenceObjective.Elbo) model.objective();
        return new Elbo(elbo.beta(), elbo.samples(), model.reduction() == ReferenceObjective.Reduction.SUM ? Reduction.SUM : Reduction.MEAN);
    }

    /// The reference's name of a parameter: `enc.0.weight` for `encoder.0.weight`.
    static String shortName(String name) {
        return name.replace("encoder.", "enc.").replace("decoder.", "dec.");
    }

    static Parameters parameters(Arena arena, Architecture architecture, Map<String, DoubleTensor> tensors) {
        Parameters parameters = Parameters.allocate(arena, architecture.layout());
        for (ParameterLayout.Tensor tensor : architecture.layout().tensors()) {
            parameters.tensor(tensor.name()).copyFrom(floats(tensors.get(shortName(tensor.name()))));
        }
        return parameters;
    }

    /// A matrix of the last extent's width; the other extents together are its rows.
    static Matrix matrix(Arena arena, DoubleTensor tensor) {
        Matrix matrix = Matrix.allocate(arena, tensor.size() / tensor.extent(-1), tensor.extent(-1));
        matrix.copyFrom(floats(tensor));
        return matrix;
    }

    static DoubleTensor tensor(Matrix matrix) {
        float[] values = matrix.toArray();
        DoubleTensor tensor = DoubleTensor.zeros(values.length);
        for (int i = 0; i < values.length; i++) {
            tensor.values()[i] = values[i];
        }
        return tensor;
    }

    static float[] floats(DoubleTensor tensor) {
        float[] values = new float[tensor.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) tensor.values()[i];
        }
        return values;
    }

    /// The same case with another number of samples and beta, and noise that fits.
    static RandomCase plainElbo(RandomCase any, double beta, int samples, long seed) {
        ReferenceModel model = any.model().with(new ReferenceObjective.Elbo(beta, samples, ReferenceObjective.FreeBits.NONE));
        return RandomCase.of(model, any.tensors().get("x").extent(0), seed);
    }
}
