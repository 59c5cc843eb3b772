package lanewise.vae.quality;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import lanewise.vae.schema.Column;

/// How differently the columns of two tables hang together, pair by pair, over the rows where both have a cell.
///
/// | pair | association |
/// |---|---|
/// | numbers, dates | Spearman's rank correlation (1904), and Pearson's correlation (1895) besides |
/// | categories | Cramer's V (1946) with Bergsma's correction (2013, eq. 3 to 6) |
/// | both | the correlation ratio of the ranks (Pearson 1905), the root of H / (n - 1) of Kruskal and Wallis (1952) |
///
/// Ranks are those among all cells of the column. An association is 0 where a column does not vary. Of more than
/// [#MOST_COLUMNS] columns the first ones are taken, of more than [#MOST_ROWS] rows as many at random.
public final class Pairs {

    /// Columns whose pairs are looked at.
    public static final int MOST_COLUMNS = 256;
    /// Rows of each table that are looked at.
    public static final int MOST_ROWS = 20_000;

    private final int size;
    private final int rows;
    private final List<Of> all;

    private Pairs(int size, int rows, List<Of> all) {
        this.size = size;
        this.rows = rows;
        this.all = all;
    }

    /// One pair.
    ///
    /// @param first number of a column
    /// @param second number of a later column
    /// @param measure `spearman`, `cramer` or `ratio`
    /// @param real the association in the real table, -1 to 1, or 0 to 1 where categories take part
    /// @param synthetic the association in the synthetic table
    /// @param pearson the difference of Pearson's correlations; 0 where categories take part
    public record Of(int first, int second, String measure, double real, double synthetic, double pearson) {

        /// How far they are apart.
        ///
        /// @return 0 to 2
        public double difference() {
            return Math.abs(real - synthetic);
        }
    }

    /// Cells of some rows, column by column: numbers and their ranks, or categories.
    private record Cells(double[][] numbers, double[][] ranks, int[][] categories) {

        static Cells of(RowSet rows, ComparedTables tables, int columns) {
            Cells cells = new Cells(new double[columns][], new double[columns][], new int[columns][]);
            for (int c = 0; c < columns; c++) {
                if (tables.isNumber(c)) {
                    double[] numbers = new double[rows.size()];
                    for (int r = 0; r < numbers.length; r++) {
                        numbers[r] = rows.table().isObserved(rows.row(r), c) ? rows.table().number(rows.row(r), c)
                                : Double.NaN;
                    }
                    cells.numbers[c] = numbers;
                    cells.ranks[c] = Association.ranks(numbers);
                } else {
                    int[] categories = new int[rows.size()];
                    for (int r = 0; r < categories.length; r++) {
                        categories[r] = rows.table().isObserved(rows.row(r), c)
                                ? rows.table().category(rows.row(r), c) : -1;
                    }
                    cells.categories[c] = categories;
                }
            }
            return cells;
        }

        double association(List<Column> columns, int a, int b) {
            if (ranks[a] != null && ranks[b] != null) {
                return Association.correlation(ranks[a], ranks[b]);
            }
            if (ranks[a] == null && ranks[b] == null) {
                return Association.cramer(categories[a], columns.get(a).width(), categories[b],
                        columns.get(b).width());
            }
            return ranks[a] == null ? Association.ratio(categories[a], columns.get(a).width(), ranks[b])
                    : Association.ratio(categories[b], columns.get(b).width(), ranks[a]);
        }

        double pearson(int a, int b) {
            return numbers[a] == null || numbers[b] == null ? 0 : Association.correlation(numbers[a], numbers[b]);
        }
    }

    /// Measures all pairs.
    ///
    /// @param tables the tables
    /// @param seed chooses rows where there are too many
    /// @return the associations
    public static Pairs of(ComparedTables tables, long seed) {
        int size = Math.min(MOST_COLUMNS, tables.columns().size());
        RowSet realRows = RowSet.all(tables.real()).sample(MOST_ROWS, seed, Streams.PAIRS);
        RowSet syntheticRows = RowSet.all(tables.synthetic()).sample(MOST_ROWS, seed, Streams.PAIRS);
        Cells real = Cells.of(realRows, tables, size);
        Cells synthetic = Cells.of(syntheticRows, tables, size);
        List<Of> all = new ArrayList<>();
        for (int a = 0; a < size; a++) {
            for (int b = a + 1; b < size; b++) {
                String measure = tables.isNumber(a) && tables.isNumber(b) ? "spearman"
                        : tables.isNumber(a) || tables.isNumber(b) ? "ratio" : "cramer";
                all.add(new Of(a, b, measure, real.association(tables.columns(), a, b),
                        synthetic.association(tables.columns(), a, b),
                        Math.abs(real.pearson(a, b) - synthetic.pearson(a, b))));
            }
        }
        return new Pairs(size, Math.max(realRows.size(), syntheticRows.size()), List.copyOf(all));
    }

    /// Columns that were looked at.
    ///
    /// @return the first ones of the table, how many
    public int size() {
        return size;
    }

    /// Rows that were looked at, of the longer table.
    ///
    /// @return at most [#MOST_ROWS]
    public int rows() {
        return rows;
    }

    /// The pairs.
    ///
    /// @return in the order of the table; empty if there is one column
    public List<Of> all() {
        return all;
    }

    /// The pairs, those that differ most first.
    ///
    /// @return of equal differences in the order of the table
    public List<Of> worst() {
        return all.stream().sorted(Comparator.comparingDouble(pair -> -pair.difference())).toList();
    }

    /// The mean of the absolute differences.
    ///
    /// @return 0 if there is no pair
    public double mean() {
        return all.stream().mapToDouble(Of::difference).average().orElse(0);
    }

    /// The largest absolute difference.
    ///
    /// @return 0 if there is no pair
    public double largest() {
        return all.stream().mapToDouble(Of::difference).max().orElse(0);
    }

    /// The mean absolute difference of Pearson's correlations.
    ///
    /// @return 0 if there is no pair of numbers
    public double pearsonMean() {
        return all.stream().filter(pair -> pair.measure.equals("spearman")).mapToDouble(Of::pearson).average()
                .orElse(0);
    }

    /// The largest absolute difference of Pearson's correlations.
    ///
    /// @return 0 if there is no pair of numbers
    public double pearsonLargest() {
        return all.stream().mapToDouble(Of::pearson).max().orElse(0);
    }
}
