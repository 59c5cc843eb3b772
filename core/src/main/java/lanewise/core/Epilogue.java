package lanewise.core;

import java.util.Objects;

import lanewise.core.activation.Activation;
import lanewise.core.activation.Identity;

/// What a matrix product does to each finished element while it is still in the cache: `c = activation(acc + bias[j])`.
///
/// Stateless and thread-safe as a view; the matrices belong to their arenas.
///
/// @param bias a row `1 x n` added to each row, or null for none
/// @param activation applied last; [Identity] for none
/// @param preActivation an `m x n` matrix that receives `acc + bias[j]`, which the derivative of some activations reads
///     ([Activation#needsInput()]), or null if it is not wanted
public record Epilogue(Matrix bias, Activation activation, Matrix preActivation) {

    /// Leaves the product as it is.
    public static final Epilogue NONE = new Epilogue(null, new Identity(), null);

    /// @throws NullPointerException if `activation` is null
    public Epilogue {
        Objects.requireNonNull(activation, "activation");
    }

    /// Adds a bias and nothing else.
    ///
    /// @param bias a row `1 x n`
    /// @return the epilogue
    public static Epilogue bias(Matrix bias) {
        return new Epilogue(Objects.requireNonNull(bias, "bias"), NONE.activation, null);
    }
}
