package lanewise.vae.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import lanewise.vae.reference.Comparison;
import lanewise.vae.reference.Deviation;
import lanewise.vae.reference.FixtureCheck;

/// What came of the check of one fixture, for people and for scripts.
///
/// @param file the file
/// @param check what came of it
/// @param strict whether missing and unknown tensors count
record FixtureReport(String file, FixtureCheck check, boolean strict) {

    boolean passes() {
        return check.passes() && !(strict && !(check.missing().isEmpty() && check.unknown().isEmpty()));
    }

    /// Tells of the file: the table of all tensors if `table`, then what is wrong or left out, then the verdict.
    void say(Terminal terminal, boolean table) {
        if (table) {
            table().forEach(terminal::say);
        }
        failures().forEach(failure -> terminal.say("  FAIL " + failure.complaint() + " (allowed: "
                + failure.tolerance() + ")"));
        if (!check.unknown().isEmpty()) {
            terminal.say("  not known to the reference: " + String.join(", ", check.unknown()));
        }
        if (!check.missing().isEmpty() && (table || strict)) {
            terminal.say("  not in the file: " + String.join(", ", check.missing()));
        }
        Comparison worst = worst();
        terminal.say(String.format(Locale.ROOT, "%s %s: %d tensors, %d beyond the limits%s%s; largest deviation"
                + " absolute %s, relative %s (%s)", passes() ? "pass" : "FAIL", file, check.comparisons().size(),
                failures().size(), count(check.missing().size(), "missing"), count(check.unknown().size(), "unknown"),
                number(largest(Measure.ABSOLUTE)), number(largest(Measure.RELATIVE)), worst.deviation().name()));
    }

    /// The verdict in a few words.
    String failure() {
        List<String> names = failures().stream().map(failure -> failure.deviation().name()).toList();
        String what = names.isEmpty() ? "missing or unknown tensors (--strict): " + String.join(", ", both())
                : names.size() + " of " + check.comparisons().size() + " tensors deviate: "
                + String.join(", ", names.subList(0, Math.min(3, names.size()))) + (names.size() > 3 ? ", ..." : "");
        return file + ": " + what;
    }

    /// What `--json` prints. A deviation that is not finite, a NaN or infinity on one side only, is null.
    Map<String, Object> json() {
        Map<String, Object> tensors = new LinkedHashMap<>();
        for (Comparison comparison : check.comparisons()) {
            Deviation deviation = comparison.deviation();
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("pass", comparison.passes());
            entry.put("absolute", finite(deviation.absolute()));
            entry.put("relative", finite(deviation.relative()));
            entry.put("ulp", finite(deviation.ulps()));
            entry.put("ulp_type", type(comparison));
            entry.put("elements", deviation.elements());
            if (!comparison.passes()) {
                entry.put("failures", comparison.failures());
                entry.put("error", comparison.complaint());
            }
            tensors.put(deviation.name(), entry);
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("file", file);
        result.put("pass", passes());
        result.put("tensors", tensors);
        result.put("missing", List.copyOf(check.missing()));
        result.put("unknown", List.copyOf(check.unknown()));
        return result;
    }

    private enum Measure {
        ABSOLUTE, RELATIVE
    }

    private double largest(Measure measure) {
        return check.comparisons().stream().map(Comparison::deviation)
                .mapToDouble(deviation -> measure == Measure.ABSOLUTE ? deviation.absolute() : deviation.relative())
                .max().orElse(0);
    }

    private Comparison worst() {
        double relative = largest(Measure.RELATIVE);
        return check.comparisons().stream().filter(comparison -> comparison.deviation().relative() == relative)
                .findFirst().orElseThrow();
    }

    private List<Comparison> failures() {
        return check.comparisons().stream().filter(comparison -> !comparison.passes()).toList();
    }

    private List<String> both() {
        List<String> names = new ArrayList<>(check.missing());
        names.addAll(check.unknown());
        return names;
    }

    private List<String> table() {
        int width = check.comparisons().stream().mapToInt(comparison -> comparison.deviation().name().length())
                .max().orElse(0);
        List<String> lines = new ArrayList<>();
        lines.add(file);
        lines.add(String.format(Locale.ROOT, "  %-" + width + "s %9s %10s %10s %10s  %-7s %s", "tensor", "elements",
                "absolute", "relative", "ulp", "ulp of", "limits"));
        for (Comparison comparison : check.comparisons()) {
            Deviation deviation = comparison.deviation();
            lines.add(String.format(Locale.ROOT, "  %-" + width + "s %9d %10s %10s %10s  %-7s %s", deviation.name(),
                    deviation.elements(), number(deviation.absolute()), number(deviation.relative()),
                    number(deviation.ulps()), type(comparison), comparison.passes() ? "pass" : "FAIL"));
        }
        return lines;
    }

    private static String type(Comparison comparison) {
        return comparison.singlePrecision() ? "float32" : "float64";
    }

    private static Double finite(double value) {
        return Double.isFinite(value) ? Double.valueOf(value) : null;
    }

    private static String number(double value) {
        return value == 0 ? "0" : Double.isInfinite(value) ? "inf" : String.format(Locale.ROOT, "%.2e", value);
    }

    private static String count(int number, String what) {
        return number == 0 ? "" : ", " + number + " " + what;
    }
}
