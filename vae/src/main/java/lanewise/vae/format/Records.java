package lanewise.vae.format;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// Records by their components, for forms of configurations that follow from the records alone: public records, and
/// those of this module that are not. Thread-safe.
public final class Records {

    private Records() {
    }

    /// The components of a record.
    ///
    /// @param record the record
    /// @return names and values in the order of the declaration
    public static Map<String, Object> components(Record record) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            values.put(component.getName(), value(record, component));
        }
        return values;
    }

    /// One component of a record.
    ///
    /// @param record the record
    /// @param component one of its components
    /// @return the value
    public static Object value(Record record, RecordComponent component) {
        try {
            Method accessor = component.getAccessor();
            accessor.setAccessible(true);
            return accessor.invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    record.getClass() + " does not show its component " + component.getName(), e);
        }
    }

    /// A record of given components.
    ///
    /// @param <T> the record
    /// @param type its class
    /// @param values a value for each component, in the order of the declaration
    /// @return the record
    /// @throws RuntimeException as the record's own checks do
    public static <T extends Record> T construct(Class<T> type, Object... values) {
        try {
            Class<?>[] types = Arrays.stream(type.getRecordComponents()).map(RecordComponent::getType)
                    .toArray(Class<?>[]::new);
            Constructor<T> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof RuntimeException refusal ? refusal : new IllegalStateException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " has no canonical constructor", e);
        }
    }
}
