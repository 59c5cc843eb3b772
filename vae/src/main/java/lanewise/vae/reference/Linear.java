package lanewise.vae.reference;

import java.util.Map;

/// y = x W^T + b for every row, W of shape (out, in), and its three derivatives.
final class Linear {
    private final String name;
    private final DoubleTensor weight;
    private final DoubleTensor bias;
    private final boolean weighted;
    private final int out;
    private final int in;

    /// The layer `name` among named parameters.
    Linear(String name, Map<String, DoubleTensor> parameters) {
        this.name = name;
        weight = parameters.get(name + ".weight");
        bias = parameters.get(name + ".bias");
        out = weight.extent(0);
        in = weight.extent(1);
        weighted = true;
    }

    /// The same; where there is no weight, y = b for inputs of that width.
    Linear(String name, Map<String, DoubleTensor> parameters, int in) {
        this.name = name;
        this.in = in;
        bias = parameters.get(name + ".bias");
        out = bias.extent(0);
        weighted = parameters.containsKey(name + ".weight");
        weight = weighted ? parameters.get(name + ".weight") : DoubleTensor.zeros(out, in);
    }

    /// (rows, in) -> (rows, out)
    double[] forward(double[] x) {
        int rows = x.length / in;
        double[] y = new double[rows * out];
        for (int r = 0; r < rows; r++) {
            for (int o = 0; o < out; o++) {
                double sum = 0;
                for (int i = 0; i < in; i++) {
                    sum += x[r * in + i] * weight.values()[o * in + i];
                }
                y[r * out + o] = sum + bias.values()[o];
            }
        }
        return y;
    }

    /// dW = dy^T x, db = column sums of dy, both added to `results` under `grad.`; dx = dy W, added to `dx`.
    void backward(double[] x, double[] dy, double[] dx, Map<String, DoubleTensor> results) {
        int rows = x.length / in;
        DoubleTensor dWeight = DoubleTensor.zeros(out, in);
        DoubleTensor dBias = DoubleTensor.zeros(out);
        for (int r = 0; r < rows; r++) {
            for (int o = 0; o < out; o++) {
                double d = dy[r * out + o];
                dBias.values()[o] += d;
                for (int i = 0; i < in; i++) {
                    dWeight.values()[o * in + i] += d * x[r * in + i];
                    dx[r * in + i] += d * weight.values()[o * in + i];
                }
            }
        }
        if (weighted) {
            results.merge("grad." + name + ".weight", dWeight, DoubleTensor::plus);
        }
        results.merge("grad." + name + ".bias", dBias, DoubleTensor::plus);
    }
}
