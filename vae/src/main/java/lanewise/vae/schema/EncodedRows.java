package lanewise.vae.schema;

import java.io.IOException;
import java.util.List;

import lanewise.vae.format.FormatException;
import lanewise.vae.table.TableRows;

/// Rows of a file as floats, one after the other, with the bits of [TableEncoder#encode]; only one of them is in
/// memory. Not thread-safe.
public final class EncodedRows implements AutoCloseable {

    private final List<TableEncoder.Place> places;
    private final ColumnCode[] codes;
    private final int[] columns;
    private final TableRows cells;
    private int gaps;

    EncodedRows(TableEncoder encoder, int[] columns, TableRows cells) {
        this.places = encoder.places();
        this.codes = encoder.codes();
        this.columns = columns;
        this.cells = cells;
    }

    /// Goes to the next row.
    ///
    /// @param values receives its floats, those of a missing cell as [TableEncoder] says
    /// @return whether there is one
    /// @throws FormatException if a cell is refused, or as [TableRows#next()]
    /// @throws IOException if the file cannot be read
    public boolean next(float[] values) throws IOException {
        if (!cells.next()) {
            return false;
        }
        gaps = 0;
        for (int c = 0; c < codes.length; c++) {
            if (codes[c].read(cells, columns[c])) {
                places.get(c).write(codes[c], values);
            } else {
                places.get(c).remove(values);
                gaps++;
            }
        }
        return true;
    }

    /// How many cells of the row the model does not see: those that are missing, and those that a policy takes so.
    ///
    /// @return the number, of columns that are kept
    public int gaps() {
        return gaps;
    }

    /// The row's cells as they are in the file.
    ///
    /// @return the rows of the file, at this one
    public TableRows cells() {
        return cells;
    }

    /// Where a column that is kept is in the file.
    ///
    /// @param place number of the column among those of [TableEncoder#places()]
    /// @return its number among [TableRows#columns()]
    public int column(int place) {
        return columns[place];
    }

    @Override
    public void close() throws IOException {
        cells.close();
    }
}
