package lanewise.vae.reference;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// What every hidden layer makes of t = x W^T + b:
/// ```
/// n = t, or LN(t) where it is normalised     a = act(n)     h = a m, m a mask, where there is dropout
/// ```
/// Masks are inputs: each element is 0, for what is dropped, or 1/(1 - dropout) (Srivastava et al. 2014, section 4, scaled at training).
///
/// @param activation act
/// @param normalization what is done before it
/// @param dropout the share of elements that a mask drops, from 0 up, below 1; 0: there are no masks
public record ReferenceLayer(ReferenceActivation activation, Normalization normalization, double dropout) {

    /// What is done to t before the activation.
    public enum Normalization {
        /// nothing
        NONE,
        /// each row is brought to mean 0 and variance 1 over the units of the layer, then scaled and shifted (Ba, Kiros & Hinton 2016, equation 4)
        LAYER;

        /// The name used in files.
        /// @return `none` or `layer`
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /// All labels.
        /// @return the names used in files
        public static List<String> labels() {
            return Arrays.stream(values()).map(Normalization::label).toList();
        }

        /// The normalisation of that [#label].
        ///
        /// @param label its name in files
        /// @return the normalisation
        /// @throws IllegalArgumentException if there is none
        public static Normalization labelled(String label) {
            return Arrays.stream(values()).filter(value -> value.label().equals(label)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("normalization: " + label + ", expected one of " + labels()));
        }
    }

    /// Checks the share.
    public ReferenceLayer {
        if (!(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException("dropout: " + dropout + ", expected from 0 to below 1");
        }
    }

    /// The activation alone.
    ///
    /// @param activation act
    public ReferenceLayer(ReferenceActivation activation) {
        this(activation, Normalization.NONE, 0);
    }

    /// What a mask holds where nothing is dropped, exact in float32.
    /// @return 1/(1 - dropout), rounded to float32
    public double kept() {
        return (float) (1 / (1 - dropout));
    }

    /// In words, in the names of the fixture files.
    String formula() {
        String n = normalization == Normalization.NONE ? "Lin_p(t)" : "LN(Lin_p(t))";
        return "hidden layers " + (dropout == 0 ? "act(" + n + ")" : "m * act(" + n + "), m = dropout.p") + (normalization == Normalization.NONE ? ""
            : ", LN(t) = (t - mean t) / sqrt(mean (t - mean t)^2 + " + LayerNorm.EPSILON + ") * p.norm.weight + p.norm.bias, means over the units of the layer");
    }
}
