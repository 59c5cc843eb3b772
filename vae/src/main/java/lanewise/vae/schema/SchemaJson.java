package lanewise.vae.schema;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import lanewise.vae.format.FormatException;
import lanewise.vae.format.JsonObject;

/// The JSON form of a schema: `{"format": "lanewise-schema", "version": 1, "columns": [{"name": ..., "kind": ...,
/// ...}]}`.
final class SchemaJson {

    private static final String FORMAT = "lanewise-schema";
    private static final int VERSION = 1;

    private SchemaJson() {
    }

    static Map<String, Object> write(Schema schema) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("format", FORMAT);
        fields.put("version", VERSION);
        fields.put("columns", schema.columns().stream()
                .map(column -> write(column, schema.gaps().contains(column.name()))).toList());
        return fields;
    }

    private static Map<String, Object> write(Column column, boolean gaps) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", column.name());
        fields.put("kind", column.kind());
        switch (column) {
            case Column.Real real -> {
                write(real.scaling(), fields);
                if (real.form().decimals() >= 0) {
                    fields.put("decimals", real.form().decimals());
                    if (real.form().digits() > 0) {
                        fields.put("digits", real.form().digits());
                    }
                    fields.put("padded", real.form().padded());
                    if (real.form().comma()) {
                        fields.put("comma", true);
                    }
                }
                fields.put("unknown", real.unknown().id());
            }
            case Column.Count count -> {
                write(count.scaling(), fields);
                fields.put("unknown", count.unknown().id());
            }
            case Column.Binary binary -> {
                fields.put("categories", binary.categories());
                fields.put("unknown", binary.unknown().id());
            }
            case Column.Category category -> {
                fields.put("categories", category.categories());
                if (category.other() != null) {
                    fields.put("other", category.other());
                }
                fields.put("unknown", category.unknown().id());
            }
            case Column.Date date -> {
                fields.put("pattern", date.pattern());
                fields.put("parts", date.parts().stream().map(Column.DatePart::id).toList());
                fields.put("unknown", date.unknown().id());
            }
            case Column.Omitted omitted -> fields.put("reason", omitted.reason());
        }
        if (gaps) {
            fields.put("gaps", true);
        }
        return fields;
    }

    private static void write(Scaling scaling, Map<String, Object> fields) {
        switch (scaling) {
            case Scaling.Standard _ -> fields.put("scaling", "standard");
            case Scaling.Log log -> {
                fields.put("scaling", "log");
                fields.put("centre", log.centre());
                fields.put("unit", log.unit());
            }
            case Scaling.Quantile quantile -> {
                fields.put("scaling", "quantile");
                fields.put("values", quantile.values());
                fields.put("below", quantile.below());
                fields.put("upTo", quantile.upTo());
            }
        }
    }

    static Schema read(JsonObject fields, String source) throws FormatException {
        if (!fields.string("format").equals(FORMAT) || fields.integer("version", 1, Integer.MAX_VALUE) != VERSION) {
            throw new FormatException(source, "has the format " + fields.get("format") + ", version "
                    + fields.get("version") + ", expected "
                    + FORMAT + ", version " + VERSION);
        }
        List<Column> columns = new ArrayList<>();
        Set<String> gaps = new HashSet<>();
        for (JsonObject column : fields.objects("columns")) {
            try {
                columns.add(column(column, source));
                if (column.has("gaps") && column.bool("gaps")) {
                    gaps.add(columns.getLast().name());
                }
            } catch (IllegalArgumentException e) {
                throw new FormatException(source, e.getMessage(), e);
            }
            column.requireAllRead();
        }
        fields.requireAllRead();
        try {
            return new Schema(columns, gaps);
        } catch (IllegalArgumentException e) {
            throw new FormatException(source, e.getMessage(), e);
        }
    }

    private static Column column(JsonObject fields, String source) throws FormatException {
        String name = fields.string("name");
        return switch (fields.string("kind")) {
            case "real" -> new Column.Real(name, scaling(fields, source), form(fields), policy(fields, source));
            case "count" -> new Column.Count(name, scaling(fields, source), policy(fields, source));
            case "binary" -> new Column.Binary(name, fields.strings("categories"), policy(fields, source));
            case "category" -> new Column.Category(name, fields.strings("categories"), fields.has("other")
                    ? fields.string("other") : null,
                    policy(fields, source));
            case "date" -> {
                List<Column.DatePart> parts = new ArrayList<>();
                for (String part : fields.strings("parts")) {
                    parts.add(choice(Column.DatePart.class, part, name, source));
                }
                yield new Column.Date(name, fields.string("pattern"), parts, policy(fields, source));
            }
            case "omitted" -> new Column.Omitted(name, fields.string("reason"));
            default -> throw new FormatException(source, "column " + name + ": kind is " + fields.string("kind")
                    + ", expected real, count, binary, category, date or omitted");
        };
    }

    private static Column.Policy policy(JsonObject fields, String source) throws FormatException {
        return choice(Column.Policy.class, fields.string("unknown"), fields.string("name"), source);
    }

    private static <E extends Enum<E>> E choice(Class<E> type, String id, String column, String source)
            throws FormatException {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).equals(id)) {
                return constant;
            }
        }
        String expected =
                String.join(", ",
                java.util.Arrays.stream(type.getEnumConstants()).map(e -> e.name().toLowerCase(Locale.ROOT)).toList());
        throw new FormatException(source, "column " + column + ": '" + id + "', expected one of " + expected);
    }

    private static Scaling scaling(JsonObject fields, String source) throws FormatException {
        return switch (fields.string("scaling")) {
            case "standard" -> new Scaling.Standard();
            case "log" -> new Scaling.Log(fields.real("centre"), fields.real("unit"));
            case "quantile" -> new Scaling.Quantile(fields.reals("values"), fields.reals("below"),
                    fields.reals("upTo"));
            default -> throw new FormatException(source, "column " + fields.string("name") + ": scaling is "
                    + fields.string("scaling")
                    + ", expected standard, log with centre and unit, or quantile with values, below and upTo");
        };
    }

    private static NumberForm form(JsonObject fields) throws FormatException {
        return !fields.has("decimals") ? NumberForm.FREE
                : new NumberForm(fields.integer("decimals", 0, NumberForm.MOST_DIGITS), fields.has("digits")
                        ? fields.integer("digits", 1, NumberForm.MOST_DIGITS) : 0,
                        fields.has("padded") && fields.bool("padded"), fields.has("comma") && fields.bool("comma"));
    }
}
