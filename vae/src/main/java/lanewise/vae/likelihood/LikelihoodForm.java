package lanewise.vae.likelihood;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import lanewise.vae.format.FormatException;
import lanewise.vae.format.JsonObject;
import lanewise.vae.record.Records;

/// Likelihoods as JSON objects and as texts, by their record components: `double`, `boolean`, and
/// lists of whole numbers.
final class LikelihoodForm {

    private static final Records RECORDS = Records.of(MethodHandles.lookup());
    private static final String NAME = "name";
    private static final String PARTS = "parts";
    private static final String COLUMNS = "columns";
    private static final String LIKELIHOOD = "likelihood";
    private static final String OBSERVED = Observed.NAME + ":";
    private static final Pattern PART = Pattern.compile("([^@]+)@(\\d{1,8})(?:-(\\d{1,8}))?");

    private LikelihoodForm() {
    }

    static List<Likelihood> all() {
        List<Likelihood> all = new ArrayList<>();
        for (Class<?> type : Likelihood.class.getPermittedSubclasses()) {
            if (type != Composite.class && type != Observed.class) {
                all.add(usual(type));
            }
        }
        return all;
    }

    private static Likelihood usual(Class<?> type) {
        try {
            return (Likelihood) type.getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " has no constructor without parameters", e);
        }
    }

    static Map<String, Object> toMap(Likelihood likelihood) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(NAME, likelihood.name());
        if (likelihood instanceof Composite composite) {
            fields.put(PARTS, composite.parts().stream().map(LikelihoodForm::toMap).toList());
            return fields;
        }
        if (likelihood instanceof Observed observed) {
            fields.put(LIKELIHOOD, toMap(observed.likelihood()));
            return fields;
        }
        fields.putAll(RECORDS.components((Record) likelihood));
        return fields;
    }

    private static Map<String, Object> toMap(Composite.Part part) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(COLUMNS, part.columns());
        fields.put(LIKELIHOOD, toMap(part.likelihood()));
        return fields;
    }

    static Likelihood read(JsonObject fields) throws FormatException {
        String label = fields.string(NAME);
        if (label.equals("composite")) {
            List<Composite.Part> parts = new ArrayList<>();
            for (JsonObject part : fields.objects(PARTS)) {
                int columns = part.integer(COLUMNS, 1, Integer.MAX_VALUE);
                parts.add(new Composite.Part(columns, read(part.object(LIKELIHOOD))));
                part.requireAllRead();
            }
            fields.requireAllRead();
            return new Composite(parts);
        }
        if (label.equals(Observed.NAME)) {
            Likelihood inner = read(fields.object(LIKELIHOOD));
            fields.requireAllRead();
            return new Observed(inner);
        }
        Likelihood usual = Likelihood.named(label);
        RecordComponent[] components = usual.getClass().getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            String name = components[i].getName();
            Class<?> type = components[i].getType();
            values[i] = type == double.class ? (Object) fields.real(name) : type == boolean.class ? fields.bool(name)
                    : fields.integers(name).stream().map(LikelihoodForm::columns).toList();
        }
        fields.requireAllRead();
        return of(usual, values);
    }

    private static int columns(long number) {
        if (number != (int) number) {
            throw new IllegalArgumentException("likelihood: " + number + ", expected a number of columns");
        }
        return (int) number;
    }

    static String text(Likelihood likelihood) {
        if (likelihood instanceof Observed observed) {
            return OBSERVED + text(observed.likelihood());
        }
        if (likelihood instanceof Composite composite) {
            int from = 0;
            List<String> parts = new ArrayList<>();
            for (Composite.Part part : composite.parts()) {
                int to = from + part.columns();
                parts.add(text(part.likelihood()) + "@" + from + (part.columns() == 1 ? "" : "-" + (to - 1)));
                from = to;
            }
            return String.join("+", parts);
        }
        Likelihood usual = Likelihood.named(likelihood.name());
        String parameters = Arrays.stream(likelihood.getClass().getRecordComponents())
                .filter(component -> !value(likelihood, component).equals(value(usual, component)))
                .map(component -> component.getName() + "=" + text(value(likelihood, component)))
                .collect(Collectors.joining(","));
        return parameters.isEmpty() ? likelihood.name() : likelihood.name() + ":" + parameters;
    }

    private static String text(Object value) {
        return value instanceof List<?> list ? list.stream().map(String::valueOf).collect(Collectors.joining("/"))
                : value.toString();
    }

    static Likelihood parse(String text) {
        if (text.startsWith(OBSERVED)) {
            return new Observed(parse(text.substring(OBSERVED.length())));
        }
        return text.contains("@") ? composite(text) : one(text);
    }

    private static Likelihood composite(String text) {
        List<Composite.Part> parts = new ArrayList<>();
        int next = 0;
        for (String part : text.split("\\+(?=[a-z])")) {
            Matcher matcher = PART.matcher(part);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("likelihood: '" + part + "' in '" + text
                        + "', expected a likelihood and its columns, such as poisson@4 or gaussian_learned@0-3");
            }
            int from = Integer.parseInt(matcher.group(2));
            int to = matcher.group(3) == null ? from : Integer.parseInt(matcher.group(3));
            if (from != next || to < from) {
                throw new IllegalArgumentException("likelihood: '" + part + "' in '" + text
                        + "', expected columns from " + next + " on, up to the last of the part: parts follow each"
                        + " other without gaps, columns count from 0");
            }
            parts.add(new Composite.Part(to - from + 1, one(matcher.group(1))));
            next = to + 1;
        }
        return new Composite(parts);
    }

    private static Likelihood one(String text) {
        int colon = text.indexOf(':');
        Likelihood usual = Likelihood.named(colon < 0 ? text : text.substring(0, colon));
        RecordComponent[] components = usual.getClass().getRecordComponents();
        Object[] values = Arrays.stream(components).map(component -> value(usual, component)).toArray();
        if (colon >= 0) {
            for (String assignment : text.substring(colon + 1).split(",", -1)) {
                String[] sides = assignment.split("=", 2);
                int at = Arrays.stream(components).map(RecordComponent::getName).toList().indexOf(sides[0]);
                if (at < 0 || sides.length < 2) {
                    String names = Arrays.stream(components).map(component -> component.getName() + "=...")
                            .collect(Collectors.joining(", "));
                    throw new IllegalArgumentException("likelihood: '" + assignment + "' in '" + text + "', expected "
                            + (names.isEmpty() ? "no parameter: " + usual.name() + " has none" : names));
                }
                values[at] = parameter(sides[1], components[at], text);
            }
        }
        return of(usual, values);
    }

    private static Object parameter(String value, RecordComponent component, String text) {
        Class<?> type = component.getType();
        try {
            if (type == double.class && !value.matches(".*[dDfFxX]$")) {
                return Double.valueOf(value);
            } else if (type == boolean.class && value.matches("true|false")) {
                return Boolean.valueOf(value);
            } else if (type == List.class) {
                return value.isEmpty() ? List.of() : Arrays.stream(value.split("/", -1)).map(Integer::valueOf).toList();
            }
        } catch (NumberFormatException e) {
            // told below, as what has another form
        }
        throw new IllegalArgumentException("likelihood: " + component.getName() + " is '" + value + "' in '" + text
                + "', expected " + (type == double.class ? "a number" : type == boolean.class ? "true or false"
                        : "whole numbers separated by slashes, such as 3/5"));
    }

    private static Object value(Likelihood likelihood, RecordComponent component) {
        return RECORDS.value((Record) likelihood, component);
    }

    private static Likelihood of(Likelihood usual, Object[] values) {
        return (Likelihood) RECORDS.construct(((Record) usual).getClass(), values);
    }
}
