package lanewise.vae.reference;

import java.util.Map;

/// n = u gain + shift, u = (t - mean t) r, r = 1/sqrt(mean (t - mean t)^2 + 1e-5), means over the units of a row (Ba,
/// Kiros & Hinton 2016, equations 3 and 4), and its derivatives. Of a convolution the units are the channels of each
/// pixel by itself.
///
/// With g = dn gain: dt = r (g - mean g - u mean(g u)), dgain = sum over rows and pixels of dn u, dshift = sum over
/// rows and pixels of dn.
final class LayerNorm {
    static final double EPSILON = 1e-5;

    private final String name;
    private final double[] gain;
    private final double[] shift;
    private final int width;
    private final int pixels;
    private double[] units;
    private double[] scales;

    /// That of the layer `name` among named parameters.
    ///
    /// @param pixels of its rows that are normalised by themselves, 1 where all of a row is
    LayerNorm(String name, int pixels, Map<String, DoubleTensor> parameters) {
        this.name = name;
        this.pixels = pixels;
        gain = parameters.get(name + ".norm.weight").values();
        shift = parameters.get(name + ".norm.bias").values();
        width = gain.length;
    }

    /// The index of a unit of the pixel with that number, all rows counted through.
    private int at(int pixel, int unit) {
        return (pixel / pixels * width + unit) * pixels + pixel % pixels;
    }

    double[] forward(double[] t) {
        units = new double[t.length];
        scales = new double[t.length / width];
        double[] n = new double[t.length];
        for (int pixel = 0; pixel < scales.length; pixel++) {
            double mean = 0;
            for (int i = 0; i < width; i++) {
                mean += t[at(pixel, i)] / width;
            }
            double variance = 0;
            for (int i = 0; i < width; i++) {
                variance += (t[at(pixel, i)] - mean) * (t[at(pixel, i)] - mean) / width;
            }
            scales[pixel] = 1 / Math.sqrt(variance + EPSILON);
            for (int i = 0; i < width; i++) {
                units[at(pixel, i)] = (t[at(pixel, i)] - mean) * scales[pixel];
                n[at(pixel, i)] = units[at(pixel, i)] * gain[i] + shift[i];
            }
        }
        return n;
    }

    /// From dn to dt; those of the parameters are added to `results` under `grad.`.
    double[] backward(double[] dn, Map<String, DoubleTensor> results) {
        DoubleTensor dGain = DoubleTensor.zeros(width);
        DoubleTensor dShift = DoubleTensor.zeros(width);
        double[] dt = new double[dn.length];
        for (int pixel = 0; pixel < scales.length; pixel++) {
            double mean = 0;
            double along = 0;
            for (int i = 0; i < width; i++) {
                int at = at(pixel, i);
                dGain.values()[i] += dn[at] * units[at];
                dShift.values()[i] += dn[at];
                mean += dn[at] * gain[i] / width;
                along += dn[at] * gain[i] * units[at] / width;
            }
            for (int i = 0; i < width; i++) {
                int at = at(pixel, i);
                dt[at] = scales[pixel] * (dn[at] * gain[i] - mean - units[at] * along);
            }
        }
        results.merge("grad." + name + ".norm.weight", dGain, DoubleTensor::plus);
        results.merge("grad." + name + ".norm.bias", dShift, DoubleTensor::plus);
        return dt;
    }
}
