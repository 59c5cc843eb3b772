package lanewise.vae.schema;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongPredicate;

import lanewise.core.Matrix;
import lanewise.vae.check.Memory;
import lanewise.vae.format.FormatException;
import lanewise.vae.likelihood.Composite;
import lanewise.vae.likelihood.Likelihood;
import lanewise.vae.likelihood.Observed;
import lanewise.vae.table.TableFile;
import lanewise.vae.table.TableRows;

/// Rows of a table as floats: a [Schema] with the statistics of the rows that it was fitted to.
///
/// | column   | floats                                                                                   |
/// |----------|------------------------------------------------------------------------------------------|
/// | real, count | `(t(x) - mean) / deviation` with the column's [Scaling]                               |
/// | binary   | 0 or 1                                                                                   |
/// | category | one 1 among zeros, the other category last                                               |
/// | date     | the parts that the schema names, see [Column.DatePart]                                          |
///
/// A missing cell is NaN in all its floats, which [#likelihood()] leaves out. A column whose gaps are modelled
/// ([Schema#gaps()]) has one more float behind them, never NaN: 1 where the cell is missing, else 0. Columns of a file,
/// map or record are found by name, so that their order does not matter and further ones do not disturb; a file without
/// names must have exactly the columns of the schema, in their order. Immutable and thread-safe; a [RowCoder], which
/// each thread brings, encodes and decodes single rows.
public final class TableEncoder {

    private final Schema schema;
    private final List<ColumnStatistics> statistics;
    private final List<Place> places;

    TableEncoder(Schema schema, List<ColumnStatistics> statistics) {
        this.schema = schema;
        this.statistics = List.copyOf(statistics);
        this.places = places(schema);
        if (statistics.size() != places.size()) {
            throw new IllegalArgumentException("statistics: of " + statistics.size() + " columns, expected "
                    + places.size()
                    + ", one for each that is not left out");
        }
    }

    /// Where a column that is kept has its floats.
    ///
    /// @param column the column
    /// @param from its first float in a row
    /// @param to the float after the last one of its cell
    /// @param gaps whether the float at `to` says whether the cell is missing
    public record Place(Column column, int from, int to, boolean gaps) {

        /// Where the next column has its floats.
        ///
        /// @return the float after its last, what says whether it is missing among them
        public int end() {
            return gaps ? to + 1 : to;
        }

        boolean isMissing(float[] row) {
            return Float.isNaN(row[from]);
        }

        /// Writes the cell that was read last.
        void write(ColumnCode code, float[] row) {
            code.encode(row, from);
            if (gaps) {
                row[to] = 0;
            }
        }

        /// Marks the cell of a row as missing.
        void remove(float[] row) {
            Arrays.fill(row, from, to, Float.NaN);
            if (gaps) {
                row[to] = 1;
            }
        }
    }

    private static List<Place> places(Schema schema) {
        List<Place> places = new ArrayList<>();
        int at = 0;
        for (Column column : schema.columns()) {
            if (column.width() > 0) {
                places.add(new Place(column, at, at + column.width(), schema.gaps().contains(column.name())));
                at = places.getLast().end();
            }
        }
        if (places.isEmpty()) {
            Column first = schema.columns().getFirst();
            throw new IllegalArgumentException("schema: all its columns are left out (" + first.name() + ": "
                    + ((Column.Omitted) first).reason()
                    + "), expected at least one to encode");
        }
        return List.copyOf(places);
    }

    /// Fits the statistics to all rows of a file, one pass.
    ///
    /// @param schema what its columns mean
    /// @param file the file
    /// @return the encoder
    /// @throws FormatException if a column is missing, a cell is refused, or there is no row
    /// @throws IOException if the file cannot be read
    /// @throws IllegalArgumentException if all columns are left out
    public static TableEncoder fit(Schema schema, TableFile file) throws IOException {
        return fit(schema, file, _ -> true);
    }

    /// Fits the statistics to chosen rows of a file, one pass.
    ///
    /// @param schema what its columns mean
    /// @param file the file
    /// @param chosen says of the number of a row, 0 for the first, whether it belongs to them
    /// @return the encoder
    /// @throws FormatException if a column is missing, a cell of a chosen row is refused, or there is no such row
    /// @throws IOException if the file cannot be read
    /// @throws IllegalArgumentException if all columns are left out
    public static TableEncoder fit(Schema schema, TableFile file, LongPredicate chosen) throws IOException {
        List<Place> places = places(schema);
        ColumnCode[] codes = places.stream().map(place -> Codes.of(place.column())).toArray(ColumnCode[]::new);
        long[] missing = new long[codes.length];
        long count = 0;
        int[] columns = FileColumns.match(schema, places, file);
        try (TableRows rows = file.rows()) {
            while (rows.next()) {
                if (!chosen.test(rows.row() - 1)) {
                    continue;
                }
                count++;
                for (int c = 0; c < codes.length; c++) {
                    if (codes[c].read(rows, columns[c])) {
                        codes[c].fit();
                    } else {
                        missing[c]++;
                    }
                }
            }
        }
        if (count == 0) {
            throw new FormatException(file.file().toString(), "has no row to fit an encoder to, expected at least one");
        }
        List<ColumnStatistics> statistics = new ArrayList<>();
        for (int c = 0; c < codes.length; c++) {
            statistics.add(codes[c].statistics(missing[c]));
        }
        return new TableEncoder(schema, statistics);
    }

