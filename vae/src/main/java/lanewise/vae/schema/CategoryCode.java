package lanewise.vae.schema;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

import lanewise.vae.table.TableRows;

/// One 1 among zeros, or 0 and 1 for a binary column. A cell is a category by its text, or, where all categories are
/// numbers, by its number.
final class CategoryCode extends ColumnCode {

    private final List<String> categories;
    private final String other;
    private final boolean binary;
    private final ValueTable table = new ValueTable();
    private final double[] numbers;
    private final long[] counts;
    private int index;

    CategoryCode(String name, List<String> categories, String other, boolean binary, Column.Policy unknown) {
        super(name, unknown);
        this.categories = categories;
        this.other = other;
        this.binary = binary;
        for (String category : categories) {
            byte[] bytes = Codes.utf8(category);
            table.add(bytes, 0, bytes.length);
        }
        double[] parsed = categories.stream().mapToDouble(Codes::number).toArray();
        this.numbers = Arrays.stream(parsed).anyMatch(Double::isNaN) ? new double[0] : parsed;
        this.counts = new long[places()];
    }

    private int places() {
        return categories.size() + (other == null ? 0 : 1);
    }

    @Override
    void fit() {
        counts[index]++;
    }

    @Override
    boolean read(TableRows rows, int column) throws IOException {
        if (rows.isMissing(column)) {
            return false;
        }
        byte[] bytes = rows.bytes(column);
        index = table.find(bytes, rows.from(column), rows.to(column));
        if (index >= 0) {
            return true;
        }
        if (numbers.length > 0) {
            double number = rows.number(column);
            for (int i = 0; i < numbers.length; i++) {
                if (numbers[i] == number) {
                    index = i;
                    return true;
                }
            }
        }
        if (unknown() == Column.Policy.OTHER) {
            index = categories.size();
            return true;
        }
        return unfit(rows, column, "one of " + shown());
    }

    private String shown() {
        List<String> few = categories.subList(0, Math.min(10, categories.size()));
        return String.join(", ", few) + (few.size() < categories.size() ? " and " + (categories.size() - few.size())
                + " more" : "");
    }

    @Override
    void encode(float[] out, int at) {
        if (binary) {
            out[at] = index;
        } else {
            Arrays.fill(out, at, at + places(), 0);
            out[at + index] = 1;
        }
    }

    @Override
    ColumnStatistics statistics(long missing) {
        return new ColumnStatistics(Arrays.stream(counts).sum(), missing, 0, 1, Arrays.stream(counts).boxed().toList(),
                Double.NaN, Double.NaN);
    }

    @Override
    Object value(float[] row, int at) {
        return text(row, at);
    }

    /// The category with the largest value, the first of equal ones; of a binary column the second from 1/2 on.
    @Override
    String text(float[] row, int at) {
        if (binary) {
            return categories.get(row[at] >= 0.5f ? 1 : 0);
        }
        int best = 0;
        for (int i = 1; i < places(); i++) {
            best = row[at + i] > row[at + best] ? i : best;
        }
        return best == categories.size() ? other : categories.get(best);
    }
}
