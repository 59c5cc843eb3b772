package lanewise.bench.peers.convolution;

import lanewise.core.Window;

/// A layer's product in double precision, and the sum of the magnitudes of its terms, by which a result is judged
/// whatever the order of its sums.
final class LayerTruth {

    private final LayerTask task;
    private final double[] sums;
    private final double[] magnitudes;

    LayerTruth(LayerTask task) {
        this.task = task;
        float[] image = task.image();
        float[] map = task.map();
        float[] weight = task.weight();
        int size = switch (task.result()) {
            case MAP -> map.length;
            case IMAGE -> image.length;
            case WEIGHT -> weight.length;
        };
        sums = new double[size];
        magnitudes = new double[size];
        Window w = task.window();
        for (int b = 0; b < task.layer().batch(); b++) {
            for (int f = 0; f < w.filters(); f++) {
                for (int tap = 0; tap < w.taps(); tap++) {
                    int c = tap / (w.kernelHeight() * w.kernelWidth());
                    int ky = tap / w.kernelWidth() % w.kernelHeight();
                    int kx = tap % w.kernelWidth();
                    for (int y = 0; y < w.mapHeight(); y++) {
                        int iy = y * w.stride() - w.padding() + ky;
                        if (iy >= 0 && iy < w.height()) {
                            row(image, ((b * w.channels() + c) * w.height() + iy) * w.width() + kx - w.padding(),
                                    kx - w.padding(), map,
                                    ((b * w.filters() + f) * w.mapHeight() + y) * w.mapWidth(), weight, f * w.taps()
                                            + tap);
                        }
                    }
                }
            }
        }
    }

    /// The products of one row of the map with one tap.
    private void row(float[] image, int imageAt, int first, float[] map, int mapAt, float[] weight, int v) {
        Window w = task.window();
        int s = w.stride();
        int from = first < 0 ? (-first + s - 1) / s : 0;
        int to = Math.min(w.mapWidth(), (w.width() - first + s - 1) / s);
        switch (task.result()) {
            case MAP -> {
                double tap = weight[v];
                for (int x = from; x < to; x++) {
                    double term = image[imageAt + x * s] * tap;
                    sums[mapAt + x] += term;
                    magnitudes[mapAt + x] += Math.abs(term);
                }
            }
            case IMAGE -> {
                double tap = weight[v];
                for (int x = from; x < to; x++) {
                    double term = map[mapAt + x] * tap;
                    sums[imageAt + x * s] += term;
                    magnitudes[imageAt + x * s] += Math.abs(term);
                }
            }
            case WEIGHT -> {
                double sum = 0;
                double magnitude = 0;
                for (int x = from; x < to; x++) {
                    double term = (double) image[imageAt + x * s] * map[mapAt + x];
                    sum += term;
                    magnitude += Math.abs(term);
                }
                sums[v] += sum;
                magnitudes[v] += magnitude;
            }
        }
    }

    /// Refuses another product: any order of summation stays within `K u / (1 - K u)` of the magnitudes, u = 2^-24.
    void check(float[] result) {
        Window w = task.window();
        double terms = switch (task.result()) {
            case MAP -> w.taps();
            case IMAGE -> (double) w.filters() * w.kernelHeight() * w.kernelWidth();
            case WEIGHT -> (double) task.layer().batch() * w.mapHeight() * w.mapWidth();
        };
        double bound = terms * 0x1p-24 / (1 - terms * 0x1p-24);
        if (result.length != sums.length) {
            throw new AssertionError(result.length + " numbers, expected " + sums.length);
        }
        for (int i = 0; i < sums.length; i++) {
            if (!(Math.abs(result[i] - sums[i]) <= bound * magnitudes[i])) {
                throw new AssertionError("element " + i + " is " + result[i] + ", expected " + sums[i] + " within "
                        + bound * magnitudes[i]);
            }
        }
    }
}
