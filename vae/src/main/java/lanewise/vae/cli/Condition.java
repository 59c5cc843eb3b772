package lanewise.vae.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import lanewise.core.Matrix;
import lanewise.vae.data.Dataset;

/// What a conditional model is told besides its examples: their labels, or some of their own columns.
///
/// @param columns column numbers; empty for the labels
record Condition(List<Integer> columns) {

    static final String LABELS = "labels";

    static final Option<String> OPTION = new Option<>("condition", "WHAT",
            "labels, or column numbers from 0 and ranges of them such as 0-391,400", text -> of(text) == null ? null
            : text, null, "none", "tell encoder and decoder the label of each example, or the values of some of its"
            + " columns; those of a table are then not described: --likelihood counts the columns that are left");

    /// Reads what [#text()] gives; null if it is something else.
    static Condition of(String text) {
        if (text.equals(LABELS)) {
            return new Condition(List.of());
        }
        List<Integer> columns = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            if (!part.matches("[0-9]{1,9}(-[0-9]{1,9})?")) {
                return null;
            }
            int[] ends = Arrays.stream(part.split("-")).mapToInt(Integer::parseInt).toArray();
            int last = ends[ends.length - 1];
            if (last < ends[0] || last - ends[0] > 1 << 20) {
                return null;
            }
            for (int column = ends[0]; column <= last; column++) {
                if (columns.contains(column)) {
                    return null;
                }
                columns.add(column);
            }
        }
        return new Condition(List.copyOf(columns));
    }

    boolean isLabels() {
        return columns.isEmpty();
    }

    String text() {
        return isLabels() ? LABELS : String.join(",", columns.stream().map(String::valueOf).toList());
    }

    /// The columns with runs of them as ranges, for messages.
    String ranges() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < columns.size(); i++) {
            int first = i;
            while (i + 1 < columns.size() && columns.get(i + 1) == columns.get(i) + 1) {
                i++;
            }
            text.append(first == 0 ? "" : ",").append(columns.get(first)).append(i > first ? "-" + columns.get(i) : "");
        }
        return text.toString();
    }

    /// Columns of the condition for models trained on these examples.
    int width(Dataset training) throws CommandException {
        if (!isLabels()) {
            return columns.size();
        }
        requireLabels(training);
        int largest = 0;
        for (int r = 0; r < training.size(); r++) {
            largest = Math.max(largest, training.label(r));
        }
        return largest + 1;
    }

    /// Columns of the examples that a model describes: those of a table that it is not told, of images all.
    int inputs(Dataset training, boolean table) throws CommandException {
        requireColumns(training);
        if (isLabels() || !table) {
            return training.width();
        }
        if (columns.size() == training.width()) {
            throw new CommandException("--condition: takes all columns of " + training.name()
                    + ", expected some to be left for the model to describe");
        }
        return training.width() - columns.size();
    }

    private void requireColumns(Dataset data) throws CommandException {
        for (int column : columns) {
            if (column >= data.width()) {
                throw new CommandException("--condition: there is no column " + column + " in " + data.name()
                        + ", expected 0 to " + (data.width() - 1));
            }
        }
    }

    /// The columns that a model describes, of examples with so many.
    int[] described(int width, int inputs) {
        return IntStream.range(0, width).filter(column -> width == inputs || !columns.contains(column)).toArray();
    }

    private static void requireLabels(Dataset data) throws CommandException {
        if (!data.hasLabels()) {
            throw new CommandException("--condition: " + data.name()
                    + " has no labels, expected data that have some, or column numbers");
        }
    }

    /// The examples with their conditions after them.
    ///
    /// @param inputs columns that the model describes: all, or all that are not told
    /// @param width columns of the condition in the model
    Dataset beside(Dataset data, int inputs, int width) throws CommandException {
        if (isLabels()) {
            requireLabels(data);
            return data.beside(data.oneHotLabels(width));
        }
        requireColumns(data);
        Dataset described = data.width() == inputs ? data : data.columns(described(data.width(), inputs));
        return described.beside(data.columns(columns.stream().mapToInt(c -> c).toArray()));
    }

    /// Conditions to draw new examples of: the given labels in turn.
    static void fill(Matrix conditions, List<Integer> labels) {
        conditions.fill(0f);
        for (int r = 0; r < conditions.rows(); r++) {
            conditions.set(r, labels.get(r % labels.size()), 1f);
        }
    }
}
