package lanewise.vae.tabular;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import lanewise.core.Matrix;
import lanewise.vae.check.Texts;
import lanewise.vae.format.FormatException;
import lanewise.vae.schema.Column;
import lanewise.vae.schema.RowCoder;
import lanewise.vae.schema.TableEncoder;

/// The cells that drawn rows are to have: a category, or a number or date between bounds. A cell that has a value is no
/// gap: where gaps are modelled, its probability is that of a row in which it is observed.
///
/// @param choices categories, each with its place
/// @param bounds numbers and dates
/// @param label number of the label, -1 where none is given
record GivenCells(List<Choice> choices, List<Bounds> bounds, int label) {

    private static final String TO = "..";
    private static final int SHOWN = 10;

    /// A category that is given.
    record Choice(TableEncoder.Place place, int category) {

        /// The mean of a one-hot choice, of a binary column and of what says that a cell is missing is a probability.
        double probability(Matrix mean, int row) {
            double there = place.gaps() ? 1 - (double) mean.get(row, place.to()) : 1;
            if (place.column() instanceof Column.Binary) {
                double one = mean.get(row, place.from());
                return there * (category == 1 ? one : 1 - one);
            }
            return there * mean.get(row, place.from() + category);
        }

        void put(float[] row) {
            if (place.column() instanceof Column.Binary) {
                row[place.from()] = category;
            } else {
                for (int i = place.from(); i < place.to(); i++) {
                    row[i] = i == place.from() + category ? 1 : 0;
                }
            }
        }
    }

    /// Bounds that belong to the range, null for none.
    record Bounds(TableEncoder.Place place, int column, Comparable<Object> least, Comparable<Object> most) {

        boolean holds(float[] row, RowCoder coder) {
            Object value = coder.value(row, column);
            Object cell = value instanceof Long count ? (Object) count.doubleValue() : value;
            return cell != null && !RowDraws.isDrawnGap(place, row) && (least == null || least.compareTo(cell) <= 0)
                    && (most == null || most.compareTo(cell) >= 0);
        }
    }

    /// Understands what is given.
    ///
    /// @param label the column that the model is told; null if it is told none
    /// @throws IllegalArgumentException naming the column, the value and what was expected
    static GivenCells of(TableEncoder encoder, LabelColumn label, Map<String, String> given) {
        List<Choice> choices = new ArrayList<>();
        List<Bounds> bounds = new ArrayList<>();
        int told = -1;
        for (Map.Entry<String, String> one : given.entrySet()) {
            String name = one.getKey();
            String value = one.getValue();
            if (label != null && label.name().equals(name)) {
                told = index(name, label.values(), value);
                continue;
            }
            int column = IntStream.range(0, encoder.places().size())
                    .filter(c -> encoder.places().get(c).column().name().equals(name)).findFirst()
                    .orElseThrow(() -> absent(encoder, name));
            TableEncoder.Place place = encoder.places().get(column);
            switch (place.column()) {
                case Column.Binary _, Column.Category _ ->
                    choices.add(new Choice(place, index(name, values(place.column()), value)));
                default -> bounds.add(bounds(encoder, place, column, value));
            }
        }
        return new GivenCells(List.copyOf(choices), List.copyOf(bounds), told);
    }

    private static IllegalArgumentException absent(TableEncoder encoder, String name) {
        for (Column column : encoder.schema().columns()) {
            if (column instanceof Column.Omitted omitted && column.name().equals(name)) {
                return new IllegalArgumentException("given: the model does not describe the column " + name + " ("
                        + omitted.reason() + ")");
            }
        }
        return new IllegalArgumentException("given: there is no column " + name + ", expected one of "
                + list(encoder.places().stream().map(place -> place.column().name()).toList()));
    }

    /// The texts of a column that is a choice, the other one last; empty for numbers and dates.
    static List<String> values(Column column) {
        return switch (column) {
            case Column.Binary binary -> binary.categories();
            case Column.Category category when category.other() != null -> {
                List<String> all = new ArrayList<>(category.categories());
                all.add(category.other());
                yield List.copyOf(all);
            }
            case Column.Category category -> category.categories();
            default -> List.of();
        };
    }

