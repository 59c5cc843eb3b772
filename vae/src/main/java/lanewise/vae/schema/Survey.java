package lanewise.vae.schema;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import lanewise.vae.check.Nearest;
import lanewise.vae.check.Texts;
import lanewise.vae.file.Budget;
import lanewise.vae.format.FormatException;
import lanewise.vae.table.TableFile;
import lanewise.vae.table.TableRows;

/// What one pass over a table tells of its columns, and the schema that follows.
///
/// - **omitted**: no cell, or one value; whole numbers that are different in each row and count the rows, need more
///   than 53 bits or are called an id; texts that are different in each row; texts of so many values that the
///   [#MOST_CATEGORIES] most frequent ones are less than half of the cells;
/// - **date**: texts that all follow one pattern;
/// - **binary**: two values;
/// - **category**: other texts, and texts with numbers among them: the most frequent ones, and one other if there are
///   more;
/// - **count**: whole numbers from 0 to 2^24;
/// - **real**: other numbers.
///
/// A column of numbers with few texts among them is refused by the first of these, since a misspelt number or a mark
/// for missing cells that nobody named would otherwise change what the column is.
///
/// @param schema what the columns mean
/// @param rows number of rows
/// @param columns what was seen of each column, in the order of the schema
public record Survey(Schema schema, long rows, List<Seen> columns) {

    /// Behind a kind, or alone for what a column is found to be: its gaps are modelled.
    public static final String GAPS = "+gaps";

    /// With [#GAPS] in place of the name of a column: the gaps of all columns that are kept and have some.
    public static final String EACH = "*";

    /// How many categories have a place of their own.
    public static final int MOST_CATEGORIES = 64;

    /// Bytes of a category; a column with a longer cell is text.
    static final int LONGEST_CATEGORY = 1 << 12;

    /// Memory for different values of all columns together, in bytes; what does not fit counts as "many".
    private static final long VALUE_BYTES = 1L << 25;
    /// Copies of a category at a time, as text, JSON and bytes, while a model that knows it is written.
    private static final int COPIES = 6;
    private static final long SAMPLED = 1L << 22;
    private static final int MOST_SAMPLED = 1 << 14;
    private static final int LEAST_SAMPLED = 1 << 7;
    /// Heap for what is seen of a column and what follows from it, besides sampled numbers and different values.
    private static final int HEAP_PER_COLUMN = 768;

    /// Copies the list.
    public Survey {
        columns = List.copyOf(columns);
    }

    /// What was seen of a column.
    ///
    /// @param missing cells without a value
    /// @param values different values; -1 if there are too many to count
    /// @param note what a person should know of them; empty for nothing
    public record Seen(long missing, int values, String note) {
    }

    /// Goes through a file.
    ///
    /// @param file the table
    /// @param kinds what columns are said to be, by name: `real`, `count`, `binary`, `category`, `date`, `date:PATTERN`
    /// or `omitted`; the gaps of a column are modelled ([Schema#gaps()]) with `+gaps` behind it, or alone for what the
    /// column is found to be, under the name `*` for each column that has gaps
    /// @return what was found
    /// @throws FormatException if the file is not what it should be, has no row, or a cell does not fit its column
    /// @throws IOException if it cannot be read
    public static Survey of(TableFile file, Map<String, String> kinds) throws IOException {
        return of(file, kinds, false);
    }

    /// Goes through a file.
    ///
    /// @param file the table
    /// @param kinds what columns are said to be, by name, as above
    /// @param quantiles whether numbers are scaled by their quantiles ([Scaling.Quantile]), which drawn rows are better
    /// with; else as [Scaling#choose(double\[\])] says
    /// @return what was found
    /// @throws FormatException as above
    /// @throws IOException as above
    public static Survey of(TableFile file, Map<String, String> kinds, boolean quantiles) throws IOException {
        try (TableRows rows = file.rows()) {
            return of(rows, file.file().toString(), kinds, quantiles);
        }
    }

    /// Goes through rows.
    ///
    /// @param rows the rows, before the first
    /// @param source what to call them in messages
    /// @param kinds what columns are said to be, by name, as above
    /// @return what was found
    /// @throws FormatException if there is no row or a cell does not fit its column
    /// @throws IOException if they cannot be read
    public static Survey of(TableRows rows, String source, Map<String, String> kinds) throws IOException {
        return of(rows, source, kinds, false);
    }

    private static Survey of(TableRows rows, String source, Map<String, String> kinds, boolean quantiles)
            throws IOException {
        List<String> names = rows.columns();
        Set<String> known = new HashSet<>(names);
        for (Map.Entry<String, String> kind : kinds.entrySet()) {
            if (!known.contains(kind.getKey()) && !(kind.getKey().equals(EACH) && kind.getValue().equals(GAPS))) {
                throw new FormatException(source, "has no column " + Texts.abridged(kind.getKey())
                        + ", which is said to be " + kind.getValue() + "; its columns are " + Texts.listed(names)
                        + Nearest.hint(kind.getKey(), names));
            }
        }
        ColumnProfile.Room room = new ColumnProfile.Room(VALUE_BYTES, source);
        int sampled = Math.clamp(SAMPLED / names.size(), LEAST_SAMPLED, MOST_SAMPLED);
        Budget budget = Budget.heap(source);
        budget.takeProduct(names.size() + " columns", HEAP_PER_COLUMN + (long) Double.BYTES * sampled, names.size());
        ColumnProfile[] profiles = new ColumnProfile[names.size()];
        for (int c = 0; c < profiles.length; c++) {
            String kind = kind(kinds, names.get(c));
            profiles[c] = new ColumnProfile(kind.equals("category") || kind.equals("binary"), room, sampled);
        }
        while (rows.next()) {
            for (int c = 0; c < profiles.length; c++) {
                profiles[c].see(rows, c);
            }
        }
        if (rows.row() == 0) {
            throw new FormatException(source, "has no row, expected at least one below the names "
                    + Texts.listed(names));
        }
        List<Column> columns = new ArrayList<>();
        List<Seen> seen = new ArrayList<>();
        Set<String> gaps = new HashSet<>();
        boolean each = !known.contains(EACH) && kinds.containsKey(EACH);
        for (int c = 0; c < profiles.length; c++) {
            ColumnJudge judge = new ColumnJudge(names.get(c), profiles[c], rows.row(), quantiles);
            String kind = kind(kinds, names.get(c));
            Column column = kind.isEmpty() ? judge.judge() : judge.told(kind);
            columns.add(column);
            budget.take(COPIES * characters(column), "the categories of its columns");
            if (kinds.getOrDefault(names.get(c), "").endsWith(GAPS)
                    || each && profiles[c].missing() > 0 && column.width() > 0) {
                gaps.add(names.get(c));
            }
            seen.add(new Seen(profiles[c].missing(), profiles[c].values() == null ? -1 : profiles[c].values().size(),
                    judge.note()));
        }
        try {
            return new Survey(new Schema(columns, gaps), rows.row(), seen);
        } catch (IllegalArgumentException e) {
            throw new FormatException(source, e.getMessage(), e);
        }
    }

    private static long characters(Column column) {
        List<String> categories = switch (column) {
            case Column.Binary binary -> binary.categories();
            case Column.Category category -> category.categories();
            default -> List.of();
        };
        return categories.stream().mapToLong(String::length).sum();
    }

    /// What a column is said to be without what is said of its gaps; empty for nothing.
    private static String kind(Map<String, String> kinds, String name) {
        String kind = kinds.getOrDefault(name, "");
        return kind.endsWith(GAPS) ? kind.substring(0, kind.length() - GAPS.length()) : kind;
    }
}
