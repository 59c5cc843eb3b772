package lanewise.vae.reference;

import java.util.Map;

/// n = u gain + shift, u = (t - mean t) r, r = 1/sqrt(mean (t - mean t)^2 + 1e-5), means over the units of a row (Ba, Kiros & Hinton 2016, equations 3 and 4),
/// and its derivatives.
///
/// With g = dn gain: dt = r (g - mean g - u mean(g u)), dgain = sum over rows of dn u, dshift = sum over rows of dn.
final class LayerNorm {
    static final double EPSILON = 1e-5;

    private final String name;
    private final double[] gain;
    private final double[] shift;
    private final int width;
    private double[] units;
    private double[] scales;

    /// That of the layer `name` among named parameters.
    LayerNorm(String name, Map<String, DoubleTensor> parameters) {
        this.name = name;
        gain = parameters.get(name + ".norm.weight").values();
        shift = parameters.get(name + ".norm.bias").values();
        width = gain.length;
    }

    double[] forward(double[] t) {
        units = new double[t.length];
        scales = new double[t.length / width];
        double[] n = new double[t.length];
        for (int row = 0; row < scales.length; row++) {
            int at = row * width;
            double mean = 0;
            for (int i = 0; i < width; i++) {
                mean += t[at + i] / width;
            }
            double variance = 0;
            for (int i = 0; i < width; i++) {
                variance += (t[at + i] - mean) * (t[at + i] - mean) / width;
            }
            scales[row] = 1 / Math.sqrt(variance + EPSILON);
            for (int i = 0; i < width; i++) {
                units[at + i] = (t[at + i] - mean) * scales[row];
                n[at + i] = units[at + i] * gain[i] + shift[i];
            }
        }
        return n;
    }

    /// From dn to dt; those of the parameters are added to `results` under `grad.`.
    double[] backward(double[] dn, Map<String, DoubleTensor> results) {
        DoubleTensor dGain = DoubleTensor.zeros(width);
        DoubleTensor dShift = DoubleTensor.zeros(width);
        double[] dt = new double[dn.length];
        for (int row = 0; row < scales.length; row++) {
            int at = row * width;
            double mean = 0;
            double along = 0;
            for (int i = 0; i < width; i++) {
                dGain.values()[i] += dn[at + i] * units[at + i];
                dShift.values()[i] += dn[at + i];
                mean += dn[at + i] * gain[i] / width;
                along += dn[at + i] * gain[i] * units[at + i] / width;
            }
            for (int i = 0; i < width; i++) {
                dt[at + i] = scales[row] * (dn[at + i] * gain[i] - mean - units[at + i] * along);
            }
        }
        results.merge("grad." + name + ".norm.weight", dGain, DoubleTensor::plus);
        results.merge("grad." + name + ".norm.bias", dShift, DoubleTensor::plus);
        return dt;
    }
}
