package lanewise.spark;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;

import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;

import lanewise.vae.format.FormatException;
import lanewise.vae.schema.RowCoder;

/// Reads what a model wants to know of a row. One thread's.
abstract sealed class CellReader {

    /// Reads a row.
    ///
    /// @param row the row
    /// @param values receives what the model reads
    /// @throws IllegalArgumentException if the row does not suit, naming the column
    abstract void read(Row row, float[] values);

    static CellReader of(InputColumns input, RowCoder coder) {
        return input.vector() >= 0 ? new Vectors(input.vector()) : new Cells(input.cells(), coder);
    }

    /// Dates and moments as what prints them as ISO 8601, moments in UTC.
    static Object cell(Object cell) {
        return switch (cell) {
            case java.sql.Date date -> date.toLocalDate();
            case java.sql.Timestamp moment -> LocalDateTime.ofInstant(moment.toInstant(), ZoneOffset.UTC);
            case Instant moment -> LocalDateTime.ofInstant(moment, ZoneOffset.UTC);
            case null, default -> cell;
        };
    }

    private static final class Vectors extends CellReader {

        private final int column;

        Vectors(int column) {
            this.column = column;
        }

        @Override
        void read(Row row, float[] values) {
            switch (row.get(column)) {
                case Vector vector -> {
                    requireWidth(vector.size(), values.length);
                    for (int i = 0; i < values.length; i++) {
                        values[i] = (float) vector.apply(i);
                    }
                }
                case scala.collection.Seq<?> array -> {
                    requireWidth(array.size(), values.length);
                    for (int i = 0; i < values.length; i++) {
                        values[i] = array.apply(i) instanceof Number number ? number.floatValue() : Float.NaN;
                    }
                }
                case null -> throw new IllegalArgumentException("is null, expected " + values.length + " values");
                default -> throw new IllegalArgumentException("is a " + row.get(column).getClass().getName()
                        + ", expected a vector or an array");
            }
        }

        private static void requireWidth(int width, int expected) {
            if (width != expected) {
                throw new IllegalArgumentException("has " + width + " values, expected " + expected);
            }
        }
    }

    private static final class Cells extends CellReader {

        private final int[] columns;
        private final RowCoder coder;
        private final Object[] cells;
        private final List<Object> list;

        Cells(int[] columns, RowCoder coder) {
            this.columns = columns;
            this.coder = coder;
            this.cells = new Object[columns.length];
            this.list = Arrays.asList(cells);
        }

        @Override
        void read(Row row, float[] values) {
            for (int c = 0; c < columns.length; c++) {
                cells[c] = columns[c] < 0 ? null : cell(row.get(columns[c]));
            }
            try {
                coder.encode(list, values, null);
            } catch (FormatException e) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
        }
    }
}
