package lanewise.vae.reference;

import java.util.Map;
import lanewise.vae.layer.Shape;

/// t = x W^T + b for every row, W of shape (out, in).
final class DenseMap extends AffineMap {
    DenseMap(String name, Shape in, Shape out, Map<String, DoubleTensor> parameters) {
        super(name, in, out, parameters);
    }

    @Override
    void addForward(double[] x, int xAt, double[] t, int tAt) {
        for (int o = 0; o < out.size(); o++) {
            double sum = 0;
            for (int i = 0; i < in.size(); i++) {
                sum += x[xAt + i] * weight[o * in.size() + i];
            }
            t[tAt + o] += sum;
        }
    }

    /// dW = dt^T x, dx = dt W.
    @Override
    void addBackward(double[] x, int xAt, double[] dt, int tAt, double[] dx, double[] dWeight) {
        for (int o = 0; o < out.size(); o++) {
            double d = dt[tAt + o];
            for (int i = 0; i < in.size(); i++) {
                dWeight[o * in.size() + i] += d * x[xAt + i];
                dx[xAt + i] += d * weight[o * in.size() + i];
            }
        }
    }
}
