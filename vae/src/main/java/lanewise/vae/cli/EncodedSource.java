package lanewise.vae.cli;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

import lanewise.core.random.RandomStream;
import lanewise.vae.data.Dataset;
import lanewise.vae.data.ImageSet;
import lanewise.vae.data.Split;
import lanewise.vae.random.Purpose;
import lanewise.vae.schema.EncodedTable;
import lanewise.vae.schema.Schema;
import lanewise.vae.schema.TableEncoder;
import lanewise.vae.table.TableFile;
import lanewise.vae.tabular.Recipe;
import lanewise.vae.tabular.TableForm;

/// Examples from a table of any kind, encoded as its schema says.
final class EncodedSource {

    private EncodedSource() {
    }

    /// The schema of a table and the statistics of the rows that are learned from.
    ///
    /// @param schema the schema's file, or null to look at the table
    /// @param kinds what columns are said to be
    /// @param quantiles whether numbers are scaled by their quantiles, where the table is looked at
    static TableForm fit(DataSource source, Path schema, Map<String, String> kinds, boolean quantiles)
            throws IOException, CommandException {
        TableData data = source.table();
        TableFile file = TableFile.open(source.directory(), data.reading());
        Schema columns = schema == null ? Recipe.schema(file, kinds, quantiles) : Schema.read(schema);
        if (data.label() != null && columns.columns().stream().anyMatch(column -> column.name().equals(data.label()))) {
            columns = columns.without(data.label(), "the label");
        }
        if (columns.width() == 0) {
            throw new CommandException(file.file() + ": all columns are left out ("
                    + "'lanewise schema " + file.file() + "' says why), expected at least one to learn from");
        }
        try (Arena arena = Arena.ofShared()) {
            RowLabels labels = data.label() == null ? null
                    : RowLabels.read(file, data.label(), List.of(), arena);
            Dataset train = parts(data, marks(file, data, labels, arena), labels, file).train();
            BitSet learned = new BitSet();
            for (int r = 0; r < train.size(); r++) {
                learned.set(train.origin(r));
            }
            TableEncoder encoder = TableEncoder.fit(columns, file, row -> learned.get((int) row));
            return new TableForm(encoder, data.reading(), data.label(), labels == null ? List.of() : labels.values(),
                    counts(train, labels));
        }
    }

    private static List<Long> counts(Dataset rows, RowLabels labels) {
        if (labels == null) {
            return List.of();
        }
        long[] counts = new long[labels.values().size()];
        for (int r = 0; r < rows.size(); r++) {
            counts[rows.label(r)]++;
        }
        return Arrays.stream(counts).boxed().toList();
    }

    /// The examples of a table, encoded.
    static ImageSet read(DataSource source, TableForm form, Arena arena) throws IOException, CommandException {
        TableData data = source.table();
        TableFile file = TableFile.open(source.directory(), data.reading());
        RowLabels labels = labels(file, data, form, arena);
        Split parts = parts(data, encoded(form, file, labels, arena), labels, file);
        Dataset test = parts.validation();
        if (data.test() != null) {
            TableFile other = TableFile.open(data.test(), data.reading());
            RowLabels otherLabels = labels(other, data, form, arena);
            test = kept(data, encoded(form, other, otherLabels, arena), otherLabels, other);
        }
        return new ImageSet(parts.train(), test, 1, form.encoder().width());
    }

    /// The labels' values, by their numbers in the examples of a split; empty where there is no column of labels.
    static List<String> labels(DataSource source, TableForm form, boolean train) throws IOException, CommandException {
        TableData data = source.table();
        Path path = data.test() == null || train ? source.directory() : data.test();
        try (Arena arena = Arena.ofShared()) {
            RowLabels labels = labels(TableFile.open(path, data.reading()), data, form, arena);
            return labels == null ? List.of() : labels.values();
        }
    }

    private static Dataset encoded(TableForm form, TableFile file, RowLabels labels, Arena arena) throws IOException {
        EncodedTable rows = form.encoder().encode(file, arena);
        return rows.dataset(name(file), labels == null ? null : labels.numbers());
    }

    private static String name(TableFile file) {
        return file.file().getFileName().toString();
    }

    /// Labels of a file that has the column; of the run's own data it must.
    private static RowLabels labels(TableFile file, TableData data, TableForm form, Arena arena) throws IOException,
            CommandException {
        boolean own = data.label() == null || data.label().equals(form.label());
        if (data.label() == null || own && !file.columns().contains(data.label())) {
            return null;
        }
        return RowLabels.read(file, data.label(), own ? form.labels() : List.of(), arena);
    }

    /// A row of nothing for each row of the table, with its label: what tells the parts before there are any floats.
    private static Dataset marks(TableFile file, TableData data, RowLabels labels, Arena arena)
            throws IOException, CommandException {
        long rows = file.count();
        if (rows > Integer.MAX_VALUE) {
            throw new CommandException(file.file() + ": has " + rows + " rows, expected at most " + Integer.MAX_VALUE);
        }
        return Dataset.ofBytes(name(file), arena.allocate(Math.max(1, rows)), labels == null ? null : labels.numbers(),
                (int) rows, 1);
    }

    /// What is learned from and what is kept for the test, without anomalies unless all rows are wanted.
    private static Split parts(TableData data, Dataset rows, RowLabels labels, TableFile file) throws CommandException {
        if (data.all()) {
            return new Split(rows, rows);
        }
        if (data.test() != null) {
            return new Split(kept(data, rows, labels, file), rows.head(0));
        }
        int size = rows.size();
        if (size < 2) {
            throw new CommandException(file.file() + ": has " + size + (size == 1 ? " row" : " rows")
                    + ", expected at least one to learn from and one for the test");
        }
        int test = Math.clamp(Math.round(size * data.testShare()), 1, size - 1);
        Split split = data.testLast() ? new Split(rows.head(size - test), rows.range(size - test, size))
                : Split.of(rows, test, new RandomStream(0, Purpose.SPLIT.stream(1)));
        return new Split(kept(data, split.train(), labels, file), kept(data, split.validation(), labels, file));
    }

    private static Dataset kept(TableData data, Dataset rows, RowLabels labels, TableFile file)
            throws CommandException {
        if (data.all() || data.anomalies().isEmpty() || labels == null) {
            return rows;
        }
        Dataset normal = rows.withoutLabels(labels.numbersOf(data.anomalies()));
        if (normal.size() == 0) {
            throw new CommandException(file.file() + ": all " + rows.size() + " rows are anomalies by their label "
                    + data.label() + ", expected at least one that is not");
        }
        return normal;
    }
}
