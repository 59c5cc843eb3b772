package lanewise.vae.cli;

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
            + " date:PATTERN or omitted", TableOptions::kinds, Map.of(), "",
                    "what a column is, where that is known better; may be given again, or with"
            + " commas: age=real,zip=category");

    static final Option<String> SCALING = Option.choice("scaling", "NAME", List.of("chosen", "quantile"), "chosen",
            "how numbers are scaled; by their quantiles drawn rows are better, and outliers less far out");

    static final OptionGroup READING = OptionGroup.of("Reading", DELIMITER, DECIMAL, HEADER, MISSING, ARRAYS);

    private TableOptions() {
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
        String header = arguments.get(HEADER);
        String decimal = arguments.get(DECIMAL);
        try {
            return new ReadOptions(arguments.get(DELIMITER), header == null ? null : header.equals("yes"),
                    decimal == null ? null : decimal.equals("comma") ? ',' : '.', arguments.get(MISSING),
                            arguments.get(ARRAYS));
        } catch (IllegalArgumentException e) {
            throw new UsageException("--" + e.getMessage());
        }
    }
}
