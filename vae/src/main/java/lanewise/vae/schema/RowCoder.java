package lanewise.vae.schema;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import lanewise.vae.format.FormatException;
import lanewise.vae.record.Records;
import lanewise.vae.table.TableRows;

/// Encodes and decodes single rows, with the bits that the same cells have in a file. Not thread-safe: each thread
/// brings its own.
public final class RowCoder {

    private final TableEncoder encoder;
    private final List<TableEncoder.Place> places;
    private final List<String> names;
    private final ColumnCode[] codes;

    RowCoder(TableEncoder encoder, ColumnCode[] codes) {
        this.encoder = encoder;
        this.places = encoder.places();
        this.names = places.stream().map(place -> place.column().name()).toList();
        this.codes = codes;
    }

    /// Encodes cells by name.
    ///
    /// @param row a cell for each column that is not left out, null or NaN where it is missing; further ones do not
    /// disturb
    /// @param values receives the floats, those of a missing cell as [TableEncoder] says
    /// @param observed receives for each column that is kept whether its cell was observed; null if nobody asks
    /// @throws FormatException if a column is absent or a cell is refused, by name of the column and value
    /// @throws IllegalArgumentException if an array has another length than is needed
    public void encode(Map<String, ?> row, float[] values, boolean[] observed) throws FormatException {
        Object[] cells = new Object[names.size()];
        for (int c = 0; c < cells.length; c++) {
            if (!row.containsKey(names.get(c))) {
                throw new FormatException("row", "has no cell for the column " + names.get(c) + ", only for "
                        + row.keySet()
                        + "; expected one, null where it is missing");
            }
            cells[c] = row.get(names.get(c));
        }
        encodeKept(cells, values, observed);
    }

    /// Encodes the components of a record, columns being components by name.
    ///
    /// @param row a record with a component for each column that is not left out
    /// @param lookup who may see the record: `MethodHandles.lookup()` where it is declared or visible
    /// @param values as above
    /// @param observed as above
    /// @throws FormatException as above
    /// @throws IllegalArgumentException as above
    /// @throws IllegalStateException if `lookup` cannot see the record
    public void encode(Record row, MethodHandles.Lookup lookup, float[] values, boolean[] observed)
            throws FormatException {
        encode(Records.of(lookup).components(row), values, observed);
    }

    /// Encodes cells by position.
    ///
    /// @param row a cell for each column of the schema, those that are left out too
    /// @param values as above
    /// @param observed as above
    /// @throws FormatException if the number of cells is another, or a cell is refused
    /// @throws IllegalArgumentException as above
    public void encode(List<?> row, float[] values, boolean[] observed) throws FormatException {
        List<Column> columns = encoder.schema().columns();
        if (row.size() != columns.size()) {
            throw new FormatException("row", "has " + row.size() + " cells, expected " + columns.size()
                    + ", one for each of "
                    + columns.stream().map(Column::name).toList());
        }
        Object[] cells = new Object[names.size()];
        int kept = 0;
        for (int c = 0; c < columns.size(); c++) {
            if (columns.get(c).width() > 0) {
                cells[kept++] = row.get(c);
            }
        }
        encodeKept(cells, values, observed);
    }

    private void encodeKept(Object[] cells, float[] values, boolean[] observed) throws FormatException {
        requireLength("values", values.length, encoder.width());
        if (observed != null) {
            requireLength("observed", observed.length, codes.length);
        }
        try (TableRows rows = TableRows.of("row", names, List.<Object[]>of(cells))) {
            rows.next();
            for (int c = 0; c < codes.length; c++) {
                boolean there = codes[c].read(rows, c);
                if (there) {
                    places.get(c).write(codes[c], values);
                } else {
                    places.get(c).remove(values);
                }
                if (observed != null) {
                    observed[c] = there;
                }
            }
        } catch (FormatException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void requireLength(String argument, int length, int expected) {
        if (length != expected) {
            throw new IllegalArgumentException(argument + ": " + length + " elements, expected " + expected);
        }
    }

    /// The cells that floats stand for: numbers rounded to what the column's form can write, categories by the largest
    /// float, dates. A cell is there if its floats are numbers; the float of a gap that is modelled is not asked, so
    /// that a gap that was filled is decoded.
    ///
    /// @param values the floats of a row
    /// @param observed which cells are there; null for all that are numbers
    /// @return by name of the column, in the order of the schema: [Double], [Long] for counts, [String] for categories,
    /// [java.time.LocalDate], [java.time.LocalDateTime] or [java.time.LocalTime]; null for a cell that is not there
    /// @throws IllegalArgumentException if an array has another length than is needed
    public Map<String, Object> decode(float[] values, boolean[] observed) {
        requireLength("values", values.length, encoder.width());
        Map<String, Object> cells = new LinkedHashMap<>();
        for (int c = 0; c < codes.length; c++) {
            cells.put(names.get(c), isThere(c, values, observed) ? codes[c].value(values, places.get(c).from())
                    : null);
        }
        return cells;
    }

    /// One cell that floats stand for.
    ///
    /// @param values the floats of a row
    /// @param column number of the column among those that are kept, see [TableEncoder#places()]
    /// @return as [#decode(float\[\], boolean\[\])] gives it; null for a cell that is not there
    /// @throws IllegalArgumentException if the array has another length than is needed
    /// @throws IndexOutOfBoundsException if there is no such column
    public Object value(float[] values, int column) {
        requireLength("values", values.length, encoder.width());
        return isThere(column, values, null) ? codes[column].value(values, places.get(column).from()) : null;
    }

    /// Encodes one cell.
    ///
    /// @param column number of the column among those that are kept
    /// @param cell the cell, null or NaN if it is missing
    /// @param values receives its floats where they have their place, also if it is missing; others stay as they are
    /// @throws FormatException if it is refused, by name of the column and value
    /// @throws IllegalArgumentException if the array has another length than is needed
    /// @throws IndexOutOfBoundsException if there is no such column
    public void encode(int column, Object cell, float[] values) throws FormatException {
        requireLength("values", values.length, encoder.width());
        try (TableRows rows = TableRows.of("row", List.of(names.get(column)), List.<Object[]>of(new Object[] {cell}))) {
            rows.next();
            if (codes[column].read(rows, 0)) {
                places.get(column).write(codes[column], values);
            } else {
                places.get(column).remove(values);
            }
        } catch (FormatException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isThere(int c, float[] values, boolean[] observed) {
        return (observed == null || observed[c]) && !places.get(c).isMissing(values);
    }

    /// One cell that floats stand for, as it is written in the table.
    ///
    /// @param values the floats of a row, those of the cell being numbers
    /// @param column number of the column among those that are kept, see [TableEncoder#places()]
    /// @return its text
    /// @throws IllegalArgumentException if the array has another length than is needed
    /// @throws IndexOutOfBoundsException if there is no such column
    public String text(float[] values, int column) {
        requireLength("values", values.length, encoder.width());
        return codes[column].text(values, places.get(column).from());
    }

    /// The cells that floats stand for, as they are written in the table.
    ///
    /// @param values the floats of a row
    /// @param observed which cells are there; null for all that are numbers
    /// @return a text for each column that is kept, empty for a cell that is not there
    /// @throws IllegalArgumentException if an array has another length than is needed
    public List<String> decodeText(float[] values, boolean[] observed) {
        requireLength("values", values.length, encoder.width());
        String[] cells = new String[codes.length];
        for (int c = 0; c < codes.length; c++) {
            cells[c] = isThere(c, values, observed) ? text(values, c) : "";
        }
        return List.of(cells);
    }
}
