package lanewise.vae.tabular;

import java.lang.foreign.Arena;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.vae.check.Require;
import lanewise.vae.data.Dataset;
import lanewise.vae.evaluate.Evaluator;
import lanewise.vae.evaluate.Progress;
import lanewise.vae.model.VaeModel;
import lanewise.vae.random.RowKey;

/// Fills the gaps of rows by a model whose likelihood is that of observed cells ([lanewise.vae.likelihood.Observed]).
///
/// For a row with gaps L draws `z_l ~ q(z|x_obs)` have the weights `w_l = p(x_obs|z_l) p(z_l) / q(z_l|x_obs)`, which
/// are divided by their sum (Mattei and Frellsen 2019, section 3):
///
/// ```
/// mean      E[x_mis | x_obs] ~ sum_l w_l E[x_mis | z_l]
/// draws     l_k chosen with probability w_l, x_mis ~ p(x_mis | z_{l_k}),   k = 0 .. K - 1
/// ```
///
/// The mean has the least squared error; of a category or a binary column it is the weighted probability of each value,
/// which [lanewise.vae.schema.RowCoder] decodes to the most probable one. Draws, by sampling importance resampling
/// (Rubin 1987), are rows that the model describes, and their spread says what the table does not tell.
///
/// A row whose numbers are so far out that no draw has a weight in float32 is filled as one of which nothing is known.
///
/// Observed cells keep their bits. What stands in a gap depends on the model, the row's own bits, L and the seed alone,
/// not on its place, the other rows, the threads or the kernels. Draws depend also on k and on how many equal rows come
/// before, so that these differ. Sums run over l ascending in double. Immutable and thread-safe.
///
/// @param model the model, which stays open as long as this is used
/// @param samples L, draws of the posterior for each row with gaps, at least 1; some thousands for wide rows
/// @param seed where the noise starts
public record Imputer(VaeModel model, int samples, long seed) {

    /// Refuses what cannot be drawn.
    ///
    /// @throws IllegalArgumentException if there are fewer draws than 1
    public Imputer {
        Objects.requireNonNull(model, "model");
        Require.atLeast(1, "samples", samples);
    }

    /// Thousand draws for each row, seed 0.
    ///
    /// @param model the model
    public Imputer(VaeModel model) {
        this(model, 1000, 0);
    }

    /// Copies rows with the weighted means of their missing cells.
    ///
    /// @param rows rows of the width that the model reads, NaN where a cell is missing
    /// @param out where they go, rows x width of the data without a condition; of a shared arena
    /// @param team who does the work
    /// @param progress told the rows done, on the calling thread
    /// @throws IllegalArgumentException if the shapes do not fit or the rows do not suit the model
    public void mean(Dataset rows, Matrix out, Team team, Progress progress) {
        fill(rows, 0, null, out, team, progress);
    }

    /// Copies rows with draws in the place of their missing cells.
    ///
    /// @param rows as above
    /// @param draws K, how many copies of each row, at least 1
    /// @param out where they go, (K * rows) x width: copy k of row r is row `k * rows + r`; of a shared arena
    /// @param team who does the work
    /// @param progress told the rows done, on the calling thread
    /// @throws IllegalArgumentException if the shapes do not fit or the rows do not suit the model
    public void draws(Dataset rows, int draws, Matrix out, Team team, Progress progress) {
        Require.atLeast(1, "draws", draws);
        fill(rows, draws, equals(rows, new HashMap<>()), out, team, progress);
    }

    /// How many equal rows come before each row with gaps.
    ///
    /// @param seen how many of each key came earlier; these are added
    int[] equals(Dataset rows, Map<Long, Integer> seen) {
        int[] equals = new int[rows.size()];
        try (Arena arena = Arena.ofShared()) {
            Matrix row = Matrix.allocate(arena, 1, rows.width());
            for (int r = 0; r < equals.length; r++) {
                rows.copy(r, 1, row);
                equals[r] = seen.merge(RowKey.of(row, 0), 1, Integer::sum) - 1;
            }
        }
        return equals;
    }

    /// @param draws 0 for means
    /// @param equals as [#equals(Dataset, Map)] says; null for none
    void fill(Dataset rows, int draws, int[] equals, Matrix out, Team team, Progress progress) {
        Objects.requireNonNull(progress, "progress");
        Evaluator.check(model.architecture(), rows);
        out.requireShape("out", Math.multiplyExact(rows.size(), Math.max(1, draws)), model.architecture().inputs());
        out.requireWritable("out");
        AtomicInteger next = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        team.run((part, parts) -> {
            try (RowImputer worker = new RowImputer(this, rows, draws, equals, out)) {
                for (int row = next.getAndIncrement(); row < rows.size(); row = next.getAndIncrement()) {
                    worker.run(row);
                    int soFar = done.incrementAndGet();
                    if (part == 0) {
                        progress.rows(soFar, rows.size());
                    }
                }
            }
        });
    }
}
