package lanewise.vae.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Writes the values that [Json] documents.
final class JsonPrinter {

    private final StringBuilder out = new StringBuilder();
    private final boolean pretty;
    private final boolean nullIfNotFinite;

    /// @param nullIfNotFinite whether NaN and infinities are null instead of refused
    JsonPrinter(boolean pretty, boolean nullIfNotFinite) {
        this.pretty = pretty;
        this.nullIfNotFinite = nullIfNotFinite;
    }

    String print(Object value) {
        value(value, 0);
        return out.toString();
    }

    private void value(Object value, int depth) {
        if (depth > Json.MAX_DEPTH) {
            throw new IllegalArgumentException("value: is nested deeper than " + Json.MAX_DEPTH + " levels");
        }
        switch (value) {
            case null -> out.append("null");
            case Double d when nullIfNotFinite && !Double.isFinite(d) -> out.append("null");
            case Float f when nullIfNotFinite && !Float.isFinite(f) -> out.append("null");
            case Boolean b -> out.append(b);
            case Double d -> real(d);
            case Float f -> real(f);
            case Byte _, Short _, Integer _, Long _ -> out.append(value);
            case CharSequence s -> string(s);
            case Map<?, ?> map -> object(map, depth + 1);
            case Iterable<?> list -> array(list, depth + 1);
            case int[] a -> array(boxed(a.length, i -> a[i]), depth + 1);
            case long[] a -> array(boxed(a.length, i -> a[i]), depth + 1);
            case float[] a -> array(boxed(a.length, i -> a[i]), depth + 1);
            case double[] a -> array(boxed(a.length, i -> a[i]), depth + 1);
            default -> throw new IllegalArgumentException("value: " + value.getClass().getName() + " has no JSON form");
        }
    }

    private static List<Object> boxed(int length, java.util.function.IntFunction<Object> element) {
        List<Object> list = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
            list.add(element.apply(i));
        }
        return list;
    }

    private void object(Map<?, ?> map, int depth) {
        out.append('{');
        boolean first = true;
        for (Map.Entry<?, ?> field : map.entrySet()) {
            if (!(field.getKey() instanceof String name)) {
                throw new IllegalArgumentException("value: the key " + field.getKey() + " is not a string");
            }
            out.append(first ? "" : ",");
            line(depth);
            string(name);
            out.append(pretty ? ": " : ":");
            value(field.getValue(), depth);
            first = false;
        }
        if (!first) {
            line(depth - 1);
        }
        out.append('}');
    }

    private void array(Iterable<?> list, int depth) {
        boolean lines = false;
        for (Object element : list) {
            lines |= element instanceof Map || element instanceof Iterable;
        }
        out.append('[');
        boolean first = true;
        for (Object element : list) {
            out.append(first ? "" : pretty && !lines ? ", " : ",");
            if (lines) {
                line(depth);
            }
            value(element, depth);
            first = false;
        }
        if (lines) {
            line(depth - 1);
        }
        out.append(']');
    }

    private void line(int depth) {
        if (pretty) {
            out.append('\n').repeat("  ", depth);
        }
    }

    private void real(double value) {
        requireFinite(value);
        out.append(value);
    }

    /// The shortest decimal that gives the float back, also to a reader that goes through double.
    private void real(float value) {
        requireFinite(value);
        String shortest = Float.toString(value);
        out.append((float) Double.parseDouble(shortest) == value ? shortest : Double.toString(value));
    }

    private static void requireFinite(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("value: " + value + " has no JSON form, expected a finite number");
        }
    }

    private void string(CharSequence text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int named = "\"\\\b\f\n\r\t".indexOf(c);
            if (named >= 0) {
                out.append('\\').append("\"\\bfnrt".charAt(named));
            } else if (c < 0x20 || c == 0x7f) {
                out.append("\\u%04x".formatted((int) c));
            } else if (Character.isSurrogate(c)) {
                if (i + 1 == text.length() || !Character.isSurrogatePair(c, text.charAt(i + 1))) {
                    throw new IllegalArgumentException("value: a string has an unpaired surrogate at " + i);
                }
                out.append(c).append(text.charAt(++i));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
