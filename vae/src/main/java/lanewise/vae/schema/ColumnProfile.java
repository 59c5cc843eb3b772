package lanewise.vae.schema;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import lanewise.vae.file.Budget;
import lanewise.vae.format.FormatException;
import lanewise.vae.table.TableRows;

/// What is seen of a column while its cells go by.
final class ColumnProfile {

    /// Different values that a column of numbers is watched for, beyond two, while some are equal.
    private static final int WATCHED = Survey.MOST_CATEGORIES;
    /// Different values that a column of text is watched for.
    private static final int MOST_VALUES = 1 << 17;

    /// Heap of a value while its table grows, times what it takes then.
    private static final int GROWTH = 2;

    private final boolean asText;
    private final Room room;
    private final Sample sample;
    private ValueTable values = new ValueTable();
    private List<DatePattern> patterns;
    private boolean moreValues;
    private boolean longText;
    private long taken;
    private long missing;
    private long numbers;
    private long texts;
    private long infinite;
    private String oddPlace;
    private String oddText;
    private boolean whole = true;
    private boolean free;
    private int fewestDecimals = Integer.MAX_VALUE;
    private int mostDecimals;
    private int mostDigits;
    private boolean comma;
    private double least = Double.POSITIVE_INFINITY;
    private double most = Double.NEGATIVE_INFINITY;
    private double first = Double.NaN;
    private double second = Double.NaN;
    private boolean twoNumbers = true;
    private long firstDay = Long.MAX_VALUE;
    private long lastDay = Long.MIN_VALUE;
    private boolean timed;

    /// Room for different values, shared by the columns of a table.
    static final class Room {

        private final long most;
        private final String source;
        private long taken;

        Room(long most, String source) {
            this.most = most;
            this.source = source;
        }

        /// @throws FormatException if the heap is too small for it: what a column is does not depend on the heap
        boolean take(long wanted) throws FormatException {
            if (wanted > most - taken) {
                return false;
            }
            taken += wanted;
            if (taken > Budget.heapBytes() / GROWTH) {
                Budget.heap(source).take(GROWTH * taken, "the different values of its columns");
            }
            return true;
        }

        void give(long back) {
            taken -= back;
        }
    }

    /// Nothing is seen yet.
    ///
    /// @param asText whether the cells are categories even if they are numbers
    /// @param room for different values
    /// @param sampled how many numbers to sample
    ColumnProfile(boolean asText, Room room, int sampled) {
        this.asText = asText;
        this.room = room;
        this.sample = new Sample(sampled);
    }

    void see(TableRows rows, int column) throws IOException {
        if (rows.isMissing(column)) {
            missing++;
            return;
        }
        double number = rows.number(column);
        if (Double.isNaN(number)) {
            seeText(rows, column);
        } else {
            seeNumber(number, rows, column);
        }
        if (values != null) {
            count(rows, column);
        }
    }

    private void seeNumber(double number, TableRows rows, int column) throws IOException {
        numbers++;
        if (Double.isInfinite(number)) {
            infinite++;
            odd(rows, column);
            return;
        }
        int decimals = rows.decimals();
        free |= decimals < 0;
        fewestDecimals = Math.min(fewestDecimals, decimals);
        mostDecimals = Math.max(mostDecimals, decimals);
        mostDigits = Math.max(mostDigits, rows.digits());
        comma |= rows.point() == ',';
        whole &= number == Math.rint(number);
        least = Math.min(least, number);
        most = Math.max(most, number);
        if (twoNumbers && number != first && number != second) {
            twoNumbers = Double.isNaN(second);
            if (Double.isNaN(first)) {
                first = number;
            } else {
                second = number;
            }
        }
        sample.add(number);
    }

