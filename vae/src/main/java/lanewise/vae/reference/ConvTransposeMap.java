package lanewise.vae.reference;

import java.util.Map;
import lanewise.vae.layer.ConvTranspose2d;
import lanewise.vae.layer.Shape;

/// `t[o, y stride + i - padding, x stride + j - padding]` gets `W[c,o,i,j] image[c,y,x]` from each input and tap, where
/// that is inside, and `b[o]` at last.
///
/// Each product of a weight and an input stands in one output: dimage and dW take the same product with the other
/// factor replaced by dt there.
final class ConvTransposeMap extends AffineMap {
    private final ConvTranspose2d map;

    ConvTransposeMap(ConvTranspose2d map, String name, Shape in, Map<String, DoubleTensor> parameters) {
        super(name, in, map.output(in), parameters);
        this.map = map;
    }

    /// The index in a row of the output that a tap of an input reaches, -1 outside.
    private int reached(int o, int y, int i, int x, int j) {
        int row = y * map.stride() + i - map.padding();
        int column = x * map.stride() + j - map.padding();
        boolean inside = row >= 0 && row < out.height() && column >= 0 && column < out.width();
        return inside ? (o * out.height() + row) * out.width() + column : -1;
    }

    @Override
    void addForward(double[] image, int at, double[] t, int tAt) {
        int k = map.kernel();
        for (int c = 0, input = at; c < in.channels(); c++) {
            for (int y = 0; y < in.height(); y++) {
                for (int x = 0; x < in.width(); x++, input++) {
                    for (int o = 0, w = c * out.channels() * k * k; o < out.channels(); o++) {
                        for (int i = 0; i < k; i++) {
                            for (int j = 0; j < k; j++, w++) {
                                int p = reached(o, y, i, x, j);
                                if (p >= 0) {
                                    t[tAt + p] += weight[w] * image[input];
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    @Override
    void addBackward(double[] image, int at, double[] dt, int tAt, double[] dImage, double[] dWeight) {
        int k = map.kernel();
        for (int c = 0, input = at; c < in.channels(); c++) {
            for (int y = 0; y < in.height(); y++) {
                for (int x = 0; x < in.width(); x++, input++) {
                    for (int o = 0, w = c * out.channels() * k * k; o < out.channels(); o++) {
                        for (int i = 0; i < k; i++) {
                            for (int j = 0; j < k; j++, w++) {
                                int p = reached(o, y, i, x, j);
                                if (p >= 0) {
                                    dImage[input] += weight[w] * dt[tAt + p];
                                    dWeight[w] += image[input] * dt[tAt + p];
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
