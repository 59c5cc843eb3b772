package lanewise.core.gemm;

import java.lang.foreign.MemorySegment;

import lanewise.core.Epilogue;
import lanewise.core.Kernels;
import lanewise.core.Matrix;
import lanewise.core.Storage;
import lanewise.core.Team;
import lanewise.core.Workspace;

/// One matrix product at a time on one workspace: splits C into parts, and each part into blocks that fit the caches.
///
/// The arguments were checked by the caller. C may hold partial sums between blocks of k: storing and loading a float
/// changes no bits. Owned by its workspace; not thread-safe but for the parts of a running product.
public final class GemmDriver implements Team.Work {

    private static final int PACKED_B = 0;
    private static final int TILE = 1;

    private final Workspace workspace;
    private final float[][] packedA;
    private final ScalarRows scalarRows;
    private final Grid.Cost cost = (rows, columns) -> Ways.cost(this, rows, columns);

    int m;
    private int n;
    int k;
    float alpha;
    float beta;
    MemorySegment a;
    long aRow;
    long aColumn;
    MemorySegment b;
    long bRow;
    long bColumn;
    boolean bIsPacked;
    Storage storage = Storage.FLOAT32;
    private MemorySegment scales;
    MemorySegment c;
    long cRow;
    private Epilogue epilogue;
    private int rowParts;
    private int columnParts;
    private long directions;
    /// The last rows of C, which go the way of few rows: how many, and the first.
    int few;
    int fewFrom;
    boolean backwards;

    /// The driver of a workspace.
    ///
    /// @param workspace whose team and scratch memory it uses
    public GemmDriver(Workspace workspace) {
        this.workspace = workspace;
        this.packedA = new float[workspace.team().size()][0];
        this.scalarRows = new ScalarRows(workspace.team().size());
    }

    /// Does a product of plain matrices.
    ///
    /// @param transposeA whether op(A) is the transpose of `a`
    /// @param transposeB whether op(B) is the transpose of `b`
    /// @param alpha factor of the product
    /// @param a the left matrix
    /// @param b the right matrix
    /// @param beta factor of C
    /// @param c the result
    /// @param epilogue bias and activation
    public void multiply(boolean transposeA, boolean transposeB, float alpha, Matrix a, Matrix b, float beta, Matrix c,
            Epilogue epilogue) {
        long stride = (long) b.rowStride() * Float.BYTES;
        setB(b.segment(), transposeB ? Float.BYTES : stride, transposeB ? stride : Float.BYTES, false);
        run(transposeA, alpha, a, beta, c, epilogue);
    }

    /// Does a product with a packed right-hand side.
    ///
    /// @param transposeA whether op(A) is the transpose of `a`
    /// @param alpha factor of the product
    /// @param a the left matrix
    /// @param packedB what [Packing#packB] wrote for all of B
    /// @param beta factor of C
    /// @param c the result
    /// @param epilogue bias and activation
    public void multiply(boolean transposeA, float alpha, Matrix a, MemorySegment packedB, float beta, Matrix c,
            Epilogue epilogue) {
        setB(packedB, (long) c.columns() * Float.BYTES, Float.BYTES, true);
        run(transposeA, alpha, a, beta, c, epilogue);
    }

    /// Does a product with packed weights of 16 or 8 bits; C is not read.
    ///
    /// @param transposeA whether op(A) is the transpose of `a`
    /// @param alpha factor of the product
    /// @param a the left matrix
    /// @param narrow how wide a weight is
    /// @param packedB what [NarrowPacking#pack] wrote
    /// @param scalesOfB the scales that it wrote for int8
    /// @param c the result
    /// @param epilogue bias and activation
    public void multiply(boolean transposeA, float alpha, Matrix a, Storage narrow, MemorySegment packedB,
            MemorySegment scalesOfB, Matrix c, Epilogue epilogue) {
        setB(packedB, (long) c.columns() * Float.BYTES, Float.BYTES, false);
        storage = narrow;
        scales = scalesOfB;
        try {
            run(transposeA, alpha, a, 0, c, epilogue);
        } finally {
            storage = Storage.FLOAT32;
            scales = null;
        }
    }

