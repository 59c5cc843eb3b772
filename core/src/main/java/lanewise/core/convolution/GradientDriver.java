package lanewise.core.convolution;

import lanewise.core.Kernels;
import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.Window;
import lanewise.core.Workspace;
import lanewise.core.gemm.Blocking;
import lanewise.core.gemm.Tiles;

/// The gradient of the weights: the product of the transposed map and the patches of the image, whose sum goes over the
/// positions. Split over filters and taps, never over positions.
///
/// One of the two stands in the rows of the tiles and the other in their vectors, whichever leaves fewer of both empty;
/// where that is the same, the larger one in the vectors, which are copied with less work.
final class GradientDriver implements Team.Work {

    static final int SUMS = 0;
    static final int PANEL = 1;

    final Workspace workspace;
    private final GradientPart[] pieces;
    private final FewTapsPart[] direct;
    Window window;
    Matrix image;
    Matrix map;
    Matrix dWeight;
    /// Whether the taps stand in the vectors; without vectors the columns are the filters.
    boolean tapsAcross;
    private boolean fewTaps;
    private int rows;
    private int columns;
    private int rowGrain;
    private int columnGrain;
    private int rowParts;
    private int columnParts;

    GradientDriver(Workspace workspace) {
        this.workspace = workspace;
        pieces = new GradientPart[workspace.team().size()];
        direct = new FewTapsPart[pieces.length];
        for (int i = 0; i < pieces.length; i++) {
            pieces[i] = new GradientPart(this);
            direct[i] = new FewTapsPart(this);
        }
    }

    void run(Window w, Matrix images, Matrix maps, Matrix result) {
        window = w;
        image = images;
        map = maps;
        dWeight = result;
        try {
            split();
        } finally {
            image = null;
            map = null;
            dWeight = null;
        }
    }

    private void split() {
        int taps = window.taps();
        int filters = window.filters();
        long across = (long) Tiles.paddedRows(filters) * Shapes.padded(taps);
        long down = (long) Tiles.paddedRows(taps) * Shapes.padded(filters);
        fewTaps = Kernels.VECTOR && FewTapsPart.suits(window);
        tapsAcross = Kernels.VECTOR && !fewTaps && (across < down || across == down && taps >= filters);
        rowGrain = fewTaps ? FewTapsPart.TAPS : Shapes.MR;
        // Half a tile of few taps reads half of the map; of others it takes as long as a whole one.
        columnGrain = fewTaps ? Shapes.LANES : Shapes.NR;
        rows = tapsAcross ? filters : taps;
        columns = tapsAcross ? taps : filters;
        double work = (double) map.rows() * window.mapSize() * taps;
        long share = workspace.team().isAwake() ? Blocking.WORK_PER_PART_AWAKE : Blocking.WORK_PER_PART;
        int parts = Math.max(1, (int) Math.min(workspace.team().size(), work / share));
        int panels = (columns + columnGrain - 1) / columnGrain;
        int tiles = (rows + rowGrain - 1) / rowGrain;
        columnParts = !Kernels.VECTOR || panels % parts == 0 || panels >= 4 * parts || tiles < parts
                ? Math.min(parts, panels) : 1;
        rowParts = Kernels.VECTOR ? Math.clamp(parts / columnParts, 1, tiles) : 1;
        if (columnParts * rowParts == 1) {
            part(0, 1);
        } else {
            workspace.team().run(this);
        }
    }

    @Override
    public void part(int part, int parts) {
        if (part >= columnParts * rowParts) {
            return;
        }
        int c0 = Team.begin(columns, part / rowParts, columnParts, columnGrain);
        int c1 = Team.begin(columns, part / rowParts + 1, columnParts, columnGrain);
        int r0 = Team.begin(rows, part % rowParts, rowParts, rowGrain);
        int r1 = Team.begin(rows, part % rowParts + 1, rowParts, rowGrain);
        if (c0 >= c1 || r0 >= r1) {
            return;
        }
        if (fewTaps) {
            direct[part].run(part, r0, r1, c0, c1);
        } else if (Kernels.VECTOR) {
            pieces[part].run(part, r0, r1, c0, c1);
        } else {
            ScalarConvolution.weightGradient(window, map.rows(), image.segment(), image.byteOffset(1, 0), map.segment(),
                    map.byteOffset(1, 0), dWeight.segment(), dWeight.byteOffset(1, 0), c0, c1);
        }
    }
}
