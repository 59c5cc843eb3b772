package lanewise.vae.train;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import lanewise.vae.format.FormatException;
import lanewise.vae.format.JsonObject;
import lanewise.vae.record.Records;

/// Records as JSON objects, by their components: numbers, truth values and strings as they are, an enum by its name in
/// lower case, and a record of a sealed interface, such as an [Optimizer], as an object of its components after its
/// `name`. [AbsentIf] marks components that have a place there only where they say something.
final class RecordForm {

    private static final Records RECORDS = Records.of(MethodHandles.lookup());
    private static final String NAME = "name";

    private RecordForm() {
    }

    static Map<String, Object> toMap(Record record) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (isNamed(record.getClass())) {
            fields.put(NAME, id(record.getClass()));
        }
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            Object value = RECORDS.value(record, component);
            AbsentIf absent = component.getAnnotation(AbsentIf.class);
            if (absent == null || ((Number) value).doubleValue() != absent.value()) {
                fields.put(component.getName(), plain(value));
            }
        }
        return fields;
    }

    /// Whether it is one of the kinds of a sealed interface.
    private static boolean isNamed(Class<?> type) {
        return Arrays.stream(type.getInterfaces()).anyMatch(Class::isSealed);
    }

    /// The name of a kind: words in lower case, `AdamW` being one word and `IwaeStages` two.
    static String id(Class<?> type) {
        return type.getSimpleName().replaceAll("([a-z])([A-Z][a-z])", "$1_$2").toLowerCase(Locale.ROOT);
    }

    private static Object plain(Object value) {
        return switch (value) {
            case Enum<?> constant -> id(constant);
            case Record record -> toMap(record);
            default -> value;
        };
    }

    private static String id(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /// Reads all components; a field that is missing, unknown, of another type or refused by the record's
    /// own checks is named.
    static <T extends Record> T read(Class<T> type, JsonObject object, String source) throws FormatException {
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            values[i] = read(components[i], object, source);
        }
        object.requireAllRead();
        try {
            return RECORDS.construct(type, values);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new FormatException(source, e.getMessage(), e);
        }
    }

    private static Object read(RecordComponent component, JsonObject object, String source) throws FormatException {
        String name = component.getName();
        Class<?> type = component.getType();
        AbsentIf absent = component.getAnnotation(AbsentIf.class);
        if (absent != null && !object.has(name)) {
            return type == int.class ? (Object) (int) absent.value() : (Object) absent.value();
        } else if (type == double.class) {
            return object.real(name);
        } else if (type == int.class) {
            return object.integer(name, Integer.MIN_VALUE, Integer.MAX_VALUE);
        } else if (type == long.class) {
            return object.integer(name);
        } else if (type == boolean.class) {
            return object.bool(name);
        } else if (type == String.class) {
            return object.string(name);
        } else if (type.isEnum()) {
            return constant(type, name, object.string(name), source);
        } else if (type.isSealed()) {
            return kind(type, name, object.object(name), source);
        }
        throw new IllegalStateException(type + " has no JSON form");
    }

    private static Object constant(Class<?> type, String name, String id, String source) throws FormatException {
        List<String> ids = Arrays.stream(type.getEnumConstants()).map(constant -> id((Enum<?>) constant)).toList();
        if (!ids.contains(id)) {
            throw new FormatException(source, "field " + name + " is '" + id + "', expected one of " + ids);
        }
        return type.getEnumConstants()[ids.indexOf(id)];
    }

    private static Object kind(Class<?> family, String field, JsonObject object, String source) throws FormatException {
        String name = object.string(NAME);
        List<Class<?>> kinds = List.of(family.getPermittedSubclasses());
        for (Class<?> type : kinds) {
            if (id(type).equals(name)) {
                return read(type.asSubclass(Record.class), object, source);
            }
        }
        throw new FormatException(source, "field " + field + ".name is '" + name + "', expected one of "
                + kinds.stream().map(RecordForm::id).toList());
    }
}
