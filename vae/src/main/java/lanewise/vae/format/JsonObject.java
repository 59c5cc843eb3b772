package lanewise.vae.format;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A JSON object read field by field, each with the type it must have; every refusal names the source and the
/// path of the field.
///
/// [#requireAllRead()] refuses fields that nobody asked for, so that a misspelt key is an error and not a
/// default. Not thread-safe.
public final class JsonObject {

    private final Map<String, Object> fields;
    private final Set<String> read = new HashSet<>();
    private final String source;
    private final String path;

    private JsonObject(Map<String, Object> fields, String source, String path) {
        this.fields = fields;
        this.source = source;
        this.path = path;
    }

    /// Wraps a value that must be an object.
    ///
    /// @param value what [Json#parse(String, String)] gave
    /// @param source what to call it in messages
    /// @return the object
    /// @throws FormatException if it is something else
    public static JsonObject of(Object value, String source) throws FormatException {
        return of(value, source, "");
    }

    private static JsonObject of(Object value, String source, String path) throws FormatException {
        if (!(value instanceof Map<?, ?> map)) {
            throw new FormatException(source,
                    (path.isEmpty() ? "" : path + " ") + "is " + Json.typeName(value) + ", expected a JSON object");
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        map.forEach((name, field) -> fields.put((String) name, field));
        return new JsonObject(fields, source, path);
    }

    /// Whether there is such a field, `null` or not.
    ///
    /// @param name the field
    /// @return true if there is
    public boolean has(String name) {
        return fields.containsKey(name);
    }

    /// The names of all fields in the order of the text.
    ///
    /// @return the names
    public List<String> names() {
        return List.copyOf(fields.keySet());
    }

    /// The field as parsed, of any type.
    ///
    /// @param name the field
    /// @return the value
    /// @throws FormatException if there is no such field
    public Object get(String name) throws FormatException {
        if (!fields.containsKey(name)) {
            throw new FormatException(source, "has no field " + where(name));
        }
        read.add(name);
        return fields.get(name);
    }

    /// A field that must be a string.
    ///
    /// @param name the field
    /// @return its value
    /// @throws FormatException if it is missing or something else
    public String string(String name) throws FormatException {
        return get(name) instanceof String s ? s : wrong(name, get(name), "a string");
    }

    /// A field that must be `true` or `false`.
    ///
    /// @param name the field
    /// @return its value
    /// @throws FormatException if it is missing or something else
    public boolean bool(String name) throws FormatException {
        return get(name) instanceof Boolean b ? b : wrong(name, get(name), "true or false");
    }

    /// A field that must be a whole number of 64 bits, written without fraction or exponent.
    ///
    /// @param name the field
    /// @return its value
    /// @throws FormatException if it is missing or something else
    public long integer(String name) throws FormatException {
        return get(name) instanceof Long n ? n : wrong(name, get(name), "a whole number");
    }

    /// A field that must be a whole number from `low` to `high`.
    ///
    /// @param name the field
    /// @param low the smallest allowed
    /// @param high the largest allowed
    /// @return its value
    /// @throws FormatException if it is missing, something else or out of range
    public int integer(String name, int low, int high) throws FormatException {
        return get(name) instanceof Long n && n >= low && n <= high ? Math.toIntExact(n)
                : wrong(name, get(name), "a whole number from " + low + " to " + high);
    }

    /// A field that must be a number.
    ///
    /// @param name the field
    /// @return its value, as a double
    /// @throws FormatException if it is missing or something else
    public double real(String name) throws FormatException {
        return get(name) instanceof Number n ? n.doubleValue() : wrong(name, get(name), "a number");
    }

    /// A field that must be an object.
    ///
    /// @param name the field
    /// @return the object
    /// @throws FormatException if it is missing or something else
    public JsonObject object(String name) throws FormatException {
        return of(get(name), source, where(name));
    }

    /// A field that must be an array of objects.
    ///
    /// @param name the field
    /// @return the objects
    /// @throws FormatException if it is missing or something else
    public List<JsonObject> objects(String name) throws FormatException {
        if (!(get(name) instanceof List<?> elements)) {
            return wrong(name, get(name), "an array of objects");
        }
        List<JsonObject> objects = new ArrayList<>(elements.size());
        for (Object element : elements) {
            objects.add(of(element, source, where(name) + "[" + objects.size() + "]"));
        }
        return objects;
    }

    /// A field that must be an array of whole numbers.
    ///
    /// @param name the field
    /// @return the numbers
    /// @throws FormatException if it is missing or something else
    public List<Long> integers(String name) throws FormatException {
        return list(name, Long.class, "an array of whole numbers");
    }

    /// A field that must be an array of numbers.
    ///
    /// @param name the field
    /// @return the numbers
    /// @throws FormatException if it is missing or something else
    public List<Double> reals(String name) throws FormatException {
        return list(name, Number.class, "an array of numbers").stream().map(Number::doubleValue).toList();
    }

    /// A field that must be an array of strings.
    ///
    /// @param name the field
    /// @return the strings
    /// @throws FormatException if it is missing or something else
    public List<String> strings(String name) throws FormatException {
        return list(name, String.class, "an array of strings");
    }

    private <T> List<T> list(String name, Class<T> type, String expected) throws FormatException {
        if (!(get(name) instanceof List<?> elements)) {
            return wrong(name, get(name), expected);
        }
        List<T> list = new ArrayList<>(elements.size());
        for (Object element : elements) {
            if (!type.isInstance(element)) {
                return wrong(name + "[" + list.size() + "]", element, "part of " + expected);
            }
            list.add(type.cast(element));
        }
        return list;
    }

    /// Refuses fields that have not been read.
    ///
    /// @throws FormatException naming the first of them
    public void requireAllRead() throws FormatException {
        for (String name : fields.keySet()) {
            if (!read.contains(name)) {
                throw new FormatException(source, "has the unknown field " + where(name));
            }
        }
    }

    private String where(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private <T> T wrong(String name, Object value, String expected) throws FormatException {
        throw new FormatException(source,
                "field " + where(name) + " is " + Json.typeName(value) + ", expected " + expected);
    }
}
