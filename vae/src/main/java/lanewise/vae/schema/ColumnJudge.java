package lanewise.vae.schema;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import lanewise.vae.check.Texts;
import lanewise.vae.format.FormatException;

/// Says what a column is from what was seen of it.
final class ColumnJudge {

    /// Fewer different values in as many rows may be chance.
    private static final int LEAST_IDS = 20;
    private static final double MOST_COUNT = 1 << 24;
    private static final double EXACT = 1L << 53;
    /// Up to this share of a column's cells its texts are exceptions among numbers.
    private static final double FEW_TEXTS = 0.05;
    private static final int CYCLE_OF_WEEKS = 14;
    private static final int CYCLE_OF_YEARS = 366;
    private static final Pattern ID_NAME = Pattern.compile("(.*["
            + " _.-])?(id|uuid|guid|key|index|number|nr|no)|.*[a-z](Id|ID|Key|Nr|No)");

    private final String name;
    private final ColumnProfile profile;
    private final long rows;
    private final boolean quantiles;
    private String note = "";

    /// @param quantiles whether numbers are scaled by their quantiles
    ColumnJudge(String name, ColumnProfile profile, long rows, boolean quantiles) {
        this.name = name;
        this.profile = profile;
        this.rows = rows;
        this.quantiles = quantiles;
    }

    /// What a person should know; empty for nothing.
    String note() {
        return note;
    }

    Column judge() throws IOException {
        if (profile.isEmpty()) {
            return new Column.Omitted(name, rows == 1 ? "its only cell is missing" : "all " + rows
                    + " cells are missing");
        }
        if (profile.values() != null && profile.values().size() == 1) {
            return new Column.Omitted(name, "constant: " + Texts.abridged(profile.values().text(0)));
        }
        return profile.texts() == 0 ? numbers() : texts();
    }

    private Column numbers() throws IOException {
        requireFinite();
        if (profile.isOneNumber()) {
            return new Column.Omitted(name, profile.isWhole() && Math.abs(profile.least()) > EXACT
                    ? "whole numbers that are different only beyond 53 bits"
                    : "constant: " + Texts.abridged(profile.form().text(profile.least())));
        }
        if (profile.hasTwoNumbers() && (profile.isWhole() || profile.observed() >= LEAST_IDS)) {
            return binary();
        }
        if (profile.isWhole() && isDifferentInEachRow()) {
            String why = profile.most() - profile.least() == rows - 1 ? "it counts the rows"
                    : Math.max(profile.most(), -profile.least()) > EXACT ? "its numbers need more than 53 bits"
                    : ID_NAME.matcher(name.toLowerCase(Locale.ROOT)).matches() || ID_NAME.matcher(name).matches()
                            ? "by its name it is an id" : null;
            if (why != null) {
                return new Column.Omitted(name, "a whole number that is different in each row, and " + why);
            }
        }
        return profile.isWhole() && profile.least() >= 0 && profile.most() <= MOST_COUNT ? count() : real();
    }

    private boolean isDifferentInEachRow() {
        return profile.values() != null && profile.values().size() == rows && rows >= LEAST_IDS;
    }

    private Column real() {
        return new Column.Real(name, scaling(), profile.form(), Column.Policy.REFUSE);
    }

    private Column count() {
        return new Column.Count(name, scaling(), Column.Policy.REFUSE);
    }

    private Scaling scaling() {
        double[] sample = profile.sample();
        return quantiles && Arrays.stream(sample).distinct().limit(2).count() == 2 ? Scaling.Quantile.of(sample)
                : Scaling.choose(sample);
    }

    private void requireFinite() throws FormatException {
        if (profile.infinite() > 0) {
            throw new FormatException(profile.oddPlace(), "is " + Texts.abridged(profile.oddText())
                    + ", one of " + profile.infinite() + " infinite numbers of this column, expected finite ones, or a"
                    + " cell that is missing");
        }
    }

    private Column texts() throws FormatException {
        ValueTable values = profile.values();
        boolean few = values != null && values.size() <= Survey.MOST_CATEGORIES;
        if (profile.numbers() > 0 && profile.texts() <= FEW_TEXTS * profile.observed()
                && (!few || values.size() > profile.observed() / 2)) {
            throw textAmongNumbers();
        }
        if (profile.pattern() != null) {
            return date(profile.pattern());
        }
        if (values != null && values.size() == 2) {
            return binary();
        }
        if (isDifferentInEachRow()) {
            return new Column.Omitted(name, "a text that is different in each row");
        }
        return category(false);
    }

    private FormatException textAmongNumbers() {
        return new FormatException(profile.oddPlace(), "is \"" + Texts.abridged(profile.oddText())
                + "\", expected a number as in the other " + profile.numbers() + " cells of this column; what marks a"
                + " missing cell, or that a column holds categories, has to be said");
    }

    private Column binary() {
        ValueTable values = profile.values();
        List<String> texts = new ArrayList<>();
        if (values != null && values.size() == 2) {
            texts.addAll(List.of(values.text(0), values.text(1)));
        } else {
            texts.addAll(List.of(text(profile.least()), text(profile.most())));
        }
        boolean numbers = profile.texts() == 0;
        texts.sort(numbers ? Comparator.comparingDouble(Codes::number) : Comparator.naturalOrder());
        return new Column.Binary(name, texts, Column.Policy.REFUSE);
    }

