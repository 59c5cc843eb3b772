package lanewise.vae.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import lanewise.vae.check.Nearest;

/// One option of a command, declared once: help is rendered and values are read from it.
///
/// @param name the name without the leading dashes
/// @param valueName what the value is called in the help text; empty for a flag
/// @param expected what a value has to be, for messages: `'x', expected <expected>`
/// @param reader reads a value; null where it does not fit
/// @param standard the value where the option is not given, or null
/// @param standardText the default as the help text shows it; empty for none
/// @param help what it does, one sentence without a full stop
/// @param <T> the type of the value
record Option<T>(String name, String valueName, String expected, Function<String, T> reader, T standard,
        String standardText, String help) {

    private static final String ONE_OF = "one of ";
    private static final String PATH = "a path";
    private static final String OUTPUT = "a path to write to";

    static Option<Boolean> flag(String name, String help) {
        return new Option<>(name, "", "no value", _ -> null, false, "", help);
    }

    static Option<Integer> count(String name, String valueName, int low, Integer standard, String help) {
        return integer(name, valueName, low, Integer.MAX_VALUE, standard, help);
    }

    static Option<Integer> integer(String name, String valueName, int low, int high, Integer standard, String help) {
        String expected = high == Integer.MAX_VALUE ? "a whole number, at least " + low
                : "a whole number from " + low + " to " + high;
        return new Option<>(name, valueName, expected, text -> {
            Long value = wholeNumber(text);
            return value == null || value < low || value > high ? null : Integer.valueOf(value.intValue());
        }, standard, shown(standard), help);
    }

    static Option<Long> seed(String name, long standard, String help) {
        return new Option<>(name, "N", "a whole number of 64 bits", Option::wholeNumber, standard,
                shown(standard), help);
    }

    /// A real number in an interval; `low` and `high` themselves belong to it unless `open` says that `low` does not.
    static Option<Double> real(String name, String valueName, double low, boolean open, double high, Double standard,
            String help) {
        String expected = "a number " + (open ? "above " : "from ") + plain(low)
                + (high < Double.MAX_VALUE ? (open ? " and at most " : " to ") + plain(high) : open ? "" : " up");
        return new Option<>(name, valueName, expected, text -> {
            Double value = number(text);
            return value != null && (open ? value > low : value >= low) && value <= high ? value : null;
        }, standard, standard == null ? "" : plain(standard), help);
    }

    /// Reads a finite decimal number; null if it is none.
    static Double number(String text) {
        try {
            double value = Double.parseDouble(text);
            return Double.isFinite(value) && !text.matches(".*[dDfFxX]$") ? value : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    static Option<List<Integer>> sizes(String name, String valueName, int low, int high, List<Integer> standard,
            String help) {
        String expected = "whole numbers from " + low + " to " + high + " separated by commas, such as 400 or 512,256";
        return new Option<>(name, valueName, expected, text -> {
            List<Integer> sizes = new ArrayList<>();
            for (String part : text.split(",", -1)) {
                Long size = wholeNumber(part.strip());
                if (size == null || size < low || size > high) {
                    return null;
                }
                sizes.add(size.intValue());
            }
            return List.copyOf(sizes);
        }, standard, standard == null ? "" : String.join(",", standard.stream().map(String::valueOf).toList()), help);
    }

    static Option<String> choice(String name, String valueName, List<String> names, String standard, String help) {
        return new Option<>(name, valueName, ONE_OF + String.join(", ", names),
                text -> names.contains(text) ? text : null, standard, shown(standard), help);
    }

    static Option<String> text(String name, String valueName, String help) {
        return text(name, valueName, null, help);
    }

    static Option<String> text(String name, String valueName, String standard, String help) {
        return new Option<>(name, valueName, "a word", text -> text.isBlank() ? null : text.strip(), standard,
                shown(standard), help);
    }

    static Option<Path> path(String name, String valueName, String standardText, String help) {
        return new Option<>(name, valueName, PATH, Option::path, null, standardText, help);
    }

    /// The path of something that the command writes. [Outputs] checks it before work is done for it.
    static Option<Path> output(String name, String valueName, String standardText, String help) {
        return new Option<>(name, valueName, OUTPUT, Option::path, null, standardText, help);
    }

    private static Path path(String text) {
        try {
            return text.isEmpty() ? null : Path.of(text);
        } catch (InvalidPathException e) {
            return null;
        }
    }

    /// The values that there are; empty where they are not those of a list.
    List<String> choices() {
        return expected.startsWith(ONE_OF) ? List.of(expected.substring(ONE_OF.length()).split(", ")) : List.of();
    }

    boolean isOutput() {
        return expected.equals(OUTPUT);
    }

    /// The same option with another default, or another way to say it.
    Option<T> withStandard(T value, String text) {
        return new Option<>(name, valueName, expected, reader, value, text, help);
    }

    boolean isFlag() {
        return valueName.isEmpty();
    }

    /// Reads a value from the command line.
    T read(String text) throws UsageException {
        T value = reader.apply(text);
        if (value == null) {
            throw new UsageException("--" + name + ": '" + text + "', expected " + expected
                    + Nearest.hint(text, choices()));
        }
        return value;
    }

    private static Long wholeNumber(String text) {
        try {
            return text.startsWith("+") ? null : Long.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static String shown(Object standard) {
        return standard == null ? "" : standard.toString();
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9 ? Long.toString((long) value)
                : Double.toString(value);
    }
}
