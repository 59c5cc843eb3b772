package lanewise.core.convolution;

import java.lang.foreign.MemorySegment;

import lanewise.core.Epilogue;
import lanewise.core.Kernels;
import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.Window;
import lanewise.core.Workspace;
import lanewise.core.gemm.Blocking;
import lanewise.core.kernel.Machine;

/// A convolution or its adjoint: packs what is not packed, and splits the result over images, or over rows where there
/// are few images.
///
/// Both directions are one: positions of the output read runs of the padded input, and phases of the adjoint ([Phases])
/// differ in their taps only. A
/// *unit* is a row of the output, or of the adjoint the rows that read the same last row of the map, one for each
/// phase.
final class SumsDriver implements Team.Work {

    private static final int PACKED = 0;
    private static final int BIAS = 1;
    static final int TILE = 2;
    static final int NEAR = 3;

    final Workspace workspace;
    private final SumsPart[] pieces;
    private final PlanesPart[] planes;
    private final RowsPart[] rows;
    private boolean inPlanes;
    private boolean inRows;
    Window window;
    boolean adjoint;
    Matrix in;
    private MemorySegment weight;
    private long weightRow;
    MemorySegment packed;
    /// The same on the heap.
    float[] packedFloats;
    private float[] heap = new float[0];
    MemorySegment bias;
    Matrix out;
    Epilogue epilogue;
    /// Units of the result, and the same across.
    int units;
    int unitsAcross;
    /// Rows of the padded input from one unit to the next, and rows that a unit reads.
    int step;
    int extent;
    /// Whether the result is too large for L2.
    boolean farOut;
    private int imageParts;
    private int unitParts;

    SumsDriver(Workspace workspace) {
        this.workspace = workspace;
        pieces = new SumsPart[workspace.team().size()];
        planes = new PlanesPart[pieces.length];
        rows = new RowsPart[pieces.length];
        for (int i = 0; i < pieces.length; i++) {
            pieces[i] = new SumsPart(this);
            planes[i] = new PlanesPart(this);
            rows[i] = new RowsPart(this);
        }
    }

    /// Runs with plain weights.
    void run(Window w, boolean isAdjoint, Matrix from, Matrix plain, Matrix to, Epilogue last) {
        if (Kernels.VECTOR && to.rows() > 0) {
            long bytes = FilterPacking.bytes(w, isAdjoint);
            MemorySegment panels = workspace.scratch(0, PACKED, bytes);
            FilterPacking.pack(w, isAdjoint, plain, panels);
            heap = FilterPacking.onHeap(panels, bytes, heap);
            run(w, isAdjoint, from, panels, heap, 0, to, last);
        } else {
            run(w, isAdjoint, from, plain.segment(), heap, plain.byteOffset(1, 0), to, last);
        }
    }

    /// Runs with packed weights, or with plain ones that have this row stride where there are no vectors.
    void run(Window w, boolean isAdjoint, Matrix from, MemorySegment filters, float[] panels, long filterRow,
            Matrix to, Epilogue last) {
        window = w;
        adjoint = isAdjoint;
        in = from;
        weight = filters;
        weightRow = filterRow;
        packed = filters;
        packedFloats = panels;
        out = to;
        epilogue = last;
        try {
            if (out.rows() > 0) {
                split();
            }
        } finally {
            in = null;
            weight = null;
            packed = null;
            packedFloats = null;
            bias = null;
            out = null;
            epilogue = null;
        }
    }

    private void split() {
        units = adjoint ? (window.height() - 1 + window.padding()) / window.stride() + 1 : window.mapHeight();
        unitsAcross = adjoint ? (window.width() - 1 + window.padding()) / window.stride() + 1 : window.mapWidth();
        step = adjoint ? 1 : window.stride();
        extent = adjoint ? Phases.taps(window.kernelHeight(), window.stride(), 0) : window.kernelHeight();
        farOut = (long) out.rows() * out.columns() * Float.BYTES > Machine.l2();
        inRows = Kernels.VECTOR && RowsPart.suits(this);
        inPlanes = Kernels.VECTOR && PlanesPart.suits(this);
        if (Kernels.VECTOR) {
            bias = biasPanel();
        }
        double work = (double) out.rows() * window.mapSize() * window.taps();
        long share = workspace.team().isAwake() ? Blocking.WORK_PER_PART_AWAKE : Blocking.WORK_PER_PART;
        int parts = (int) Math.min(workspace.team().size(), work / share);
        imageParts = Math.clamp(parts, 1, out.rows());
        unitParts = Kernels.VECTOR ? Math.clamp(parts / imageParts, 1, units) : 1;
        if (imageParts * unitParts == 1) {
            part(0, 1);
        } else {
            workspace.team().run(this);
        }
    }

