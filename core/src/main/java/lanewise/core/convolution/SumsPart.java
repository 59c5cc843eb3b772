package lanewise.core.convolution;

import java.lang.foreign.MemorySegment;

import lanewise.core.Window;

/// What one part of the team does of a convolution: bands of units of a few images, each copied with the zeros around
/// it, phase after phase, panel of channels after panel, tile of positions after tile.
final class SumsPart {

    /// Taps whose weights fit the registers with two vectors of channels.
    private static final int TAPS = 9;

    private final SumsDriver d;
    private final Input input = new Input();
    /// Where each position of a band reads and writes, phase after phase, image after image.
    private int[] from = new int[0];
    private int[] to = new int[0];
    private float[] patches = new float[0];
    private int[] patchFrom = new int[0];
    private final Columns shortRuns = new Columns();
    private final int[] tailFrom = new int[Shapes.SUMS];
    private final int[] tailTo = new int[Shapes.SUMS];
    private final int[] tileTo = new int[Shapes.SUMS];
    private final int[] taps = new int[TAPS];
    private boolean flat;
    private int positions;

    SumsPart(SumsDriver driver) {
        d = driver;
    }

    /// Images b0 to b1, units u0 to u1.
    void run(int part, int b0, int b1, int u0, int u1) {
        Window w = d.window;
        int left = d.leftZeros();
        if (d.adjoint) {
            input.geometry(w.mapHeight(), w.mapWidth(), w.filters(), d.extent - 1, left, d.unitsAcross + left);
        } else {
            input.geometry(w.height(), w.width(), w.channels(), w.padding(), left, (w.mapWidth() - 1) * w.stride()
                    + w.kernelWidth());
        }
        int links = w.kernelHeight() * w.kernelWidth() * d.inputs();
        int phases = d.phases();
        flat = d.extent > 1 && (d.adjoint ? (left + 1) * d.inputs() : w.kernelWidth() * d.inputs()) < Shapes.SHORT_RUN
                && links <= Shapes.SHORT_TAPS;
        long unit = (long) d.step * input.pitch + (flat ? (long) d.unitsAcross * links * phases : 0);
        int band = Math.clamp((Shapes.INPUT - (long) (d.extent - d.step) * input.pitch) / unit, 1, u1 - u0);
        int many = (Shapes.FEW_POSITIONS - 1) / Math.max(1, band * d.unitsAcross) + 1;
        int images = band < u1 - u0 || d.out.rowStride() > Integer.MAX_VALUE / (2 * Shapes.FEW_POSITIONS) ? 1
                : Math.clamp(b1 - b0, 1, many);
        for (int u = u0; u < u1; u += band) {
            int n = Math.min(band, u1 - u);
            int rows = (n - 1) * d.step + d.extent;
            input.clear(images, rows);
            tables(u, n, rows, images);
            for (int b = b0; b < b1; b += images) {
                int g = Math.min(images, b1 - b);
                for (int i = 0; i < g; i++) {
                    input.copy(d.in, b + i, u * d.step, rows, i);
                }
                band(part, b, g, images, u, n, rows);
            }
        }
    }

    /// Where the positions of the units from u read and write.
    private void tables(int u, int n, int rows, int images) {
        int phases = d.phases();
        int most = images * n * d.unitsAcross * phases;
        if (from.length < most) {
            from = new int[most];
            to = new int[most];
            patchFrom = new int[most];
        }
        positions = 0;
        for (int phase = 0; phase < phases; phase++) {
            for (int i = 0; i < images; i++) {
                phase(phase, u, n, i * rows * input.pitch, i * d.out.rowStride());
            }
        }
    }

    private void phase(int phase, int u, int n, int fromImage, int toImage) {
        int width = d.outWidth();
        int height = d.outHeight();
        int phaseStep = d.phaseStep();
        int rowShift = d.rowShift(phase);
        int columnShift = d.columnShift(phase);
        for (int i = 0; i < n; i++) {
            int y = (u + i) * phaseStep + d.firstRow(phase);
            for (int j = 0; j < d.unitsAcross && y >= 0 && y < height; j++) {
                int x = j * phaseStep + d.firstColumn(phase);
                if (x >= 0 && x < width) {
                    from[positions] = fromImage + (i * d.step + rowShift) * input.pitch
                            + (j * d.step + columnShift) * d.inputs();
                    to[positions++] = toImage + (y * width + x) * d.outputs();
                }
            }
        }
    }

    /// All phases of a band of g images of the `images` for which the tables were made.
    private void band(int part, int b, int g, int images, int u, int n, int rows) {
        int phases = d.phases();
        boolean touched = d.farOut && !suitsTaps(d.downTaps(0) * d.acrossTaps(0) * d.inputs());
        for (int i = 0; touched && i < g; i++) {
            d.touch(b + i, u, u + n);
        }
        MemorySegment tile = d.workspace.scratch(part, SumsDriver.TILE, 4L * Shapes.SUMS * Shapes.NR);
        long filters = 0;
        int begin = 0;
        for (int phase = 0; phase < phases; phase++) {
            int length = d.acrossTaps(phase) * d.inputs();
            int runs = length == 0 ? 0 : d.downTaps(phase);
            int count = count(phase, u, n);
            if (suitsTaps(runs * length)) {
                taps(runs, length, filters, b, begin, count * g);
            } else if (flat && runs > 1) {
                patches(runs, length, begin, count * g);
                tiles(1, runs * length, 0, patches, patchFrom, 0, filters, b, begin, count * g, tile);
            } else {
                tiles(runs, length, input.pitch, input.floats, from, begin, filters, b, begin, count * g, tile);
            }
            begin += count * images;
            filters += 4L * runs * length * Shapes.padded(d.outputs());
        }
        for (int i = 0; i < g; i++) {
            d.activate(b + i, u, u + n);
        }
    }

