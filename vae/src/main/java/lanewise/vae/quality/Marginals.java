package lanewise.vae.quality;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

import lanewise.vae.schema.Column;

/// How far single columns of two tables are apart, over the cells that are observed.
///
/// Numbers and dates: `sup_x |F(x) - G(x)|`, F and G being the shares of cells up to x, the two-sample statistic of
/// Kolmogorov (1933) and Smirnov (1948). Categories: the total variation `1/2 sum_c |p_c - q_c|`, what the real table
/// does not have or has among its rare ones being one category. Both are 0 for equal columns and 1 where no value is
/// common. A column without a cell in one of the tables is 1 away.
public final class Marginals {

    /// Categories with a larger share of the real cells should occur among as many synthetic ones.
    public static final double COMMON = 0.001;

    private final List<Of> columns;

    private Marginals(List<Of> columns) {
        this.columns = columns;
    }

    /// One column.
    ///
    /// @param column what it is
    /// @param isNumber whether the distance is that of Kolmogorov and Smirnov; else it is the total variation
    /// @param distance 0 to 1
    /// @param gaps share of missing cells in the real table
    /// @param gapsSynthetic share of missing cells in the synthetic table
    /// @param outside share of synthetic cells below the least or above the largest real number; of a category's, that
    /// are none of the real table
    /// @param common how many categories have more than [#COMMON] of the real cells
    /// @param lost those of them that no synthetic cell has
    public record Of(Column column, boolean isNumber, double distance, double gaps, double gapsSynthetic,
            double outside, int common, List<String> lost) {
    }

    /// Measures all columns.
    ///
    /// @param tables the tables
    /// @return the distances
    public static Marginals of(ComparedTables tables) {
        List<Of> columns = new ArrayList<>();
        for (int c = 0; c < tables.columns().size(); c++) {
            columns.add(tables.isNumber(c) ? numbers(tables, c) : categories(tables, c));
        }
        return new Marginals(List.copyOf(columns));
    }

    private static Of numbers(ComparedTables tables, int column) {
        double[] real = sorted(tables.real(), column);
        double[] synthetic = sorted(tables.synthetic(), column);
        double outside = 0;
        for (double x : synthetic) {
            outside += real.length == 0 || x < real[0] || x > real[real.length - 1] ? 1.0 / synthetic.length : 0;
        }
        return new Of(tables.columns().get(column), true, distance(real, synthetic), gaps(tables.real(), column),
                gaps(tables.synthetic(), column), outside, 0, List.of());
    }

    static double[] sorted(ComparedTable table, int column) {
        double[] numbers = new double[table.rows()];
        int n = 0;
        for (int r = 0; r < numbers.length; r++) {
            if (table.isObserved(r, column)) {
                numbers[n++] = table.number(r, column);
            }
        }
        double[] sorted = Arrays.copyOf(numbers, n);
        Arrays.sort(sorted);
        return sorted;
    }

    /// The distance of Kolmogorov and Smirnov.
    ///
    /// @param a numbers, ascending
    /// @param b numbers, ascending
    /// @return 0 to 1
    static double distance(double[] a, double[] b) {
        if (a.length == 0 || b.length == 0) {
            return a.length == b.length ? 0 : 1;
        }
        double most = 0;
        int i = 0;
        int j = 0;
        while (i < a.length && j < b.length) {
            double x = Math.min(a[i], b[j]);
            while (i < a.length && a[i] == x) {
                i++;
            }
            while (j < b.length && b[j] == x) {
                j++;
            }
            most = Math.max(most, Math.abs((double) i / a.length - (double) j / b.length));
        }
        return most;
    }

    private static double gaps(ComparedTable table, int column) {
        int gaps = 0;
        for (int r = 0; r < table.rows(); r++) {
            gaps += table.isObserved(r, column) ? 0 : 1;
        }
        return (double) gaps / table.rows();
    }

    private static Of categories(ComparedTables tables, int column) {
        Column.Category category = (Column.Category) tables.columns().get(column);
        double[] real = shares(tables.real(), column, category.width());
        double[] synthetic = shares(tables.synthetic(), column, category.width());
        double distance = 0;
        int common = 0;
        List<String> lost = new ArrayList<>();
        for (int i = 0; i < real.length; i++) {
            distance += Math.abs(real[i] - synthetic[i]) / 2;
            if (real[i] > COMMON && i < category.categories().size()) {
                common++;
                if (synthetic[i] == 0) {
                    lost.add(category.categories().get(i));
                }
            }
        }
        boolean oneIsEmpty = Arrays.stream(real).sum() == 0 != (Arrays.stream(synthetic).sum() == 0);
        double unknown = real[real.length - 1] == 0 ? synthetic[real.length - 1] : 0;
        return new Of(category, false, oneIsEmpty ? 1 : Math.min(1, distance), gaps(tables.real(), column),
                gaps(tables.synthetic(), column), unknown, common, List.copyOf(lost));
    }

    /// Shares of the observed cells; all 0 if there is none.
    static double[] shares(ComparedTable table, int column, int width) {
        double[] shares = new double[width];
        int observed = 0;
        for (int r = 0; r < table.rows(); r++) {
            if (table.isObserved(r, column)) {
                shares[table.category(r, column)]++;
                observed++;
            }
        }
        for (int i = 0; observed > 0 && i < width; i++) {
            shares[i] /= observed;
        }
        return shares;
    }

    /// The columns.
    ///
    /// @return in the order of the table
    public List<Of> columns() {
        return columns;
    }

    /// The columns, those that are farthest apart first.
    ///
    /// @return of equally far ones in the order of the table
    public List<Of> worst() {
        return columns.stream().sorted(Comparator.comparingDouble(one -> -one.distance())).toList();
    }

    /// The mean of the distances.
    ///
    /// @return 0 to 1
    public double mean() {
        return columns.stream().mapToDouble(Of::distance).average().orElse(0);
    }

    /// Categories with more than [#COMMON] of the real cells.
    ///
    /// @return how many, over all columns
    public int common() {
        return columns.stream().mapToInt(Of::common).sum();
    }

    /// Those of [#common()] that no synthetic cell has.
    ///
    /// @return how many, over all columns
    public int lost() {
        return columns.stream().mapToInt(one -> one.lost().size()).sum();
    }
}
