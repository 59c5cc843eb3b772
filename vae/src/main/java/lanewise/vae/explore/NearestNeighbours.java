package lanewise.vae.explore;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

import lanewise.core.Epilogue;
import lanewise.core.Gemm;
import lanewise.core.Matrix;
import lanewise.core.PackedMatrix;
import lanewise.core.Team;
import lanewise.core.Workspace;
import lanewise.core.activation.Identity;

/// A probe of embeddings: the label of a row is that of most of its k nearest neighbours (Cover and Hart 1967) by
/// Euclidean distance.
///
/// Distances are compared as `|b|^2 / 2 - a b` in fp32, rows being taken relative to the mean of the known ones. Of
/// equally near neighbours the one known first counts; of labels with equally many neighbours the one with the
/// nearest. So the answers depend on neither threads nor kernels. Serves one thread at a time; the work is split over
/// the workspace's team.
public final class NearestNeighbours implements AutoCloseable {

    private static final int TILE = 64;

    private final Arena arena = Arena.ofShared();
    private final Workspace workspace;
    private final int[] labels;
    private final int dimensions;
    private final double[] mean;
    private final PackedMatrix known;
    private final Epilogue halfSquares;

    /// Takes rows with known labels; both are copied.
    ///
    /// @param rows one embedding per row, at least one row
    /// @param labels one per row
    /// @param workspace who does the work; stays the caller's to close
    /// @throws IllegalArgumentException if there are no rows, or not as many labels
    public NearestNeighbours(Matrix rows, int[] labels, Workspace workspace) {
        if (rows.rows() == 0 || labels.length != rows.rows()) {
            throw new IllegalArgumentException("labels: " + labels.length + " for " + rows.rows()
                    + " rows, expected as many and at least one");
        }
        this.workspace = workspace;
        this.labels = labels.clone();
        this.dimensions = rows.columns();
        this.mean = new double[dimensions];
        for (int r = 0; r < rows.rows(); r++) {
            for (int d = 0; d < dimensions; d++) {
                mean[d] += rows.get(r, d) / (double) rows.rows();
            }
        }
        Matrix centred = Matrix.allocate(arena, rows.rows(), dimensions);
        Matrix squares = Matrix.allocate(arena, 1, rows.rows());
        for (int r = 0; r < rows.rows(); r++) {
            double sum = 0;
            for (int d = 0; d < dimensions; d++) {
                float value = (float) (rows.get(r, d) - mean[d]);
                centred.set(r, d, value);
                sum = Math.fma(value, (double) value, sum);
            }
            squares.set(0, r, (float) (sum / 2));
        }
        this.known = PackedMatrix.pack(arena, true, centred);
        this.halfSquares = new Epilogue(squares, new Identity(), null);
    }

    /// The labels that the neighbours of each row vote for.
    ///
    /// @param rows one embedding per row, as wide as the known ones
    /// @param k how many neighbours vote, 1 to the number of known rows
    /// @return one label per row
    /// @throws IllegalArgumentException if the width or k does not fit
    public int[] classify(Matrix rows, int k) {
        rows.requireShape("rows", rows.rows(), dimensions);
        if (k < 1 || k > labels.length) {
            throw new IllegalArgumentException("k: " + k + ", expected 1 to the " + labels.length + " known rows");
        }
        int[] answers = new int[rows.rows()];
        try (Arena own = Arena.ofShared()) {
            int most = Math.min(TILE, rows.rows());
            Matrix minus = Matrix.allocate(own, most, dimensions);
            Matrix distances = Matrix.allocate(own, most, labels.length);
            for (int from = 0; from < rows.rows(); from += most) {
                int count = Math.min(most, rows.rows() - from);
                for (int r = 0; r < count; r++) {
                    for (int d = 0; d < dimensions; d++) {
                        minus.set(r, d, (float) (mean[d] - rows.get(from + r, d)));
                    }
                }
                Matrix tile = distances.rows(0, count);
                Gemm.multiply(minus.rows(0, count), known, tile, halfSquares, workspace);
                int first = from;
                workspace.team().run((part, parts) -> {
                    for (int r = Team.begin(count, part, parts, 1); r < Team.begin(count, part + 1, parts, 1); r++) {
                        answers[first + r] = vote(tile.segment(), tile.byteOffset(r, 0), k);
                    }
                });
            }
        }
        return answers;
    }

    private int vote(MemorySegment distances, long offset, int k) {
        float[] nearest = new float[k];
        int[] who = new int[k];
        Arrays.fill(nearest, Float.POSITIVE_INFINITY);
        Arrays.fill(who, -1);
        for (int i = 0; i < labels.length; i++) {
            float distance = distances.get(Matrix.FLOAT, offset + ((long) i << 2));
            if (distance < nearest[k - 1]) {
                int at = k - 1;
                for (; at > 0 && distance < nearest[at - 1]; at--) {
                    nearest[at] = nearest[at - 1];
                    who[at] = who[at - 1];
                }
                nearest[at] = distance;
                who[at] = i;
            }
        }
        int best = -1;
        int most = 0;
        for (int i = 0; i < k && who[i] >= 0; i++) {
            int votes = 0;
            for (int j = 0; j < k && who[j] >= 0; j++) {
                votes += labels[who[j]] == labels[who[i]] ? 1 : 0;
            }
            if (votes > most) {
                most = votes;
                best = labels[who[i]];
            }
        }
        return best;
    }

    /// Frees the copy of the rows.
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