    /// With all digits, unlike a float's, since it has to be found again.
    private String text(double number) {
        return profile.form().decimals() < 0 ? Double.toString(number) : profile.form().text(number);
    }

    private Column date(DatePattern pattern) {
        List<Column.DatePart> parts = new ArrayList<>();
        if (pattern.hasDate()) {
            parts.add(Column.DatePart.DAY);
            if (profile.days() >= CYCLE_OF_YEARS) {
                parts.add(Column.DatePart.MONTH);
            }
            if (profile.days() >= CYCLE_OF_WEEKS) {
                parts.add(Column.DatePart.WEEKDAY);
            }
        }
        if (pattern.hasTime() && (profile.isTimed() || !pattern.hasDate())) {
            parts.add(Column.DatePart.TIME);
        }
        if (profile.otherPattern() != null) {
            note = "may be " + profile.otherPattern() + " as well";
        }
        return new Column.Date(name, pattern.toString(), parts, Column.Policy.REFUSE);
    }

    /// The most frequent values, of equally frequent ones those that come first in the table.
    private Column category(boolean told) {
        ValueTable values = profile.values();
        if (values == null) {
            return new Column.Omitted(name, profile.isLong() ? "text of more than " + Survey.LONGEST_CATEGORY
                    + " bytes in a cell, too long for a category" : "text of too many different values");
        }
        List<Integer> order =
                IntStream.range(0, values.size()).boxed().sorted(Comparator.comparingLong(i -> -values.count(i)))
                .toList();
        List<Integer> kept = order.subList(0, Math.min(Survey.MOST_CATEGORIES, order.size()));
        long covered = kept.stream().mapToLong(values::count).sum();
        if (!told && 2 * covered < profile.observed()) {
            return new Column.Omitted(name, "text of " + values.size() + " different values, of which the "
                    + kept.size()
                    + " most frequent ones are less than half of the cells");
        }
        List<String> texts = kept.stream().map(values::text).toList();
        if (kept.size() == order.size()) {
            return new Column.Category(name, texts, null, Column.Policy.REFUSE);
        }
        note = (order.size() - kept.size()) + " rare values (" + (profile.observed() - covered)
                + " cells) are one other category";
        String other = "other";
        while (texts.contains(other)) {
            other = "(" + other + ")";
        }
        return new Column.Category(name, texts, other, Column.Policy.OTHER);
    }

    /// What somebody says that it is.
    Column told(String kind) throws IOException {
        if (kind.equals("omitted")) {
            return new Column.Omitted(name, "said to be left out");
        }
        if (profile.isEmpty()) {
            throw new FormatException("column " + name, "is said to be " + kind + ", but all its cells are missing");
        }
        switch (kind) {
            case "real", "count" -> {
                if (profile.texts() > 0) {
                    throw textAmongNumbers();
                }
                requireFinite();
                boolean counts = profile.isWhole() && profile.least() >= 0 && profile.most() <= EXACT;
                if (kind.equals("count") && !counts) {
                    throw new FormatException("column " + name, "is said to be count, but holds numbers from "
                            + profile.least() + " to " + profile.most()
                            + (profile.isWhole() ? "" : " that are not whole") + ", expected whole ones from 0 on");
                }
                return kind.equals("real") ? real() : count();
            }
            case "binary" -> {
                if (profile.values() == null || profile.values().size() != 2) {
                    throw new FormatException("column " + name, "is said to be binary, but has "
                            + (profile.values() == null ? "many" : profile.values().size())
                                    + " different values, expected 2");
                }
                return binary();
            }
            case "category" -> {
                Column column = category(true);
                if (column instanceof Column.Omitted omitted) {
                    throw new FormatException("column " + name, "is said to be category, but is a " + omitted.reason());
                }
                return column;
            }
            default -> {
                return toldDate(kind);
            }
        }
    }

    private Column toldDate(String kind) throws FormatException {
        if (!kind.equals("date") && !kind.startsWith("date:")) {
            throw new FormatException("column " + name, "is said to be " + kind
                    + ", expected real, count, binary, category, date, date:PATTERN or omitted, with " + Survey.GAPS
                    + " behind it where its gaps are to be modelled");
        }
        if (kind.equals("date")) {
            if (profile.pattern() == null) {
                throw new FormatException("column " + name, "is said to be date, but its cells follow no pattern that"
                        + " is known, expected its pattern,"
                        + " such as date:yyyyMMdd");
            }
            return date(profile.pattern());
        }
        DatePattern pattern;
        try {
            pattern = DatePattern.of(kind.substring("date:".length()));
        } catch (IllegalArgumentException e) {
            throw new FormatException("column " + name, e.getMessage(), e);
        }
        List<Column.DatePart> parts = new ArrayList<>();
        if (pattern.hasDate()) {
            parts.addAll(List.of(Column.DatePart.DAY, Column.DatePart.MONTH, Column.DatePart.WEEKDAY));
        }
        if (pattern.hasTime()) {
            parts.add(Column.DatePart.TIME);
        }
        return new Column.Date(name, pattern.toString(), parts, Column.Policy.REFUSE);
    }
}
