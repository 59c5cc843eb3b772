package lanewise.core.convolution;

import java.lang.foreign.MemorySegment;

import lanewise.core.Window;

/// What one part of the team does of the gradient of the weights: bands of rows of the map of a few images, each image
/// copied with the zeros around it and each map in panels of filters; block of positions after block, panel after
/// panel, tile of taps after tile. Between blocks the sums lie in memory.
final class GradientPart {

    private final GradientDriver d;
    private final Input input = new Input();
    /// Where each position of a band reads.
    private int[] from = new int[0];

    GradientPart(GradientDriver driver) {
        d = driver;
    }

    /// Filters f0 to f1, tiles of taps t0 to t1.
    void run(int part, int f0, int f1, int t0, int t1) {
        Window w = d.window;
        int width = (w.mapWidth() - 1) * w.stride() + w.kernelWidth();
        input.geometry(w.height(), w.width(), w.channels(), w.padding(), w.padding(), width);
        int filters = Shapes.padded(f1 - f0);
        MemorySegment sums = d.workspace.scratch(part, GradientDriver.SUMS, 4L * (t1 - t0) * Shapes.MR * filters);
        sums.asSlice(0, 4L * (t1 - t0) * Shapes.MR * filters).fill((byte) 0);
        long unit = (long) w.stride() * input.pitch + (long) w.mapWidth() * filters;
        int band = Math.clamp((Shapes.INPUT - (long) (w.kernelHeight() - w.stride()) * input.pitch) / unit, 1,
                w.mapHeight());
        int many = (Shapes.FEW_POSITIONS - 1) / (band * w.mapWidth()) + 1;
        int images = band < w.mapHeight() ? 1 : Math.clamp(d.map.rows(), 1, many);
        int whole = band < w.mapHeight() ? 1 : images;
        for (int b = 0; b < d.map.rows(); b += whole) {
            for (int y = 0; y < w.mapHeight(); y += band) {
                int n = Math.min(band, w.mapHeight() - y);
                int rows = (n - 1) * w.stride() + w.kernelHeight();
                int g = Math.min(images, d.map.rows() - b);
                if (b == 0 || band < w.mapHeight()) {
                    input.clear(images, rows);
                    table(n, rows, images);
                }
                for (int i = 0; i < g; i++) {
                    input.copy(d.image, b + i, y * w.stride(), rows, i);
                }
                band(part, b, g, y * w.mapWidth(), n * w.mapWidth(), f0, f1, t0, t1, sums);
            }
        }
        finish(sums, f0, f1, t0, t1);
    }

    private void table(int n, int rows, int images) {
        Window w = d.window;
        if (from.length < images * n * w.mapWidth()) {
            from = new int[images * n * w.mapWidth()];
        }
        int at = 0;
        for (int i = 0; i < images; i++) {
            for (int y = 0; y < n; y++) {
                for (int x = 0; x < w.mapWidth(); x++) {
                    from[at++] = (i * rows + y * w.stride()) * input.pitch + x * w.stride() * w.channels();
                }
            }
        }
    }

    /// The positions `first` to `first + count` of each of g images.
    private void band(int part, int b, int g, int first, int count, int f0, int f1, int t0, int t1,
            MemorySegment sums) {
        Window w = d.window;
        int perRun = GradientDriver.tilesOfRun(w);
        int positions = g * count;
        MemorySegment panels = d.workspace.scratch(part, GradientDriver.PANEL, 4L * positions * Shapes.padded(f1 - f0));
        for (int f = f0; f < f1; f += Shapes.NR) {
            int width = Shapes.width(f1, f);
            for (int i = 0; i < g; i++) {
                MapPacking.panel(d.map.segment(), d.map.byteOffset(b + i, first * w.filters() + f), 4L * w.filters(),
                        count, Math.min(width, f1 - f), width,
                        panels, 4L * ((long) positions * (f - f0) + (long) i * count * width));
            }
        }
        for (int p = 0; p < positions; p += Shapes.POSITIONS) {
            int n = Math.min(Shapes.POSITIONS, positions - p);
            for (int f = f0; f < f1; f += Shapes.NR) {
                int width = Shapes.width(f1, f);
                long panel = 4L * ((long) positions * (f - f0) + (long) p * width);
                long sum = 4L * (t1 - t0) * Shapes.MR * (f - f0);
                for (int t = t0; t < t1; t++) {
                    int tap = t / perRun * input.pitch + t % perRun * Shapes.MR;
                    kernel(width, n, p, tap, panels, panel, sums, sum + 4L * (t - t0) * Shapes.MR * width);
                }
            }
        }
    }

    private void kernel(int width, int n, int p, int tap, MemorySegment panels, long panel, MemorySegment sums,
            long sum) {
        if (width == Shapes.NR) {
            if (Shapes.MR == 8) {
                GradientKernel8x2.add(n, input.floats, from, p, tap, panels, panel, sums, sum);
            } else {
                GradientKernel6x2.add(n, input.floats, from, p, tap, panels, panel, sums, sum);
            }
        } else if (Shapes.MR == 8) {
            GradientKernel8x1.add(n, input.floats, from, p, tap, panels, panel, sums, sum);
        } else {
            GradientKernel6x1.add(n, input.floats, from, p, tap, panels, panel, sums, sum);
        }
    }

    /// Writes the sums, which lie panel after panel and tap after tap, to where the weights lie.
    private void finish(MemorySegment sums, int f0, int f1, int t0, int t1) {
        Window w = d.window;
        int perRun = GradientDriver.tilesOfRun(w);
        int run = w.kernelWidth() * w.channels();
        long row = d.dWeight.byteOffset(1, 0);
        for (int f = f0; f < f1; f += Shapes.NR) {
            int width = Shapes.width(f1, f);
            int columns = Math.min(width, f1 - f);
            for (int t = t0; t < t1; t++) {
                int ky = t / perRun;
                int k0 = t % perRun * Shapes.MR;
                for (int k = k0; k < Math.min(k0 + Shapes.MR, run); k++) {
                    long sum = 4L * ((long) (t1 - t0) * Shapes.MR * (f - f0)
                            + ((long) (t - t0) * Shapes.MR + k - k0) * width);
                    long to = ScalarConvolution.weightOffset(w, row, f, k % w.channels(), ky, k / w.channels());
                    for (int j = 0; j < columns; j++) {
                        d.dWeight.segment().set(ScalarConvolution.FLOAT, to + j * row,
                                sums.get(ScalarConvolution.FLOAT, sum + 4L * j));
                    }
                }
            }
        }
    }
}