    /// The bias of all channels, those of a panel that are none included; -0 where there is none, the one number whose
    /// addition changes nothing.
    private MemorySegment biasPanel() {
        int channels = outputs();
        int n = Shapes.padded(channels);
        MemorySegment panel = workspace.scratch(0, BIAS, 4L * n);
        Matrix row = epilogue.bias();
        for (int c = 0; c < n; c++) {
            panel.set(ScalarConvolution.FLOAT, 4L * c, row == null || c >= channels ? -0f
                    : row.segment().get(ScalarConvolution.FLOAT, 4L * c));
        }
        return panel;
    }

    @Override
    public void part(int part, int parts) {
        if (part >= imageParts * unitParts) {
            return;
        }
        int b0 = Team.begin(out.rows(), part / unitParts, imageParts, 1);
        int b1 = Team.begin(out.rows(), part / unitParts + 1, imageParts, 1);
        int u0 = Team.begin(units, part % unitParts, unitParts, 1);
        int u1 = Team.begin(units, part % unitParts + 1, unitParts, 1);
        if (!Kernels.VECTOR) {
            scalar(b0, b1);
        } else if (b0 < b1 && u0 < u1) {
            if (inRows) {
                rows[part].run(part, b0, b1, u0, u1);
            } else if (inPlanes) {
                planes[part].run(part, b0, b1, u0, u1);
            } else {
                pieces[part].run(part, b0, b1, u0, u1);
            }
        }
    }

    private void scalar(int b0, int b1) {
        for (int b = b0; b < b1; b++) {
            if (adjoint) {
                ScalarConvolution.adjoint(window, in.segment(), in.byteOffset(b, 0), weight, weightRow, out.segment(),
                        out.byteOffset(b, 0));
                Pixels.finish(epilogue, out, b, window.channels());
            } else {
                ScalarConvolution.forward(window, in.segment(), in.byteOffset(b, 0), weight, weightRow, out.segment(),
                        out.byteOffset(b, 0));
                Pixels.finish(epilogue, out, b, window.filters());
            }
        }
    }

    /// Channels that a chain goes over.
    int inputs() {
        return adjoint ? window.filters() : window.channels();
    }

    /// Channels of the result.
    int outputs() {
        return adjoint ? window.channels() : window.filters();
    }

    int outHeight() {
        return adjoint ? window.height() : window.mapHeight();
    }

    int outWidth() {
        return adjoint ? window.width() : window.mapWidth();
    }

    int phases() {
        return adjoint ? window.stride() * window.stride() : 1;
    }

    /// Positions of the result from one of a phase to the next.
    int phaseStep() {
        return adjoint ? window.stride() : 1;
    }

    /// The row of the result that unit 0 of a phase is.
    int firstRow(int phase) {
        return adjoint ? phase / window.stride() - window.padding() : 0;
    }

    /// The column of the result that is the first of a phase.
    int firstColumn(int phase) {
        return adjoint ? phase % window.stride() - window.padding() : 0;
    }

    int downTaps(int phase) {
        return adjoint ? Phases.taps(window.kernelHeight(), window.stride(), phase / window.stride())
                : window.kernelHeight();
    }

    int acrossTaps(int phase) {
        return adjoint ? Phases.taps(window.kernelWidth(), window.stride(), phase % window.stride())
                : window.kernelWidth();
    }

    /// Rows of the padded input above those that a position of a phase reads.
    int rowShift(int phase) {
        return adjoint ? extent - downTaps(phase) : 0;
    }

    /// Columns of the padded input before those that a position of a phase reads.
    int columnShift(int phase) {
        return adjoint ? acrossTaps(0) - acrossTaps(phase) : 0;
    }

    /// Zeros before the columns of the input.
    int leftZeros() {
        return adjoint ? acrossTaps(0) - 1 : window.padding();
    }

    /// Activates the rows of the result in the units u0 to u1 of image b.
    void activate(int b, int u0, int u1) {
        int row = outWidth() * outputs();
        int y0 = firstOutRow(u0);
        int y1 = firstOutRow(u1);
        if (y0 < y1) {
            Pixels.activate(epilogue, out, b, y0 * row, (y1 - y0) * row);
        }
    }

    /// Writes zeros to the rows of the result in the units u0 to u1 of image b, from the first to the last: the memory
    /// behind them is fetched ahead then, which it is not where tiles are written here and there.
    void touch(int b, int u0, int u1) {
        int row = outWidth() * outputs();
        int y0 = firstOutRow(u0);
        int y1 = firstOutRow(u1);
        if (y0 < y1) {
            ColumnKernels.zeros(out.segment(), out.byteOffset(b, y0 * row), (y1 - y0) * row / Shapes.LANES);
        }
    }

    /// The first row of the result in the units from `unit`; its height if there is none.
    private int firstOutRow(int unit) {
        return Math.clamp((long) unit * phaseStep() - (adjoint ? window.padding() : 0), 0, outHeight());
    }
}
