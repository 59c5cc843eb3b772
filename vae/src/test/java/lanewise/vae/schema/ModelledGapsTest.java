package lanewise.vae.schema;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import lanewise.vae.format.FormatException;
import lanewise.vae.table.TableFile;
import lanewise.vae.tabular.Recipe;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Columns with one more float that says whether a cell is missing.
class ModelledGapsTest {

    private static final List<String> NAMES = List.of("size", "member", "colour", "day", "visits", "one");

    @TempDir
    Path home;

    private TableFile file;

    @BeforeEach
    void setUp() throws IOException {
        StringBuilder text = new StringBuilder(String.join(",", NAMES)).append('\n');
        for (int r = 0; r < 60; r++) {
            text.append(r % 5 == 1 ? "" : 0.5 * r).append(',').append(r % 5 == 2 ? "" : r % 3 == 0 ? "yes" : "no")
                    .append(',').append(r % 5 == 3 ? "" : List.of("red", "green", "blue").get(r % 3)).append(',')
                    .append(r % 5 == 4 ? "" : String.format("2024-01-%02d", 1 + r % 28)).append(',')
                    .append(r * r % 53).append(",1\n");
        }
        file = TableFile.open(Files.writeString(home.resolve("t.csv"), text.toString()));
    }

    private TableEncoder encoder(Map<String, String> kinds) throws IOException {
        return TableEncoder.fit(Survey.of(file, kinds).schema(), file);
    }

    private static float[] row(EncodedTable table, int row) {
        float[] values = new float[table.values().columns()];
        for (int c = 0; c < values.length; c++) {
            values[c] = table.values().get(row, c);
        }
        return values;
    }

    @Test
    void columnsAreToldToModelTheirGaps() throws IOException {
        Map<String, String> kinds = Map.of("size", "real+gaps", "day", "date:yyyy-MM-dd+gaps", "visits", "+gaps");
        Schema schema = Survey.of(file, kinds).schema();
        assertEquals(Set.of("size", "day", "visits"), schema.gaps());
        Schema plain = Survey.of(file, Map.of("day", "date:yyyy-MM-dd")).schema();
        assertEquals(Set.of(), plain.gaps());
        assertEquals(plain.columns(), schema.columns());
        assertEquals(plain.width() + 3, schema.width());
        assertEquals(Set.of("size", "member", "colour", "day"), Survey.of(file, Map.of("*", "+gaps")).schema().gaps(),
                "all that have gaps");
        assertEquals(Set.of("size", "visits"), schema.without("day", "the label").gaps());
        assertTrue(assertThrows(FormatException.class, () -> Survey.of(file, Map.of("one", "+gaps"))).getMessage()
                .contains("column one are to be modelled, but it is left out (constant: 1)"));
        assertTrue(assertThrows(FormatException.class, () -> Survey.of(file, Map.of("*", "real"))).getMessage()
                .contains("has no column *"));
        assertThrows(IllegalArgumentException.class, () -> schema.withGaps(Set.of("other")));
    }

    @Test
    void twoNumbersStayRealsWhoseGapsAreModelled() throws IOException {
        TableFile two = TableFile.open(Files.writeString(home.resolve("two.csv"), "a,b\n0,1\n1,\n0,2\n,3\n1,7\n"));
        Schema schema = Recipe.schema(two, Map.of("a", "+gaps"));
        assertEquals("real", schema.column("a").kind());
        assertEquals(Set.of("a"), schema.gaps());
        Schema each = Recipe.schema(two, Map.of("*", "+gaps"));
        assertEquals("real", each.column("a").kind());
        assertEquals(Set.of("a", "b"), each.gaps());
    }

    @Test
    void schemasAndEncodersComeBackFromJson() throws IOException {
        TableEncoder encoder = encoder(Map.of("*", "+gaps"));
        Schema schema = encoder.schema();
        assertEquals(schema, Schema.fromJson(schema.toJson(), "s"));
        assertEquals(schema.withGaps(Set.of()),
                Schema.fromJson(schema.toJson().replace("\"gaps\": true", "\"gaps\": false"), "s"));
        TableEncoder again = TableEncoder.fromJson(encoder.toJson(), "e");
        assertEquals(encoder.toJson(), again.toJson());
        assertEquals(encoder.places(), again.places());
        assertFalse(encoder(Map.of()).toJson().contains("gaps"), "as it was written before");
        String left = "{\"format\": \"lanewise-schema\", \"version\": 1, \"columns\": [{\"name\": \"id\", \"kind\":"
                + " \"omitted\", \"reason\": \"an id\", \"gaps\": true}]}";
        assertTrue(assertThrows(FormatException.class, () -> Schema.fromJson(left, "s.json")).getMessage()
                .startsWith("s.json: gaps: those of column id are to be modelled, but it is left out (an id)"));
    }

