package lanewise.core.convolution;

import java.lang.foreign.MemorySegment;

import lanewise.core.Window;

/// What one part of the team does of the gradient of so few taps that filling panels would cost more than the product:
/// image after image, band after band, panel of filters after panel, tile of taps after tile. Only the image is copied,
/// with the zeros around it; between bands the sums lie in memory.
final class FewTapsPart {

    /// Taps of a tile: with two vectors of filters 18 accumulators of 32 registers.
    static final int TAPS = 9;

    private final GradientDriver d;
    private final Input input = new Input();
    private int[] from = new int[0];
    private int[] offsets = new int[0];

    FewTapsPart(GradientDriver driver) {
        d = driver;
    }

    /// Whether this way is the better one: the vectors are full, and the last tile repeats few taps of the one before.
    static boolean suits(Window w) {
        return Shapes.LANES == 16 && w.filters() % Shapes.LANES == 0 && w.taps() >= TAPS && w.taps() <= Shapes.FEW_TAPS;
    }

    /// Taps t0 to t1 and filters f0 to f1, both whole tiles but for the last taps.
    void run(int part, int t0, int t1, int f0, int f1) {
        Window w = d.window;
        int width = (w.mapWidth() - 1) * w.stride() + w.kernelWidth();
        input.geometry(w.height(), w.width(), w.channels(), w.padding(), w.padding(), width);
        long row = 4L * (f1 - f0);
        long bytes = (t1 - t0 + TAPS - 1) / TAPS * TAPS * row;
        MemorySegment sums = d.workspace.scratch(part, GradientDriver.SUMS, bytes);
        GradientPart.clear(sums, bytes);
        long unit = (long) w.stride() * input.pitch;
        int band = Math.clamp((Shapes.INPUT - (long) (w.kernelHeight() - w.stride()) * input.pitch) / unit, 1,
                w.mapHeight());
        tables(band);
        for (int b = 0; b < d.map.rows(); b++) {
            for (int y = 0; y < w.mapHeight(); y += band) {
                int n = Math.min(band, w.mapHeight() - y);
                int height = (n - 1) * w.stride() + w.kernelHeight();
                if (b == 0 || band < w.mapHeight()) {
                    input.clear(1, height);
                }
                input.copy(d.image, b, y * w.stride(), height, 0);
                band(n * w.mapWidth(), d.map.byteOffset(b, y * w.mapWidth() * w.filters()), t0, t1, f0, f1, sums, row);
            }
        }
        finish(t0, t1, f0, f1, sums, row);
    }

    /// Where each position of a band reads its first tap, and from there all others.
    private void tables(int band) {
        Window w = d.window;
        int positions = band * w.mapWidth();
        if (from.length < positions) {
            from = new int[positions];
        }
        for (int p = 0; p < positions; p++) {
            from[p] = p / w.mapWidth() * w.stride() * input.pitch + p % w.mapWidth() * w.stride() * w.channels();
        }
        int run = w.kernelWidth() * w.channels();
        if (offsets.length < w.taps()) {
            offsets = new int[w.taps()];
        }
        for (int t = 0; t < w.taps(); t++) {
            offsets[t] = t / run * input.pitch + t % run;
        }
    }

    private void band(int positions, long map, int t0, int t1, int f0, int f1, MemorySegment sums, long row) {
        MemorySegment maps = d.map.segment();
        long step = 4L * d.window.filters();
        for (int t = t0; t < t1; t += TAPS) {
            for (int f = f0; f < f1; f += Shapes.NR) {
                long sum = (t - t0) * row + 4L * (f - f0);
                if (f1 - f > Shapes.LANES) {
                    GradientKernel9x2.add(positions, from, 0, input.floats, offsets, first(t), maps, map + 4L * f, step,
                            sums, sum, row);
                } else {
                    GradientKernel9x1.add(positions, from, 0, input.floats, offsets, first(t), maps, map + 4L * f, step,
                            sums, sum, row);
                }
            }
        }
    }

    /// The first tap of the tile at t: the last one repeats some of the tile before it, in sums of its own.
    private int first(int t) {
        return Math.min(t, d.window.taps() - TAPS);
    }

    private void finish(int t0, int t1, int f0, int f1, MemorySegment sums, long row) {
        Window w = d.window;
        long weightRow = d.dWeight.byteOffset(1, 0);
        int run = w.kernelWidth() * w.channels();
        for (int t = t0; t < t1; t++) {
            int tile = t / TAPS * TAPS;
            int k = t % run;
            long to = ScalarConvolution.weightOffset(w, weightRow, f0, k % w.channels(), t / run, k / w.channels());
            long sum = (tile - t0 + t - first(tile)) * row;
            for (int f = f0; f < f1; f++) {
                d.dWeight.segment().set(ScalarConvolution.FLOAT, to, sums.get(ScalarConvolution.FLOAT, sum));
                to += weightRow;
                sum += 4;
            }
        }
    }
}
