package lanewise.vae.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import lanewise.vae.format.FormatException;
import lanewise.vae.format.JsonObject;
import lanewise.vae.table.ReadOptions;

/// How the rows of a table become examples.
///
/// @param test a table of rows for the test; null where they are taken from the same table
/// @param testShare the share that is taken
/// @param testLast whether the last rows are taken, not random ones
/// @param label the column that holds the labels, which the model does not see; null for none
/// @param anomalies the labels of rows that are anomalies, and no examples to learn from
/// @param all whether all rows, anomalies too, are examples of training and of test
/// @param reading how the file is read
record TableData(Path test, double testShare, boolean testLast, String label, List<String> anomalies, boolean all,
        ReadOptions reading) {

    /// The largest share of a table's rows that is kept for the test.
    static final double LARGEST_SHARE = 0.9;

    private static final double TENTH = 0.1;

    TableData {
        anomalies = List.copyOf(anomalies);
    }

    /// What the command line of `train` says.
    static TableData of(Arguments arguments) throws UsageException {
        arguments.exclude(TableOptions.TEST, TableOptions.TEST_SHARE, "the rows for the test come from a file");
        arguments.exclude(TableOptions.TEST, TableOptions.TEST_ROWS, "the rows for the test come from a file");
        if (arguments.has(TableOptions.ANOMALY) && !arguments.has(TableOptions.LABEL)) {
            throw new UsageException("--anomaly: is a value of the labels, expected --label COLUMN with it");
        }
        Double share = arguments.get(TableOptions.TEST_SHARE);
        return new TableData(arguments.get(TableOptions.TEST), share == null ? TENTH : share,
                "last".equals(arguments.get(TableOptions.TEST_ROWS)), arguments.get(TableOptions.LABEL),
                arguments.get(TableOptions.ANOMALY), false, TableOptions.of(arguments));
    }

    /// All rows of another file, read as the command line says, else as this one.
    TableData whole(Arguments arguments) throws UsageException {
        return new TableData(null, TENTH, false, label(arguments), anomalies(arguments), true,
                TableOptions.of(arguments, reading));
    }

    /// The same rows with the label and the anomalies that the command line names, where it does.
    TableData labelled(Arguments arguments) {
        return new TableData(test, testShare, testLast, label(arguments), anomalies(arguments), all, reading);
    }

    /// The same, with anomalies among the examples.
    TableData withAnomalies() {
        return new TableData(test, testShare, testLast, label, List.of(), all, reading);
    }

    private String label(Arguments arguments) {
        String named = arguments.given(TableOptions.LABEL);
        return named == null ? label : named;
    }

    private List<String> anomalies(Arguments arguments) {
        List<String> named = arguments.given(TableOptions.ANOMALY);
        return named == null ? anomalies : named;
    }

    Map<String, Object> toMap() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("test", test == null ? null : test.toAbsolutePath().normalize().toString());
        fields.put("test_share", testShare);
        fields.put("test_last", testLast);
        fields.put("label", label);
        fields.put("anomalies", anomalies);
        return fields;
    }

    /// What the command line is refused, the configuration of a run is refused too.
    ///
    /// @param reading as the form beside the configuration says
    /// @param source of the configuration, for messages
    static TableData fromJson(JsonObject fields, ReadOptions reading, String source) throws FormatException {
        Path test = fields.get("test") == null ? null : Path.of(fields.string("test"));
        String label = fields.get("label") == null ? null : fields.string("label");
        double share = fields.real("test_share");
        if (!(share > 0 && share <= LARGEST_SHARE)) {
            throw new FormatException(source, "field \"data.table.test_share\" is " + share + ", expected a number"
                    + " above 0 and at most " + LARGEST_SHARE);
        }
        List<String> anomalies = fields.strings("anomalies");
        if (label == null && !anomalies.isEmpty()) {
            throw new FormatException(source, "field \"data.table.anomalies\" has values of labels, but"
                    + " \"data.table.label\" names no column with them");
        }
        return new TableData(test, share, fields.bool("test_last"), label, anomalies, false, reading);
    }

    /// Whether two labels are the same: equal texts, or numbers of equal value.
    static boolean isSame(String one, String other) {
        if (one.equals(other)) {
            return true;
        }
        Double first = Option.number(one);
        Double second = Option.number(other);
        return first != null && second != null && first.doubleValue() == second.doubleValue();
    }
}