    private boolean isNarrow() {
        return storage != Storage.FLOAT32;
    }

    private void setB(MemorySegment segment, long rowStride, long columnStride, boolean isPacked) {
        b = segment;
        bRow = rowStride;
        bColumn = columnStride;
        bIsPacked = isPacked;
    }

    private void run(boolean transposeA, float factor, Matrix left, float factorC, Matrix result, Epilogue last) {
        m = result.rows();
        n = result.columns();
        k = transposeA ? left.rows() : left.columns();
        alpha = factor;
        a = left.segment();
        long stride = (long) left.rowStride() * Float.BYTES;
        aRow = transposeA ? Float.BYTES : stride;
        aColumn = transposeA ? stride : Float.BYTES;
        beta = factorC;
        c = result.segment();
        cRow = (long) result.rowStride() * Float.BYTES;
        epilogue = last;
        try {
            if (m > 0 && n > 0) {
                split();
            }
        } finally {
            a = null;
            b = null;
            c = null;
            epilogue = null;
        }
    }

    private void split() {
        few = Kernels.VECTOR && !isNarrow() ? Ways.fewRows(this) : 0;
        fewFrom = m - few;
        if (few == m) {
            directions = RowPath.turned(directions, b);
            backwards = RowPath.backwards(directions, b);
        } else {
            // The tiles have just read the last panels.
            backwards = true;
        }
        long share = workspace.team().isAwake() ? Blocking.WORK_PER_PART_AWAKE : Blocking.WORK_PER_PART;
        long worthwhile = (long) ((double) m * n * k / share);
        int parts = (int) Math.min(workspace.team().size(), worthwhile);
        if (parts <= 1) {
            part(0, 0, m, 0, n);
            return;
        }
        rowParts = Grid.rowParts(m, n, parts, columnGrain(), cost);
        columnParts = parts / rowParts;
        workspace.team().run(this);
    }

    /// Borders between parts keep the panels of packed B whole.
    private int columnGrain() {
        return (bIsPacked || isNarrow()) && Kernels.VECTOR ? Blocking.NR : Blocking.LANES;
    }

    @Override
    public void part(int part, int parts) {
        if (part >= rowParts * columnParts) {
            return;
        }
        int row = part / columnParts;
        int column = part % columnParts;
        int i0 = Team.begin(m, row, rowParts, Blocking.MR);
        int i1 = Team.begin(m, row + 1, rowParts, Blocking.MR);
        int j0 = Team.begin(n, column, columnParts, columnGrain());
        int j1 = Team.begin(n, column + 1, columnParts, columnGrain());
        if (i0 < i1 && j0 < j1) {
            part(part, i0, i1, j0, j1);
        }
    }

    private void part(int part, int i0, int i1, int j0, int j1) {
        if (!Kernels.VECTOR) {
            scalar(part, i0, i1, j0, j1);
        } else if (k == 0) {
            start(i0, i1 - i0, j0, j1 - j0);
            finish(i0, i1 - i0, j0, j1 - j0);
        } else if (isNarrow() && m <= NarrowPath.mostRows(storage)) {
            NarrowPath.multiply(this, part, i0, i1 - i0, j0, j1);
            finish(i0, i1 - i0, j0, j1 - j0);
        } else {
            if (i0 < fewFrom) {
                tiles(part, i0, Math.min(i1, fewFrom), j0, j1);
            }
            if (i1 > fewFrom) {
                fewRows(part, j0, j1);
            }
        }
    }

