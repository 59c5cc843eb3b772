package lanewise.bench.peers.tables;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import lanewise.core.Matrix;
import lanewise.vae.data.Dataset;
import lanewise.vae.schema.Schema;
import lanewise.vae.schema.Survey;
import lanewise.vae.schema.TableEncoder;
import lanewise.vae.table.ReadOptions;
import lanewise.vae.table.TableFile;
import lanewise.vae.table.TableRows;

/// A set of ADBench, split without random numbers: the first half of the normal rows in file order to learn from, the
/// other normal rows and all anomalies to be told apart. All columns are numbers, and what is known of them is known
/// from the rows to learn from.
///
/// @param name the name in the file name, without its number
/// @param rows the columns of all rows, as in the file
/// @param train numbers of the rows to learn from
/// @param test numbers of the others
/// @param anomalous of each of these whether it is an anomaly
record AnomalySet(String name, TableFile file, double[][] rows, int[] train, int[] test, boolean[] anomalous) {

    static AnomalySet read(Path npz) throws IOException {
        TableFile file = TableFile.open(npz, ReadOptions.usual().withArrays(List.of("X")));
        double[][] rows = numbers(file);
        double[][] labels = numbers(TableFile.open(npz, ReadOptions.usual().withArrays(List.of("y"))));
        int normal = (int) Arrays.stream(labels).filter(label -> label[0] == 0).count();
        int[] train = new int[normal / 2];
        int[] test = new int[rows.length - train.length];
        boolean[] anomalous = new boolean[test.length];
        int learned = 0;
        int tested = 0;
        for (int r = 0; r < rows.length; r++) {
            if (labels[r][0] == 0 && learned < train.length) {
                train[learned++] = r;
            } else {
                anomalous[tested] = labels[r][0] != 0;
                test[tested++] = r;
            }
        }
        String name = npz.getFileName().toString().replaceFirst("^[0-9]+_", "").replaceFirst("\\.npz$", "");
        return new AnomalySet(name, file, rows, train, test, anomalous);
    }

    private static double[][] numbers(TableFile file) throws IOException {
        List<double[]> all = new ArrayList<>();
        int width = file.columns().size();
        try (TableRows rows = file.rows()) {
            while (rows.next()) {
                double[] row = new double[width];
                for (int c = 0; c < width; c++) {
                    row[c] = rows.number(c);
                }
                all.add(row);
            }
        }
        return all.toArray(double[][]::new);
    }

    /// Fitted to the rows to learn from alone, scaling chosen by them too.
    TableEncoder encoder() throws IOException {
        List<Object[]> seen = Arrays.stream(train)
                .mapToObj(r -> Arrays.stream(rows[r]).boxed().toArray()).toList();
        Map<String, String> kinds = file.columns().stream().collect(Collectors.toMap(c -> c, _ -> "real"));
        Schema schema;
        try (TableRows source = TableRows.of(name, file.columns(), seen)) {
            schema = Survey.of(source, name, kinds).schema();
        }
        boolean[] chosen = new boolean[rows.length];
        Arrays.stream(train).forEach(r -> chosen[r] = true);
        return TableEncoder.fit(schema, file, r -> chosen[(int) r]);
    }

    Dataset encoded(TableEncoder encoder, int[] which, Arena arena) throws IOException {
        Matrix all = encoder.encode(file, arena).values();
        Matrix some = Matrix.allocate(arena, which.length, all.columns());
        for (int r = 0; r < which.length; r++) {
            for (int c = 0; c < all.columns(); c++) {
                some.set(r, c, all.get(which[r], c));
            }
        }
        return Dataset.of(name, some, null);
    }

    double[][] rows(int[] which) {
        return Arrays.stream(which).mapToObj(r -> rows[r]).toArray(double[][]::new);
    }

    /// Squared distances of the test rows to the mean of the training rows, each column divided by its population
    /// standard deviation there, or by 1 if that is 0.
    double[] distances() {
        double[] distances = new double[test.length];
        for (int c = 0; c < rows[0].length; c++) {
            double mean = 0;
            for (int r : train) {
                mean += rows[r][c] / train.length;
            }
            double variance = 0;
            for (int r : train) {
                variance += (rows[r][c] - mean) * (rows[r][c] - mean) / train.length;
            }
            double unit = variance == 0 ? 1 : variance;
            for (int t = 0; t < test.length; t++) {
                double d = rows[test[t]][c] - mean;
                distances[t] += d * d / unit;
            }
        }
        return distances;
    }
}
