package lanewise.vae.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JsonTest {

    @Test
    void readsEveryKindOfValue() throws FormatException {
        Object value = Json.parse(" {\"a\": [1, -2.5, true, false, null], \"b\": {\"c\":"
                + " \"x\\n\\u00e9\\ud83d\\ude00\\/\"}, \"\": []}\r\n", "t");
        Map<String, Object> expected = new LinkedHashMap<>();
        expected.put("a", Arrays.asList(1L, -2.5, true, false, null));
        expected.put("b", Map.of("c", "x\n\u00e9\ud83d\ude00/"));
        expected.put("", List.of());
        assertEquals(expected, value);
        assertEquals(List.of("a", "b", ""), List.copyOf(((Map<?, ?>) value).keySet()));
        assertNull(Json.parse("null", "t"));
    }

    @Test
    void integersKeepTheirBitsAndBeyondALongBecomeDoubles() throws FormatException {
        assertEquals(Long.MAX_VALUE, Json.parse("9223372036854775807", "t"));
        assertEquals(Long.MIN_VALUE, Json.parse("-9223372036854775808", "t"));
        assertEquals(9223372036854775808.0, Json.parse("9223372036854775808", "t"));
        assertEquals(-0.0, Json.parse("-0", "t"));
        assertEquals(100.0, Json.parse("1e2", "t"));
    }

    @Test
    void doublesAndFloatsComeBackWithTheSameBits() throws FormatException {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 20_000; i++) {
            double d = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(d)) {
                assertEquals(Double.doubleToRawLongBits(d),
                        Double.doubleToRawLongBits((Double) Json.parse(Json.write(d), "t")));
            }
            float f = Float.intBitsToFloat(random.nextInt());
            if (Float.isFinite(f)) {
                assertEquals(Float.floatToRawIntBits(f),
                        Float.floatToRawIntBits(((Double) Json.parse(Json.write(f), "t")).floatValue()));
            }
        }
        for (double d : new double[] {-0.0, Double.MIN_VALUE, Double.MAX_VALUE, 0.1}) {
            assertEquals(d, Json.parse(Json.write(d), "t"));
        }
    }

    @Test
    void writesWhatItReads() throws FormatException {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("quote\"\\\b\f\n\r\t\u0001", List.of(1L, List.of(), Map.of()));
        value.put("z", Arrays.asList(null, true, "\ud83d\ude00"));
        value.put("a", 0.1f);
        assertEquals("{\"quote\\\"\\\\\\b\\f\\n\\r\\t\\u0001\":[1,[],{}],\"z\":[null,true,\"\ud83d\ude00\"],\"a\":0.1}",
                Json.write(value));
        value.put("a", 0.1);
        assertEquals(value, Json.parse(Json.write(value), "t"));
        assertEquals(value, Json.parse(Json.writePretty(value), "t"));
        assertEquals("{\n  \"a\": [1, 2],\n  \"b\": {\n    \"c\": [\n      [1.5]\n    ]\n  },\n  \"d\": {}\n}\n",
                Json.writePretty(map("a", new int[] {1, 2}, "b", map("c", Arrays.asList(List.of(1.5))), "d", map())));
    }

    private static Map<String, Object> map(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return map;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "`` | offset 0: the text ends, expected a JSON value",
        "{\"a\":1,} | offset 7: '}', expected a string as the name of a field",
        "{\"a\" 1} | offset 5: '1', expected ':'",
        "{\"a\":1 \"b\":2} | offset 7: '\"', expected ',' or '}'",
        "[1 2] | offset 3: '2', expected ',' or ']'",
        "[1,] | offset 3: ']', expected a JSON value",
        "[1 | offset 2: the text ends, expected ',' or ']'",
        "{\"a\":1,\"a\":2} | offset 7: has the field \"a\" a second time",
        "tru | offset 0: 't', expected a JSON value",
        "nul | offset 0: 'n', expected a JSON value",
        "NaN | offset 0: 'N', expected a JSON value",
        "+1 | offset 0: '+', expected a JSON value",
        "01 | offset 1: '1', expected the end of the text",
        "1. | offset 2: the text ends, expected a digit",
        ".5 | offset 0: '.', expected a JSON value",
        "1e | offset 2: the text ends, expected a digit",
        "- | offset 1: the text ends, expected a digit",
        "-x | offset 1: 'x', expected a digit",
        "1e999 | offset 0: has a number beyond the range of a double",
        "\"a | offset 2: ends within the string that begins at offset 0",
        "\"\\x\" | offset 1: '\\', expected one of",
        "\"\\u12g4\" | offset 1: '\\', expected four hexadecimal digits after \\u",
        "\"\\udc00\" | has a low surrogate without its high one before it",
        "\"\\ud800x\" | has a high surrogate without",
        "\"\\ud800\\u0041\" | has a high surrogate without its low one after it",
        "[1] // no | offset 4: '/', expected the end of the text",
        "'a' | offset 0: ''', expected a JSON value"})
    void refusesWhatIsNotJson(String text, String message) {
        FormatException e = assertThrows(FormatException.class, () -> Json.parse(text, "conf.json"));
        assertTrue(e.getMessage().startsWith("conf.json: JSON, offset ") && e.getMessage().contains(message),
                e.getMessage());
    }

    @Test
    void refusesControlCharactersLoneSurrogatesAndBytesThatAreNotUtf8() {
        assertRefused("\"\n\"", "offset 1: U+000A, expected no control character");
        assertRefused("\"\ud800\"", "expected a surrogate pair");
        assertRefused("\"\udc00\"", "expected a surrogate pair");
        FormatException e = assertThrows(FormatException.class,
                () -> Json.parse(new byte[] {'"', (byte) 0xc0, '"'}, "b"));
        assertEquals("b: byte 1 is not UTF-8, expected JSON text in UTF-8", e.getMessage());
    }

    @Test
    void refusesDeepNestingInsteadOfOverflowingTheStack() throws FormatException {
        Json.parse("[".repeat(Json.MAX_DEPTH) + "]".repeat(Json.MAX_DEPTH), "t");
        assertRefused("[".repeat(1_000_000), "offset 100: is nested deeper than 100 levels");
        assertRefused("{\"a\":".repeat(1_000_000), "is nested deeper than 100 levels");
    }

    private static void assertRefused(String text, String message) {
        FormatException e = assertThrows(FormatException.class, () -> Json.parse(text, "t"));
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }

    @Test
    void refusesToWriteWhatJsonCannotHold() {
        for (Object value : new Object[] {Double.NaN, Float.POSITIVE_INFINITY, "\ud800", Map.of(1, 2), new Object()}) {
            assertThrows(IllegalArgumentException.class, () -> Json.write(value));
        }
        List<Object> loop = new java.util.ArrayList<>();
        loop.add(loop);
        assertThrows(IllegalArgumentException.class, () -> Json.write(loop));
    }

    @Test
    void whatIsNoNumberIsNullWhereThatIsAsked() {
        Object value = List.of(1.5, Double.NaN, Double.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Map.of("a",
                new double[] {Double.NaN, 2}));
        assertEquals("[1.5,null,null,null,{\"a\":[null,2.0]}]", Json.writeFiniteOrNull(value));
        assertThrows(IllegalArgumentException.class, () -> Json.write(value));
    }
}
