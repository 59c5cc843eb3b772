package lanewise.vae.schema;

import java.io.IOException;
import java.util.List;

import lanewise.vae.table.TableRows;

/// `z = (t(x) - mean) / deviation`, rounded to float.
final class NumberCode extends ColumnCode {

    /// The sum of the squares of fewer than 2^43 such numbers is a finite double.
    private static final double LARGEST = 0x1p490;

    private final Scaling scaling;
    private final NumberForm form;
    private final boolean counts;
    private final Moments moments = new Moments();
    private double mean;
    private double deviation = 1;
    private boolean fitted;
    private double number;
    private double transformed;
    private double least = Double.NaN;
    private double most = Double.NaN;
    private ColumnStatistics range;

    NumberCode(String name, Scaling scaling, NumberForm form, boolean counts, Column.Policy unknown) {
        super(name, unknown);
        this.scaling = scaling;
        this.form = form;
        this.counts = counts;
    }

    NumberCode with(ColumnStatistics statistics) {
        mean = statistics.mean();
        deviation = statistics.deviation();
        fitted = true;
        return this;
    }

    @Override
    void bound(ColumnStatistics statistics) {
        range = statistics;
    }

    @Override
    void fit() {
        moments.add(transformed);
        least = moments.count() == 1 ? number : Math.min(least, number);
        most = moments.count() == 1 ? number : Math.max(most, number);
    }

    @Override
    boolean read(TableRows rows, int column) throws IOException {
        if (rows.isMissing(column)) {
            return false;
        }
        double x = rows.number(column);
        if (Double.isNaN(x) || Double.isInfinite(x)) {
            return unfit(rows, column, "a finite number");
        }
        if (counts && !fitted && (x < 0 || x != Math.rint(x))) {
            return unfit(rows, column, "a whole number from 0 on");
        }
        number = x;
        transformed = scaling.apply(x);
        if (fitted ? !(Math.abs((transformed - mean) / deviation) <= Float.MAX_VALUE)
                : !(Math.abs(transformed) <= LARGEST)) {
            return unfit(rows, column, fitted ? "a number not as far from the mean of this column"
                    : "a number whose square is a finite one, for the deviation of this column");
        }
        return true;
    }

    @Override
    void encode(float[] out, int at) {
        out[at] = (float) ((transformed - mean) / deviation);
    }

    @Override
    ColumnStatistics statistics(long missing) {
        return new ColumnStatistics(moments.count(), missing, moments.mean(), moments.deviation(), List.of(),
                least, most);
    }

    private double number(float z) {
        double x = scaling.invert(z * deviation + mean);
        double bounded = Math.max(-Double.MAX_VALUE, Math.min(Double.MAX_VALUE, x));
        double known = range == null ? bounded : range.within(bounded);
        return form.round(counts ? Math.max(0, known) : known);
    }

    @Override
    Object value(float[] row, int at) {
        double number = number(row[at]);
        return counts ? (Object) (long) number : (Object) number;
    }

    @Override
    String text(float[] row, int at) {
        return form.text(number(row[at]));
    }
}
