package lanewise.vae.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import lanewise.vae.format.FormatException;
import lanewise.vae.schema.Column.DatePart;
import lanewise.vae.schema.Column.Policy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaTest {

    static final Schema ALL = new Schema(List.of(
            new Column.Real("r", new Scaling.Log(0.1, 1e-7), new NumberForm(2, 7, true, true), Policy.MISSING),
            new Column.Real("f", new Scaling.Standard(), NumberForm.FREE, Policy.REFUSE),
            new Column.Count("n", new Scaling.Standard(), Policy.REFUSE),
            new Column.Binary("b", List.of("no", "yes"), Policy.REFUSE),
            new Column.Omitted("id", "an id"),
            new Column.Category("k", List.of("x", "y \"z\""), "other", Policy.OTHER),
            new Column.Date("d", "yyyy-MM-dd HH:mm", List.of(DatePart.DAY, DatePart.TIME), Policy.REFUSE)));

    @TempDir
    Path home;

    @Test
    void schemasComeBackFromJson() throws Exception {
        assertEquals(ALL, Schema.fromJson(ALL.toJson(), "s"));
        assertEquals(ALL, Schema.read(Files.writeString(home.resolve("s.json"), ALL.toJson())));
        assertEquals(10, ALL.width());
        Schema without = ALL.without("k", "the label");
        assertEquals(7, without.width());
        assertEquals(new Column.Omitted("k", "the label"), without.column("k"));
        assertThrows(IllegalArgumentException.class, () -> ALL.without("q", ""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '@', quoteCharacter = '^', value = {
        "\"kind\": \"real\"@\"kind\": \"reel\"@column r: kind is reel, expected real, count",
        "\"unit\": 1.0E-7@\"unit\": 0@unit: 0.0, expected a positive",
        "\"unknown\": \"missing\"@\"unknown\": \"other\"@column r: unknown is OTHER, expected refuse or missing",
        "\"unknown\": \"missing\"@\"unknown\": \"drop\"@column r: 'drop', expected one of refuse, missing, other",
        "\"reason\": \"an id\"@\"reason\": \"an id\", \"why\": 1@unknown field columns[4].why",
        "\"name\": \"n\"@\"name\": \"f\"@two are called f",
        "[\"no\", \"yes\"]@[\"no\"]@column b: 1 categories, expected 2",
        "[\"no\", \"yes\"]@[\"no\", \"no\"]@two of its categories are the same",
        "yyyy-MM-dd HH:mm@yyyy-MM-dd@column d: the parts [DAY, TIME] of yyyy-MM-dd",
        "[\"day\", \"time\"]@[\"time\"]@column d: the parts [TIME]",
        "\"version\": 1@\"version\": 2@has the format lanewise-schema, version 2",
        "\"other\": \"other\",@@there is none"})
    void editedFormsAreChecked(String from, String to, String message) {
        String text = ALL.toJson();
        assertTrue(text.contains(from), text);
        FormatException refusal = assertThrows(FormatException.class,
                () -> Schema.fromJson(text.replace(from, to == null ? "" : to), "s.json"));
        assertTrue(refusal.getMessage().startsWith("s.json: ") && refusal.getMessage().contains(message),
                refusal.getMessage());
    }
}