    private void seeText(TableRows rows, int column) throws IOException {
        odd(rows, column);
        texts++;
        byte[] bytes = rows.bytes(column);
        int from = rows.from(column);
        int to = rows.to(column);
        if (patterns == null) {
            patterns = new ArrayList<>();
            if (numbers == 0 && (char) (bytes[from] - '0') <= 9) {
                DatePattern.KNOWN.stream().map(DatePattern::of).forEach(patterns::add);
            }
        }
        if (!patterns.isEmpty()) {
            patterns.removeIf(pattern -> !pattern.read(bytes, from, to));
            if (!patterns.isEmpty()) {
                DatePattern pattern = patterns.getFirst();
                firstDay = Math.min(firstDay, pattern.day());
                lastDay = Math.max(lastDay, pattern.day());
                timed |= pattern.seconds() != 0;
            }
        }
    }

    /// Keeps where the first cell is that is no finite number.
    private void odd(TableRows rows, int column) throws IOException {
        if (oddPlace == null) {
            oddText = rows.text(column);
            oddPlace = rows.place(column);
        }
    }

    private void count(TableRows rows, int column) throws IOException {
        byte[] bytes = rows.bytes(column);
        int from = rows.from(column);
        int to = rows.to(column);
        int size = values.size();
        int index = values.add(bytes, from, to);
        if (values.size() == size) {
            return;
        }
        boolean longer = to - from > Survey.LONGEST_CATEGORY;
        boolean onlyNumbers = texts == 0 && !asText;
        boolean repeated = observed() > values.size();
        boolean enough = onlyNumbers && values.size() > 2 && (!whole || repeated && values.size() > WATCHED);
        long wanted = ValueTable.bytes(to - from);
        if (longer || enough || values.size() > MOST_VALUES || !room.take(wanted)) {
            // the columns to come have its room
            room.give(taken);
            values = null;
            moreValues = true;
            longText = longer;
            return;
        }
        taken += wanted;
        if (index == size && Double.isNaN(rows.number(column))) {
            rows.text(column);
        }
    }

    boolean isEmpty() {
        return observed() == 0;
    }

    long observed() {
        return numbers + texts;
    }

    long missing() {
        return missing;
    }

    long numbers() {
        return numbers;
    }

    long texts() {
        return texts;
    }

    long infinite() {
        return infinite;
    }

    /// Where the first cell is that is no finite number; null if there is none.
    String oddPlace() {
        return oddPlace;
    }

    String oddText() {
        return oddText;
    }

    /// The different values; null if there are too many to keep.
    ValueTable values() {
        return values;
    }

    /// Whether a cell is too long for a category.
    boolean isLong() {
        return longText;
    }

    boolean hasMoreValues() {
        return moreValues;
    }

    boolean isWhole() {
        return whole;
    }

    double least() {
        return least;
    }

    double most() {
        return most;
    }

    boolean hasTwoNumbers() {
        return twoNumbers && !Double.isNaN(second);
    }

    boolean isOneNumber() {
        return least == most;
    }

    double[] sample() {
        return sample.numbers();
    }

    NumberForm form() {
        return free || numbers == infinite || mostDecimals > NumberForm.MOST_DIGITS ? NumberForm.FREE
                : new NumberForm(mostDecimals, mostDecimals == 0 ? 0 : Math.min(mostDigits, NumberForm.MOST_DIGITS),
                        mostDecimals > 0 && fewestDecimals == mostDecimals, comma);
    }

    /// The first pattern by which all texts are dates; null if there is none.
    DatePattern pattern() {
        return numbers > 0 || patterns == null || patterns.isEmpty() ? null : patterns.getFirst();
    }

    /// Another pattern that is no wider form of the first, by which all of them are dates as well; null if there is
    /// none.
    DatePattern otherPattern() {
        return pattern() == null ? null : patterns.stream()
                .filter(other -> other.toString().indexOf('M') > other.toString().indexOf('d') != pattern().toString()
                        .indexOf('M')
                        > pattern().toString().indexOf('d')).findFirst().orElse(null);
    }

    long days() {
        return lastDay - firstDay;
    }

    boolean isTimed() {
        return timed;
    }
}
