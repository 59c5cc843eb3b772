package lanewise.vae.loss;

import lanewise.core.Matrix;

/// Views of mean and log-variance in the heads of a posterior: columns 0 to Z and Z to 2 Z. Setting the view of all
/// rows again, or the view of fewer rows set last, allocates nothing.
final class StackedHeads {

    private record Halves(Matrix heads, Matrix first, Matrix second) {

        static Halves of(Matrix heads, int latent, Halves known) {
            if (known != null && known.heads == heads) {
                return known;
            }
            return new Halves(heads, heads.columns(0, latent), heads.columns(latent, 2 * latent));
        }
    }

    private final int maxRows;
    private final int latent;
    private Halves allRows;
    private Halves fewerRows;
    private Halves current;

    StackedHeads(int maxRows, int latent) {
        this.maxRows = maxRows;
        this.latent = latent;
    }

    void set(Matrix heads) {
        if (heads.rows() == maxRows) {
            allRows = Halves.of(heads, latent, allRows);
            current = allRows;
        } else {
            fewerRows = Halves.of(heads, latent, fewerRows);
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
