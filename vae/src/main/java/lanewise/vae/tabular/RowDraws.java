package lanewise.vae.tabular;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import lanewise.core.Matrix;
import lanewise.core.Workspace;
import lanewise.core.random.RandomStream;
import lanewise.vae.model.Decoder;
import lanewise.vae.model.DecoderSession;
import lanewise.vae.random.Purpose;
import lanewise.vae.schema.ColumnStatistics;
import lanewise.vae.schema.RowCoder;
import lanewise.vae.schema.TableEncoder;

/// Rows of one call of [RowSampler], block by block.
final class RowDraws implements AutoCloseable {

    /// Draws from the prior for each row that is wanted, where values are given.
    static final int CANDIDATES = 16;

    private static final int MOST_ROWS = 1024;
    private static final int LEAST_ROWS = 16;
    private static final int MOST_FLOATS = 1 << 22;
    /// Where the noise of candidates begins, behind that of all rows.
    private static final long BEHIND = 1L << 40;

    /// Streams of a seed besides the decoder's own, 0 and 1; the number of the block stands above.
    private static final long ORDER = 2;
    private static final long START = 3;
    private static final long GAPS = 4;
    private static final long LABEL = 5;
    private static final int BLOCK_SHIFT = 8;

    private final RowSampler.How how;
    private final TableEncoder encoder;
    private final GivenCells given;
    private final Map<String, String> told;
    private final long seed;
    private final int blockRows;
    private final int latent;
    private final Arena arena = Arena.ofShared();
    private final DecoderSession session;
    private final RowCoder coder;
    private final Matrix z;
    private final Matrix x;
    private final Matrix candidates;
    private final Matrix kept;
    private final double[] upTo;
    private final int[] chosen;
    private final int[] labels;
    private final float[] row;
    private final float[] bounded;
    private double sum;
    private double squares;

    RowDraws(Decoder decoder, TableEncoder encoder, RowSampler.How how, Map<String, String> told, long seed,
            Workspace workspace) {
        this.how = how;
        this.encoder = encoder;
        this.given = GivenCells.of(encoder, how.label(), told);
        this.told = told;
        this.seed = seed;
        this.blockRows = blockRows(encoder);
        this.latent = decoder.architecture().latent();
        this.coder = how.bounded() ? encoder.boundedCoder() : encoder.coder();
        this.session = workspace == null ? decoder.session(blockRows) : decoder.session(blockRows, workspace);
        int read = latent + decoder.architecture().conditionWidth();
        this.z = Matrix.allocateDense(arena, blockRows, read);
        this.x = Matrix.allocateDense(arena, blockRows, encoder.width());
        int pool = given.areWeighted() ? CANDIDATES * blockRows : 1;
        this.candidates = Matrix.allocateDense(arena, pool, read);
        this.kept = Matrix.allocateDense(arena, pool, Math.max(1, given.boundWidth()));
        this.upTo = new double[pool];
        this.chosen = new int[blockRows];
        this.labels = new int[Math.max(pool, blockRows)];
        this.row = new float[encoder.width()];
        this.bounded = new float[Math.max(1, given.boundWidth())];
    }

    /// Rows that are drawn at a time.
    static int blockRows(TableEncoder encoder) {
        return Math.clamp(MOST_FLOATS / encoder.width(), LEAST_ROWS, MOST_ROWS);
    }

    int blockRows() {
        return blockRows;
    }

    /// How many different draws would be worth as much as those that were weighted.
    double worth() {
        return given.areWeighted() ? sum * sum / squares : Double.POSITIVE_INFINITY;
    }

    /// Draws the rows from `first` on, a multiple of the rows of a block.
    void rows(long first, int count, Consumer<List<String>> rows) {
        Matrix latents = z.rows(0, count);
        if (given.areWeighted()) {
            choose(first / blockRows, count);
        } else {
            draw(first, latents);
        }
        session.decode(latents, how.output(), seed, first, x.rows(0, count));
        RandomStream gaps = new RandomStream(seed, Purpose.SAMPLE.stream(GAPS));
        for (int r = 0; r < count; r++) {
            read(x, r, row);
            if (given.areWeighted()) {
                put(r);
            }
            rows.accept(cells(first + r, given.areWeighted() ? labels[chosen[r]] : labels[r], gaps));
        }
    }

    /// Draws from the prior, each with its label behind it.
    private void draw(long first, Matrix latents) {
        session.prior(seed, first, latents.columns(0, latent));
        RandomStream stream = new RandomStream(seed, Purpose.SAMPLE.stream(LABEL));
        for (int r = 0; r < latents.rows() && how.label() != null; r++) {
            labels[r] = given.label() >= 0 ? given.label() : how.inTurn().isEmpty()
                    ? how.label().draw(stream, first + r) : how.inTurn().get((int) ((first + r) % how.inTurn().size()));
            for (int c = latent; c < latents.columns(); c++) {
                latents.set(r, c, c - latent == labels[r] ? 1 : 0);
            }
        }
    }

