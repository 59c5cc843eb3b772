package lanewise.bench.peers.golden;

import lanewise.vae.layer.Conv2d;
import lanewise.vae.layer.ConvTranspose2d;
import lanewise.vae.layer.LinearMap;
import lanewise.vae.layer.Shape;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;

/// One convolution or transposed convolution: its output, and its gradients for a given gradient of the output. In
/// float64 all of them are held
/// against plain loops.
///
/// @param name  of the case, what its tensors begin with
/// @param map   the map
/// @param in    shape of a row of its input
/// @param batch rows
record GoldenMap(String name, LinearMap map, Shape in, int batch) {

    /// The geometry, for the metadata.
    String geometry() {
        Shape out = map.output(in);
        String kernel = switch (map) {
            case Conv2d c -> c.kernel() + " stride=" + c.stride() + " padding=" + c.padding();
            case ConvTranspose2d c -> c.kernel() + " stride=" + c.stride() + " padding=" + c.padding()
                    + " output_padding="
                    + c.outputPadding();
            default -> throw new IllegalArgumentException(map.name());
        };
        return map.name() + " in=" + text(in) + " out=" + text(out) + " kernel=" + kernel + " batch=" + batch;
    }

    private static String text(Shape shape) {
        return shape.channels() + "x" + shape.height() + "x" + shape.width();
    }

    void compute(GoldenFile file) {
        try (PointerScope scope = new PointerScope()) {
            Shape out = map.output(in);
            long[] kernel = map.weight(in).stream().mapToLong(Integer::longValue).toArray();
            Tensor x = file.gaussian(name + ".x", 1, batch, in.channels(), in.height(),
                    in.width()).set_requires_grad(true);
            Tensor weight = file.gaussian(name + ".weight", 0.5, kernel).set_requires_grad(true);
            Tensor bias = file.gaussian(name + ".bias", 0.5, map.biases(in)).set_requires_grad(true);
            Tensor y = switch (map) {
                case Conv2d c -> GoldenNet.conv2d(c, x, weight, new TensorOptional(bias));
                case ConvTranspose2d c -> GoldenNet.convTranspose2d(c, x, weight, new TensorOptional(bias));
                default -> throw new IllegalArgumentException(map.name());
            };
            file.put(name + ".y", y, batch, out.channels(), out.height(), out.width());
            Tensor dy = file.gaussian(name + ".dy", 1, batch, out.channels(), out.height(), out.width());
            y.mul(dy).sum().backward();
            file.put(name + ".grad.x", x.grad());
            file.put(name + ".grad.weight", weight.grad());
            file.put(name + ".grad.bias", bias.grad());
            if (file.wide()) {
                check(file);
            }
        }
    }

    /// One loop over all pairs of an input and an output that meet, for the output and all gradients.
    private void check(GoldenFile file) {
        boolean turned = map instanceof ConvTranspose2d;
        int stride = map instanceof Conv2d c ? c.stride() : ((ConvTranspose2d) map).stride();
        int padding = map instanceof Conv2d c ? c.padding() : ((ConvTranspose2d) map).padding();
        Shape out = map.output(in);
        Shape image = turned ? out : in;
        Shape small = turned ? in : out;
        int k = map.weight(in).get(2);
        double[] x = file.get(name + ".x");
        double[] w = file.get(name + ".weight");
        double[] b = file.get(name + ".bias");
        double[] dy = file.get(name + ".dy");
        double[] y = new double[dy.length];
        double[] dx = new double[x.length];
        double[] dw = new double[w.length];
        double[] db = new double[b.length];
        for (int i = 0; i < y.length; i++) {
            int channel = i / out.pixels() % out.channels();
            y[i] = b[channel];
            db[channel] += dy[i];
        }
        for (int row = 0; row < batch; row++) {
            for (int f = 0; f < small.channels(); f++) {
                for (int p = 0; p < small.pixels(); p++) {
                    for (int tap = 0; tap < image.channels() * k * k; tap++) {
                        int c = tap / (k * k);
                        int iy = p / small.width() * stride - padding + tap / k % k;
                        int ix = p % small.width() * stride - padding + tap % k;
                        if (iy >= 0 && iy < image.height() && ix >= 0 && ix < image.width()) {
                            int at = ((row * image.channels() + c) * image.height() + iy) * image.width() + ix;
                            int to = (row * small.channels() + f) * small.pixels() + p;
                            int from = turned ? to : at;
                            int into = turned ? at : to;
                            int v = f * image.channels() * k * k + tap;
                            y[into] += x[from] * w[v];
                            dx[from] += dy[into] * w[v];
                            dw[v] += dy[into] * x[from];
                        }
                    }
                }
            }
        }
        near(".y", y, file);
        near(".grad.x", dx, file);
        near(".grad.weight", dw, file);
        near(".grad.bias", db, file);
    }

    private void near(String tensor, double[] expected, GoldenFile file) {
        double[] values = file.get(name + tensor);
        for (int i = 0; i < expected.length; i++) {
            if (!(Math.abs(values[i] - expected[i]) <= 1e-12 * Math.max(1, Math.abs(expected[i])))) {
                throw new IllegalStateException(name + tensor + ", element " + i + ": PyTorch gives " + values[i]
                        + ", a plain loop "
                        + expected[i]);
            }
        }
    }
}
