package lanewise.vae.schema;

import java.io.IOException;

import lanewise.vae.check.Texts;
import lanewise.vae.format.FormatException;
import lanewise.vae.table.TableRows;

/// Turns the cells of one column into floats and back. Fitted by cells, or given what was fitted; one thread's.
abstract sealed class ColumnCode permits NumberCode, CategoryCode, DateCode {

    private final String name;
    private final Column.Policy unknown;

    ColumnCode(String name, Column.Policy unknown) {
        this.name = name;
        this.unknown = unknown;
    }

    final String name() {
        return name;
    }

    final Column.Policy unknown() {
        return unknown;
    }

    /// From here on numbers and dates are decoded to such as are not beyond those that were fitted.
    void bound(ColumnStatistics statistics) {
    }

    /// Takes a cell into the statistics; it is missing where [#read] says no.
    abstract void fit();

    /// Understands a cell of the row; false if it is missing.
    abstract boolean read(TableRows rows, int column) throws IOException;

    /// Writes the cell that was read last.
    abstract void encode(float[] out, int at);

    /// What was fitted.
    abstract ColumnStatistics statistics(long missing);

    /// The cell that floats stand for.
    abstract Object value(float[] row, int at);

    /// The cell that floats stand for, as it is written.
    abstract String text(float[] row, int at);

    /// Answers a cell that is out of the schema by the policy: refuses it, or says that it is missing.
    final boolean unfit(TableRows rows, int column, String expected) throws FormatException {
        if (unknown == Column.Policy.MISSING) {
            return false;
        }
        throw new FormatException(rows.place() + ", column " + name, "is \""
                + Texts.abridged(rows.text(column)) + "\", expected " + expected);
    }
}
