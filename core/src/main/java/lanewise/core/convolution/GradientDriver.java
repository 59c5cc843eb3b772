package lanewise.core.convolution;

import lanewise.core.Kernels;
import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.Window;
import lanewise.core.Workspace;

/// The gradient of the weights: split over panels of filters or over taps, never over positions.
final class GradientDriver implements Team.Work {

    static final int SUMS = 0;
    static final int PANEL = 1;

    final Workspace workspace;
    private final GradientPart[] pieces;
    Window window;
    Matrix image;
    Matrix map;
    Matrix dWeight;
    private int panels;
    private int tiles;
    private int panelParts;
    private int tileParts;

    GradientDriver(Workspace workspace) {
        this.workspace = workspace;
        pieces = new GradientPart[workspace.team().size()];
        for (int i = 0; i < pieces.length; i++) {
            pieces[i] = new GradientPart(this);
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
        panels = (window.filters() + Shapes.NR - 1) / Shapes.NR;
        tiles = window.kernelHeight() * tilesOfRun(window);
        double work = (double) map.rows() * window.mapSize() * window.taps();
        long share = workspace.team().isAwake() ? Shapes.WORK_PER_PART_AWAKE : Shapes.WORK_PER_PART;
        int parts = Math.max(1, (int) Math.min(workspace.team().size(), work / share));
        panelParts = panels % parts == 0 || tiles < parts ? Math.min(parts, panels) : 1;
        tileParts = Kernels.VECTOR ? Math.clamp(parts / panelParts, 1, tiles) : 1;
        if (panelParts * tileParts == 1) {
            part(0, 1);
        } else {
            workspace.team().run(this);
        }
    }

    /// Tiles of taps in a run of the image: the taps of one row of the kernel, all channels.
    static int tilesOfRun(Window w) {
        return (w.kernelWidth() * w.channels() + Shapes.MR - 1) / Shapes.MR;
    }

    @Override
    public void part(int part, int parts) {
        if (part >= panelParts * tileParts) {
            return;
        }
        int f0 = Team.begin(window.filters(), part / tileParts, panelParts, Shapes.NR);
        int f1 = Team.begin(window.filters(), part / tileParts + 1, panelParts, Shapes.NR);
        int t0 = Team.begin(tiles, part % tileParts, tileParts, 1);
        int t1 = Team.begin(tiles, part % tileParts + 1, tileParts, 1);
        if (!Kernels.VECTOR) {
            ScalarConvolution.weightGradient(window, map.rows(), image.segment(), image.byteOffset(1, 0), map.segment(),
                    map.byteOffset(1, 0),
                    dWeight.segment(), dWeight.byteOffset(1, 0), f0, f1);
        } else if (f0 < f1 && t0 < t1) {
            pieces[part].run(part, f0, f1, t0, t1);
        }
    }
}
