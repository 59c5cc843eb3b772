package lanewise.vae.reference;

import java.util.Map;
import lanewise.vae.layer.Conv2d;
import lanewise.vae.layer.Shape;

/// `t[o,y,x] = b[o] + sum over c, i, j of W[o,c,i,j] image[c, y stride + i - padding, x stride + j - padding]`, the
/// image being zero outside.
///
/// Each product of a weight and a pixel stands in one output: dimage and dW take the same product with the other factor
/// replaced by `dt[o,y,x]`.
final class ConvMap extends AffineMap {
    private final Conv2d map;

    ConvMap(Conv2d map, String name, Shape in, Map<String, DoubleTensor> parameters) {
        super(name, in, map.output(in), parameters);
        this.map = map;
    }

    /// The index in a row of the image of the pixel below a tap, -1 outside.
    private int pixel(int c, int y, int i, int x, int j) {
        int row = y * map.stride() + i - map.padding();
        int column = x * map.stride() + j - map.padding();
        boolean inside = row >= 0 && row < in.height() && column >= 0 && column < in.width();
        return inside ? (c * in.height() + row) * in.width() + column : -1;
    }

    @Override
    void addForward(double[] image, int at, double[] t, int tAt) {
        int k = map.kernel();
        for (int o = 0, out = 0; o < this.out.channels(); o++) {
            for (int y = 0; y < this.out.height(); y++) {
                for (int x = 0; x < this.out.width(); x++, out++) {
                    for (int c = 0, w = o * in.channels() * k * k; c < in.channels(); c++) {
                        for (int i = 0; i < k; i++) {
                            for (int j = 0; j < k; j++, w++) {
                                int p = pixel(c, y, i, x, j);
                                t[tAt + out] += p < 0 ? 0 : weight[w] * image[at + p];
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
        for (int o = 0, out = 0; o < this.out.channels(); o++) {
            for (int y = 0; y < this.out.height(); y++) {
                for (int x = 0; x < this.out.width(); x++, out++) {
                    for (int c = 0, w = o * in.channels() * k * k; c < in.channels(); c++) {
                        for (int i = 0; i < k; i++) {
                            for (int j = 0; j < k; j++, w++) {
                                int p = pixel(c, y, i, x, j);
                                if (p >= 0) {
                                    dImage[at + p] += weight[w] * dt[tAt + out];
                                    dWeight[w] += image[at + p] * dt[tAt + out];
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
