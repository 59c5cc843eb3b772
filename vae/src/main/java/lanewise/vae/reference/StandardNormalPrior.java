package lanewise.vae.reference;

import static lanewise.vae.reference.SpecialFunctions.LOG_2PI;

import java.util.Arrays;
import java.util.Map;
import lanewise.core.random.RandomStream;

/// log p(z) = -(Z log 2 pi + |z|^2)/2; dlog p/dz = -z.
final class StandardNormalPrior extends Prior {
    private final int dimensions;

    StandardNormalPrior(int dimensions) {
        this.dimensions = dimensions;
    }

    @Override
    double log(double[] z, int at) {
        double sum = 0;
        for (int d = 0; d < dimensions; d++) {
            sum -= 0.5 * (LOG_2PI + z[at + d] * z[at + d]);
        }
        return sum;
    }

    @Override
    void addLog(double share, double[] z, int at, double[] dz) {
        for (int d = 0; d < dimensions; d++) {
            dz[at + d] -= share * z[at + d];
        }
    }

    @Override
    void draw(RandomStream stream, double[] z) {
        Arrays.setAll(z, stream::gaussian);
    }

    @Override
    void backward(Map<String, DoubleTensor> results) {
    }
}
