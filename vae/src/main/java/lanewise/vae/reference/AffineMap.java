package lanewise.vae.reference;

import java.util.Map;
import lanewise.vae.layer.Conv2d;
import lanewise.vae.layer.ConvTranspose2d;
import lanewise.vae.layer.Dense;
import lanewise.vae.layer.LinearMap;
import lanewise.vae.layer.Shape;

/// A linear map of rows with its biases, t = A x + b, and its three derivatives, among named parameters: `name.weight`
/// and `name.bias`.
///
/// Rows are `[channels, height, width]`, one after the other. An output has the bias of its channel; a vector is all
/// channels.
abstract sealed class AffineMap permits DenseMap, ConvMap, ConvTransposeMap {
    final Shape in;
    final Shape out;
    final double[] weight;
    private final String name;
    private final double[] bias;
    /// 1 where each output has a bias of its own, else the pixels that share one.
    private final int shared;
    private final int[] weightShape;

    /// Without a tensor `name.weight` the map is the biases alone.
    AffineMap(String name, Shape in, Shape out, Map<String, DoubleTensor> parameters) {
        this.name = name;
        this.in = in;
        this.out = out;
        DoubleTensor tensor = parameters.get(name + ".weight");
        weight = tensor == null ? null : tensor.values();
        weightShape = tensor == null ? null : tensor.shape();
        bias = parameters.get(name + ".bias").values();
        shared = out.size() / bias.length;
    }

    /// The map of a description, its parameters having the names of a place.
    static AffineMap of(LinearMap map, Shape in, String name, Map<String, DoubleTensor> parameters) {
        return switch (map) {
            case Dense _ -> new DenseMap(name, in, map.output(in), parameters);
            case Conv2d convolution -> new ConvMap(convolution, name, in, parameters);
            case ConvTranspose2d convolution -> new ConvTransposeMap(convolution, name, in, parameters);
        };
    }

    /// Adds A x of one row of inputs, from `xAt` on, to a row of outputs, from `tAt` on.
    abstract void addForward(double[] x, int xAt, double[] t, int tAt);

    /// Adds what one row contributes: to dx A^T dt, to dW the derivative of dt . A x at the weights.
    abstract void addBackward(double[] x, int xAt, double[] dt, int tAt, double[] dx, double[] dWeight);

    /// (rows, in) -> (rows, out)
    double[] forward(double[] x) {
        int rows = x.length / in.size();
        double[] t = new double[rows * out.size()];
        for (int r = 0; r < rows && weight != null; r++) {
            addForward(x, r * in.size(), t, r * out.size());
        }
        for (int i = 0; i < t.length; i++) {
            t[i] += bias[i % out.size() / shared];
        }
        return t;
    }

    /// The derivatives at the parameters are added to `results` under `grad.`, those at the inputs to `dx`.
    void backward(double[] x, double[] dt, double[] dx, Map<String, DoubleTensor> results) {
        double[] dBias = new double[bias.length];
        for (int i = 0; i < dt.length; i++) {
            dBias[i % out.size() / shared] += dt[i];
        }
        if (weight != null) {
            DoubleTensor dWeight = DoubleTensor.zeros(weightShape);
            for (int r = 0; r < x.length / in.size(); r++) {
                addBackward(x, r * in.size(), dt, r * out.size(), dx, dWeight.values());
            }
            results.merge("grad." + name + ".weight", dWeight, DoubleTensor::plus);
        }
        results.merge("grad." + name + ".bias", DoubleTensor.of(dBias, bias.length), DoubleTensor::plus);
    }
}
