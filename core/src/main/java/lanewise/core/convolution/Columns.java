package lanewise.core.convolution;

import java.lang.foreign.MemorySegment;

/// What a product over positions reads: for each position, `runs` runs of `length` floats, numbered as columns.
///
/// Copies some columns of a block of positions into a panel. A run is moved vector by vector, the last one reaching
/// beyond it: what it writes too much is overwritten by the next move, or stands where no column does. So `floats` and
/// the panels go on for a vector behind what is meant.
final class Columns {

    private int[] source = new int[Math.max(Shapes.NR, Shapes.A_STEP)];
    private int[] target = new int[source.length];
    private int moves;
    private float[] floats;
    private int[] from;
    private int length;
    private int pitch;

    /// Columns in all.
    int count;

    /// The geometry: runs of `length` floats, `pitch` floats from one to the next.
    void geometry(int runs, int length, int pitch) {
        this.length = length;
        this.pitch = pitch;
        count = runs * length;
    }

    /// Where the floats lie and where each position begins.
    void read(float[] floats, int[] from) {
        this.floats = floats;
        this.from = from;
    }

    /// Copies `rows` columns from `first` of n positions from p to a panel of A.
    void toRows(int first, int rows, int p, int n, float[] panel, int at) {
        plan(first, rows);
        if (moves == 1) {
            ColumnKernels.row(floats, from, p, n, source[0], panel, at);
        } else {
            ColumnKernels.rows(floats, from, p, n, moves, source, target, panel, at, Shapes.A_STEP);
        }
    }

    /// Copies `width` columns from `first`, or as many as there are, of n positions from p to a panel of B.
    void toVectors(int first, int width, int p, int n, MemorySegment panel) {
        plan(first, Math.min(width, count - first));
        if (moves == 2 && width == Shapes.NR && source[1] == source[0] + Shapes.LANES) {
            ColumnKernels.pairs(floats, from, p, n, source[0], panel);
        } else {
            ColumnKernels.vectors(floats, from, p, n, moves, source, target, panel, 4L * width);
        }
    }

    /// Copies all columns of n positions from p side by side.
    void toPatches(int p, int n, float[] patches) {
        plan(0, count);
        ColumnKernels.rows(floats, from, p, n, moves, source, target, patches, 0, count);
    }

    private void plan(int first, int columns) {
        moves = 0;
        if (source.length < columns) {
            source = new int[columns];
            target = new int[columns];
        }
        for (int done = 0; done < columns;) {
            int k = (first + done) % length;
            int run = Math.min(length - k, columns - done);
            for (int i = 0; i < run; i += Shapes.LANES) {
                source[moves] = (first + done) / length * pitch + k + i;
                target[moves++] = done + i;
            }
            done += run;
        }
    }
}