    private void tiles(int part, int i0, int i1, int j0, int j1) {
        if (isNarrow()) {
            BlockPath.blocks(this, part, i0, i1, j0, j1);
        } else if (Ways.swaps(this, i1 - i0, j1 - j0) && ColdStart.direct(j1 - j0, i1 - i0, tile(part))) {
            SwappedPath.multiply(this, part, i0, i1, j0, j1);
            finish(i0, i1 - i0, j0, j1 - j0);
        } else if (Ways.readsA(this, i1 - i0, j1 - j0) && ColdStart.direct(i1 - i0, j1 - j0, tile(part))) {
            BlockPath.panels(this, part, i0, i1, j0, j1);
        } else {
            BlockPath.blocks(this, part, i0, i1, j0, j1);
        }
    }

    private void scalar(int part, int i0, int i1, int j0, int j1) {
        start(i0, i1 - i0, j0, j1 - j0);
        if (isNarrow()) {
            ScalarGemm.multiply(storage, i1 - i0, j1 - j0, k, alpha, a, i0 * aRow, aRow, aColumn, b, j0, n, c,
                    cOffset(i0, j0), cRow);
        } else {
            scalarRows.multiply(part, i1 - i0, j1 - j0, k, alpha, a, i0 * aRow, aRow, aColumn, b, j0 * bColumn, bRow,
                    bColumn, c, cOffset(i0, j0), cRow);
        }
        finish(i0, i1 - i0, j0, j1 - j0);
    }

    private void fewRows(int part, int j0, int j1) {
        start(fewFrom, few, j0, j1 - j0);
        if (ColdRows.isCold(this, j1 - j0)) {
            ColdRows.multiply(this, part, j0, j1);
        } else {
            RowPath.multiply(this, part, j0, j1);
        }
        finish(fewFrom, few, j0, j1 - j0);
    }

    MemorySegment tile(int part) {
        return workspace.scratch(part, TILE,
                Math.max(Tiles.SCRATCH_BYTES, Math.max(SwappedPath.SCRATCH_BYTES, RowPath.SCRATCH_BYTES)));
    }

    MemorySegment packB(int part, int pc, int kc, int jc, int nc) {
        MemorySegment panels = workspace.scratch(part, PACKED_B, Blocking.packedBytes(kc, nc));
        if (isNarrow()) {
            NarrowPacking.widen(storage, b, k, pc, kc, jc, nc, panels);
        } else {
            Packing.packB(b, pc * bRow + jc * bColumn, bRow, bColumn, kc, nc, panels);
        }
        return panels;
    }

    /// Scratch memory for a row of C.
    MemorySegment scratchRow(int part, long bytes) {
        return workspace.scratch(part, PACKED_B, bytes);
    }

    /// Scratch memory for one panel with all k.
    MemorySegment panel(int part, int width) {
        return workspace.scratch(part, PACKED_B, (long) k * width * Float.BYTES);
    }

    /// Packs one panel of B, with all k.
    MemorySegment packPanel(int part, int kc, int j, int columns, int width) {
        MemorySegment panel = panel(part, width);
        if (isNarrow()) {
            NarrowPacking.widenPanel(storage, b, k, 0, kc, j, columns, width, panel, 0);
        } else {
            Packing.packPanel(b, j * bColumn, bRow, bColumn, kc, columns, width, panel, 0);
        }
        return panel;
    }

    float[] leftScratch(int part, int floats) {
        float[] scratch = packedA[part];
        if (scratch.length < floats) {
            scratch = new float[Math.max(floats, Math.min(2 * scratch.length, Blocking.BLOCK_OF_A / Float.BYTES))];
            packedA[part] = scratch;
        }
        return scratch;
    }

    void start(int i0, int rows, int j0, int columns) {
        Rows.start(beta, c, cOffset(i0, j0), cRow, rows, columns);
    }

    void finish(int i0, int rows, int j0, int columns) {
        if (scales != null) {
            Rows.multiply(scales, (long) j0 * Float.BYTES, c, cOffset(i0, j0), cRow, rows, columns);
        }
        Rows.finish(epilogue, c, cOffset(i0, j0), cRow, i0, j0, rows, columns);
    }

    long cOffset(int i, int j) {
        return i * cRow + (long) j * Float.BYTES;
    }
}
