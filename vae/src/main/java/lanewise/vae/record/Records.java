package lanewise.vae.record;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/// Records by their components, for forms of configurations that follow from the records alone. It sees what its owner
/// sees and no more: public records, and those of the owner's package. Immutable and thread-safe.
public final class Records {

    private final Lookup lookup;

    private Records(Lookup lookup) {
        this.lookup = lookup;
    }

    /// Records as their owner sees them.
    ///
    /// @param lookup the owner's rights, `MethodHandles.lookup()`
    /// @return the access
    public static Records of(Lookup lookup) {
        return new Records(Objects.requireNonNull(lookup, "lookup"));
    }

    /// The components of a record.
    ///
    /// @param record the record
    /// @return names and values in the order of the declaration
    /// @throws IllegalStateException if the owner cannot see the record
    public Map<String, Object> components(Record record) {
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
    /// @throws IllegalStateException if the owner cannot see the record
    public Object value(Record record, RecordComponent component) {
        MethodHandle accessor;
        try {
            accessor = lookup.unreflect(component.getAccessor());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(record.getClass() + " does not show its component " + component.getName()
                    + " to " + lookup.lookupClass(), e);
        }
        return invoke(accessor, record);
    }

    /// A record of given components.
    ///
    /// @param <T> the record
    /// @param type its class
    /// @param values a value for each component, in the order of the declaration
    /// @return the record
    /// @throws IllegalStateException if the owner cannot see the record
    /// @throws RuntimeException as the record's own checks do
    public <T extends Record> T construct(Class<T> type, Object... values) {
        Class<?>[] types = Arrays.stream(type.getRecordComponents()).map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        MethodHandle constructor;
        try {
            constructor = lookup.findConstructor(type, MethodType.methodType(void.class, types));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " does not show its canonical constructor to "
                    + lookup.lookupClass(), e);
        }
        return type.cast(invoke(constructor, values));
    }

    private static Object invoke(MethodHandle handle, Object... arguments) {
        try {
            return handle.invokeWithArguments(arguments);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(handle + " threw what it does not declare", e);
        }
    }
}
