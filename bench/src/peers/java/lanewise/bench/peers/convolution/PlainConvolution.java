package lanewise.bench.peers.convolution;

import java.util.Arrays;

import lanewise.bench.peers.run.Contender;
import lanewise.core.Window;

/// Loops over `float[]` in `[channels, height, width]` as people write them: one sum per element forward, and what
/// meets is added up backward.
final class PlainConvolution implements Contender {

    private final LayerTask task;
    private final Window w;
    private final int batch;
    private final float[] image;
    private final float[] map;
    private final float[] weight;

    PlainConvolution(LayerTask task) {
        this.task = task;
        this.w = task.window();
        this.batch = task.layer().batch();
        this.image = task.image();
        this.map = task.map();
        this.weight = task.weight();
    }

    @Override
    public String name() {
        return "plain Java loop";
    }

    @Override
    public void run() {
        switch (task.result()) {
            case MAP -> forward();
            case IMAGE -> adjoint();
            case WEIGHT -> weightGradient();
        }
    }

    private void forward() {
        int mh = w.mapHeight();
        int mw = w.mapWidth();
        for (int b = 0; b < batch; b++) {
            for (int f = 0; f < w.filters(); f++) {
                for (int y = 0; y < mh; y++) {
                    for (int x = 0; x < mw; x++) {
                        float sum = 0;
                        for (int c = 0; c < w.channels(); c++) {
                            for (int ky = 0; ky < w.kernelHeight(); ky++) {
                                int iy = y * w.stride() - w.padding() + ky;
                                if (iy < 0 || iy >= w.height()) {
                                    continue;
                                }
                                for (int kx = 0; kx < w.kernelWidth(); kx++) {
                                    int ix = x * w.stride() - w.padding() + kx;
                                    if (ix >= 0 && ix < w.width()) {
                                        sum += image[((b * w.channels() + c) * w.height() + iy) * w.width() + ix]
                                                * weight[((f * w.channels() + c) * w.kernelHeight() + ky)
                                                        * w.kernelWidth() + kx];
                                    }
                                }
                            }
                        }
                        map[((b * w.filters() + f) * mh + y) * mw + x] = sum;
                    }
                }
            }
        }
    }

    private void adjoint() {
        Arrays.fill(image, 0);
        int mh = w.mapHeight();
        int mw = w.mapWidth();
        for (int b = 0; b < batch; b++) {
            for (int f = 0; f < w.filters(); f++) {
                for (int y = 0; y < mh; y++) {
                    for (int x = 0; x < mw; x++) {
                        float value = map[((b * w.filters() + f) * mh + y) * mw + x];
                        for (int c = 0; c < w.channels(); c++) {
                            for (int ky = 0; ky < w.kernelHeight(); ky++) {
                                int iy = y * w.stride() - w.padding() + ky;
                                if (iy < 0 || iy >= w.height()) {
                                    continue;
                                }
                                for (int kx = 0; kx < w.kernelWidth(); kx++) {
                                    int ix = x * w.stride() - w.padding() + kx;
                                    if (ix >= 0 && ix < w.width()) {
                                        image[((b * w.channels() + c) * w.height() + iy) * w.width() + ix] += value
                                                * weight[((f * w.channels() + c) * w.kernelHeight() + ky)
                                                        * w.kernelWidth() + kx];
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    private void weightGradient() {
        int mh = w.mapHeight();
        int mw = w.mapWidth();
        for (int f = 0; f < w.filters(); f++) {
            for (int c = 0; c < w.channels(); c++) {
                for (int ky = 0; ky < w.kernelHeight(); ky++) {
                    for (int kx = 0; kx < w.kernelWidth(); kx++) {
                        float sum = 0;
                        for (int b = 0; b < batch; b++) {
                            for (int y = 0; y < mh; y++) {
                                int iy = y * w.stride() - w.padding() + ky;
                                if (iy < 0 || iy >= w.height()) {
                                    continue;
                                }
                                for (int x = 0; x < mw; x++) {
                                    int ix = x * w.stride() - w.padding() + kx;
                                    if (ix >= 0 && ix < w.width()) {
                                        sum += image[((b * w.channels() + c) * w.height() + iy) * w.width() + ix]
                                                * map[((b * w.filters() + f) * mh + y) * mw + x];
                                    }
                                }
                            }
                        }
                        weight[((f * w.channels() + c) * w.kernelHeight() + ky) * w.kernelWidth() + kx] = sum;
                    }
                }
            }
        }
    }

    @Override
    public float[] result() {
        return switch (task.result()) {
            case MAP -> map.clone();
            case IMAGE -> image.clone();
            case WEIGHT -> weight.clone();
        };
    }

    @Override
    public void close() {
    }
}