    /// What the columns mean.
    ///
    /// @return the schema
    public Schema schema() {
        return schema;
    }

    /// Where the columns that are kept have their floats.
    ///
    /// @return the places, in the order of the schema
    public List<Place> places() {
        return places;
    }

    /// What is known of the columns that are kept.
    ///
    /// @return the statistics, in the order of [#places()]
    public List<ColumnStatistics> statistics() {
        return statistics;
    }

    /// Floats of a row.
    ///
    /// @return the number, at least 1
    public int width() {
        return places.getLast().end();
    }

    /// A likelihood for the encoded rows: for numbers and dates Gaussians with a variance for each column that all rows
    /// share, for binary columns and for gaps that are modelled Bernoulli, for categories a choice; independent given
    /// the outputs of a decoder. That of the observed cells alone, whether the fitted rows have gaps or not: later rows
    /// may, and a row without has the same loss and gradients, bit by bit.
    ///
    /// @return an [Observed] one of one likelihood, or of a [Composite] of those of the columns from the first on
    public Likelihood likelihood() {
        return new Observed(EncodedLikelihood.of(places));
    }

    ColumnCode[] codes() {
        ColumnCode[] codes = new ColumnCode[places.size()];
        for (int c = 0; c < codes.length; c++) {
            codes[c] = Codes.of(places.get(c).column(), statistics.get(c));
        }
        return codes;
    }

    /// A coder of single rows. Each thread brings its own.
    ///
    /// @return the coder
    public RowCoder coder() {
        return new RowCoder(this, codes());
    }

    /// A coder whose decoded numbers and dates are not beyond the least and the largest one of the rows that were
    /// fitted: what is farther out becomes the nearest of these. Columns without a known range are as in [#coder()].
    ///
    /// @return the coder
    public RowCoder boundedCoder() {
        ColumnCode[] codes = codes();
        for (int c = 0; c < codes.length; c++) {
            codes[c].bound(statistics.get(c));
        }
        return new RowCoder(this, codes);
    }

    /// The rows of a file, encoded one after the other. The caller closes them.
    ///
    /// @param file the file
    /// @return the rows, before the first
    /// @throws FormatException if a column is missing
    /// @throws IOException if the file cannot be read
    public EncodedRows rows(TableFile file) throws IOException {
        return new EncodedRows(this, FileColumns.match(schema, places, file), file.rows());
    }

    /// Memory that the encoded rows of a file take.
    ///
    /// @param rows how many
    /// @return bytes of floats, without the gaps that align the rows
    public long bytes(long rows) {
        return Math.multiplyExact(rows, 4L * width());
    }

    /// Encodes all rows of a file; a text whose rows nobody has counted yet is gone through twice.
    ///
    /// @param file the file
    /// @param arena whose memory the floats are
    /// @return the rows, in the order of the file
    /// @throws FormatException if a column is missing, a cell is refused, or there is no row
    /// @throws IOException if the file cannot be read, or there is not enough memory: with the number of bytes, before
    /// it is taken
    public EncodedTable encode(TableFile file, Arena arena) throws IOException {
        FileColumns.match(schema, places, file);
        long count = file.count();
        if (count == 0) {
            throw new FormatException(file.file().toString(), "has no row, expected at least one");
        }
        String what = file.file() + ": has " + count + " rows of " + width() + " encoded values";
        if (count > Integer.MAX_VALUE) {
            throw Memory.refusal(bytes(count), what, null);
        }
        Matrix values;
        try {
            values = Matrix.allocate(arena, (int) count, width());
        } catch (OutOfMemoryError e) {
            throw Memory.refusal(bytes(count), what, e);
        }
        return new EncodedTable(values, places, fill(file, values));
    }

    private long fill(TableFile file, Matrix values) throws IOException {
        float[] row = new float[width()];
        long gaps = 0;
        try (EncodedRows rows = rows(file)) {
            for (int r = 0; r < values.rows(); r++) {
                requireSame(rows.next(row), file, values.rows(), r);
                gaps += rows.gaps();
                MemorySegment.copy(row, 0, values.segment(), Matrix.FLOAT, values.byteOffset(r, 0), row.length);
            }
            requireSame(!rows.next(row), file, values.rows(), values.rows());
        }
        return gaps;
    }

    private static void requireSame(boolean same, TableFile file, int rows, int row) throws FormatException {
        if (!same) {
            throw new FormatException(file.file().toString(), "had " + rows + " rows and now has "
                    + (row < rows ? "only " + row : "more") + ", expected a file that does not change");
        }
    }

    /// The JSON form: the schema and the statistics. Doubles come back with the same bits.
    ///
    /// @return the text, on one line
    public String toJson() {
        return EncoderJson.write(this);
    }

    /// Reads the JSON form.
    ///
    /// @param text the text
    /// @param source what to call it in messages
    /// @return the encoder
    /// @throws FormatException naming the field and what was expected
    public static TableEncoder fromJson(String text, String source) throws FormatException {
        return EncoderJson.read(text, source);
    }
}
