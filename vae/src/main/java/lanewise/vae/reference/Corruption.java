package lanewise.vae.reference;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import lanewise.core.random.RandomStream;

/// What is done to the input of the encoder of a denoising model (Vincent et al. 2010, section 3.3); the
/// target stays as it is.
enum Corruption {
    /// nothing
    NONE,
    /// each number is 0 with the probability `level`
    MASKING,
    /// standard normal noise times `level` is added
    GAUSSIAN,
    /// each number is 0 or 1, with equal chance, with the probability `level`
    SALT_AND_PEPPER;

    static final List<String> LABELS = Arrays.stream(values()).map(Corruption::label).toList();

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The one that the metadata tell of.
    static Corruption of(Description keys) {
        return valueOf(keys.choice("corruption", "none", LABELS).toUpperCase(Locale.ROOT));
    }

    /// A corrupted copy, exact in float32.
    DoubleTensor applied(DoubleTensor x, double level, RandomStream stream) {
        DoubleTensor noisy = x.copy();
        double[] values = noisy.values();
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (this) {
                case NONE -> values[i];
                case MASKING -> stream.uniform(i) < level ? 0 : values[i];
                case GAUSSIAN -> (float) (values[i] + level * stream.gaussian(i));
                case SALT_AND_PEPPER -> stream.uniform(i) >= level ? values[i] : stream.uniform(i) < level / 2 ? 0 : 1;
            };
        }
        return noisy;
    }
}
