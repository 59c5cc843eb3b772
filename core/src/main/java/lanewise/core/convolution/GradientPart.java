package lanewise.core.convolution;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

import lanewise.core.Window;
import lanewise.core.gemm.Tiles;

/// What one part of the team does of the gradient of the weights: bands of rows of the map of a few images, each image
/// copied with the zeros around it; block of positions after block, panel after panel, tile after tile. Between blocks
/// the sums lie in memory.
final class GradientPart {

    private final GradientDriver d;
    private final Input input = new Input();
    private float[] maps = new float[0];
    /// Where each position of a band reads the image, and the map.
    private int[] from = new int[0];
    private int[] fromMap = new int[0];
    private final Columns taps = new Columns();
    private final Columns filters = new Columns();
    private float[] rows = new float[0];

    GradientPart(GradientDriver driver) {
        d = driver;
    }

    /// Rows r0 to r1 and columns c0 to c1 of the sums.
    void run(int part, int r0, int r1, int c0, int c1) {
        Window w = d.window;
        int width = (w.mapWidth() - 1) * w.stride() + w.kernelWidth();
        input.geometry(w.height(), w.width(), w.channels(), w.padding(), w.padding(), width);
        taps.geometry(w.kernelHeight(), w.kernelWidth() * w.channels(), input.pitch);
        filters.geometry(1, w.filters(), 0);
        long row = 4L * Shapes.padded(c1 - c0);
        long bytes = Tiles.paddedRows(r1 - r0) * row;
        MemorySegment sums = d.workspace.scratch(part, GradientDriver.SUMS, bytes);
        clear(sums, bytes);
        long unit = (long) w.stride() * input.pitch + (long) w.mapWidth() * w.filters();
        int band = Math.clamp((Shapes.INPUT - (long) (w.kernelHeight() - w.stride()) * input.pitch) / unit, 1,
                w.mapHeight());
        int many = (Shapes.FEW_POSITIONS - 1) / (band * w.mapWidth()) + 1;
        int images = band < w.mapHeight() ? 1 : Math.clamp(d.map.rows(), 1, many);
        for (int b = 0; b < d.map.rows(); b += images) {
            for (int y = 0; y < w.mapHeight(); y += band) {
                int n = Math.min(band, w.mapHeight() - y);
                int height = (n - 1) * w.stride() + w.kernelHeight();
                int g = Math.min(images, d.map.rows() - b);
                if (b == 0 || band < w.mapHeight()) {
                    input.clear(images, height);
                    tables(n, height, images);
                }
                for (int i = 0; i < g; i++) {
                    input.copy(d.image, b + i, y * w.stride(), height, i);
                    int run = n * w.mapWidth() * w.filters();
                    MemorySegment.copy(d.map.segment(), ValueLayout.JAVA_FLOAT_UNALIGNED,
                            d.map.byteOffset(b + i, y * w.mapWidth() * w.filters()), maps, i * run, run);
                }
                taps.read(input.floats, from);
                filters.read(maps, fromMap);
                band(part, g * n * w.mapWidth(), r0, r1, c0, c1, sums, row);
            }
        }
        finish(sums, row, r0, r1, c0, c1);
    }

    /// No slice that is filled: in some JVMs `fill` is never inlined, and the slice then is an object per call.
    static void clear(MemorySegment sums, long bytes) {
        for (long at = 0; at < bytes; at += Float.BYTES) {
            sums.set(ScalarConvolution.FLOAT, at, 0);
        }
    }

    private void tables(int n, int height, int images) {
        Window w = d.window;
        int positions = images * n * w.mapWidth();
        if (from.length < positions) {
            from = new int[positions];
            fromMap = new int[positions];
        }
        if (maps.length < positions * w.filters() + Shapes.LANES) {
            maps = new float[positions * w.filters() + Shapes.LANES];
        }
        int at = 0;
        for (int i = 0; i < images; i++) {
            for (int y = 0; y < n; y++) {
                for (int x = 0; x < w.mapWidth(); x++) {
                    fromMap[at] = at * w.filters();
                    from[at++] = (i * height + y * w.stride()) * input.pitch + x * w.stride() * w.channels();
                }
            }
        }
    }

    /// Adds what so many positions bring.
    private void band(int part, int positions, int r0, int r1, int c0, int c1, MemorySegment sums, long row) {
        Columns down = d.tapsAcross ? filters : taps;
        Columns across = d.tapsAcross ? taps : filters;
        int longest = Math.min(Shapes.POSITIONS, positions);
        int tiles = Tiles.count(r1 - r0);
        if (rows.length < Shapes.A_STEP * longest * tiles + 2 * Shapes.LANES) {
            rows = new float[Shapes.A_STEP * longest * tiles + 2 * Shapes.LANES];
        }
        MemorySegment panel = d.workspace.scratch(part, GradientDriver.PANEL,
                4L * (longest * Shapes.NR + Shapes.LANES));
        for (int p = 0; p < positions; p += Shapes.POSITIONS) {
            int n = Math.min(Shapes.POSITIONS, positions - p);
            int at = 0;
            for (int r = r0; r < r1; r += Tiles.rows(r1 - r)) {
                down.toRows(r, Tiles.rows(r1 - r), p, n, rows, at);
                at += Shapes.A_STEP * n;
            }
            for (int c = c0; c < c1; c += Shapes.NR) {
                int width = Shapes.width(c1, c);
                across.toVectors(c, width, p, n, panel);
                at = 0;
                long sum = 4L * (c - c0);
                for (int r = r0; r < r1; r += Tiles.rows(r1 - r)) {
                    Tiles.add(Tiles.rows(r1 - r), n, rows, at, panel, width, sums, sum, row);
                    at += Shapes.A_STEP * n;
                    sum += row * Tiles.rows(r1 - r);
                }
            }
        }
    }

    /// Writes the sums, which lie tap after tap in the order (row, column, channel), to where the weights lie.
    private void finish(MemorySegment sums, long row, int r0, int r1, int c0, int c1) {
        Window w = d.window;
        int run = w.kernelWidth() * w.channels();
        int t0 = d.tapsAcross ? c0 : r0;
        int t1 = d.tapsAcross ? c1 : r1;
        int f0 = d.tapsAcross ? r0 : c0;
        int f1 = d.tapsAcross ? r1 : c1;
        long weightRow = d.dWeight.byteOffset(1, 0);
        long tapStep = d.tapsAcross ? 4 : row;
        long filterStep = d.tapsAcross ? row : 4;
        for (int t = t0; t < t1; t++) {
            int k = t % run;
            long to = ScalarConvolution.weightOffset(w, weightRow, f0, k % w.channels(), t / run, k / w.channels());
            long sum = (t - t0) * tapStep;
            for (int f = f0; f < f1; f++) {
                d.dWeight.segment().set(ScalarConvolution.FLOAT, to, sums.get(ScalarConvolution.FLOAT, sum));
                to += weightRow;
                sum += filterStep;
            }
        }
    }
}
