package lanewise.vae.cli;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import lanewise.core.Matrix;
import lanewise.core.random.RandomStream;
import lanewise.vae.data.Dataset;
import lanewise.vae.data.ImageSet;
import lanewise.vae.data.Split;
import lanewise.vae.format.Csv;
import lanewise.vae.random.Purpose;
import lanewise.vae.schema.RowCoder;
import lanewise.vae.schema.TableEncoder;

/// Examples from a table of comma-separated numbers with a line of column names: one row each, columns in the order of
/// the file, values as they are.
///
/// A tenth of the rows is kept for the test, at least one; which ones depends on the number of rows alone.
final class TableSource {

    private TableSource() {
    }

    static ImageSet read(Path file, Arena arena) throws IOException, CommandException {
        Csv csv = Csv.read(file);
        if (csv.size() < 2) {
            throw new CommandException(file + ": has " + csv.size()
                    + " rows, expected at least one to learn from and one for the test");
        }
        int width = csv.columns().size();
        Matrix values = Matrix.allocate(arena, csv.size(), width);
        for (int c = 0; c < width; c++) {
            double[] numbers = csv.numbers(csv.columns().get(c));
            for (int r = 0; r < numbers.length; r++) {
                values.set(r, c, (float) numbers[r]);
            }
        }
        Dataset all = Dataset.of(file.getFileName().toString(), values, null);
        Split split = Split.of(all, Math.max(1, csv.size() / 10), new RandomStream(0, Purpose.SPLIT.stream(1)));
        return new ImageSet(split.train(), split.validation(), 1, width);
    }

    /// A table of the columns that a model of another table describes, with their names.
    static void write(Path file, RunConfig config, Matrix values) throws IOException {
        if (config.table() != null) {
            writeCells(file, config.table().encoder(), values);
            return;
        }
        List<String> names = Csv.read(config.data().directory()).columns();
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