    private static void read(Matrix from, int r, float[] to) {
        MemorySegment.copy(from.segment(), Matrix.FLOAT, from.byteOffset(r, 0), to, 0, to.length);
    }

    /// The given cells in place of those that were drawn.
    private void put(int r) {
        given.choices().forEach(choice -> choice.put(row));
        if (!given.bounds().isEmpty()) {
            read(kept, chosen[r], bounded);
            int at = 0;
            for (GivenCells.Bounds one : given.bounds()) {
                int width = one.place().to() - one.place().from();
                System.arraycopy(bounded, at, row, one.place().from(), width);
                at += width;
            }
        }
    }

    private List<String> cells(long number, int label, RandomStream gaps) {
        List<String> cells = coder.decodeText(row, null);
        if (!how.gaps() && how.label() == null) {
            return cells;
        }
        List<String> all = new ArrayList<>(cells);
        for (int c = 0; c < cells.size() && how.gaps(); c++) {
            if (isGap(number, c, gaps)) {
                all.set(c, "");
            }
        }
        if (how.label() != null) {
            String text = how.label().values().get(label);
            all.add(how.label().at(), text.equals(TableForm.NO_LABEL) ? "" : text);
        }
        return all;
    }

    /// Whether a cell is a gap: where the model has drawn one; else, where gaps are not modelled, as often as the
    /// fitted cells of its column were, whatever else the row holds.
    private boolean isGap(long number, int column, RandomStream gaps) {
        ColumnStatistics known = encoder.statistics().get(column);
        double share = (double) known.missing() / (known.missing() + known.observed());
        TableEncoder.Place place = encoder.places().get(column);
        if (told.containsKey(place.column().name())) {
            return false;
        }
        return place.gaps() ? isDrawnGap(place, row)
                : share > 0 && gaps.uniform(number * encoder.places().size() + column) < share;
    }

    /// Whether the model says of a drawn cell that it is missing: 1 in a draw or a mode, of a mean more than half.
    static boolean isDrawnGap(TableEncoder.Place place, float[] row) {
        return place.gaps() && row[place.to()] > 0.5f;
    }

    /// Fills z with chosen candidates.
    private void choose(long block, int count) {
        double total = weigh(block * candidates.rows());
        if (!(total > 0)) {
            throw new IllegalStateException("given: of " + candidates.rows() + " draws from the model none has "
                    + GivenCells.text(told) + ", expected values that it gives more often");
        }
        double start = new RandomStream(seed, stream(START, block)).uniform(0);
        int[] order = new RandomStream(seed, stream(ORDER, block)).permutation(blockRows);
        int at = 0;
        for (int r = 0; r < blockRows; r++) {
            double up = (r + start) / blockRows * total;
            while (at < upTo.length - 1 && upTo[at] <= up) {
                at++;
            }
            chosen[order[r]] = at;
        }
        for (int r = 0; r < count; r++) {
            z.rows(r, r + 1).copyFrom(candidates.rows(chosen[r], chosen[r] + 1));
        }
    }

    private static long stream(long number, long block) {
        return Purpose.SAMPLE.stream(block << BLOCK_SHIFT | number);
    }

    /// The weights of the candidates, summed up; the sum of all.
    private double weigh(long first) {
        double total = 0;
        int[] drawn = new int[candidates.rows()];
        for (int from = 0; from < candidates.rows(); from += blockRows) {
            Matrix part = candidates.rows(from, from + blockRows);
            draw(first + from, part);
            System.arraycopy(labels, 0, drawn, from, blockRows);
            double[] weights = weights(part, first + from, from);
            for (int i = 0; i < blockRows; i++) {
                total += weights[i];
                sum += weights[i];
                squares += weights[i] * weights[i];
                upTo[from + i] = total;
            }
        }
        System.arraycopy(drawn, 0, labels, 0, drawn.length);
        return total;
    }

    private double[] weights(Matrix part, long first, int from) {
        double[] weights = new double[blockRows];
        if (!given.choices().isEmpty()) {
            session.decode(part, Decoder.Output.MEAN, seed, x);
        }
        for (int i = 0; i < blockRows; i++) {
            weights[i] = given.probability(x, i);
        }
        if (given.bounds().isEmpty()) {
            return weights;
        }
        session.decode(part, how.output(), seed, BEHIND + first, x);
        for (int i = 0; i < blockRows; i++) {
            read(x, i, row);
            if (!given.holds(row, coder)) {
                weights[i] = 0;
            } else {
                int at = 0;
                for (GivenCells.Bounds one : given.bounds()) {
                    for (int c = one.place().from(); c < one.place().to(); c++) {
                        kept.set(from + i, at++, row[c]);
                    }
                }
            }
        }
        return weights;
    }

    @Override
    public void close() {
        session.close();
        arena.close();
    }
}
