package lanewise.core.convolution;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

import lanewise.core.kernel.Transposing;

/// What one part of the team does of a convolution with three rows of taps and few output channels: the positions stand
/// in the lanes, as in [PlanesPart], but row after row of the input is transposed and at once used up for the three
/// rows of the result that read it, so that what is transposed stays in L1. Rows of a few images stand side by side to
/// fill the vectors.
final class RowsPart {

    /// Rows of taps.
    private static final int TAPS = 3;
    private static final int TILE = RowsKernel3x4.VECTORS * Shapes.LANES;

    private final SumsDriver d;
    private float[] row = new float[0];
    private float[] zeros = new float[0];
    private float[] weights = new float[0];
    private int[] offsets = new int[0];
    /// For each output channel three rows of sums.
    private float[] sums = new float[0];
    private int inputs;
    private int across;
    private int pitch;
    private int tiles;
    /// Some rows of the input, fetched in one sweep: tiles of a transpose would wait for memory at each row.
    private MemorySegment near;
    private int chunk;
    private int chunkFrom;
    private int chunkRows;

    RowsPart(SumsDriver driver) {
        d = driver;
    }

    /// Whether this way is the better one of those that [PlanesPart] suits.
    static boolean suits(SumsDriver d) {
        return Shapes.LANES == 16 && d.phases() == 1 && d.downTaps(0) == TAPS && PlanesPart.suits(d);
    }

    /// Images b0 to b1, units u0 to u1.
    void run(int part, int b0, int b1, int u0, int u1) {
        int together = geometry(b1 - b0);
        int floats = together * (d.adjoint ? d.window.mapWidth() : d.window.width()) * inputs;
        chunk = Math.max(1, Shapes.INPUT / floats);
        near = d.workspace.scratch(part, SumsDriver.NEAR, 4L * floats * chunk);
        for (int b = b0; b < b1; b += together) {
            images(b, Math.min(together, b1 - b), u0, u1);
        }
    }

    /// Makes the tables and returns how many images are worked on together.
    private int geometry(int images) {
        inputs = d.inputs();
        across = d.acrossTaps(0);
        pitch = d.unitsAcross + across - 1;
        int together = Math.clamp((TILE - d.unitsAcross) / pitch + 1, 1, images);
        tiles = ((together - 1) * pitch + d.unitsAcross + TILE - 1) / TILE;
        // An odd number of vectors: what lies a power of two apart would contend for the same lines of the cache.
        int step = ((tiles * TILE + across - 1 + Shapes.LANES - 1) / Shapes.LANES | 1) * Shapes.LANES;
        int links = across * inputs;
        if (row.length < inputs * step) {
            row = new float[inputs * step];
            zeros = new float[inputs * step];
        } else {
            Arrays.fill(row, 0);
        }
        if (offsets.length < links) {
            offsets = new int[links];
        }
        int outputs = d.outputs();
        if (weights.length < TAPS * links * outputs) {
            weights = new float[TAPS * links * outputs];
        }
        if (sums.length < TAPS * outputs * tiles * TILE) {
            sums = new float[TAPS * outputs * tiles * TILE];
        }
        int lanes = Shapes.padded(outputs);
        for (int s = 0; s < links; s++) {
            offsets[s] = s % inputs * step + s / inputs;
            for (int c = 0; c < outputs; c++) {
                for (int t = 0; t < TAPS; t++) {
                    weights[(c * links + s) * TAPS + t] = d.packed.get(ScalarConvolution.FLOAT,
                            4L * ((long) (t * links + s) * lanes + c));
                }
            }
        }
        return together;
    }

    private void images(int b, int n, int u0, int u1) {
        int links = across * inputs;
        int top = d.adjoint ? TAPS - 1 : d.window.padding();
        int height = d.adjoint ? d.window.mapHeight() : d.window.height();
        for (int r = u0; r < u1 + TAPS - 1; r++) {
            boolean inside = r >= top && r < top + height;
            if (inside) {
                if ((r - top) % chunk == 0 || r == u0) {
                    fetch(b, n, r - top, Math.min(top + height, u1 + TAPS - 1) - r);
                }
                fill(n, r - top);
            }
            for (int c = 0; c < d.outputs(); c++) {
                for (int t = 0; t < tiles; t++) {
                    RowsKernel3x4.add(links, offsets, inside ? row : zeros, t * TILE, weights, c * links * TAPS, sums,
                            sums(c, r - 2, t), sums(c, r - 1, t), sums(c, r, t));
                }
                if (r - (TAPS - 1) >= u0) {
                    store(b, n, c, r - (TAPS - 1));
                }
            }
        }
        for (int i = 0; i < n; i++) {
            d.activate(b + i, u0, u1);
        }
    }

    /// Where the sums of a unit lie for one output channel and tile.
    private int sums(int c, int unit, int tile) {
        return ((c * TAPS + (unit + TAPS) % TAPS) * tiles + tile) * TILE;
    }

    /// Copies the rows from y up to the end of their chunk, at most `left` of them, of each image.
    private void fetch(int b, int n, int y, int left) {
        int run = (d.adjoint ? d.window.mapWidth() : d.window.width()) * inputs;
        chunkFrom = y;
        chunkRows = Math.min(left, chunk - y % chunk);
        for (int i = 0; i < n; i++) {
            MemorySegment.copy(d.in.segment(), d.in.byteOffset(b + i, y * run), near, 4L * i * chunkRows * run,
                    4L * chunkRows * run);
        }
    }

    /// Transposes one row of the input of each image.
    private void fill(int n, int y) {
        int left = d.leftZeros();
        int width = d.adjoint ? d.window.mapWidth() : d.window.width();
        int run = Math.min(width, pitch - left);
        int step = inputs == 1 ? row.length : offsets[1];
        for (int i = 0; i < n && run > 0; i++) {
            Transposing.transpose(run, inputs, near, 4L * (i * chunkRows + y - chunkFrom) * width * inputs,
                    4L * inputs, row, i * pitch + left, step);
        }
    }

    /// Writes a finished row of the result of each image.
    private void store(int b, int n, int c, int unit) {
        int left = d.firstColumn(0);
        int y = d.firstRow(0) + unit;
        int first = Math.max(0, -left);
        int count = Math.min(d.unitsAcross, d.outWidth() - left) - first;
        if (y < 0 || y >= d.outHeight() || count <= 0) {
            return;
        }
        float bias = d.bias.get(ScalarConvolution.FLOAT, 4L * c);
        MemorySegment out = d.out.segment();
        int step = d.outputs();
        for (int i = 0; i < n; i++) {
            int from = sums(c, unit, 0) + i * pitch + first;
            long to = d.out.byteOffset(b + i, (y * d.outWidth() + left + first) * step + c);
            for (int j = 0; j < count; j++) {
                out.set(ScalarConvolution.FLOAT, to + 4L * j * step, sums[from + j] + bias);
            }
        }
    }
}
