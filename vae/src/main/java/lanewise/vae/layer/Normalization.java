package lanewise.vae.layer;

import java.util.Arrays;
import java.util.Locale;

import lanewise.core.kernel.LayerNorm;

/// What is done to the output of a hidden layer before its activation.
public enum Normalization {

    /// Nothing.
    NONE,

    /// Layer normalisation with a gain and a shift for each output ([LayerNorm]).
    LAYER;

    /// The name in files and on the command line, such as `layer`.
    /// @return the name
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The normalisation of a name.
    ///
    /// @param id a name that [#id()] returns
    /// @return the normalisation
    /// @throws IllegalArgumentException if there is none, listing those that there are
    public static Normalization named(String id) {
        return Arrays.stream(values()).filter(value -> value.id().equals(id)).findFirst().orElseThrow(
                () -> new IllegalArgumentException("normalization: there is no '" + id + "', expected one of "
                        + Arrays.stream(values()).map(Normalization::id).toList()));
    }
}
