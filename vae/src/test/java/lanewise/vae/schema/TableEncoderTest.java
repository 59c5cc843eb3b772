package lanewise.vae.schema;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import lanewise.vae.format.FormatException;
import lanewise.vae.schema.Column.Policy;
import lanewise.vae.table.ReadOptions;
import lanewise.vae.table.TableFile;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableEncoderTest {

    private static final String[] COLOURS = {"red", "green", "blue"};

    @TempDir
    Path home;

    private TableFile file;
    private TableEncoder encoder;

    /// A row for people.
    record Person(Object size, Object visits, Object member, Object colour, Object since) {
    }

    @BeforeEach
    void setUp() throws IOException {
        StringBuilder text = new StringBuilder("id,size,visits,member,colour,since\n");
        for (int r = 0; r < 120; r++) {
            text.append("u").append(r).append(',').append(r == 7 ? "" : String.format("%.2f", 1.5 * r - 20)).append(',')
                    .append(r * r % 97).append(',')
                    .append(r % 3 == 0 ? "yes" : "no").append(',').append(r == 9 ? "?" : COLOURS[r % 3]).append(',')
                    .append(LocalDate.of(2020, 2, 27).plusDays(11L * r)).append(' ').append(String.format("%02d:%02d",
                            r % 24, r % 60)).append('\n');
        }
        file = TableFile.open(Files.writeString(home.resolve("people.csv"), text.toString()));
        encoder = TableEncoder.fit(Survey.of(file, Map.of()).schema(), file);
    }

    private static float[] row(EncodedTable table, int row) {
        float[] values = new float[table.values().columns()];
        for (int c = 0; c < values.length; c++) {
            values[c] = table.values().get(row, c);
        }
        return values;
    }

    @Test
    void columnsHaveTheirPlaces() {
        assertEquals(List.of("size", "visits", "member", "colour", "since"),
                encoder.places().stream().map(place -> place.column().name()).toList());
        assertEquals(List.of(0, 1, 2, 3, 6), encoder.places().stream().map(TableEncoder.Place::from).toList());
        assertEquals(6 + 1 + 2 + 2 + 2, encoder.width());
        assertEquals(119, encoder.statistics().getFirst().observed());
        assertEquals(1, encoder.statistics().getFirst().missing());
        assertEquals(List.of(40L, 40L, 39L).stream().mapToLong(n -> n).sum(), encoder.statistics().get(3).observed());
        assertEquals(List.of(80L, 40L), encoder.statistics().get(2).counts());
    }

    @Test
    void numbersAreStandardisedAndGapsAreNoNumbers() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            EncodedTable table = encoder.encode(file, arena);
            assertEquals(120, table.rows());
            assertEquals(2, table.gaps());
            double sum = 0;
            double squares = 0;
            for (int r = 0; r < table.rows(); r++) {
                sum += r == 7 ? 0 : table.values().get(r, 0);
                squares += r == 7 ? 0 : Math.pow(table.values().get(r, 0), 2);
                assertEquals(r != 7, table.isObserved(r, 0));
                assertEquals(r != 9, table.isObserved(r, 3));
                double ones = table.values().get(r, 3) + table.values().get(r, 4) + table.values().get(r, 5);
                assertEquals(r == 9 ? Double.NaN : 1, ones);
            }
            assertEquals(0, sum / 119, 1e-6);
            assertEquals(1, squares / 119, 1e-6);
            assertEquals(Float.NaN, table.values().get(7, 0));
            assertThrows(IndexOutOfBoundsException.class, () -> table.isObserved(0, 5));
        }
    }

    @Test
    void cellsComeBackAsTheyWereWritten() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            EncodedTable table = encoder.encode(file, arena);
            RowCoder coder = encoder.coder();
            List<String> lines = Files.readAllLines(home.resolve("people.csv"));
            for (int r = 0; r < table.rows(); r++) {
                boolean[] observed = new boolean[5];
                for (int c = 0; c < 5; c++) {
                    observed[c] = table.isObserved(r, c);
                }
                String line = "u" + r + "," + String.join(",", coder.decodeText(row(table, r), observed));
                assertEquals(lines.get(r + 1).replace("?", ""), line);
            }
            Map<String, Object> first = coder.decode(row(table, 0), null);
            assertEquals(List.of(-20.0, 0L, "yes", "red", LocalDateTime.of(2020, 2, 27, 0, 0)),
                    List.copyOf(first.values()));
        }
    }

    /// What is decoded from far away is the end of the range, which old encoders do not know.
    @Test
    void boundedCellsStayWithinTheFittedOnes() throws IOException {
        float[] far = new float[encoder.width()];
        for (float z : new float[] {-50, 50}) {
            Arrays.fill(far, z);
            Map<String, Object> kept = encoder.boundedCoder().decode(far, null);
            assertEquals(z < 0 ? -20.0 : 158.5, kept.get("size"));
            assertEquals(z < 0 ? 0L : 96L, kept.get("visits"));
            assertEquals(LocalDate.of(2020, 2, 27).plusDays(z < 0 ? 0 : 11L * 119),
                    ((LocalDateTime) kept.get("since")).toLocalDate());
            String without = encoder.toJson().replaceAll(",\"least\":[^,]*,\"most\":[^,}]*", "");
            TableEncoder old = TableEncoder.fromJson(without, "json");
            assertFalse(old.toJson().contains("least"));
            assertEquals(old.coder().decode(far, null), old.boundedCoder().decode(far, null));
            assertEquals(old.coder().decode(far, null), encoder.coder().decode(far, null));
        }
    }

    /// A cell has the same bits from a file, a map, a record, a list, in another order of the columns, and after JSON.
    @Test
    void bitsDoNotDependOnTheWayOfARow() throws IOException {
        Path reordered = home.resolve("other.csv");
        Files.writeString(reordered, "extra;since;colour;member;visits;size\n1;2020-03-20 02:02;blue;no;4;-17,00\n");
        TableEncoder read = TableEncoder.fromJson(encoder.toJson(), "json");
        assertEquals(encoder.toJson(), read.toJson());
        try (Arena arena = Arena.ofConfined()) {
            float[] expected = row(encoder.encode(file, arena), 2);
            assertArrayEquals(expected, row(read.encode(TableFile.open(reordered), arena), 0));
            float[] values = new float[encoder.width()];
            boolean[] observed = new boolean[5];
            RowCoder coder = read.coder();
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("size", -17.0);
            map.put("visits", 4);
            map.put("member", "no");
            map.put("colour", "blue");
            map.put("since", LocalDateTime.of(2020, 3, 20, 2, 2));
            coder.encode(map, values, observed);
            assertArrayEquals(expected, values);
            coder.encode(new Person("-17.00", 4L, "no", "blue", "2020-03-20 02:02"), MethodHandles.lookup(), values,
                    null);
            assertArrayEquals(expected, values);
            coder.encode(Arrays.asList("who", -17f, "4", "no", "blue", "2020-03-20T02:02"), values, observed);
            assertArrayEquals(expected, values);
            assertArrayEquals(new boolean[] {true, true, true, true, true}, observed);
            coder.encode(Arrays.asList(null, null, Double.NaN, "", "?", null), values, observed);
            float[] gaps = new float[encoder.width()];
            Arrays.fill(gaps, Float.NaN);
            assertArrayEquals(gaps, values);
            assertArrayEquals(new boolean[5], observed);
        }
    }

    @Test
    void fitsAndFilesWithoutNamesGoByPosition() throws IOException {
        String rows = String.join("\n", Files.readAllLines(home.resolve("people.csv")).subList(1, 121));
        TableFile bare = TableFile.open(Files.writeString(home.resolve("bare.csv"), rows));
        assertFalse(bare.isNamed());
        try (Arena arena = Arena.ofConfined()) {
            assertArrayEquals(row(encoder.encode(file, arena), 50), row(encoder.encode(bare, arena), 50));
        }
        TableFile narrow = TableFile.open(Files.writeString(home.resolve("narrow.csv"), "1,2\n3,4\n"));
        FormatException refusal = assertThrows(FormatException.class, () -> encoder.encode(narrow, Arena.ofAuto()));
        assertTrue(refusal.getMessage().contains("has 2 columns without names, expected the 6 of the schema: id,"
                + " size"), refusal.getMessage());
        TableFile named = TableFile.open(home.resolve("narrow.csv"), ReadOptions.usual().withHeader(true));
        refusal = assertThrows(FormatException.class, () -> encoder.encode(named, Arena.ofAuto()));
        assertTrue(refusal.getMessage().contains("has no column size, visits, member, colour, since; its columns are"
                + " 1, 2"), refusal.getMessage());
        TableEncoder half = TableEncoder.fit(encoder.schema(), file, row -> row < 60);
        assertEquals(59, half.statistics().getFirst().observed());
        assertThrows(FormatException.class, () -> TableEncoder.fit(encoder.schema(), file, _ -> false));
        assertThrows(IllegalArgumentException.class,
                () -> TableEncoder.fit(new Schema(List.of(new Column.Omitted("size", "no"))), file));
    }

    @Test
    void filesThatChangeAreRefused() throws IOException {
        String text = Files.readString(home.resolve("people.csv"));
        assertEquals(120, file.count());
        for (String other : List.of(text + text.lines().skip(3).findFirst().orElseThrow() + "\n", text.lines().limit(50)
                .reduce("", (all, line) -> all + line + "\n"))) {
            Files.writeString(home.resolve("people.csv"), other);
            FormatException refusal = assertThrows(FormatException.class, () -> encoder.encode(file, Arena.ofAuto()));
            assertTrue(refusal.getMessage().contains("had 120 rows and now has "), refusal.getMessage());
        }
    }

    private void assertRefused(String message, Object... cells) {
        float[] values = new float[encoder.width()];
        FormatException refusal =
                assertThrows(FormatException.class, () -> encoder.coder().encode(Arrays.asList(cells), values, null));
        assertTrue(refusal.getMessage().contains(message), refusal.getMessage());
    }

    @Test
    void cellsOutOfTheSchemaAreRefusedByName() {
        assertRefused("row, column size: is \"big\", expected a finite number", "u", "big", 4, "no", "blue", null);
        assertRefused("row, column size: is \"-Infinity\", expected a finite number", "u", Double.NEGATIVE_INFINITY, 4,
                "no", "blue", null);
        assertRefused("row, column size: is \"1.0E300\", expected a number not as far from the mean", "u", 1e300, 4,
                "no", "blue", null);
        assertRefused("row, column visits: is \"many\", expected a finite number", "u", 1, "many", "no", "blue", null);
        assertRefused("row, column member: is \"maybe\", expected one of no, yes", "u", 1, 4, "maybe", "blue", null);
        assertRefused("row, column colour: is \"pink\", expected one of", "u", 1, 4, "no", "pink", null);
        assertRefused("row, column since: is \"soon\", expected a date such as yyyy-MM-dd HH:mm", "u", 1, 4, "no",
                "blue", "soon");
        assertRefused("row: has 2 cells, expected 6", 1, 2);
        float[] values = new float[encoder.width()];
        FormatException refusal =
                assertThrows(FormatException.class, () -> encoder.coder().encode(Map.of("size", 1), values, null));
        assertTrue(refusal.getMessage().contains("has no cell for the column visits, only for [size]"),
                refusal.getMessage());
        assertThrows(IllegalArgumentException.class, () -> encoder.coder().encode(Collections.nCopies(6, null),
                new float[3], null));
        assertThrows(IllegalArgumentException.class, () -> encoder.coder().decode(new float[3], null));
    }

    @Test
    void otherPoliciesAreFollowed() throws IOException {
        String json = encoder.toJson().replace("\"unknown\":\"refuse\"", "\"unknown\":\"missing\"");
        boolean[] observed = new boolean[5];
        TableEncoder.fromJson(json, "json").coder().encode(Arrays.asList("u", "big", "many", "maybe", "pink", "soon"),
                new float[encoder.width()], observed);
        assertArrayEquals(new boolean[5], observed);
        Schema schema = new Schema(List.of(new Column.Category("colour", List.of("red"), "others", Policy.OTHER)));
        TableEncoder few = TableEncoder.fit(schema, file);
        assertEquals(List.of(39L, 80L), few.statistics().getFirst().counts());
        float[] values = new float[2];
        few.coder().encode(List.of("pink"), values, null);
        assertArrayEquals(new float[] {0, 1}, values);
        assertEquals(List.of("others"), few.coder().decodeText(values, null));
    }

    @Test
    void categoriesOfNumbersAreFoundByTheirNumber() throws IOException {
        TableFile grades = TableFile.open(Files.writeString(home.resolve("g.csv"), "g,h\n1,0\n2,1\n3.5,0\n1,1\n"));
        Schema schema = Survey.of(grades, Map.of("g", "category")).schema();
        RowCoder coder = TableEncoder.fit(schema, grades).coder();
        float[] one = new float[4];
        float[] other = new float[4];
        coder.encode(List.of("1", "1"), one, null);
        coder.encode(List.of(1.0, true), other, null);
        assertArrayEquals(one, other);
        coder.encode(List.of(3.5f, 0.0), other, null);
        assertEquals(List.of("3.5", "0"), coder.decodeText(other, null));
    }

    @Test
    void brokenFormsAreRefused() {
        String json = encoder.toJson();
        for (String broken : List.of(json.replace("lanewise-table-encoder", "x"),
                json.replaceFirst("\"deviation\":[0-9.]+", "\"deviation\":0"),
                json.replaceFirst("\\{\"observed\":119,[^}]*},", ""), json.replace("\"version\":1,\"schema\"",
                        "\"version\":2,\"schema\""))) {
            assertFalse(broken.equals(json));
            assertThrows(FormatException.class, () -> TableEncoder.fromJson(broken, "json"), broken);
        }
    }
}
