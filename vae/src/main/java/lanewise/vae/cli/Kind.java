package lanewise.vae.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import lanewise.vae.check.Nearest;

/// A kind with its components on the command line: `NAME` or `NAME:component=value:component=value`, such as
/// `steps:every=10:factor=0.5`.
final class Kind {

    private Kind() {
    }

    /// Reads it into the JSON form that the kind has.
    ///
    /// @param option whose value it is, for messages
    /// @param text the value
    /// @param standards the JSON form of each kind with its usual components
    /// @return the form with the components that the text names replaced
    static Map<String, Object> read(Option<String> option, String text, List<Map<String, Object>> standards)
            throws UsageException {
        String[] parts = text.split(":", -1);
        List<String> names = standards.stream().map(form -> form.get("name").toString()).toList();
        int index = names.indexOf(parts[0]);
        if (index < 0) {
            throw new UsageException("--" + option.name() + ": '" + parts[0] + "', expected one of "
                    + String.join(", ", names) + Nearest.hint(parts[0], names));
        }
        Map<String, Object> form = new LinkedHashMap<>(standards.get(index));
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            String component = equals < 0 ? parts[i] : parts[i].substring(0, equals);
            Object standard = component.equals("name") ? null : form.get(component);
            if (equals < 0 || standard == null) {
                List<String> known = form.keySet().stream().filter(key -> !key.equals("name"))
                        .map(key -> key + "=...").toList();
                throw new UsageException("--" + option.name() + ": '" + parts[i] + "' after " + parts[0] + ", expected "
                        + (known.isEmpty() ? "nothing" : String.join(" or ", known)));
            }
            form.put(component, value(option, component, parts[i].substring(equals + 1), standard));
        }
        return form;
    }

    private static Object value(Option<String> option, String component, String text, Object standard)
            throws UsageException {
        try {
            return switch (standard) {
                case Integer _ -> Integer.valueOf(text);
                case Boolean _ when text.equals("true") || text.equals("false") -> Boolean.valueOf(text);
                case Double _ when !text.matches(".*[dDfFxX]$") -> Double.valueOf(text);
                default -> throw new NumberFormatException(text);
            };
        } catch (NumberFormatException e) {
            String expected = standard instanceof Integer ? "a whole number"
                    : standard instanceof Boolean ? "true or false" : "a number";
            throw new UsageException("--" + option.name() + ": " + component + " is '" + text + "', expected "
                    + expected);
        }
    }
}
