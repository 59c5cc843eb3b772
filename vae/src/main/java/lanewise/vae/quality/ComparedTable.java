package lanewise.vae.quality;

import java.util.BitSet;
import java.util.List;

import lanewise.core.Matrix;
import lanewise.vae.schema.Column;
import lanewise.vae.schema.EncodedTable;
import lanewise.vae.schema.Scaling;
import lanewise.vae.schema.TableEncoder;

/// The rows of one table, cell by cell: a number for numbers and dates (days and their fraction), the place among the
/// categories for categories. Thread-safe.
public final class ComparedTable {

    private final EncodedTable table;
    private final TableEncoder encoder;
    private final int[] labels;
    private final BitSet[] missing;

    /// @param labels the place of the class of each row, -1 where it is missing; null if no column is the label
    ComparedTable(EncodedTable table, TableEncoder encoder, int[] labels) {
        this.table = table;
        this.encoder = encoder;
        this.labels = labels;
        this.missing = new BitSet[encoder.places().size()];
        for (int c = 0; c < missing.length; c++) {
            missing[c] = new BitSet();
            for (int r = 0; r < table.rows(); r++) {
                if (!table.isObserved(r, c)) {
                    missing[c].set(r);
                    fill(encoder.places().get(c), r);
                }
            }
        }
    }

    /// Distances and hashes take a gap's floats as 0.
    private void fill(TableEncoder.Place place, int row) {
        for (int i = place.from(); i < place.to(); i++) {
            table.values().set(row, i, 0f);
        }
    }

    int[] labels() {
        return labels;
    }

    /// Number of rows.
    ///
    /// @return at least 1
    public int rows() {
        return table.rows();
    }

    /// Number of columns that are compared.
    int columns() {
        return encoder.places().size();
    }

    boolean isObserved(int row, int column) {
        return !missing[column].get(row);
    }

    /// The floats that a cell is encoded as, 0 to the width of the column - 1.
    float encoded(int row, int column, int index) {
        return table.values().get(row, encoder.places().get(column).from() + index);
    }

    Matrix values() {
        return table.values();
    }

    /// The place of a cell's category among those of its column.
    int category(int row, int column) {
        TableEncoder.Place place = encoder.places().get(column);
        int index = 0;
        while (index < place.column().width() - 1 && table.values().get(row, place.from() + index) == 0) {
            index++;
        }
        return index;
    }

    /// The number that a cell holds.
    double number(int row, int column) {
        TableEncoder.Place place = encoder.places().get(column);
        double mean = encoder.statistics().get(column).mean();
        double deviation = encoder.statistics().get(column).deviation();
        return switch (place.column()) {
            case Column.Real real -> inverted(real.scaling(), table.values().get(row, place.from()) * deviation + mean);
            case Column.Date date -> date(date.parts(), row, place.from(), deviation, mean);
            default -> throw new IllegalStateException(place.column().name() + " holds no numbers");
        };
    }

    private static double inverted(Scaling scaling, double t) {
        return Math.clamp(scaling.invert(t), -Double.MAX_VALUE, Double.MAX_VALUE);
    }

    private double date(List<Column.DatePart> parts, int row, int from, double deviation, double mean) {
        double days = 0;
        int at = from;
        for (Column.DatePart part : parts) {
            if (part == Column.DatePart.DAY) {
                days += Math.rint(table.values().get(row, at) * deviation + mean);
            } else if (part == Column.DatePart.TIME) {
                double turn = StrictMath.atan2(table.values().get(row, at), table.values().get(row, at + 1))
                        / (2 * Math.PI);
                days += Math.rint((turn < 0 ? turn + 1 : turn) * 86_400) / 86_400;
            }
            at += part.width();
        }
        return days;
    }
}
