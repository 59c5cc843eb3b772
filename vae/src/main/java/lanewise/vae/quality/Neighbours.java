package lanewise.vae.quality;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

import lanewise.core.Epilogue;
import lanewise.core.Gemm;
import lanewise.core.Matrix;
import lanewise.core.PackedMatrix;
import lanewise.core.Workspace;
import lanewise.core.activation.Identity;

/// Whether synthetic rows are copies: how far they are from the nearest real rows that a model learned from, beside how
/// far real rows are that it did not learn from.
///
/// The distance of two rows is Euclidean: a number or date adds the square of the difference of its encoded values, a
/// category or a gap 1 where it differs. The ratio of the distances to the nearest and to the second nearest row (Lowe
/// 2004, section 7.1) is near 0 where one row is singled out; both are what Zhao et al. (2021, section 4.4) look at.
/// Candidates are compared as `|b|^2 / 2 - a b` in fp32, the best four of them by their distances in float64. At most
/// [#MOST_KNOWN] rows are searched for the neighbours of at most [#MOST_ASKED] rows of each table, chosen at random.
public final class Neighbours {

    /// Real rows that are searched.
    public static final int MOST_KNOWN = 100_000;
    /// Rows of each table whose neighbours are looked for.
    public static final int MOST_ASKED = 5_000;

    private static final long MOST_VALUES = 1L << 27;
    private static final int CANDIDATES = 4;
    private static final int TILE = 64;

    private final int known;
    private final Of synthetic;
    private final Of test;
    private final double nearer;

    private Neighbours(int known, Of synthetic, Of test, double nearer) {
        this.known = known;
        this.synthetic = synthetic;
        this.test = test;
        this.nearer = nearer;
    }

    /// What was found of rows.
    ///
    /// @param copies share of all rows that are equal to a real row in each column that is compared
    /// @param asked rows whose neighbours were looked for
    /// @param distance median distance to the nearest real row
    /// @param lowDistance a twentieth of the rows is not farther than this
    /// @param ratio median of distance to the nearest over distance to the second nearest; 1 where both are 0
    /// @param lowRatio a twentieth of the rows has no larger one
    public record Of(double copies, int asked, double distance, double lowDistance, double ratio, double lowRatio) {
    }

    /// Looks for neighbours.
    ///
    /// @param tables the tables; where there is no test table, a tenth of the real rows stands for it
    /// @param seed chooses rows where there are too many
    /// @param workspace who does the work
    /// @return what was found
    public static Neighbours of(ComparedTables tables, long seed, Workspace workspace) {
        HeldOut parts = HeldOut.of(tables, seed);
        int width = tables.width();
        int most = Math.clamp(MOST_VALUES / width, 1000, MOST_KNOWN);
        try (Arena arena = Arena.ofShared()) {
            RowSet known = parts.known().sample(most, seed, Streams.KNOWN);
            Matrix points = tables.points(known, arena);
            RowSet asked = RowSet.all(tables.synthetic()).sample(Math.min(most, MOST_ASKED), seed, Streams.ASKED);
            RowSet askedTest = parts.test().sample(Math.min(most, MOST_ASKED), seed, Streams.ASKED);
            double[][] synthetic = nearest(points, tables.points(asked, arena), workspace);
            double[][] test = nearest(points, tables.points(askedTest, arena), workspace);
            double[] minus = new double[asked.size() + askedTest.size()];
            boolean[] drawn = new boolean[minus.length];
            for (int i = 0; i < minus.length; i++) {
                drawn[i] = i < asked.size();
                minus[i] = -(drawn[i] ? synthetic[i][0] : test[i - asked.size()][0]);
            }
            return new Neighbours(known.size(),
                    found(copies(RowSet.all(tables.real()), RowSet.all(tables.synthetic())), synthetic),
                    found(copies(parts.known(), parts.test()), test), Detection.of(minus, drawn).auroc());
        }
    }

    private static Of found(double copies, double[][] nearest) {
        double[] distances = Arrays.stream(nearest).mapToDouble(two -> two[0]).sorted().toArray();
        double[] ratios = Arrays.stream(nearest).mapToDouble(two -> two[1] == 0 ? 1 : two[0] / two[1]).sorted()
                .toArray();
        return new Of(copies, nearest.length, distances[distances.length / 2], distances[distances.length / 20],
                ratios[ratios.length / 2], ratios[ratios.length / 20]);
    }

