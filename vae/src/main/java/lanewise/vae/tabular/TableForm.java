package lanewise.vae.tabular;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

import lanewise.vae.format.FormatException;
import lanewise.vae.format.Json;
import lanewise.vae.format.JsonObject;
import lanewise.vae.model.VaeModel;
import lanewise.vae.schema.TableEncoder;
import lanewise.vae.table.ReadOptions;

/// What a model of a table carries of it: how its rows are encoded, how its files are read, and its labels. It stands
/// as JSON under the key [#KEY] of the model's metadata, so in its file and its exports. Immutable and thread-safe.
///
/// @param encoder from cells to floats and back
/// @param reading how the file was read that it was fitted to
/// @param label the column that was kept away from the model as the label of its rows; null if none was
/// @param labels the values of that column in the order of their numbers, at most 256; empty without a label
/// @param labelCounts how many rows that were learned from have each of them; empty where that is not known
public record TableForm(TableEncoder encoder, ReadOptions reading, String label, List<String> labels,
        List<Long> labelCounts) {

    /// The key of a model's metadata.
    public static final String KEY = "table";

    /// The label of a row that has none.
    public static final String NO_LABEL = "(missing)";

    /// Labels are unsigned bytes.
    static final int MOST_LABELS = 256;

    /// Refuses what does not agree.
    ///
    /// @throws IllegalArgumentException if there are labels without a column, or too many
    public TableForm {
        Objects.requireNonNull(encoder, "encoder");
        Objects.requireNonNull(reading, "reading");
        labels = List.copyOf(labels);
        labelCounts = List.copyOf(labelCounts);
        if (!labelCounts.isEmpty() && labelCounts.size() != labels.size()
                || labelCounts.stream().anyMatch(count -> count < 0)) {
            throw new IllegalArgumentException("label_counts: " + labelCounts + " of " + labels.size() + " labels,"
                    + " expected a number from 0 on for each, or none");
        }
        if (label == null && !labels.isEmpty() || labels.size() > MOST_LABELS) {
            throw new IllegalArgumentException("labels: " + labels.size() + (label == null ? " without a column"
                    : " of the column " + label) + ", expected " + (label == null ? "none" : "at most " + MOST_LABELS));
        }
    }

    /// The same where it is not known how many rows have each label.
    ///
    /// @param encoder as above
    /// @param reading as above
    /// @param label as above
    /// @param labels as above
    public TableForm(TableEncoder encoder, ReadOptions reading, String label, List<String> labels) {
        this(encoder, reading, label, labels, List.of());
    }

    /// The form that a model carries.
    ///
    /// @param model the model
    /// @param source what to call it in messages
    /// @return the form, or null if it is no model of a table
    /// @throws FormatException if it is damaged
    public static TableForm of(VaeModel model, String source) throws FormatException {
        return of(model.metadata(), source);
    }

    /// The form in the metadata of a model or of a decoder alone.
    ///
    /// @param metadata the metadata
    /// @param source what to call it in messages
    /// @return the form, or null if it is no model of a table
    /// @throws FormatException if it is damaged
    public static TableForm of(Map<String, String> metadata, String source) throws FormatException {
        String text = metadata.get(KEY);
        return text == null ? null : fromJson(text, source + ": metadata \"" + KEY + "\"");
    }

    /// The metadata of a model that is to carry the form.
    ///
    /// @return the form under its key
    public Map<String, String> metadata() {
        return Map.of(KEY, toJson());
    }

    /// Where the columns that are kept have their floats.
    ///
    /// @return the first float of each, then the number of floats of a row
    public int[] bounds() {
        List<TableEncoder.Place> places = encoder.places();
        return IntStream.rangeClosed(0, places.size())
                .map(c -> c == places.size() ? encoder.width() : places.get(c).from()).toArray();
    }

    /// The JSON form.
    ///
    /// @return the text, on one line
    public String toJson() {
        Map<String, Object> read = new LinkedHashMap<>();
        read.put("delimiter", reading.delimiter() == null ? null : reading.delimiter().toString());
        read.put("header", reading.header());
        read.put("decimal", reading.decimal() == null ? null : reading.decimal().toString());
        read.put("missing", reading.missing());
        read.put("arrays", reading.arrays());
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("encoder", parsed(encoder.toJson()));
        fields.put("reading", read);
        fields.put("label", label);
        fields.put("labels", labels);
        fields.put("label_counts", labelCounts);
        return Json.write(fields);
    }

    private static Object parsed(String json) {
        try {
            return Json.parse(json, "encoder");
        } catch (FormatException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Reads the JSON form.
    ///
    /// @param text the text
    /// @param source what to call it in messages
    /// @return the form
    /// @throws FormatException naming the field and what was expected
    public static TableForm fromJson(String text, String source) throws FormatException {
        JsonObject fields = Json.parseObject(text, source);
        TableEncoder encoder = TableEncoder.fromJson(Json.write(fields.get("encoder")), source + ": encoder");
        JsonObject read = fields.object("reading");
        try {
            ReadOptions reading = new ReadOptions(character(read, "delimiter"),
                    read.get("header") == null ? null : (Boolean) read.bool("header"), character(read, "decimal"),
                    read.strings("missing"), read.strings("arrays"));
            String label = fields.get("label") == null ? null : fields.string("label");
            TableForm form = new TableForm(encoder, reading, label, fields.strings("labels"),
                    fields.has("label_counts") ? fields.integers("label_counts") : List.of());
            fields.requireAllRead();
            return form;
        } catch (IllegalArgumentException e) {
            throw new FormatException(source, e.getMessage(), e);
        }
    }

    private static Character character(JsonObject fields, String name) throws FormatException {
        if (fields.get(name) == null) {
            return null;
        }
        String text = fields.string(name);
        if (text.length() != 1) {
            throw new IllegalArgumentException(name + ": '" + text + "', expected one character");
        }
        return text.charAt(0);
    }
}
