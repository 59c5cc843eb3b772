package lanewise.vae.explore;

import java.lang.foreign.Arena;

import lanewise.core.Matrix;
import lanewise.core.Workspace;
import lanewise.vae.data.Dataset;
import lanewise.vae.model.Session;
import lanewise.vae.model.VaeModel;

/// The embedding of an example is the mean of its posterior, `E[z | x]`: deterministic, no noise.
///
/// Thread-safe: no state.
public final class Embedding {

    private static final int ROWS = 1024;

    private Embedding() {
    }

    /// The embeddings of a data set.
    ///
    /// @param model the model
    /// @param data the examples, as wide as what the encoder reads
    /// @param mean where the means go, examples x latent
    /// @param logVariance where the logs of the variances go, examples x latent, or null if they are not wanted
    /// @param workspace who does the work
    /// @throws IllegalArgumentException if the shapes do not fit
    public static void of(VaeModel model, Dataset data, Matrix mean, Matrix logVariance, Workspace workspace) {
        int latent = model.architecture().latent();
        mean.requireShape("mean", data.size(), latent);
        if (logVariance != null) {
            logVariance.requireShape("logVariance", data.size(), latent);
        }
        int rows = Math.max(1, Math.min(ROWS, data.size()));
        try (Arena arena = Arena.ofShared(); Session session = model.session(rows, workspace)) {
            Matrix batch = Matrix.allocate(arena, rows, data.width());
            for (int from = 0; from < data.size(); from += rows) {
                int count = Math.min(rows, data.size() - from);
                data.copy(from, count, batch);
                Matrix x = batch.rows(0, count);
                if (logVariance == null) {
                    session.encode(x, mean.rows(from, from + count));
                } else {
                    session.encode(x, mean.rows(from, from + count), logVariance.rows(from, from + count));
                }
            }
        }
    }
}
