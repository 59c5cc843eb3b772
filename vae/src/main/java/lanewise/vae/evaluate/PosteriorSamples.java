package lanewise.vae.evaluate;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

import lanewise.core.Team;
import lanewise.vae.check.Require;
import lanewise.vae.data.Dataset;
import lanewise.vae.model.VaeModel;
import lanewise.vae.reference.ReferenceRow;

/// [PosteriorDraws] for each row of a data set.
///
/// The encoder runs once per row, the decoder in tiles of draws; any posterior, prior and likelihood will do. Rows of a
/// conditional model end with their condition, and p and q are those given it. The key of a row's noise is its number,
/// or a number which the row's own values give, so that a row comes to the same by itself, in a batch and in any file.
/// Threads share the rows out one by one, each with buffers of its own; what a row comes to does not depend on the
/// tiles, the threads or the kernels. The float64 form of a model, where some row needs it, is made once for all
/// threads.
final class PosteriorSamples implements Team.Work {

    private final VaeModel model;
    private final Dataset data;
    private final int samples;
    private final long seed;
    private final boolean byValues;
    private final int tile;
    private final int[] bounds;
    private final PosteriorDraws.Sink sink;
    private final Progress progress;
    private ReferenceRow wide;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();

    private PosteriorSamples(VaeModel model, Dataset data, int samples, long seed, boolean byValues, int tile,
            int[] bounds, PosteriorDraws.Sink sink, Progress progress) {
        this.model = model;
        this.data = data;
        this.samples = samples;
        this.seed = seed;
        this.byValues = byValues;
        this.tile = tile;
        this.bounds = bounds;
        this.sink = sink;
        this.progress = progress;
    }

    /// Draws and decodes for all rows.
    ///
    /// @param samples K, at least 1
    /// @param byValues whether the noise of a row follows from its values, and not from its number
    /// @param tile draws decoded at a time, at least 1; not part of the result
    /// @param bounds for each column of a table its first value in a row, then the row's width; null where no columns
    /// are told apart
    /// @param sink called once for each row, on any thread of the team, in any order
    static void forEach(VaeModel model, Dataset data, int samples, long seed, boolean byValues, int tile, int[] bounds,
            Team team, PosteriorDraws.Sink sink, Progress progress) {
        Require.atLeast(1, "samples", samples);
        Require.atLeast(1, "tile", tile);
        Evaluator.check(model.architecture(), data);
        Objects.requireNonNull(progress, "progress");
        team.run(new PosteriorSamples(model, data, samples, seed, byValues, tile, bounds, sink, progress));
    }

    /// The model in float64, made when it is first asked for.
    private synchronized ReferenceRow wide() {
        if (wide == null) {
            wide = new ReferenceRow(model.architecture(), model.parameters());
        }
        return wide;
    }

    @Override
    public void part(int part, int parts) {
        try (PosteriorDraws draws = new PosteriorDraws(model, samples, seed, tile, data.size(), bounds,
                this::wide)) {
            int rows = draws.rows();
            for (int from = next.getAndAdd(rows); from < data.size(); from = next.getAndAdd(rows)) {
                int count = Math.min(rows, data.size() - from);
                data.copy(from, count, draws.x());
                for (int r = 0; r < count; r++) {
                    draws.keys()[r] = byValues ? draws.keyOfValues(r) : from + r;
                }
                draws.run(from, count, sink);
                int soFar = done.addAndGet(count);
                if (part == 0) {
                    progress.rows(soFar, data.size());
                }
            }
        }
    }
}
