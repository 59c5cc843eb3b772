package lanewise.vae.table;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;

import dev.hardwood.metadata.LogicalType;
import dev.hardwood.metadata.PhysicalType;
import dev.hardwood.reader.RowReader;
import dev.hardwood.schema.SchemaNode;

import lanewise.vae.check.Texts;
import lanewise.vae.format.FormatException;

/// The cell of one column in the row at hand: a number, or a text as delimited text would have it.
abstract sealed class ParquetCell {

    /// `HH:mm:ss`, with a fraction where there is one.
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder().appendPattern("HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true).toFormatter();
    private static final DateTimeFormatter DATE_TIME = new DateTimeFormatterBuilder().appendPattern("uuuu-MM-dd ")
            .append(TIME).toFormatter();

    private final String name;
    final int column;
    private boolean missing;

    private ParquetCell(String name, int column) {
        this.name = name;
        this.column = column;
    }

    /// How a column is read: whole numbers, floats and decimals as numbers; all else, dates in ISO 8601 and moments in
    /// UTC among it, as text.
    ///
    /// @throws FormatException naming the column, if its values are neither
    static ParquetCell of(SchemaNode.PrimitiveNode node, int column, String source) throws FormatException {
        String name = node.name();
        return switch (node.logicalType()) {
            case LogicalType.DecimalType _ -> new Decimal(name, column);
            case LogicalType.DateType _ -> new Text(name, column, row -> ascii(row.getDate(column).toString()));
            case LogicalType.TimeType _ -> new Text(name, column, row -> ascii(TIME.format(row.getTime(column))));
            case LogicalType.TimestampType moment -> new Text(name, column, moment.isAdjustedToUTC()
                    ? row -> moment(row.getTimestamp(column)) : row -> moment(row.getLocalTimestamp(column)));
            case LogicalType.UuidType _ -> new Text(name, column, row -> ascii(row.getUuid(column).toString()));
            case LogicalType.IntType whole when !whole.isSigned() -> node.type() == PhysicalType.INT64
                    ? new Text(name, column, row -> ascii(Long.toUnsignedString(row.getLong(column))))
                    : new Whole(name, column, row -> Integer.toUnsignedLong(row.getInt(column)));
            case null, default -> plain(node, name, column, source);
        };
    }

    private static ParquetCell plain(SchemaNode.PrimitiveNode node, String name, int column, String source)
            throws FormatException {
        return switch (node.type()) {
            case BOOLEAN -> new Text(name, column, row -> ascii(Boolean.toString(row.getBoolean(column))));
            case INT32 -> new Whole(name, column, row -> row.getInt(column));
            case INT64 -> new Whole(name, column, row -> row.getLong(column));
            case FLOAT -> new Real(name, column, true);
            case DOUBLE -> new Real(name, column, false);
            // old writers do not say that their texts are UTF-8
            case BYTE_ARRAY -> new Text(name, column, row -> row.getBinary(column));
            case INT96 -> new Text(name, column, row -> moment(row.getTimestamp(column)));
            case FIXED_LEN_BYTE_ARRAY -> throw new FormatException(source, "column " + Texts.abridged(name) + ": is "
                    + node.type() + (node.logicalType() == null ? "" : " " + node.logicalType())
                    + ", expected a boolean, a number, a text, a date or a time");
        };
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] moment(Instant moment) {
        return moment(LocalDateTime.ofInstant(moment, ZoneOffset.UTC));
    }

    private static byte[] moment(LocalDateTime moment) {
        return ascii(DATE_TIME.format(moment));
    }

    final String name() {
        return name;
    }

    /// Takes the cell of the row that the reader is at.
    final void take(RowReader row) {
        missing = row.isNull(column);
        if (!missing) {
            read(row);
        }
    }

    final boolean isNull() {
        return missing;
    }

    abstract void read(RowReader row);

    /// The number, NaN for a text.
    abstract double number();

    /// Digits after the point; -1 for as many as the number needs.
    abstract int decimals();

    /// Significant digits; 0 where that is not known.
    abstract int digits();

    /// As delimited text would have it.
    abstract byte[] text();

    /// Whether the cell is a text, and no number.
    boolean isText() {
        return false;
    }

    /// What a row holds as a whole number.
    interface WholeNumber {
        long of(RowReader row);
    }

    /// What a row holds, as UTF-8.
    interface Words {
        byte[] of(RowReader row);
    }

    private static final class Whole extends ParquetCell {

        private final WholeNumber number;
        private long value;

        Whole(String name, int column, WholeNumber number) {
            super(name, column);
            this.number = number;
        }

        @Override
        void read(RowReader row) {
            value = number.of(row);
        }

        @Override
        double number() {
            return value;
        }

        @Override
        int decimals() {
            return 0;
        }

        @Override
        int digits() {
            return 1;
        }

        @Override
        byte[] text() {
            return ascii(Long.toString(value));
        }
    }

    private static final class Real extends ParquetCell {

        private final boolean single;
        private double value;

        Real(String name, int column, boolean single) {
            super(name, column);
            this.single = single;
        }

        @Override
        void read(RowReader row) {
            value = single ? row.getFloat(column) : row.getDouble(column);
        }

        @Override
        double number() {
            return value;
        }

        @Override
        int decimals() {
            return -1;
        }

        @Override
        int digits() {
            return 0;
        }

        @Override
        byte[] text() {
            return ascii(single ? Float.toString((float) value) : Double.toString(value));
        }
    }

    private static final class Decimal extends ParquetCell {

        private static final int MOST_DECIMALS = 17;

        private BigDecimal value;

        Decimal(String name, int column) {
            super(name, column);
        }

        @Override
        void read(RowReader row) {
            value = row.getDecimal(column);
        }

        @Override
        double number() {
            return value.doubleValue();
        }

        @Override
        int decimals() {
            return value.scale() < 0 || value.scale() > MOST_DECIMALS ? -1 : value.scale();
        }

        @Override
        int digits() {
            return decimals() < 0 || value.signum() == 0 ? 0 : value.precision();
        }

        @Override
        byte[] text() {
            return ascii(value.toPlainString());
        }
    }

    private static final class Text extends ParquetCell {

        private final Words words;
        private byte[] value;

        Text(String name, int column, Words words) {
            super(name, column);
            this.words = words;
        }

        @Override
        void read(RowReader row) {
            value = words.of(row);
        }

        @Override
        double number() {
            return Double.NaN;
        }

        @Override
        int decimals() {
            return 0;
        }

        @Override
        int digits() {
            return 0;
        }

        @Override
        byte[] text() {
            return value;
        }

        @Override
        boolean isText() {
            return true;
        }
    }
}
