package lanewise.vae.table;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipException;

import lanewise.vae.file.Inputs;
import lanewise.vae.format.FormatException;

/// A file with a table: delimited text in UTF-8, gzipped or not, NPY (1.0 to 3.0), NPZ or, where `hardwood-core` is on
/// the class path, Parquet; which of them its first bytes tell.
///
/// Of a text, delimiter, decimal sign, comments at the begin and names of the columns are found in its first lines
/// where the options do not say them. Blank lines are no rows; a missing cell of a table with one column is written
/// `""` or `NA`. A NumPy array has rows along its first dimension; its columns are called `column1`, `column2` and so
/// on, those of an array X in an NPZ file `X1`, `X2`. A cell of a Parquet file is what it would be in delimited text:
/// null is missing; dates, times and booleans are texts. Immutable and thread-safe; the file must not change while it
/// is read.
///
/// ```java
/// TableFile file = TableFile.open(Path.of("people.csv"));
/// try (TableRows rows = file.rows()) {
///     int age = file.columns().indexOf("age");
///     while (rows.next()) {
///         double years = rows.isMissing(age) ? Double.NaN : rows.number(age);
///     }
/// }
/// ```
public final class TableFile {

    private enum Kind { TEXT, NPY, NPZ, PARQUET }

    private final Path file;
    private final ReadOptions options;
    private final Kind kind;
    private final boolean gzip;
    private final Dialect dialect;
    private final List<String> columns;
    /// Number of rows where it is known, else -1; equal whoever finds it.
    private volatile long count = -1;

    private TableFile(Path file, ReadOptions options, Kind kind, boolean gzip, Dialect dialect, List<String> columns) {
        this.file = file;
        this.options = options;
        this.kind = kind;
        this.gzip = gzip;
        this.dialect = dialect;
        this.columns = List.copyOf(columns);
    }

    /// Looks at the begin of a file.
    ///
    /// @param file the file
    /// @return the table
    /// @throws FormatException naming the place and what was expected, if it is not such a file or has no row
    /// @throws IOException if it is missing or cannot be read
    public static TableFile open(Path file) throws IOException {
        return open(file, ReadOptions.usual());
    }

    /// Looks at the begin of a file.
    ///
    /// @param file the file
    /// @param options what is known of it
    /// @return the table
    /// @throws FormatException naming the place and what was expected, if it is not such a file or has no row
    /// @throws IOException if it is missing or cannot be read
    public static TableFile open(Path file, ReadOptions options) throws IOException {
        Inputs.requireRegular(file, "a file with a table: delimited text, NPY, NPZ or Parquet");
        boolean gzip = TableText.begins(file, 0x1f, 0x8b);
        if (TableText.begins(file, 'P', 'K')) {
            try (ArrayRows rows = NpzFile.open(file, options.arrays()).rows()) {
                return new TableFile(file, options, Kind.NPZ, false, null, rows.columns());
            }
        }
        try (InputStream in = TableText.stream(file, gzip)) {
            byte[] begin = in.readNBytes(8);
            refuseOthers(file, begin);
            if (ParquetTable.begins(begin)) {
                if (gzip) {
                    throw new FormatException(file.toString(), "is a gzipped Parquet file, expected Parquet itself,"
                            + " whose columns are compressed within");
                }
                ParquetTable table = ParquetTable.open(file);
                TableFile opened = new TableFile(file, options, Kind.PARQUET, false, null, table.columns());
                opened.count = table.count();
                return opened;
            }
            if (NpyHeader.isNpy(begin, begin.length)) {
                PushbackInputStream whole = new PushbackInputStream(in, begin.length);
                whole.unread(begin);
                NpyHeader header = NpyHeader.read(whole, file.toString());
                if (!gzip && Files.size(file) != header.length() + header.dataBytes()) {
                    throw new FormatException(file.toString(), "has " + Files.size(file) + " bytes, expected "
                            + (header.length() + header.dataBytes())
                            + " for the shape " + header.shape());
                }
                return new TableFile(file, options, Kind.NPY, gzip, null,
                        ColumnNames.numbered("column", header.columns()));
            }
        } catch (EOFException | ZipException e) {
            throw TableText.damaged(file, e);
        }
        Dialect dialect = TableText.dialect(file, gzip, options);
        return new TableFile(file, options, Kind.TEXT, gzip, dialect, dialect.names());
    }

