package lanewise.vae.reference;

import java.util.LinkedHashMap;
import java.util.Map;

/// Weights as a function of a seed, for nets too large to store: value(i) = ((mix(seed + i) >>> 40) - 2^23) 2^-27,
/// exact in float32, in [-1/16, 1/16); the gain of a normalisation is 1 + value(i), rounded to float32.
///
/// mix is the output function of SplitMix64 (Steele, Lea & Flood 2014, figure 17) on i times its golden gamma; one
/// counter i runs over all parameters in the order of [ReferenceModel#parameterShapes].
public final class SplitMixWeights {
    private SplitMixWeights() {
    }

    /// Every parameter of a model.
    ///
    /// @param model whose parameters
    /// @param seed of the counter
    /// @return the parameters by name, in order
    public static Map<String, DoubleTensor> of(ReferenceModel model, long seed) {
        Map<String, DoubleTensor> parameters = new LinkedHashMap<>();
        long i = seed;
        for (Map.Entry<String, int[]> entry : model.parameterShapes().entrySet()) {
            DoubleTensor tensor = DoubleTensor.zeros(entry.getValue());
            for (int e = 0; e < tensor.size(); e++) {
                double value = ((mix(i++) >>> 40) - (1 << 23)) * 0x1p-27;
                tensor.values()[e] = gain(entry.getKey()) ? (float) (1 + value) : value;
            }
            parameters.put(entry.getKey(), tensor);
        }
        return parameters;
    }

    /// Whether the parameter of that name is the gain of a normalisation, which is about 1.
    static boolean gain(String name) {
        return name.endsWith(".norm.weight");
    }

    private static long mix(long i) {
        long z = i * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
