package lanewise.vae.layer;

import java.util.Objects;

import lanewise.core.activation.Activation;

/// A hidden layer: `y = activation(normalisation(map(x)))`.
///
/// @param map its linear part
/// @param normalization what is done to the map's output before the activation; of a convolution it works on the
/// channels of each pixel
/// @param activation applied last
public record Layer(LinearMap map, Normalization normalization, Activation activation) {

    /// Refuses to be without a part.
    public Layer {
        Objects.requireNonNull(map, "map");
        Objects.requireNonNull(normalization, "normalization");
        Objects.requireNonNull(activation, "activation");
    }

    /// A layer that is not normalised.
    ///
    /// @param map its linear part
    /// @param activation applied last
    public Layer(LinearMap map, Activation activation) {
        this(map, Normalization.NONE, activation);
    }
}