    private static int index(String name, List<String> values, String value) {
        int index = values.indexOf(value);
        Double number = index < 0 ? number(value) : null;
        for (int i = 0; number != null && index < 0 && i < values.size(); i++) {
            index = number.equals(number(values.get(i))) ? i : index;
        }
        if (index < 0) {
            throw new IllegalArgumentException("given: " + name + " is \"" + Texts.abridged(value)
                    + "\", expected one of " + list(values));
        }
        return index;
    }

    private static String list(List<String> all) {
        return String.join(", ", all.subList(0, Math.min(SHOWN, all.size()))) + (all.size() > SHOWN ? ", ..." : "");
    }

    private static Double number(String text) {
        try {
            double number = Double.parseDouble(text);
            return Double.isFinite(number) && !text.matches(".*[dDfFxX]$") ? (Double) (number + 0.0) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static Bounds bounds(TableEncoder encoder, TableEncoder.Place place, int column, String value) {
        int to = value.indexOf(TO);
        if (to < 0 && place.column() instanceof Column.Real || value.isEmpty() || value.equals(TO)) {
            throw new IllegalArgumentException("given: " + place.column().name() + " is \"" + Texts.abridged(value)
                    + "\", expected a range of " + place.column().kind() + " values such as LEAST..MOST, LEAST.. or"
                    + " ..MOST");
        }
        Comparable<Object> least = bound(encoder, place, column, to < 0 ? value : value.substring(0, to), value);
        Comparable<Object> most = to < 0 ? least
                : bound(encoder, place, column, value.substring(to + TO.length()), value);
        if (least != null && most != null && least.compareTo(most) > 0) {
            throw new IllegalArgumentException("given: " + place.column().name() + " is \"" + Texts.abridged(value)
                    + "\", expected bounds in ascending order");
        }
        return new Bounds(place, column, least, most);
    }

    @SuppressWarnings("unchecked")
    private static Comparable<Object> bound(TableEncoder encoder, TableEncoder.Place place, int column, String text,
            String whole) {
        if (text.isEmpty()) {
            return null;
        }
        Object bound = place.column() instanceof Column.Date ? date(encoder, column, text) : number(text);
        if (bound == null) {
            throw new IllegalArgumentException("given: " + place.column().name() + " is \"" + Texts.abridged(whole)
                    + "\", expected " + (place.column() instanceof Column.Date date ? "dates such as " + date.pattern()
                    : "numbers") + ", one or LEAST..MOST");
        }
        return (Comparable<Object>) bound;
    }

    private static Object date(TableEncoder encoder, int column, String text) {
        float[] row = new float[encoder.width()];
        RowCoder coder = encoder.coder();
        try {
            coder.encode(column, text, row);
            return coder.value(row, column);
        } catch (FormatException e) {
            return null;
        }
    }

    /// Whether latent variables have to be chosen.
    boolean areWeighted() {
        return !choices.isEmpty() || !bounds.isEmpty();
    }

    /// The probability of the categories.
    double probability(Matrix mean, int row) {
        double probability = 1;
        for (Choice choice : choices) {
            probability *= choice.probability(mean, row);
        }
        return probability;
    }

    /// Whether a row keeps to all bounds.
    boolean holds(float[] row, RowCoder coder) {
        for (Bounds one : bounds) {
            if (!one.holds(row, coder)) {
                return false;
            }
        }
        return true;
    }

    /// Floats of the numbers and dates.
    int boundWidth() {
        return bounds.stream().mapToInt(one -> one.place().to() - one.place().from()).sum();
    }

    /// What is given, for messages.
    static String text(Map<String, String> given) {
        return String.join(" and ", given.entrySet().stream().map(one -> one.getKey() + "=" + one.getValue()).toList());
    }
}
