package lanewise.vae.cli;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import lanewise.core.Matrix;
import lanewise.vae.data.Dataset;
import lanewise.vae.model.Architecture;

/// What a conditional decoder is told for all examples that it makes: a label, or for a model that was told
/// columns their values.
final class ConditionOptions {

    static final Option<Integer> LABEL = Option.integer("label", "N", 0, 255, null,
            "the label to decode for, with a model trained with --condition labels");

    static final Option<List<Double>> TOLD = new Option<>("told", "VALUES",
            "numbers separated by commas, such as 0.5,1,0", ConditionOptions::numbers, null, "",
            "the values of the columns that the model is told, in their order, to decode for: with a model trained with"
            + " --condition COLUMNS; pixels are from 0 to 1, values of a table as they are in it");

    static final Option<Integer> LIKE = Option.integer("like", "N", 0, Integer.MAX_VALUE, null, "take those values from"
            + " this test example, or where there is --split from this example of it, by its number from 0");

    private ConditionOptions() {
    }

    /// Reads numbers; null if one is none, or is beyond the floats.
    private static List<Double> numbers(String text) {
        List<Double> numbers = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            Double value = Option.number(part);
            if (value == null || !Float.isFinite(value.floatValue())) {
                return null;
            }
            numbers.add(value);
        }
        return List.copyOf(numbers);
    }

    /// Refuses a condition where the model takes none or another, and none where it takes one.
    ///
    /// @param config of the model's run, or null
    static void check(Arguments arguments, Path file, Architecture architecture, RunConfig config)
            throws UsageException, CommandException {
        check(arguments, LABEL, file, architecture, config);
        int width = architecture.conditionWidth();
        if (width == 0 || isGiven(arguments)) {
            return;
        }
        if (isToldColumns(config)) {
            throw new CommandException("--told: not given, but " + file + " is told " + columns(config)
                    + ", expected their values, or --like with the number of an example that has them");
        }
        Integer label = arguments.get(LABEL);
        if (label == null || label >= width) {
            throw new CommandException("--label: " + (label == null ? "not given, but " : label + ", but ") + file
                    + " is a conditional model, expected the label to decode for, 0 to " + (width - 1));
        }
    }

    /// Refuses a condition that does not fit the model; to give none is allowed.
    ///
    /// @param labels the command's option that names labels
    static void check(Arguments arguments, Option<?> labels, Path file, Architecture architecture, RunConfig config)
            throws UsageException, CommandException {
        arguments.exclude(labels, TOLD, "each says what the model is told");
        arguments.exclude(labels, LIKE, "each says what the model is told");
        arguments.exclude(TOLD, LIKE, "each says what the model is told");
        int width = architecture.conditionWidth();
        for (Option<?> option : List.of(labels, TOLD, LIKE)) {
            if (arguments.has(option) && width == 0) {
                throw new CommandException("--" + option.name() + ": " + file + " is no conditional model, expected one"
                        + " trained with --condition " + (option == labels ? "labels" : "COLUMNS"));
            }
            if (arguments.has(option) && config != null && isToldColumns(config) == (option == labels)) {
                throw new CommandException("--" + option.name() + ": " + file + " is told "
                        + (option == labels ? columns(config) + ", expected --told or --like"
                                : "labels, 0 to " + (width - 1) + ", expected --" + labels.name()));
            }
        }
        if (arguments.has(LIKE) && config == null) {
            throw new CommandException("--like: " + file + " has no config.json beside it that says which columns it is"
                    + " told, expected --told with their values");
        }
        if (arguments.has(TOLD) && arguments.get(TOLD).size() != width) {
            throw new CommandException("--told: " + arguments.get(TOLD).size() + " values, but " + file + " is told "
                    + (config == null ? width + " columns" : columns(config)) + ", expected one value for each");
        }
    }

    static boolean isToldColumns(RunConfig config) {
        return config != null && config.condition() != null && !config.condition().isLabels();
    }

    private static String columns(RunConfig config) {
        int count = config.condition().columns().size();
        return (count == 1 ? "the column " : "the " + count + " columns ") + config.condition().ranges();
    }

    /// Whether the values of columns are named.
    static boolean isGiven(Arguments arguments) {
        return arguments.has(TOLD) || arguments.has(LIKE);
    }

    /// The condition that a checked command line names, 1 x its width; null for a model without conditions.
    ///
    /// @param data the examples, their conditions behind them, that [#LIKE] counts; null where it is not given
    static Matrix row(Arguments arguments, Architecture architecture, Dataset data, Arena arena)
            throws CommandException {
        int width = architecture.conditionWidth();
        if (width == 0) {
            return null;
        }
        Matrix row = Matrix.allocate(arena, 1, width);
        if (arguments.has(TOLD)) {
            for (int c = 0; c < width; c++) {
                row.set(0, c, arguments.get(TOLD).get(c).floatValue());
            }
        } else if (arguments.has(LIKE)) {
            int example = arguments.get(LIKE);
            if (example >= data.size()) {
                throw new CommandException("--like: " + example + ", but " + data.name() + " has the examples 0 to "
                        + (data.size() - 1));
            }
            data.columns(data.width() - width, data.width()).copy(example, 1, row);
        } else {
            Condition.fill(row, List.of(arguments.get(LABEL)));
        }
        return row;
    }

    /// What the decoder reads: the codes themselves, or with the condition beside each.
    ///
    /// @param condition 1 x its width, or null
    static Matrix beside(Matrix codes, Matrix condition, Arena arena) {
        if (condition == null) {
            return codes;
        }
        Matrix both = Matrix.allocate(arena, codes.rows(), codes.columns() + condition.columns());
        both.columns(0, codes.columns()).copyFrom(codes);
        repeat(condition, both.columns(codes.columns(), both.columns()));
        return both;
    }

    /// The same condition in each row.
    static void repeat(Matrix condition, Matrix rows) {
        for (int r = 0; r < rows.rows(); r++) {
            rows.rows(r, r + 1).copyFrom(condition);
        }
    }

    /// Adds to a command's answer what the model was told.
    static void put(Map<String, Object> result, Arguments arguments, Matrix condition) {
        result.put("label", arguments.get(LABEL));
        putTold(result, arguments, condition);
    }

    /// The same without a label.
    static void putTold(Map<String, Object> result, Arguments arguments, Matrix condition) {
        if (isGiven(arguments)) {
            result.put("told", IntStream.range(0, condition.columns()).mapToObj(c -> condition.get(0, c)).toList());
            result.put("like", arguments.get(LIKE));
        }
    }
}
