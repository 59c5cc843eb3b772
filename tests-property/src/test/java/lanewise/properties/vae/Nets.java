package lanewise.properties.vae;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import lanewise.core.Matrix;
import lanewise.properties.reference.RandomCase;
import lanewise.vae.layer.ParameterLayout;
import lanewise.vae.layer.Parameters;
import lanewise.vae.loss.ObjectivePass;
import lanewise.vae.model.Architecture;
import lanewise.vae.network.GivenMasks;
import lanewise.vae.network.Masks;
import lanewise.vae.objective.Autoencoder;
import lanewise.vae.objective.BetaTc;
import lanewise.vae.objective.Dreg;
import lanewise.vae.objective.Elbo;
import lanewise.vae.objective.FreeBits;
import lanewise.vae.objective.InfoVae;
import lanewise.vae.objective.Iwae;
import lanewise.vae.objective.Objective.Reduction;
import lanewise.vae.objective.Objective;
import lanewise.vae.reference.DoubleTensor;
import lanewise.vae.reference.ReferenceModel;
import lanewise.vae.reference.ReferenceObjective;

/// From the float64 reference's cases to fp32 models and back.
final class Nets {
    private Nets() {
    }

    /// The masks of a net with dropout: a matrix for each hidden layer, in the encoder with the rows of a prior's
    /// learned inputs behind those of the batch.
    static Masks masks(Arena arena, ReferenceModel model, Map<String, DoubleTensor> tensors) {
        List<Matrix> masks = new ArrayList<>();
        for (int i = 0; i < model.encoder().hidden().size(); i++) {
            Matrix batch = matrix(arena, tensors.get("dropout.enc." + i));
            DoubleTensor learned = tensors.get("dropout.prior.enc." + i);
            Matrix both = Matrix.allocate(arena, batch.rows() + (learned == null ? 0 : learned.extent(0)),
                    batch.columns());
            both.rows(0, batch.rows()).copyFrom(batch);
            if (learned != null) {
                both.rows(batch.rows(), both.rows()).copyFrom(matrix(arena, learned));
            }
            masks.add(both);
        }
        for (int i = 0; i < model.decoder().hidden().size(); i++) {
            masks.add(matrix(arena, tensors.get("dropout.dec." + i)));
        }
        return new GivenMasks(masks);
    }

    /// The objective in fp32. That of beta-TC learns the number of rows from [ObjectivePass#trainingRows].
    static Objective objective(ReferenceModel model) {
        Reduction reduction = Reduction.valueOf(model.reduction().name());
        return switch (model.objective()) {
            case ReferenceObjective.Elbo e
                    when e.freeBits().mode() == ReferenceObjective.FreeBits.Mode.NONE -> elbo(model);
            case ReferenceObjective.Elbo e -> new FreeBits(e.freeBits().lambda(),
                    FreeBits.Mode.valueOf(e.freeBits().mode().name()), e.beta(), e.samples(), reduction);
            case ReferenceObjective.Iwae i -> new Iwae(i.samples(), reduction);
            case ReferenceObjective.Dreg d -> new Dreg(d.samples(), reduction);
            case ReferenceObjective.BetaTc b -> new BetaTc(b.alpha(), b.beta(), b.gamma(), b.samples(), reduction);
            case ReferenceObjective.InfoVae i -> new InfoVae(i.alpha(), i.lambda(), i.bandwidth(),
                    i.samples(), reduction);
            case ReferenceObjective.Autoencoder a -> new Autoencoder(reduction);
        };
    }

    /// Rows as the pass takes them: x, and the condition behind it.
    static Matrix batch(Arena arena, Map<String, DoubleTensor> tensors) {
        Matrix x = matrix(arena, tensors.get("x"));
        if (!tensors.containsKey("c")) {
            return x;
        }
        Matrix c = matrix(arena, tensors.get("c"));
        Matrix both = Matrix.allocate(arena, x.rows(), x.columns() + c.columns());
        both.columns(0, x.columns()).copyFrom(x);
        both.columns(x.columns(), both.columns()).copyFrom(c);
        return both;
    }

    /// Noise as the pass takes it: eps, and draws from the prior below it.
    static Matrix noise(Arena arena, Map<String, DoubleTensor> tensors) {
        Matrix eps = matrix(arena, tensors.get("eps"));
        if (!tensors.containsKey("z_prior")) {
            return eps;
        }
        Matrix both = Matrix.allocate(arena, 2 * eps.rows(), eps.columns());
        both.rows(0, eps.rows()).copyFrom(eps);
        both.rows(eps.rows(), both.rows()).copyFrom(matrix(arena, tensors.get("z_prior")));
        return both;
    }

    static Elbo elbo(ReferenceModel model) {
        ReferenceObjective.Elbo elbo = (ReferenceObjective.Elbo) model.objective();
        return new Elbo(elbo.beta(), elbo.samples(),
                model.reduction() == ReferenceObjective.Reduction.SUM ? Reduction.SUM : Reduction.MEAN);
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
        ReferenceModel model = any.model()
                .with(new ReferenceObjective.Elbo(beta, samples, ReferenceObjective.FreeBits.NONE));
        return RandomCase.of(model, any.tensors().get("x").extent(0), seed);
    }
}