    /// For each point the distances to the nearest and the second nearest one; the second is that of the first where
    /// there is one alone.
    static double[][] nearest(Matrix known, Matrix points, Workspace workspace) {
        double[][] nearest = new double[points.rows()][];
        try (Arena arena = Arena.ofShared()) {
            Matrix squares = Matrix.allocate(arena, 1, known.rows());
            for (int r = 0; r < known.rows(); r++) {
                double sum = 0;
                for (int d = 0; d < known.columns(); d++) {
                    sum = Math.fma(known.get(r, d), (double) known.get(r, d), sum);
                }
                squares.set(0, r, (float) (sum / 2));
            }
            PackedMatrix packed = PackedMatrix.pack(arena, true, known);
            Epilogue halfSquares = new Epilogue(squares, new Identity(), null);
            Matrix minus = Matrix.allocate(arena, TILE, known.columns());
            Matrix compared = Matrix.allocate(arena, TILE, known.rows());
            for (int from = 0; from < points.rows(); from += TILE) {
                int count = Math.min(TILE, points.rows() - from);
                for (int r = 0; r < count; r++) {
                    for (int d = 0; d < known.columns(); d++) {
                        minus.set(r, d, -points.get(from + r, d));
                    }
                }
                Matrix tile = compared.rows(0, count);
                Gemm.multiply(minus.rows(0, count), packed, tile, halfSquares, workspace);
                for (int r = 0; r < count; r++) {
                    nearest[from + r] = two(known, points, from + r, candidates(tile, r));
                }
            }
        }
        return nearest;
    }

    private static int[] candidates(Matrix compared, int row) {
        float[] least = new float[CANDIDATES];
        int[] who = new int[CANDIDATES];
        Arrays.fill(least, Float.POSITIVE_INFINITY);
        Arrays.fill(who, -1);
        for (int i = 0; i < compared.columns(); i++) {
            float value = compared.get(row, i);
            if (value < least[CANDIDATES - 1]) {
                int at = CANDIDATES - 1;
                for (; at > 0 && value < least[at - 1]; at--) {
                    least[at] = least[at - 1];
                    who[at] = who[at - 1];
                }
                least[at] = value;
                who[at] = i;
            }
        }
        return who;
    }

    private static double[] two(Matrix known, Matrix points, int row, int[] candidates) {
        double first = Double.POSITIVE_INFINITY;
        double second = Double.POSITIVE_INFINITY;
        for (int i : candidates) {
            if (i < 0) {
                continue;
            }
            double sum = 0;
            for (int d = 0; d < known.columns(); d++) {
                double difference = (double) known.get(i, d) - points.get(row, d);
                sum = Math.fma(difference, difference, sum);
            }
            double distance = Math.sqrt(sum);
            second = Math.min(second, Math.max(first, distance));
            first = Math.min(first, distance);
        }
        return new double[] {first, Double.isInfinite(second) ? first : second};
    }

    /// The share of rows that are equal to a known one: the same cells, the same gaps.
    static double copies(RowSet known, RowSet rows) {
        Map<Integer, int[]> places = new HashMap<>();
        for (int r = 0; r < known.size(); r++) {
            int row = known.row(r);
            int[] others = places.get(hash(known.table(), row));
            int[] more = others == null ? new int[1] : Arrays.copyOf(others, others.length + 1);
            more[more.length - 1] = row;
            if (others == null || !holds(known.table(), others, known.table(), row)) {
                places.put(hash(known.table(), row), more);
            }
        }
        int copies = 0;
        for (int r = 0; r < rows.size(); r++) {
            int[] others = places.get(hash(rows.table(), rows.row(r)));
            copies += others != null && holds(known.table(), others, rows.table(), rows.row(r)) ? 1 : 0;
        }
        return (double) copies / rows.size();
    }

    private static int hash(ComparedTable table, int row) {
        Matrix values = table.values();
        int hash = 1;
        for (int c = 0; c < values.columns(); c++) {
            hash = 0x01000193 * hash ^ Float.floatToIntBits(values.get(row, c) + 0f);
            hash ^= hash >>> 15;
        }
        return hash;
    }

    private static boolean holds(ComparedTable known, int[] rows, ComparedTable other, int row) {
        for (int one : rows) {
            if (equal(known, one, other, row)) {
                return true;
            }
        }
        return false;
    }

    /// Whether the floats are equal and the gaps, too.
    private static boolean equal(ComparedTable a, int rowA, ComparedTable b, int rowB) {
        for (int c = 0; c < a.values().columns(); c++) {
            if (a.values().get(rowA, c) != b.values().get(rowB, c)) {
                return false;
            }
        }
        for (int c = 0; c < a.columns(); c++) {
            if (a.isObserved(rowA, c) != b.isObserved(rowB, c)) {
                return false;
            }
        }
        return true;
    }

    /// Real rows that were searched.
    ///
    /// @return at most [#MOST_KNOWN]
    public int known() {
        return known;
    }

    /// The synthetic rows.
    ///
    /// @return what was found
    public Of synthetic() {
        return synthetic;
    }

    /// The real rows that a model did not learn from.
    ///
    /// @return what was found
    public Of test() {
        return test;
    }

    /// The probability that a synthetic row is nearer to the rows that a model learned from than a real row that it did
    /// not learn from, equal distances counting half. About 0.5 where they are drawn alike, above it for copies.
    ///
    /// @return 0 to 1
    public double nearer() {
        return nearer;
    }
}