    private static void refuseOthers(Path file, byte[] begin) throws FormatException {
        String other = begin.length < 4 ? null
                : begin[0] == (byte) 0x89 && begin[1] == 'H' && begin[2] == 'D' && begin[3] == 'F' ? "an HDF5 file"
                : begin[0] == (byte) 0x80 && begin[1] >= 2 && begin[1] <= 5
                        ? "a Python pickle, which may run any program and is not read"
                : begin[0] == (byte) 0xFF && begin[1] == (byte) 0xFE || begin[0] == (byte) 0xFE
                        && begin[1] == (byte) 0xFF
                        ? "text in UTF-16, expected UTF-8" : null;
        if (other != null) {
            throw new FormatException(file.toString(), "is " + other + ", " + TableText.EXPECTED);
        }
    }

    /// Where the table is.
    ///
    /// @return the path
    public Path file() {
        return file;
    }

    /// What was said of the file when it was opened.
    ///
    /// @return the options
    public ReadOptions options() {
        return options;
    }

    /// The names of the columns.
    ///
    /// @return the names, all different
    public List<String> columns() {
        return columns;
    }

    /// Whether the names are in the file; else they are numbers.
    ///
    /// @return true if so
    public boolean isNamed() {
        return kind == Kind.TEXT ? dialect.named() : kind != Kind.NPY;
    }

    /// How the file was read, for people.
    ///
    /// @return such as `text, cells separated by ';', decimal comma, with names`
    public String description() {
        String packed = gzip ? "gzipped " : "";
        if (kind != Kind.TEXT) {
            return kind == Kind.PARQUET ? "Parquet" : packed + kind;
        }
        return packed + "text, cells separated by " + (dialect.delimiter() == '\t' ? "tabs" : "'" + dialect.delimiter()
                + "'")
                + (dialect.decimal() == ',' ? ", decimal comma" : "")
                        + (dialect.named() ? ", with names" : ", without names");
    }

    /// Opens the file and goes through its rows. The caller closes them.
    ///
    /// @return the rows, before the first
    /// @throws IOException if the file cannot be read or has changed
    public TableRows rows() throws IOException {
        switch (kind) {
            case NPZ -> {
                return NpzFile.open(file, options.arrays()).rows();
            }
            case NPY -> {
                InputStream in = TableText.stream(file, gzip);
                try {
                    NpyHeader header = NpyHeader.read(in, file.toString());
                    ArrayCursor cursor;
                    if (header.columnsFirst() && !gzip && header.dataBytes() > 0) {
                        in.close();
                        cursor = ArrayCursor.mapped(file, header);
                    } else {
                        cursor = ArrayCursor.of(file.toString(), header, in);
                    }
                    return new ArrayRows(file.toString(), columns, List.of(cursor), () -> { });
                } catch (IOException | RuntimeException e) {
                    in.close();
                    throw e;
                }
            }
            case PARQUET -> {
                return ParquetRows.open(file, columns, new MissingTexts(options.missing()));
            }
            default -> {
                InputStream in = TableText.text(file, gzip);
                try {
                    return new DelimitedRows(file.toString(), in, dialect, new MissingTexts(options.missing()),
                            rows -> count = rows);
                } catch (IOException | RuntimeException e) {
                    in.close();
                    throw e;
                }
            }
        }
    }

    /// Whether it is delimited text, gzipped or not.
    ///
    /// @return true if so
    public boolean isText() {
        return kind == Kind.TEXT;
    }

    /// The bytes of a text, unzipped, its byte order mark among them.
    ///
    /// @return a stream, which the caller closes
    /// @throws IOException if the file cannot be read
    public InputStream whole() throws IOException {
        return TableText.stream(file, gzip);
    }

    /// What stands between the cells of a text.
    ///
    /// @return the character; a comma where it is no text
    public char delimiter() {
        return kind == Kind.TEXT ? dialect.delimiter() : ',';
    }

    /// Number of rows: that of the header of an array; of a text they are counted by going through them, once.
    ///
    /// @return the number
    /// @throws IOException as [#rows()] and [TableRows#next()]
    public long count() throws IOException {
        if (count < 0) {
            try (TableRows rows = rows()) {
                if (rows instanceof ArrayRows arrays) {
                    count = arrays.count();
                }
                while (count < 0 && rows.next()) {
                    // the rows say their number at their end
                }
            }
        }
        return count;
    }
}
