package lanewise.vae.cli;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import lanewise.core.Matrix;
import lanewise.core.random.RandomStream;
import lanewise.vae.check.Memory;
import lanewise.vae.check.Texts;
import lanewise.vae.data.Dataset;
import lanewise.vae.data.ImageSet;
import lanewise.vae.data.Split;
import lanewise.vae.file.Csv;
import lanewise.vae.file.Inputs;
import lanewise.vae.format.FormatException;
import lanewise.vae.random.Purpose;
import lanewise.vae.schema.RowCoder;
import lanewise.vae.schema.TableEncoder;
import lanewise.vae.table.ReadOptions;
import lanewise.vae.table.TableFile;
import lanewise.vae.table.TableRows;

/// Examples from a table of comma-separated numbers with a line of column names: one row each, columns in the order of
/// the file, values as they are, missing cells NaN.
///
/// A tenth of the rows is kept for the test, at least one; which ones depends on the number of rows alone.
final class TableSource {

    private TableSource() {
    }

    static ImageSet read(Path file, Arena arena) throws IOException, CommandException {
        TableFile table = open(file);
        long rows = table.count();
        if (rows < 2) {
            throw new CommandException(file + ": has " + rows
                    + (rows == 1 ? " row" : " rows") + ", expected at least one to learn from and one for the test");
        }
        int width = table.columns().size();
        Matrix values = allocate(table, rows, width, arena);
        try (TableRows cells = table.rows()) {
            for (int r = 0; cells.next(); r++) {
                if (r == rows) {
                    throw new FormatException(file.toString(), "had " + rows + " rows and now has more, expected a file"
                            + " that does not change");
                }
                for (int c = 0; c < width; c++) {
                    values.set(r, c, (float) number(cells, c));
                }
            }
        }
        Dataset all = Dataset.of(file.getFileName().toString(), values, null);
        Split split = Split.of(all, (int) Math.max(1, rows / 10), new RandomStream(0, Purpose.SPLIT.stream(1)));
        return new ImageSet(split.train(), split.validation(), 1, width);
    }

    /// The first line has the names, numbers too, unless it is a comment.
    private static TableFile open(Path file) throws IOException {
        ReadOptions usual = ReadOptions.usual();
        boolean comment;
        try (InputStream in = Inputs.open(file, "a table")) {
            comment = in.read() == '#';
        }
        return TableFile.open(file, new ReadOptions(',', comment ? null : (Boolean) true, '.', usual.missing(),
                usual.arrays()));
    }

    private static Matrix allocate(TableFile table, long rows, int width, Arena arena) throws IOException {
        String what = table.file() + ": has " + rows + " rows of " + width + " numbers";
        long bytes = Math.multiplyExact(rows, 4L * width);
        if (rows > Integer.MAX_VALUE) {
            throw Memory.refusal(bytes, what, null);
        }
        try {
            return Matrix.allocate(arena, (int) rows, width);
        } catch (OutOfMemoryError e) {
            throw Memory.refusal(bytes, what, e);
        }
    }

    private static double number(TableRows cells, int column) throws FormatException {
        double number = cells.number(column);
        if (Double.isNaN(number) && !cells.isMissing(column)) {
            throw new FormatException(cells.place(column), "is \"" + Texts.abridged(cells.text(column))
                    + "\", expected a number");
        }
        return number;
    }

    /// A table of the columns that a model of another table describes, with their names.
    static void write(Path file, RunConfig config, Matrix values) throws IOException {
        if (config.table() != null) {
            writeCells(file, config.table().encoder(), values);
            return;
        }
        List<String> names = open(config.data().directory()).columns();
        int[] described = config.condition() == null ? IntStream.range(0, names.size()).toArray()
                : config.condition().described(names.size(), values.columns());
        Csv csv = new Csv(Arrays.stream(described).mapToObj(names::get).toArray(String[]::new));
        for (int r = 0; r < values.rows(); r++) {
            Object[] cells = new Object[values.columns()];
            for (int c = 0; c < cells.length; c++) {
                cells[c] = values.get(r, c);
            }
            csv.add(cells);
        }
        csv.write(file);
    }

    /// The cells that encoded rows stand for.
    private static void writeCells(Path file, TableEncoder encoder, Matrix values) throws IOException {
        Csv csv = new Csv(encoder.places().stream().map(place -> place.column().name()).toArray(String[]::new));
        RowCoder coder = encoder.coder();
        float[] row = new float[encoder.width()];
        for (int r = 0; r < values.rows(); r++) {
            for (int c = 0; c < row.length; c++) {
                row[c] = values.get(r, c);
            }
            csv.add(coder.decodeText(row, null).toArray());
        }
        csv.write(file);
    }
}
