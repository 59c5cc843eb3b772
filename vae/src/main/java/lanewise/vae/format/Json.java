package lanewise.vae.format;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import lanewise.vae.check.Allowance;

/// JSON as RFC 8259 defines it, strictly: parse and write.
///
/// | JSON | Java, as parsed | Java, as written |
/// |---|---|---|
/// | object | `LinkedHashMap<String, Object>`, order of the text | any `Map` with `String` keys |
/// | array | `ArrayList<Object>` | any `Iterable`, `int[]`, `long[]`, `double[]`, `float[]` |
/// | string | `String` | `CharSequence` |
/// | number | `Long` if written without `.`, `e` and fits; else `Double` | `Byte`..`Long`, `Float`, `Double` |
/// | literal | `Boolean`, `null` | `Boolean`, `null` |
///
/// A finite `double` or `float` comes back with the same bits (a float as the double that rounds to it), minus zero
/// included. Duplicate keys, unpaired surrogates, malformed UTF-8, numbers beyond the range of a double, anything after
/// the value, more than [#MAX_DEPTH] levels, and a text whose value would take more than half of the heap are refused.
/// Thread-safe: no state.
public final class Json {

    /// How many arrays and objects may be nested.
    public static final int MAX_DEPTH = 100;

    private Json() {
    }

    /// Parses one JSON value.
    ///
    /// @param text the text
    /// @param source what to call it in messages, a file name for instance
    /// @return the value, see the table above
    /// @throws FormatException naming the offset (in characters) and what was expected there
    public static Object parse(String text, String source) throws FormatException {
        return new JsonParser(text, source, new Allowance(source)).parse();
    }

    /// Parses one JSON value from UTF-8.
    ///
    /// @param utf8 the bytes
    /// @param source what to call it in messages
    /// @return the value
    /// @throws FormatException naming the offset and what was expected there, or that the bytes are not UTF-8
    public static Object parse(byte[] utf8, String source) throws FormatException {
        Allowance heap = new Allowance(source);
        heap.take(4L * utf8.length, "JSON of " + utf8.length + " bytes", FormatException::new);
        ByteBuffer bytes = ByteBuffer.wrap(utf8);
        try {
            String text = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT).decode(bytes).toString();
            return new JsonParser(text, source, heap).parse();
        } catch (CharacterCodingException e) {
            throw new FormatException(source,
                    "byte " + bytes.position() + " is not UTF-8, expected JSON text in UTF-8", e);
        }
    }

    /// Parses one JSON object and wraps it for reading by field.
    ///
    /// @param text the text
    /// @param source what to call it in messages
    /// @return the object
    /// @throws FormatException if it is not JSON or not an object
    public static JsonObject parseObject(String text, String source) throws FormatException {
        return JsonObject.of(parse(text, source), source);
    }

    /// Writes a value without white space.
    ///
    /// @param value see the table above
    /// @return the text
    /// @throws IllegalArgumentException for NaN, infinities, unpaired surrogates, keys that are not strings, and
    /// types not in the table
    public static String write(Object value) {
        return new JsonPrinter(false, false).print(value);
    }

    /// Writes a value without white space, `null` in the place of numbers that JSON has no form for: NaN and
    /// infinities. For what is told of a computation; files that are read again have none.
    ///
    /// @param value see the table above
    /// @return the text
    /// @throws IllegalArgumentException for unpaired surrogates, keys that are not strings, and types not in the table
    public static String writeFiniteOrNull(Object value) {
        return new JsonPrinter(false, true).print(value);
    }

    /// Writes a value for people: two spaces per level, one field or element per line, arrays of plain values on one
    /// line, a line feed at the end.
    ///
    /// @param value see the table above
    /// @return the text
    /// @throws IllegalArgumentException as [#write(Object)]
    public static String writePretty(Object value) {
        return new JsonPrinter(true, false).print(value) + "\n";
    }

    /// Names the JSON type of a parsed value for messages.
    static String typeName(Object value) {
        return switch (value) {
            case null -> "null";
            case Map<?, ?> _ -> "an object";
            case Iterable<?> _ -> "an array";
            case CharSequence _ -> "a string";
            case Boolean b -> b.toString();
            case Number n -> "the number " + n;
            default -> value.getClass().getName();
        };
    }
}
