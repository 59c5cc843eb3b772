package lanewise.vae.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

import lanewise.vae.format.FormatException;
import lanewise.vae.table.TableRows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SurveyTest {

    private static final int ROWS = 200;

    private static Survey survey(Map<String, String> kinds, IntFunction<Object> cell) throws IOException {
        List<Object[]> rows = new ArrayList<>();
        for (int r = 0; r < ROWS; r++) {
            rows.add(new Object[] {cell.apply(r)});
        }
        try (TableRows table = TableRows.of("t", List.of("c"), rows)) {
            return Survey.of(table, "t", kinds);
        }
    }

    private static Column column(IntFunction<Object> cell) throws IOException {
        return survey(Map.of(), cell).schema().columns().getFirst();
    }

    private static <C extends Column> C told(Class<C> type, String kind, IntFunction<Object> cell) throws IOException {
        return assertInstanceOf(type, survey(Map.of("c", kind), cell).schema().column("c"));
    }

    private static void assertOmitted(String reason, IntFunction<Object> cell) throws IOException {
        assertEquals(reason, assertInstanceOf(Column.Omitted.class, column(cell)).reason());
    }

    private static void assertRefused(String message, String kind, IntFunction<Object> cell) {
        Map<String, String> kinds = kind.isEmpty() ? Map.of() : Map.of("c", kind);
        FormatException refusal = assertThrows(FormatException.class, () -> survey(kinds, cell));
        assertTrue(refusal.getMessage().contains(message), refusal.getMessage());
    }

    @Test
    void numbersAreRealsOrCounts() throws IOException {
        Column.Real real = assertInstanceOf(Column.Real.class, column(r -> r % 50 + ".50"));
        assertEquals(new NumberForm(2, 4, true, false), real.form());
        assertInstanceOf(Column.Real.class, column(r -> r % 50 - 25));
        assertInstanceOf(Column.Real.class, column(r -> (r % 50) * 1_000_000));
        assertInstanceOf(Column.Count.class, column(r -> r % 50));
        assertInstanceOf(Column.Count.class, column(r -> 37 * r));
        assertInstanceOf(Column.Count.class, column(r -> (double) (r % 5)));
        assertEquals(NumberForm.FREE, assertInstanceOf(Column.Real.class, column(r -> r / 7.0)).form());
    }

    @Test
    void twoValuesAreBinary() throws IOException {
        assertEquals(List.of("0", "1"),
                assertInstanceOf(Column.Binary.class, column(r -> r % 3 == 0 ? 1 : 0)).categories());
        assertEquals(List.of("no", "yes"),
                assertInstanceOf(Column.Binary.class, column(r -> r % 3 == 0 ? "yes" : r % 3 == 1 ? "no" : null))
                        .categories());
        assertEquals(List.of("-2", "10"),
                assertInstanceOf(Column.Binary.class, column(r -> r % 3 == 0 ? 10 : -2)).categories());
        assertEquals(List.of("0", "1"),
                assertInstanceOf(Column.Binary.class, column(r -> List.of("0", "1", "0.0").get(r % 3))).categories());
    }

    @Test
    void columnsThatSayNothingAreLeftOut() throws IOException {
        assertOmitted("constant: x", _ -> "x");
        assertOmitted("constant: 5", r -> r % 2 == 0 ? "5" : r % 4 == 1 ? "5.0" : null);
        assertOmitted("all 200 cells are missing", _ -> null);
        assertOmitted("a text that is different in each row", r -> "u" + r);
        assertOmitted("a whole number that is different in each row, and it counts the rows", r -> 1000 + ROWS - r);
        assertOmitted("a whole number that is different in each row, and its numbers need more than 53 bits",
                r -> 9_007_199_254_740_993L + 7L * r);
        assertOmitted("whole numbers that are different only beyond 53 bits",
                r -> "123456789012345678901234567" + (100 + r));
        assertEquals(List.of("id", "customer_id", "rowKey", "Nr").size(),
                List.of("id", "customer_id", "rowKey", "Nr").stream()
                .filter(name -> isIdByName(name)).count());
        assertTrue(!isIdByName("paid") && !isIdByName("amount"));
    }

    private static boolean isIdByName(String name) {
        List<Object[]> rows = new ArrayList<>();
        for (int r = 0; r < ROWS; r++) {
            rows.add(new Object[] {r * r + 3});
        }
        try (TableRows table = TableRows.of("t", List.of(name), rows)) {
            return Survey.of(table, "t", Map.of()).schema().column(name) instanceof Column.Omitted;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void textsAreCategories() throws IOException {
        Column.Category few =
                assertInstanceOf(Column.Category.class,
                column(r -> r % 4 == 0 ? null : "ABBCCC".substring(r % 6, r % 6 + 1)));
        assertEquals(null, few.other());
        assertEquals(3, few.categories().size());
        assertEquals(Column.Policy.REFUSE, few.unknown());
        Survey many = survey(Map.of(), r -> r < 120 ? "k" + r % 10 : "rare" + r);
        Column.Category most = assertInstanceOf(Column.Category.class, many.schema().column("c"));
        assertEquals(Survey.MOST_CATEGORIES, most.categories().size());
        assertEquals("k0", most.categories().getFirst());
        assertEquals("rare120", most.categories().get(10));
        assertEquals("other", most.other());
        assertEquals(Column.Policy.OTHER, most.unknown());
        assertEquals("26 rare values (26 cells) are one other category", many.columns().getFirst().note());
        assertEquals("(other)", assertInstanceOf(Column.Category.class,
                column(r -> r < 120 ? r % 2 == 0 ? "other" : "k" : "rare" + r)).other());
        assertOmitted("text of 190 different values, of which the 64 most frequent ones are less than half of the"
                + " cells",
                r -> r % 190 + "x");
        assertInstanceOf(Column.Category.class, column(r -> r % 10 == 0 ? "none" : r % 7));
    }

    @ParameterizedTest
    @CsvSource({"yyyy-MM-dd", "dd.MM.yyyy", "MM/dd/yyyy", "d.M.yyyy"})
    void datesAreFound(String pattern) throws IOException {
        DatePattern compiled = DatePattern.of(pattern);
        Column.Date date =
                assertInstanceOf(Column.Date.class, column(r -> r % 9 == 0 ? null : compiled.text(19_000 + 3 * r, 0)));
        assertEquals(pattern, date.pattern());
        assertEquals(List.of(Column.DatePart.DAY, Column.DatePart.MONTH, Column.DatePart.WEEKDAY), date.parts());
    }

    @Test
    void datesKeepTheirUsefulParts() throws IOException {
        assertEquals(List.of(Column.DatePart.DAY),
                assertInstanceOf(Column.Date.class, column(r -> LocalDate.ofEpochDay(r % 5))).parts());
        Column.Date time = assertInstanceOf(Column.Date.class, column(r -> String.format("%02d:%02d", r % 24, r % 60)));
        assertEquals(List.of(Column.DatePart.TIME), time.parts());
        Column.Date both =
                assertInstanceOf(Column.Date.class, column(r -> LocalDate.ofEpochDay(r) + "T10:" + (10 + r % 50)));
        assertEquals(List.of(Column.DatePart.DAY, Column.DatePart.WEEKDAY, Column.DatePart.TIME), both.parts());
        Survey either = survey(Map.of(), r -> String.format("%02d/%02d/2024", 1 + r % 12, 1 + r % 11));
        assertEquals("MM/dd/yyyy", ((Column.Date) either.schema().column("c")).pattern());
        assertEquals("may be dd/MM/yyyy as well", either.columns().getFirst().note());
        assertEquals("dd/MM/yyyy", assertInstanceOf(Column.Date.class,
                column(r -> String.format("%02d/%02d/2024", 1 + r % 31, 1 + r % 2 * 6))).pattern());
    }

    @Test
    void textsAmongNumbersAreRefused() {
        assertRefused("t: row 5, column c: is \"7D\", expected a number as in the other 199 cells", "", r -> r == 4
                ? "7D" : r * 1.5);
        assertRefused("t: row 1, column c: is \"x\", expected a number", "real", r -> r % 2 == 0 ? "x" : r);
        assertRefused("t: row 3, column c: is Infinity, one of 2 infinite numbers", "",
                r -> r == 2 || r == 9 ? Double.POSITIVE_INFINITY : r * 1.5);
    }

    @Test
    void columnsCanBeSaid() throws IOException {
        assertEquals(7, told(Column.Category.class, "category", r -> r % 7).categories().size());
        assertEquals(64, told(Column.Category.class, "category", r -> r).categories().size());
        told(Column.Real.class, "real", r -> r);
        told(Column.Count.class, "count", r -> r);
        told(Column.Omitted.class, "omitted", r -> r % 3);
        told(Column.Binary.class, "binary", r -> r % 2);
        assertEquals("yyyyMMdd", told(Column.Date.class, "date:yyyyMMdd", r -> 20240101 + r % 28).pattern());
        told(Column.Date.class, "date", r -> LocalDate.ofEpochDay(r));
        assertRefused("is said to be count, but holds numbers from -3.0", "count", r -> r - 3);
        assertRefused("is said to be binary, but has 3 different values", "binary", r -> r % 3);
        assertRefused("is said to be date, but its cells follow no pattern", "date", r -> "x" + r);
        assertRefused("is said to be thing, expected real, count", "thing", r -> r);
        assertRefused("is said to be real, but all its cells are missing", "real", _ -> null);
        assertRefused("pattern: 'yy'", "date:yy", r -> r);
        FormatException refusal = assertThrows(FormatException.class, () -> survey(Map.of("d", "real"), r -> r));
        assertTrue(refusal.getMessage().contains("t: has no column d, which is said to be real; its columns are c"),
                refusal.getMessage());
    }

    @Test
    void emptyAndShortTablesAreAnswered() throws IOException {
        try (TableRows none = TableRows.of("t", List.of("a", "b"), List.of())) {
            assertTrue(assertThrows(FormatException.class, () -> Survey.of(none, "t", Map.of())).getMessage()
                    .contains("t: has no row"));
        }
        try (TableRows one = TableRows.of("t", List.of("a", "b"), List.<Object[]>of(new Object[] {1, null}))) {
            Survey survey = Survey.of(one, "t", Map.of());
            assertEquals(0, survey.schema().width());
            assertEquals("its only cell is missing", ((Column.Omitted) survey.schema().column("b")).reason());
        }
    }

    @Test
    void samplesComeFromAllOverAColumn() {
        Sample sample = new Sample(16);
        for (int i = 0; i < 1000; i++) {
            sample.add(i);
        }
        double[] numbers = sample.numbers();
        assertTrue(numbers.length > 7 && numbers.length <= 16);
        for (int i = 0; i < numbers.length; i++) {
            assertEquals(i * 64.0, numbers[i], Arrays.toString(numbers));
        }
    }
}
