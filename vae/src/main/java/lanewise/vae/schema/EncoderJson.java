package lanewise.vae.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import lanewise.vae.format.FormatException;
import lanewise.vae.format.Json;
import lanewise.vae.format.JsonObject;

/// The JSON form of an encoder: `{"format": "lanewise-table-encoder", "version": 1, "schema": {...}, "statistics":
/// [...]}`.
final class EncoderJson {

    private static final String FORMAT = "lanewise-table-encoder";
    private static final int VERSION = 1;

    private EncoderJson() {
    }

    static String write(TableEncoder encoder) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("format", FORMAT);
        fields.put("version", VERSION);
        fields.put("schema", SchemaJson.write(encoder.schema()));
        fields.put("statistics", encoder.statistics().stream().map(ColumnStatistics::toMap).toList());
        return Json.write(fields);
    }

    static TableEncoder read(String text, String source) throws FormatException {
        JsonObject fields = Json.parseObject(text, source);
        if (!fields.string("format").equals(FORMAT) || fields.integer("version", 1, Integer.MAX_VALUE) != VERSION) {
            throw new FormatException(source, "has the format " + fields.get("format") + ", version "
                    + fields.get("version") + ", expected " + FORMAT + ", version " + VERSION);
        }
        Schema schema = SchemaJson.read(fields.object("schema"), source);
        List<ColumnStatistics> statistics = new ArrayList<>();
        try {
            for (JsonObject one : fields.objects("statistics")) {
                statistics.add(ColumnStatistics.read(one));
            }
            fields.requireAllRead();
            return new TableEncoder(schema, statistics);
        } catch (IllegalArgumentException e) {
            throw new FormatException(source, e.getMessage(), e);
        }
    }
}
