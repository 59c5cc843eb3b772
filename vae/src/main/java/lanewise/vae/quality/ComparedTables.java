package lanewise.vae.quality;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

import lanewise.core.Matrix;
import lanewise.vae.format.FormatException;
import lanewise.vae.schema.Column.Policy;
import lanewise.vae.schema.Column;
import lanewise.vae.schema.EncodedTable;
import lanewise.vae.schema.NumberForm;
import lanewise.vae.schema.Schema;
import lanewise.vae.schema.TableEncoder;
import lanewise.vae.table.TableFile;

/// Tables read through the schema of the real one: its columns, matched by name, its categories and one more for what
/// the real table does not have, its scalings with the mean and the deviation of its rows. A count may be any number in
/// the others. Immutable.
public final class ComparedTables {

    private final TableEncoder encoder;
    private final List<Column.Omitted> omitted;
    private final Labels labels;
    private final ComparedTable real;
    private final ComparedTable synthetic;
    private final ComparedTable test;
    private final boolean[] gaps;

    private ComparedTables(TableEncoder encoder, List<Column.Omitted> omitted, Labels labels, ComparedTable real,
            ComparedTable synthetic, ComparedTable test) {
        this.encoder = encoder;
        this.omitted = omitted;
        this.labels = labels;
        this.real = real;
        this.synthetic = synthetic;
        this.test = test;
        this.gaps = new boolean[encoder.places().size()];
        for (ComparedTable table : test == null ? List.of(real, synthetic) : List.of(real, synthetic, test)) {
            for (int c = 0; c < gaps.length; c++) {
                for (int r = 0; !gaps[c] && r < table.rows(); r++) {
                    gaps[c] = !table.isObserved(r, c);
                }
            }
        }
    }

    /// Reads the files.
    ///
    /// A label that is none of the real table, but would be without a full stop at its end or blanks around it, counts
    /// as that one: the test rows of the census table of the UCI repository have such.
    ///
    /// @param schema of the real one
    /// @param label name of the label column, a category; null if there is none
    /// @param real rows that a model learned from
    /// @param synthetic rows that were drawn
    /// @param test real rows that it did not learn from; null if there are none
    /// @param arena whose memory the rows are
    /// @return the tables
    /// @throws FormatException if a column is missing, a text is where numbers or dates are, a label is no class, or
    /// there is no row
    /// @throws IOException if a file cannot be read, or there is not enough memory
    /// @throws IllegalArgumentException if all columns are left out
    public static ComparedTables read(Schema schema, String label, TableFile real, TableFile synthetic, TableFile test,
            Arena arena) throws IOException {
        TableEncoder encoder = TableEncoder.fit(new Schema(schema.columns().stream().map(ComparedTables::open)
                .toList()), real);
        List<Column.Omitted> omitted = new ArrayList<>();
        for (Column column : schema.columns()) {
            if (column instanceof Column.Omitted one) {
                omitted.add(one);
            }
        }
        Labels labels = label == null ? null : Labels.of(schema, label);
        return new ComparedTables(encoder, List.copyOf(omitted), labels, encoded(encoder, labels, real, arena),
                encoded(encoder, labels, synthetic, arena), test == null ? null
                        : encoded(encoder, labels, test, arena));
    }

    private static ComparedTable encoded(TableEncoder encoder, Labels labels, TableFile file, Arena arena)
            throws IOException {
        EncodedTable table = encoder.encode(file, arena);
        if (labels == null) {
            return new ComparedTable(table, encoder, null);
        }
        List<String> names = encoder.schema().columns().stream().map(Column::name).toList();
        int[] places = labels.read(file, names);
        TableEncoder.Place place = encoder.places().stream()
                .filter(one -> one.column().name().equals(labels.column())).findFirst().orElseThrow();
        for (int r = 0; r < places.length; r++) {
            for (int i = place.from(); i < place.to(); i++) {
                table.values().set(r, i, i - place.from() == places[r] ? 1 : 0);
            }
        }
        return new ComparedTable(table, encoder, places);
    }

    /// The column with room for what others may hold.
    private static Column open(Column column) {
        return switch (column) {
            case Column.Count count -> new Column.Real(count.name(), count.scaling(), NumberForm.FREE, Policy.REFUSE);
            case Column.Binary binary -> category(binary.name(), binary.categories(), null);
            case Column.Category category -> category(category.name(), category.categories(), category.other());
            default -> column;
        };
    }

    private static Column category(String name, List<String> categories, String other) {
        String rest = other == null ? "other" : other;
        while (categories.contains(rest)) {
            rest = "(" + rest + ")";
        }
        return new Column.Category(name, categories, rest, Policy.OTHER);
    }

    /// The columns that are compared.
    ///
    /// @return in the order of the table; categories have their other one, which may stand for what is unknown
    public List<Column> columns() {
        return encoder.places().stream().map(TableEncoder.Place::column).toList();
    }

    /// The columns that are not compared.
    ///
    /// @return with the reason
    public List<Column.Omitted> omitted() {
        return omitted;
    }

    private int index(String name) {
        return columns().stream().map(Column::name).toList().indexOf(name);
    }

    boolean isNumber(int column) {
        return !(encoder.places().get(column).column() instanceof Column.Category);
    }

    /// Number of the label column among those that are compared; -1 if there is none.
    int label() {
        return labels == null ? -1 : index(labels.column());
    }

    /// The classes of the label column.
    ///
    /// @return their texts; empty if no column is the label
    public List<String> classes() {
        return labels == null ? List.of() : labels.classes();
    }

    /// The rows that a model learned from.
    ///
    /// @return the table
    public ComparedTable real() {
        return real;
    }

    /// The rows that were drawn.
    ///
    /// @return the table
    public ComparedTable synthetic() {
        return synthetic;
    }

    /// Real rows that a model did not learn from.
    ///
    /// @return the table; null if there is none
    public ComparedTable test() {
        return test;
    }

    /// Rows as points: numbers and dates as they are encoded, a category as a 1 among zeros divided by the root of 2,
    /// so that two different ones are 1 apart, and for a column with gaps one more value that is 1 in a gap. Those of
    /// the label come last.
    ///
    /// @param rows whose
    /// @param arena whose memory the points are
    Matrix points(RowSet rows, Arena arena) {
        int last = label();
        Matrix points = Matrix.allocate(arena, rows.size(), width());
        float half = (float) Math.sqrt(0.5);
        for (int r = 0; r < rows.size(); r++) {
            int at = 0;
            for (int i = 0; i < gaps.length; i++) {
                int column = last < 0 || i < last ? i : i == gaps.length - 1 ? last : i + 1;
                boolean observed = rows.table().isObserved(rows.row(r), column);
                float unit = isNumber(column) ? 1 : half;
                for (int k = 0; k < encoder.places().get(column).column().width(); k++) {
                    points.set(r, at++, observed ? unit * rows.table().encoded(rows.row(r), column, k) : 0);
                }
                if (gaps[column]) {
                    points.set(r, at++, observed ? 0 : unit);
                }
            }
        }
        return points;
    }

    /// Values of a point.
    int width() {
        int width = 0;
        for (int c = 0; c < gaps.length; c++) {
            width += width(c);
        }
        return width;
    }

    private int width(int column) {
        return encoder.places().get(column).column().width() + (gaps[column] ? 1 : 0);
    }

    /// Values of a point without those of the label.
    int widthWithoutLabel() {
        return width() - width(label());
    }
}
