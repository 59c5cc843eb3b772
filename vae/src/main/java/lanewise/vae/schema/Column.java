package lanewise.vae.schema;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// What a column of a table means.
public sealed interface Column {

    /// Its name in the table.
    ///
    /// @return the name
    String name();

    /// What it is called on the command line and in JSON.
    ///
    /// @return `real`, `count`, `binary`, `category`, `date` or `omitted`
    default String kind() {
        return getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
    }

    /// How many floats a cell takes.
    ///
    /// @return the number, 0 for a column that is left out
    int width();

    /// What is done with a cell that does not fit.
    ///
    /// @return the policy; to refuse for a column that is left out
    Policy unknown();

    /// Real numbers.
    ///
    /// @param name its name
    /// @param scaling what is done to them before they are standardised
    /// @param form how they are written
    /// @param unknown what is done with a text or an infinity
    record Real(String name, Scaling scaling, NumberForm form, Policy unknown) implements Column {

        /// Refuses what is no such column.
        ///
        /// @throws IllegalArgumentException naming the component
        public Real {
            requireNoOther(name, unknown);
            Objects.requireNonNull(scaling, "scaling");
            Objects.requireNonNull(form, "form");
        }

        @Override
        public int width() {
            return 1;
        }
    }

    /// Whole numbers from 0 on.
    ///
    /// @param name its name
    /// @param scaling what is done to them before they are standardised
    /// @param unknown what is done with a text or an infinity; in the rows that an encoder is fitted to, also with a
    /// fraction or a negative number, which in later rows is a number like others
    record Count(String name, Scaling scaling, Policy unknown) implements Column {

        /// Refuses what is no such column.
        ///
        /// @throws IllegalArgumentException naming the component
        public Count {
            requireNoOther(name, unknown);
            Objects.requireNonNull(scaling, "scaling");
        }

        @Override
        public int width() {
            return 1;
        }
    }

    /// One of two values, encoded as 0 and 1.
    ///
    /// @param name its name
    /// @param categories their texts; where both are numbers, a cell with the same number is the same value
    /// @param unknown what is done with another value
    record Binary(String name, List<String> categories, Policy unknown) implements Column {

        /// Refuses what is no such column.
        ///
        /// @throws IllegalArgumentException naming the component
        public Binary {
            requireNoOther(name, unknown);
            categories = different(name, categories);
            if (categories.size() != 2) {
                throw new IllegalArgumentException("column " + name + ": " + categories.size()
                        + " categories, expected 2 of a binary column");
            }
        }

        @Override
        public int width() {
            return 1;
        }
    }

    /// One of several values, encoded as one 1 among zeros.
    ///
    /// @param name its name
    /// @param categories their texts
    /// @param other what a cell of a further category is decoded as, whose place comes last; null if there is none
    /// @param unknown what is done with another value
    record Category(String name, List<String> categories, String other, Policy unknown) implements Column {

        /// Refuses what is no such column.
        ///
        /// @throws IllegalArgumentException naming the component
        public Category {
            Objects.requireNonNull(name, "name");
            categories = different(name, categories);
            if (categories.isEmpty() || other != null && categories.contains(other)) {
                throw new IllegalArgumentException("column " + name + ": "
                        + (categories.isEmpty() ? "no category, expected at least one"
                        : "its other category is " + other + ", expected none of its categories"));
            }
            if (unknown == Policy.OTHER && other == null) {
                throw new IllegalArgumentException("column " + name + ": unknown values are the other category, but"
                        + " there is none, expected"
                        + " refuse, missing, or a name for it");
            }
            Objects.requireNonNull(unknown, "unknown");
        }

        @Override
        public int width() {
            return categories.size() + (other == null ? 0 : 1);
        }
    }

    /// Dates, times, or both.
    ///
    /// @param name its name
    /// @param pattern how they are written: `yyyy`, `MM`, `dd`, `HH`, `mm`, `ss` with as many digits, `M`, `d`, `H`
    /// with one or two, `f` for a fraction of the seconds that may be absent, `z` for a zone that may be absent (`Z` or
    /// `+hh:mm`), and the characters between
    /// @param parts what the model is given, in this order, no part twice
    /// @param unknown what is done with another text
    record Date(String name, String pattern, List<DatePart> parts, Policy unknown) implements Column {

        /// Refuses what is no such column.
        ///
        /// @throws IllegalArgumentException naming the component
        public Date {
            requireNoOther(name, unknown);
            parts = List.copyOf(parts);
            DatePattern compiled = DatePattern.of(pattern);
            boolean day = parts.contains(DatePart.DAY);
            boolean days = day || parts.contains(DatePart.MONTH) || parts.contains(DatePart.WEEKDAY);
            if (parts.isEmpty() || new HashSet<>(parts).size() < parts.size() || compiled.hasDate() != day || days
                    && !compiled.hasDate()
                    || parts.contains(DatePart.TIME) && !compiled.hasTime()) {
                throw new IllegalArgumentException("column " + name + ": the parts " + parts + " of " + pattern
                        + ", expected different ones that the pattern has, the day among them if it has one");
            }
        }

        @Override
        public int width() {
            return parts.stream().mapToInt(DatePart::width).sum();
        }
    }

    /// A column that is left out.
    ///
    /// @param name its name
    /// @param reason why
    record Omitted(String name, String reason) implements Column {

        @Override
        public Policy unknown() {
            return Policy.REFUSE;
        }

        /// Refuses null.
        public Omitted {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(reason, "reason");
        }

        @Override
        public int width() {
            return 0;
        }
    }

    private static void requireNoOther(String name, Policy unknown) {
        Objects.requireNonNull(name, "name");
        if (unknown != Policy.REFUSE && unknown != Policy.MISSING) {
            throw new IllegalArgumentException("column " + name + ": unknown is " + unknown
                    + ", expected refuse or missing");
        }
    }

    private static List<String> different(String name, List<String> categories) {
        List<String> copy = List.copyOf(categories);
        if (new HashSet<>(copy).size() < copy.size()) {
            throw new IllegalArgumentException("column " + name + ": two of its categories are the same, expected"
                    + " different ones");
        }
        return copy;
    }

    /// A part of a date or time that a model is given.
    enum DatePart {

        /// The day, counted and standardised: one value, from which a date is decoded.
        DAY(1),

        /// Sine and cosine of `2 pi (month - 1) / 12`.
        MONTH(2),

        /// Sine and cosine of `2 pi d / 7`, d = 0 on Monday.
        WEEKDAY(2),

        /// Sine and cosine of `2 pi s / 86400`, s the seconds since midnight, from which a time is decoded.
        TIME(2);

        private final int width;

        DatePart(int width) {
            this.width = width;
        }

        /// How many floats it takes.
        ///
        /// @return 1 or 2
        public int width() {
            return width;
        }

        String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// What is done with a cell that is out of the schema: an unknown category, a text or an infinity where numbers
    /// are, a text that is no date of the column's pattern.
    enum Policy {

        /// The row is refused, by name of the column and value.
        REFUSE,

        /// The cell counts as missing.
        MISSING,

        /// The cell counts as the column's other category; of categories alone.
        OTHER;

        String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
