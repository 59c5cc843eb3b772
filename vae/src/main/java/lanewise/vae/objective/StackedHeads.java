package lanewise.vae.objective;

import lanewise.core.Matrix;

/// Views of the two halves of the columns of a buffer of stacked heads. Setting the view of all rows again, or the view of fewer rows set last, allocates
/// nothing.
final class StackedHeads {

    private record Halves(Matrix both, Matrix first, Matrix second) {

        static Halves of(Matrix both, Halves known) {
            if (known != null && known.both == both) {
                return known;
            }
            int half = both.columns() / 2;
            return new Halves(both, both.columns(0, half), both.columns(half, 2 * half));
        }
    }

    private final int maxRows;
    private Halves allRows;
    private Halves fewerRows;
    private Halves current;

    StackedHeads(int maxRows) {
        this.maxRows = maxRows;
    }

    void set(Matrix both) {
        if (both.rows() == maxRows) {
            allRows = Halves.of(both, allRows);
            current = allRows;
        } else {
            fewerRows = Halves.of(both, fewerRows);
            current = fewerRows;
        }
    }

    Matrix first() {
        return current.first;
    }

    Matrix second() {
        return current.second;
    }
}
