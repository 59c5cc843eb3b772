package lanewise.core.convolution;

import java.lang.foreign.MemorySegment;

import lanewise.core.Window;

/// What one part of the team does of a convolution with few output channels, which would leave most lanes empty if they
/// stood in them: the positions stand there instead.
///
/// Image after image, band of units after band, phase after phase, channel after channel, tile after tile.
final class PlanesPart {

    private static final int TILE = PlanesKernel.VECTORS * Shapes.LANES;

    private final SumsDriver d;
    private final Planes planes = new Planes();
    /// The chains of all phases: where each link lies from a position, and for each channel its weights.
    private int[] offsets = new int[0];
    private float[] weights = new float[0];

    PlanesPart(SumsDriver driver) {
        d = driver;
    }

    /// Whether this way is the better one: fewer lanes stay empty, and neighbours of the result read neighbours.
    static boolean suits(SumsDriver d) {
        return d.step == 1 && 2 * d.outputs() <= Shapes.LANES && d.unitsAcross >= Shapes.LANES;
    }

    /// Images b0 to b1, units u0 to u1.
    void run(int part, int b0, int b1, int u0, int u1) {
        Window w = d.window;
        int columns = d.unitsAcross + d.acrossTaps(0) - 1;
        int most = Math.clamp((long) Shapes.INPUT / (columns * d.inputs()) - d.extent + 1, 1, u1 - u0);
        if (d.adjoint) {
            planes.geometry(w.mapHeight(), w.mapWidth(), w.filters(), d.extent - 1, d.leftZeros(), columns,
                    most + d.extent - 1);
        } else {
            planes.geometry(w.height(), w.width(), w.channels(), w.padding(), d.leftZeros(), columns,
                    most + d.extent - 1);
        }
        chains();
        MemorySegment tile = d.workspace.scratch(part, SumsDriver.TILE, 4L * TILE);
        int width = d.adjoint ? w.mapWidth() : w.width();
        MemorySegment near = d.workspace.scratch(part, SumsDriver.NEAR,
                4L * (most + d.extent - 1) * width * d.inputs());
        for (int b = b0; b < b1; b++) {
            for (int u = u0; u < u1; u += most) {
                int n = Math.min(most, u1 - u);
                planes.fill(d.in, b, u, n + d.extent - 1, near);
                band(b, u, n, tile);
            }
            d.activate(b, u0, u1);
        }
    }

    private void chains() {
        int outputs = d.outputs();
        int inputs = d.inputs();
        int lanes = Shapes.padded(outputs);
        int all = d.window.kernelHeight() * d.window.kernelWidth() * inputs;
        if (offsets.length < all) {
            offsets = new int[all];
        }
        if (weights.length < all * outputs) {
            weights = new float[all * outputs];
        }
        int link = 0;
        for (int phase = 0; phase < d.phases(); phase++) {
            int across = d.acrossTaps(phase);
            int taps = d.downTaps(phase) * across;
            for (int s = 0; s < taps; s++) {
                int from = (d.rowShift(phase) + s / across) * planes.pitch + d.columnShift(phase) + s % across;
                for (int i = 0; i < inputs; i++) {
                    offsets[link + s * inputs + i] = from + i * planes.step;
                }
            }
            for (int c = 0; c < outputs; c++) {
                for (int k = 0; k < taps * inputs; k++) {
                    weights[link * outputs + c * taps * inputs + k] = d.packed.get(ScalarConvolution.FLOAT,
                            4L * ((long) (link + k) * lanes + c));
                }
            }
            link += taps * inputs;
        }
    }

    /// Units u to u + n.
    private void band(int b, int u, int n, MemorySegment tile) {
        int link = 0;
        int positions = (n - 1) * planes.pitch + d.unitsAcross;
        for (int phase = 0; phase < d.phases(); phase++) {
            int links = d.downTaps(phase) * d.acrossTaps(phase) * d.inputs();
            for (int c = 0; c < d.outputs(); c++) {
                float bias = d.bias.get(ScalarConvolution.FLOAT, 4L * c);
                for (int p = 0; p < positions; p += TILE) {
                    PlanesKernel.set(links, offsets, link, planes.floats, p, weights, link * d.outputs() + c * links,
                            bias, tile);
                    store(b, phase, c, u, p, Math.min(TILE, positions - p), tile);
                }
            }
            link += links;
        }
    }

    /// Writes what belongs to the result of the positions p to p + n, row after row.
    private void store(int b, int phase, int c, int u, int p, int n, MemorySegment tile) {
        int step = d.phaseStep();
        int left = d.firstColumn(phase);
        int first = left >= 0 ? 0 : (-left + step - 1) / step;
        int end = left >= d.outWidth() ? 0 : Math.min(d.unitsAcross, (d.outWidth() - 1 - left) / step + 1);
        for (int i = p / planes.pitch; i * planes.pitch < p + n; i++) {
            int y = d.firstRow(phase) + (u + i) * step;
            int j0 = Math.max(first, p - i * planes.pitch);
            int j1 = Math.min(end, p + n - i * planes.pitch);
            if (y >= 0 && y < d.outHeight() && j0 < j1) {
                copy(tile, 4L * (i * planes.pitch + j0 - p), j1 - j0,
                        d.out.byteOffset(b, (y * d.outWidth() + left + j0 * step) * d.outputs() + c));
            }
        }
    }

    private void copy(MemorySegment tile, long from, int n, long to) {
        MemorySegment out = d.out.segment();
        int step = d.phaseStep() * d.outputs();
        if (step == 1) {
            MemorySegment.copy(tile, from, out, to, 4L * n);
            return;
        }
        for (int j = 0; j < n; j++) {
            out.set(ScalarConvolution.FLOAT, to + 4L * j * step, tile.get(ScalarConvolution.FLOAT, from + 4L * j));
        }
    }
}
