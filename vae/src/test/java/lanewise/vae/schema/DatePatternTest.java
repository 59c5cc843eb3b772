package lanewise.vae.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatePatternTest {

    private static boolean read(DatePattern pattern, String text) {
        byte[] bytes = ("." + text + ".").getBytes(StandardCharsets.UTF_8);
        return pattern.read(bytes, 1, bytes.length - 1);
    }

    @ParameterizedTest
    @CsvSource({"yyyy-MM-dd, 2024-02-29, 19782, 0", "dd.MM.yyyy, 01.01.1970, 0, 0", "d/M/yyyy, 5/1/2024, 19727, 0",
        "MM/dd/yyyy, 12/31/1969, -1, 0", "HH:mm:ss, 23:59:58, 0, 86398", "H:mm, 7:05, 0, 25500",
        "yyyy-MM-ddTHH:mm:ssfz, 2024-01-05T10:00:00.25Z, 19727, 36000.25",
        "yyyy-MM-ddTHH:mm:ssfz, 2024-01-05T01:00:00+02:30, 19726, 81000",
        "yyyy-MM-dd HH:mmz, 2024-01-05 23:00-0130, 19728, 1800", "yyyyMMdd, 20240105, 19727, 0"})
    void datesAreRead(String pattern, String text, long day, double seconds) {
        DatePattern compiled = DatePattern.of(pattern);
        assertTrue(read(compiled, text));
        assertEquals(day, compiled.day());
        assertEquals(seconds, compiled.seconds());
    }

    @ParameterizedTest
    @CsvSource({"yyyy-MM-dd, 2023-02-29", "yyyy-MM-dd, 2024-13-01", "yyyy-MM-dd, 2024-00-01", "yyyy-MM-dd, 2024-1-05",
        "yyyy-MM-dd, 2024-01-051", "yyyy-MM-dd, 1900-02-29", "dd.MM.yyyy, 1.01.1970", "HH:mm, 24:00", "HH:mm, 12:60",
        "HH:mm:ssf, 12:00:00.", "yyyy-MM-ddTHH:mmz, 2024-01-05T10:00X", "yyyy-MM-ddTHH:mmz, 2024-01-05T10:00+99"})
    void whatIsNoDateIsNone(String pattern, String text) {
        assertFalse(read(DatePattern.of(pattern), text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yyyy-MM", "MM-dd", "HH", "yy-MM-dd", "yyyy-MMM-dd", "yyyy-MM-dd ss", "yyyy-MM-dd yyyy",
        "HH:mmf", "yyyy-MM-ddz", "mm:ss"})
    void partsOfDatesAreNoPattern(String pattern) {
        assertThrows(IllegalArgumentException.class, () -> DatePattern.of(pattern));
    }

    @Test
    void daysAreThoseOfTheCalendar() {
        DatePattern pattern = DatePattern.of("yyyy-MM-dd");
        for (LocalDate date = LocalDate.of(1890, 1, 1); date.getYear() < 2110; date = date.plusDays(13)) {
            assertTrue(read(pattern, date.toString()));
            assertEquals(date.toEpochDay(), pattern.day());
            assertEquals(date.toString(), pattern.text(date.toEpochDay(), 0));
        }
    }

    @Test
    void knownPatternsWriteWhatTheyRead() {
        for (String known : DatePattern.KNOWN) {
            DatePattern pattern = DatePattern.of(known);
            String text = pattern.text(19_727, 13 * 3600 + 25 * 60 + 31);
            assertTrue(read(pattern, text), known + " " + text);
            assertEquals(pattern.hasDate() ? 19_727 : 0, pattern.day());
            double seconds = !pattern.hasTime() ? 0 : 13 * 3600 + 25 * 60 + (known.contains("s") ? 31 : 60);
            assertEquals(seconds, pattern.seconds(), known.contains("s") || !pattern.hasTime() ? 0 : 60, known);
        }
    }
}
