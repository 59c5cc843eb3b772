package lanewise.vae.table;

import java.util.List;
import java.util.Objects;

/// What is known of a table before it is read; null stands for "to be found in the file".
///
/// @param delimiter what stands between the cells of a text: comma, semicolon, tab, `|`, or any other ASCII character
/// that is no quote, letter, digit, sign, point or line end
/// @param header whether the first line of a text holds the names of the columns
/// @param decimal what stands before the fraction of a number in a text: `.` or `,`
/// @param missing the texts that stand for a missing cell, quoted or not; a cell without any text is missing always
/// @param arrays which arrays of an NPZ file to read, side by side; empty for `X` and `y` where they exist, else all
public record ReadOptions(Character delimiter, Boolean header, Character decimal, List<String> missing,
        List<String> arrays) {

    /// What most programs write for a cell that has no value.
    private static final List<String> MISSING = List.of("?", "NA", "N/A", "NaN", "nan", "null", "NULL");

    private static final ReadOptions USUAL = new ReadOptions(null, null, null, MISSING, List.of());

    /// Refuses what no table can have.
    ///
    /// @throws IllegalArgumentException naming the option
    public ReadOptions {
        missing = List.copyOf(missing);
        arrays = List.copyOf(arrays);
        if (delimiter != null && (delimiter > 126 || Character.isLetterOrDigit(delimiter)
                || "\"\r\n+-._ \0".indexOf(delimiter) >= 0)) {
            throw new IllegalArgumentException("delimiter: '" + delimiter
                    + "', expected a comma, a semicolon, a tab, a '|' or another"
                    + " ASCII character that is no part of numbers and names");
        }
        if (decimal != null && decimal != '.' && decimal != ',') {
            throw new IllegalArgumentException("decimal: '" + decimal + "', expected '.' or ','");
        }
        if (decimal != null && decimal.equals(delimiter)) {
            throw new IllegalArgumentException("decimal: '" + decimal
                    + "', expected another character than the delimiter");
        }
    }

    /// Nothing is known; `?`, `NA`, `N/A`, `NaN`, `nan`, `null`, `NULL` and the empty cell are missing.
    ///
    /// @return the options
    public static ReadOptions usual() {
        return USUAL;
    }

    /// The same with a known delimiter.
    ///
    /// @param character the delimiter
    /// @return the options
    public ReadOptions withDelimiter(char character) {
        return new ReadOptions(character, header, decimal, missing, arrays);
    }

    /// The same with a known first line.
    ///
    /// @param names whether it holds the names of the columns
    /// @return the options
    public ReadOptions withHeader(boolean names) {
        return new ReadOptions(delimiter, names, decimal, missing, arrays);
    }

    /// The same with a known decimal sign.
    ///
    /// @param sign `.` or `,`
    /// @return the options
    public ReadOptions withDecimal(char sign) {
        return new ReadOptions(delimiter, header, sign, missing, arrays);
    }

    /// The same with other texts for a missing cell.
    ///
    /// @param texts all of them but the empty one
    /// @return the options
    public ReadOptions withMissing(List<String> texts) {
        return new ReadOptions(delimiter, header, decimal, Objects.requireNonNull(texts, "missing"), arrays);
    }

    /// The same with chosen arrays of an NPZ file.
    ///
    /// @param names their names without `.npy`, in the order of the columns
    /// @return the options
    public ReadOptions withArrays(List<String> names) {
        return new ReadOptions(delimiter, header, decimal, missing, Objects.requireNonNull(names, "arrays"));
    }
}
