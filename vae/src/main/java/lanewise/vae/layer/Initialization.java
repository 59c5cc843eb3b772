package lanewise.vae.layer;

import java.util.Arrays;
import java.util.Locale;

import lanewise.core.Matrix;
import lanewise.core.random.RandomStream;
import lanewise.vae.layer.ParameterLayout.Tensor;
import lanewise.vae.random.Purpose;

/// How parameters start. With the fans `in` and `out` of a map ([LinearMap#fanIn]; the inputs and outputs of a dense
/// one), U(a) uniform on [-a, a) and N(s) normal with standard deviation s:
///
/// | | weights | biases |
/// |---|---|---|
/// | [#GLOROT_UNIFORM] | U(sqrt(6 / (in + out))) | 0 |
/// | [#GLOROT_NORMAL] | N(sqrt(2 / (in + out))) | 0 |
/// | [#HE_UNIFORM] | U(sqrt(6 / in)) | 0 |
/// | [#HE_NORMAL] | N(sqrt(2 / in)) | 0 |
/// | [#PYTORCH] | U(1 / sqrt(in)) | U(1 / sqrt(in)) |
///
/// The gain of a normalisation starts at 1, its shift at 0, whatever the initialisation.
///
/// Element i of the tensor of index t is a function of (seed, t, i) alone. Heads that are stacked in memory count as
/// tensors of their own. Tensors that belong to no layer, and biases of a head that has no weights, become zero.
public enum Initialization {

    /// Glorot and Bengio 2010, eq. 16.
    GLOROT_UNIFORM,

    /// Glorot and Bengio 2010, eq. 12.
    GLOROT_NORMAL,

    /// He, Zhang, Ren and Sun 2015, eq. 10, as a uniform distribution of the same variance.
    HE_UNIFORM,

    /// He, Zhang, Ren and Sun 2015, eq. 10.
    HE_NORMAL,

    /// What PyTorch gives a linear layer by default.
    PYTORCH;

    /// The name in configurations, such as `he_uniform`.
    /// @return the name
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The initialisation of a name.
    ///
    /// @param id a name that [#id()] returns
    /// @return the initialisation
    /// @throws IllegalArgumentException if there is none, listing those that there are
    public static Initialization named(String id) {
        return Arrays.stream(values()).filter(value -> value.id().equals(id)).findFirst().orElseThrow(
                () -> new IllegalArgumentException("initialization: there is no '" + id + "', expected one of "
                        + Arrays.stream(values()).map(Initialization::id).toList()));
    }

    /// Sets all tensors.
    ///
    /// @param parameters what to set
    /// @param seed the seed
    public void fill(Parameters parameters, long seed) {
        for (int t = 0; t < parameters.layout().tensors().size(); t++) {
            Tensor tensor = parameters.layout().tensors().get(t);
            Matrix values = parameters.tensor(t);
            RandomStream stream = new RandomStream(seed, Purpose.INIT.stream(t));
            switch (tensor.role()) {
                case WEIGHT -> fillWeights(values, stream, tensor.fanIn(), LinearMap.fanOut(tensor.shape()));
                case BIAS -> fillBiases(values, stream, tensor.fanIn());
                case GAIN -> values.fill(1f);
                case SHIFT, FREE -> values.fill(0f);
            }
        }
    }

    private void fillBiases(Matrix values, RandomStream stream, double in) {
        if (this == PYTORCH && in > 0) {
            uniform(values, stream, 1 / Math.sqrt(in));
        } else {
            values.fill(0f);
        }
    }

    private void fillWeights(Matrix values, RandomStream stream, double in, double out) {
        switch (this) {
            case GLOROT_UNIFORM -> uniform(values, stream, Math.sqrt(6 / (in + out)));
            case GLOROT_NORMAL -> normal(values, stream, Math.sqrt(2 / (in + out)));
            case HE_UNIFORM -> uniform(values, stream, Math.sqrt(6 / in));
            case HE_NORMAL -> normal(values, stream, Math.sqrt(2 / in));
            case PYTORCH -> uniform(values, stream, 1 / Math.sqrt(in));
        }
    }

    /// 2u - 1 is exact for the 24-bit u.
    private static void uniform(Matrix values, RandomStream stream, double bound) {
        stream.fillUniform(values, 0);
        scale(values, (float) bound, 2f, -1f);
    }

    private static void normal(Matrix values, RandomStream stream, double deviation) {
        stream.fillGaussian(values, 0);
        scale(values, (float) deviation, 1f, 0f);
    }

    private static void scale(Matrix values, float factor, float slope, float shift) {
        for (int r = 0; r < values.rows(); r++) {
            for (int c = 0; c < values.columns(); c++) {
                values.set(r, c, factor * (slope * values.get(r, c) + shift));
            }
        }
    }
}