    /// Positions of a phase in one image of a band.
    private int count(int phase, int u, int n) {
        return inside(u, n, d.firstRow(phase), d.outHeight())
                * inside(0, d.unitsAcross, d.firstColumn(phase), d.outWidth());
    }

    /// How many of `(u + i) * step + first` with i below n are in 0 to size, with the step of a phase.
    private int inside(int u, int n, int first, int size) {
        int stride = d.phaseStep();
        int lowest = first >= 0 ? 0 : (-first + stride - 1) / stride;
        int end = first >= size ? 0 : (size - 1 - first) / stride + 1;
        return Math.max(0, Math.min(u + n, end) - Math.max(u, lowest));
    }

    /// Whether the weights of all taps of a panel fit the registers, and all its vectors are full.
    private boolean suitsTaps(int taps) {
        return Shapes.LANES == 16 && taps == TAPS && d.outputs() % Shapes.LANES == 0;
    }

    /// Position after position with the weights of a panel in registers.
    private void taps(int runs, int length, long filters, int b, int begin, int count) {
        MemorySegment c = d.out.segment();
        for (int t = 0; t < TAPS; t++) {
            taps[t] = t / length * input.pitch + t % length;
        }
        int n = d.outputs();
        for (int j = 0; j < n; j += Shapes.NR) {
            long panel = filters + 4L * runs * length * j;
            long offset = d.out.byteOffset(b, 0) + 4L * j;
            if (Shapes.width(n, j) == Shapes.NR) {
                TapsKernel9x2.set(count, from, begin, input.floats, taps, d.packed, panel, d.bias, 4L * j, c, offset,
                        to);
            } else {
                TapsKernel9x1.set(count, from, begin, input.floats, taps, d.packed, panel, d.bias, 4L * j, c, offset,
                        to);
            }
        }
    }

    /// Copies the short runs of each position together.
    private void patches(int runs, int length, int begin, int count) {
        int taps = runs * length;
        if (patches.length < count * taps + Shapes.LANES) {
            patches = new float[count * taps + Shapes.LANES];
        }
        for (int i = 0; i < count; i++) {
            patchFrom[i] = i * taps;
        }
        shortRuns.geometry(runs, length, input.pitch);
        shortRuns.read(input.floats, from);
        shortRuns.toPatches(begin, count, patches);
    }

    private void tiles(int runs, int length, int pitch, float[] a, int[] table, int first, long filters, int b,
            int toFirst, int count,
            MemorySegment tile) {
        MemorySegment c = d.out.segment();
        long row = d.out.byteOffset(b, 0);
        int n = d.outputs();
        for (int j = 0; j < n; j += Shapes.NR) {
            int width = Shapes.width(n, j);
            int columns = Math.min(width, n - j);
            long panel = filters + 4L * runs * length * j;
            int done = 0;
            while (done < count) {
                int height = height(width, count - done);
                if (columns == width && count - done >= height) {
                    kernel(height, width, runs, length, pitch, a, table, first + done, panel, j, c, row + 4L * j, to,
                            toFirst + done);
                    done += height;
                    continue;
                }
                int rows = Math.min(height, count - done);
                for (int i = 0; i < height; i++) {
                    int at = done + Math.min(i, rows - 1);
                    tailFrom[i] = table[first + at];
                    tailTo[i] = to[toFirst + at];
                    tileTo[i] = i * width;
                }
                if (columns == width) {
                    kernel(height, width, runs, length, pitch, a, tailFrom, 0, panel, j, c, row + 4L * j, tailTo, 0);
                } else {
                    kernel(height, width, runs, length, pitch, a, tailFrom, 0, panel, j, tile, 0, tileTo, 0);
                    store(tile, width, rows, columns, c, row + 4L * j);
                }
                done += height;
            }
        }
    }

    /// Positions of the next tile where so many are left.
    private static int height(int width, int left) {
        return width == Shapes.NR && left > Shapes.MR ? Shapes.SUMS : Shapes.MR;
    }

    /// Copies the channels that there are of a tile whose panel is wider.
    private void store(MemorySegment tile, int width, int rows, int columns, MemorySegment c, long offset) {
        for (int i = 0; i < rows; i++) {
            long at = offset + 4L * tailTo[i];
            for (int j = 0; j < columns; j++) {
                c.set(ScalarConvolution.FLOAT, at + 4L * j, tile.get(ScalarConvolution.FLOAT, 4L * (i * width + j)));
            }
        }
    }

    private void kernel(int height, int width, int runs, int length, int pitch, float[] a, int[] table, int at,
            long panel, int j, MemorySegment c, long offset, int[] target, int toAt) {
        if (width == Shapes.NR) {
            float[] b = d.packedFloats;
            int first = (int) (panel >> 2);
            switch (height) {
                case 12 -> SumsKernel12x2.set(runs, length, pitch, a, table, at, b, first, d.bias, 4L * j, c, offset,
                        target, toAt);
                case 8 -> SumsKernel8x2.set(runs, length, pitch, a, table, at, b, first, d.bias, 4L * j, c, offset,
                        target, toAt);
                default -> SumsKernel6x2.set(runs, length, pitch, a, table, at, b, first, d.bias, 4L * j, c, offset,
                        target, toAt);
            }
        } else if (height == 8) {
            SumsKernel8x1.set(runs, length, pitch, a, table, at, d.packed, panel, d.bias, 4L * j, c, offset, target,
                    toAt);
        } else {
            SumsKernel6x1.set(runs, length, pitch, a, table, at, d.packed, panel, d.bias, 4L * j, c, offset, target,
                    toAt);
        }
    }
}
