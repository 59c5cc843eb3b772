package lanewise.vae.explore;

import java.lang.foreign.Arena;

import lanewise.core.Matrix;
import lanewise.core.Workspace;
import lanewise.vae.data.Dataset;
import lanewise.vae.evaluate.Evaluator;
import lanewise.vae.model.VaeModel;

/// Rows as points of the latent space: the means of their posteriors, with their labels.
///
/// @param points rows x Z
/// @param labels one per row; empty if the data have none
public record Embeddings(Matrix points, int[] labels) {

    /// Encodes the rows.
    ///
    /// @param model the model
    /// @param data the rows, at least one, of the width and the values that the model takes
    /// @param arena who owns the points
    /// @param workspace who does the work
    /// @return the embeddings
    /// @throws IllegalArgumentException if there are no rows or they do not suit the model
    public static Embeddings of(VaeModel model, Dataset data, Arena arena, Workspace workspace) {
        Evaluator.check(model.architecture(), data);
        Matrix points = Matrix.allocate(arena, data.size(), model.architecture().latent());
        Embedding.of(model, data, points, null, workspace);
        int[] labels = new int[data.hasLabels() ? data.size() : 0];
        for (int r = 0; r < labels.length; r++) {
            labels[r] = data.label(r);
        }
        return new Embeddings(points, labels);
    }

    /// The share of labels that were told right.
    ///
    /// @param told one per row
    /// @return 0 to 1
    /// @throws IllegalArgumentException if there are not as many as labels, or no labels
    public double accuracy(int[] told) {
        if (labels.length == 0 || told.length != labels.length) {
            throw new IllegalArgumentException("told: " + told.length + " for " + labels.length
                    + " labels, expected as many and at least one");
        }
        int right = 0;
        for (int r = 0; r < labels.length; r++) {
            right += told[r] == labels[r] ? 1 : 0;
        }
        return (double) right / labels.length;
    }
}
