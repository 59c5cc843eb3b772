package lanewise.vae.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import lanewise.vae.table.ReadOptions;

/// Options of how a table is read and what its columns are.
final class TableOptions {

    static final Option<Character> DELIMITER = new Option<>("delimiter", "C", "comma, semicolon, tab, bar or one other"
            + " character",
            TableOptions::delimiter, null, "found in the file", "what stands between the cells of a text");
    static final Option<String> DECIMAL = Option.choice("decimal", "SIGN", List.of("point", "comma"), null,
            "what stands before the fraction of a number").withStandard(null, "found in the file");
    static final Option<String> HEADER = Option.choice("header", "WHETHER", List.of("yes", "no"), null,
            "whether the first line holds the names of the columns").withStandard(null, "found in the file");
    static final Option<List<String>> MISSING = new Option<>("missing", "TEXT,...", "texts separated by"
            + " commas", text -> List.of(text.split(",", -1)),
            ReadOptions.usual().missing(), String.join(",", ReadOptions.usual().missing()),
            "the texts that mark a missing cell; a cell without any text is missing always");
    static final Option<List<String>> ARRAYS = new Option<>("arrays", "NAME,...", "names separated by"
            + " commas", text -> List.of(text.split(",", -1)),
            List.of(), "X and y, or all", "which arrays of an NPZ file to read, side by side");
    static final Option<Map<String, String>> COLUMN = new Option<>("column", "NAME=KIND", "NAME=KIND, KIND being real,"
            + " count, binary, category, date,"
            + " date:PATTERN or omitted, +gaps behind it or alone", TableOptions::kinds, Map.of(), "",
                    "what a column is, where that is known better; may be given again, or with"
            + " commas: age=real,zip=category; with +gaps the model learns where its cells are missing, *=+gaps says"
            + " so of all columns with gaps");

    static final Option<String> SCALING = Option.choice("scaling", "NAME", List.of("chosen", "quantile"), "chosen",
            "how numbers are scaled; by their quantiles drawn rows are better, and outliers less far out");
    static final Option<Path> SCHEMA = Option.path("schema", "FILE", "found in the table",
            "what the columns of a table are, as 'schema --out' writes it");
    static final Option<Path> TEST = Option.path("test", "FILE", "a share of the table",
            "a table with the rows for the test");
    static final Option<Double> TEST_SHARE = Option.real("test-share", "X", 0, true,
            TableData.LARGEST_SHARE, null,
            "share of a table's rows kept for the test").withStandard(null, "0.1");
    static final Option<String> TEST_ROWS = Option.choice("test-rows", "WHICH", List.of("random", "last"), null,
            "which rows of a table are kept for the test").withStandard(null, "random");
    static final Option<String> LABEL = Option.text("label", "COLUMN",
            "the column of a table that holds the labels of its rows: the model does not see it");
    static final Option<List<String>> ANOMALY = new Option<>("anomaly", "VALUE,...", "values separated by commas",
            text -> text.isEmpty() ? null : List.of(text.split(",", -1)), List.of(), "none",
            "rows with these labels are anomalies: not learned from, and to be found by 'score'");

    /// What `train` asks of a table.
    static final OptionGroup TABLE = OptionGroup.of("Tables", SCHEMA, COLUMN, SCALING, LABEL, ANOMALY, TEST,
            TEST_SHARE, TEST_ROWS, DELIMITER, DECIMAL, HEADER, MISSING, ARRAYS);

    /// What commands ask that find anomalies in it.
    static final OptionGroup SCORED = OptionGroup.of("Tables", LABEL, ANOMALY, DELIMITER, DECIMAL, HEADER, MISSING,
            ARRAYS);

    /// What other commands ask of it.
    static final OptionGroup ROWS = OptionGroup.of("Tables", LABEL, DELIMITER, DECIMAL, HEADER, MISSING, ARRAYS);
    static final OptionGroup READING = OptionGroup.of("Reading", DELIMITER, DECIMAL, HEADER, MISSING, ARRAYS);

    private TableOptions() {
    }

    /// Whether numbers are to be scaled by their quantiles.
    static boolean quantiles(Arguments arguments) {
        return arguments.get(SCALING).equals("quantile");
    }

    /// A schema says itself what the columns are and how they are scaled.
    static void checkSchema(Arguments arguments) throws UsageException {
        if (arguments.has(SCHEMA) && arguments.has(COLUMN)) {
            throw new UsageException("--column and --schema do not go together: what the columns are is in the schema;"
                    + " 'lanewise schema FILE --column NAME=KIND --out FILE' writes one");
        }
        if (arguments.has(SCHEMA) && arguments.has(SCALING)) {
            throw new UsageException("--scaling and --schema do not go together: the scalings are in the schema;"
                    + " 'lanewise schema FILE --scaling NAME --out FILE' writes one");
        }
    }

    private static Character delimiter(String text) {
        return switch (text) {
            case "comma" -> ',';
            case "semicolon" -> ';';
            case "tab", "\\t" -> '\t';
            case "bar" -> '|';
            default -> text.length() == 1 ? text.charAt(0) : null;
        };
    }

    /// Entries are separated by commas that a further `NAME=` follows; a name goes to the last sign of equality.
    private static Map<String, String> kinds(String text) {
        Map<String, String> kinds = new LinkedHashMap<>();
        for (String entry : text.split(",(?=[^,]*=)")) {
            int equals = entry.lastIndexOf('=');
            if (equals < 1 || equals == entry.length() - 1) {
                return null;
            }
            kinds.put(entry.substring(0, equals), entry.substring(equals + 1));
        }
        return kinds;
    }

    static ReadOptions of(Arguments arguments) throws UsageException {
        return of(arguments, ReadOptions.usual());
    }

    /// What the command line says, else what is known.
    static ReadOptions of(Arguments arguments, ReadOptions known) throws UsageException {
        Character delimiter = arguments.given(DELIMITER);
        String header = arguments.given(HEADER);
        String decimal = arguments.given(DECIMAL);
        List<String> missing = arguments.given(MISSING);
        List<String> arrays = arguments.given(ARRAYS);
        try {
            return new ReadOptions(delimiter == null ? known.delimiter() : delimiter,
                    header == null ? known.header() : (Boolean) header.equals("yes"),
                    decimal == null ? known.decimal() : (Character) (decimal.equals("comma") ? ',' : '.'),
                    missing == null ? known.missing() : missing, arrays == null ? known.arrays() : arrays);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--" + e.getMessage());
        }
    }
}
