package lanewise.vae.schema;

import java.nio.charset.StandardCharsets;

/// The codes of the kinds of columns.
final class Codes {

    private Codes() {
    }

    /// The code of a column that is not left out, without statistics.
    static ColumnCode of(Column column) {
        return switch (column) {
            case Column.Real real -> new NumberCode(real.name(), real.scaling(), real.form(), false, real.unknown());
            case Column.Count count -> new NumberCode(count.name(), count.scaling(), NumberForm.WHOLE, true,
                    count.unknown());
            case Column.Binary binary -> new CategoryCode(binary.name(), binary.categories(), null, true,
                    binary.unknown());
            case Column.Category category -> new CategoryCode(category.name(), category.categories(), category.other(),
                    false, category.unknown());
            case Column.Date date -> new DateCode(date);
            case Column.Omitted omitted -> throw new IllegalArgumentException("column " + omitted.name()
                    + ": is left out");
        };
    }

    /// The code of a column with what was fitted.
    static ColumnCode of(Column column, ColumnStatistics statistics) {
        return switch (of(column)) {
            case NumberCode code -> code.with(statistics);
            case DateCode code -> code.with(statistics);
            case CategoryCode code -> code;
        };
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// The number that a category is, by either decimal sign; NaN if it is none.
    static double number(String category) {
        return category.matches("[+-]?(\\d+([.,]\\d*)?|[.,]\\d+)([eE][+-]?\\d+)?")
                ? Double.parseDouble(category.replace(',', '.')) : Double.NaN;
    }
}