    @Test
    void theLikelihoodHasAPartForEachGapBehindItsColumn() throws IOException {
        TableEncoder encoder = encoder(Map.of("*", "+gaps"));
        assertEquals("observed:gaussian_shared:columnwise=true@0+bernoulli_logits@1-3+categorical:groups=3@4-6"
                + "+bernoulli_logits@7+gaussian_shared:columnwise=true@8-10+bernoulli_logits@11"
                + "+gaussian_shared:columnwise=true@12", encoder.likelihood().text());
        assertEquals(List.of(0, 2, 4, 8, 12), encoder.places().stream().map(TableEncoder.Place::from).toList());
        assertEquals(List.of(1, 3, 7, 11, 13), encoder.places().stream().map(TableEncoder.Place::to).toList());
        assertEquals(List.of(2, 4, 8, 12, 13), encoder.places().stream().map(TableEncoder.Place::end).toList());
        assertEquals(13, encoder.width());
    }

    @Test
    void aGapIsOneMoreFloatAndNothingElseChanges() throws IOException {
        TableEncoder with = encoder(Map.of("*", "+gaps"));
        TableEncoder without = encoder(Map.of());
        assertEquals(without.statistics(), with.statistics());
        RowCoder coder = with.coder();
        try (Arena arena = Arena.ofShared()) {
            EncodedTable table = with.encode(file, arena);
            EncodedTable plain = without.encode(file, arena);
            assertEquals(plain.gaps(), table.gaps());
            for (int r = 0; r < table.rows(); r++) {
                float[] values = row(table, r);
                float[] others = row(plain, r);
                boolean[] there = new boolean[5];
                for (int c = 0; c < 5; c++) {
                    TableEncoder.Place place = with.places().get(c);
                    TableEncoder.Place other = without.places().get(c);
                    assertArrayEquals(Arrays.copyOfRange(others, other.from(), other.to()),
                            Arrays.copyOfRange(values, place.from(), place.to()));
                    there[c] = r % 5 != c + 1;
                    assertEquals(there[c], table.isObserved(r, c));
                    if (place.gaps()) {
                        assertEquals(there[c] ? 0f : 1f, values[place.to()]);
                    }
                }
                List<String> cells = without.coder().decodeText(others, null);
                assertEquals(cells, coder.decodeText(values, null));
                rowAlone(with, coder, cells, values, there);
            }
        }
    }

    /// A row by names has the bits of the file, cell by cell too, whatever the array held.
    private static void rowAlone(TableEncoder encoder, RowCoder coder, List<String> cells, float[] expected,
            boolean[] there) throws FormatException {
        Map<String, Object> named = new LinkedHashMap<>();
        float[] single = new float[encoder.width()];
        Arrays.fill(single, 7);
        for (int c = 0; c < cells.size(); c++) {
            Object cell = cells.get(c).isEmpty() ? null : cells.get(c);
            named.put(encoder.places().get(c).column().name(), cell);
            coder.encode(c, cell, single);
        }
        float[] values = new float[encoder.width()];
        Arrays.fill(values, 7);
        boolean[] observed = new boolean[cells.size()];
        coder.encode(named, values, observed);
        assertArrayEquals(expected, values);
        assertArrayEquals(expected, single);
        assertArrayEquals(there, observed);
    }

    @Test
    void aGapThatWasFilledIsDecoded() throws IOException {
        TableEncoder encoder = encoder(Map.of("*", "+gaps"));
        RowCoder coder = encoder.coder();
        float[] values = new float[encoder.width()];
        Map<String, Object> cells = new LinkedHashMap<>();
        NAMES.subList(0, 5).forEach(name -> cells.put(name, null));
        coder.encode(cells, values, null);
        assertEquals(List.of("", "", "", "", ""), coder.decodeText(values, null));
        TableEncoder.Place colour = encoder.places().get(2);
        for (int i = colour.from(); i < colour.to(); i++) {
            values[i] = i == colour.from() + 1 ? 0.6f : 0.2f;
        }
        assertEquals(1f, values[colour.to()]);
        assertEquals(((Column.Category) colour.column()).categories().get(1), coder.decodeText(values, null).get(2));
        assertEquals(coder.decodeText(values, null).get(2), coder.value(values, 2));
    }
}
