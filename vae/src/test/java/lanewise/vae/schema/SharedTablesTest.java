package lanewise.vae.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import lanewise.vae.format.FormatException;
import lanewise.vae.quality.Detection;
import lanewise.vae.schema.Column.Policy;
import lanewise.vae.table.ReadOptions;
import lanewise.vae.table.TableFile;
import lanewise.vae.table.TableRows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Tables of the shared collection.
class SharedTablesTest {

    private static Path shared(String name) {
        Path path = Path.of(System.getProperty("lanewise.shared", "../../shared")).resolve("data").resolve(name);
        assumeTrue(Files.exists(path), "no " + path);
        return path;
    }

    /// The distance to the mean of the training rows, of which each column is standardised: the first half of the
    /// normal
    /// rows trains, the others are told apart. What is expected is published for a VAE, which had collapsed to this.
    @ParameterizedTest
    @CsvSource({"2_annthyroid, 85.44", "38_thyroid, 98.55", "44_Wilt, 35.41", "47_yeast, 42.39", "6_cardio, 96.51",
            "40_vowels, 52.15"})
    void distancesToTheMeanDetectAsPublished(String name, double auroc) throws IOException {
        TableFile file = TableFile.open(shared("adbench/" + name + ".npz"));
        int count = (int) file.count();
        boolean[] anomalous = new boolean[count];
        try (TableRows rows = file.rows()) {
            for (int r = 0; rows.next(); r++) {
                anomalous[r] = rows.number(rows.columns().size() - 1) == 1;
            }
        }
        List<Column> columns =
                file.columns().stream().map(column -> column.equals("y") ? new Column.Omitted(column, "label")
                : (Column) new Column.Real(column, new Scaling.Standard(), NumberForm.FREE, Policy.REFUSE)).toList();
        int normal = 0;
        boolean[] training = new boolean[count];
        int half = (int) java.util.stream.IntStream.range(0, count).filter(r -> !anomalous[r]).count() / 2;
        for (int r = 0; r < count; r++) {
            training[r] = !anomalous[r] && normal++ < half;
        }
        TableEncoder encoder = TableEncoder.fit(new Schema(columns), file, r -> training[(int) r]);
        try (Arena arena = Arena.ofConfined()) {
            EncodedTable table = encoder.encode(file, arena);
            double[] distances = new double[count];
            for (int r = 0; r < count; r++) {
                for (int c = 0; c < encoder.width(); c++) {
                    distances[r] += Math.pow(table.values().get(r, c), 2);
                }
            }
            int[] tested = java.util.stream.IntStream.range(0, count).filter(r -> !training[r]).toArray();
            double[] scores = Arrays.stream(tested).mapToDouble(r -> distances[r]).toArray();
            boolean[] labels = new boolean[tested.length];
            for (int i = 0; i < tested.length; i++) {
                labels[i] = anomalous[tested[i]];
            }
            assertEquals(auroc, 100 * auroc(scores, labels), 0.05);
        }
    }

    private static double auroc(double[] scores, boolean[] labels) {
        return Detection.of(scores, labels).auroc();
    }

    @Test
    void adultIsMixedAndComesBackCellByCell() throws IOException {
        TableFile file = TableFile.open(shared("adult/adult.csv"));
        Survey survey = Survey.of(file, Map.of());
        assertEquals(32_561, survey.rows());
        assertEquals(List.of("count", "category", "count", "category", "count", "category", "category", "category",
                "category", "binary", "count",
                "count", "count", "category", "binary"), survey.schema().columns().stream().map(Column::kind).toList());
        assertEquals(41, survey.schema().column("native-country").width());
        assertEquals(1836, survey.columns().get(1).missing());
        assertEquals(1843, survey.columns().get(6).missing());
        assertEquals(583, survey.columns().get(13).missing());
        TableEncoder encoder = TableEncoder.fit(survey.schema(), file);
        try (Arena arena = Arena.ofConfined(); TableRows rows = file.rows()) {
            EncodedTable table = encoder.encode(file, arena);
            assertEquals(4262, table.gaps());
            float[] values = new float[encoder.width()];
            RowCoder coder = encoder.coder();
            for (int r = 0; rows.next(); r++) {
                for (int c = 0; c < values.length; c++) {
                    values[c] = table.values().get(r, c);
                }
                List<String> back = coder.decodeText(values, null);
                for (int c = 0; c < back.size(); c++) {
                    if (table.isObserved(r, c)) {
                        assertEquals(rows.text(c), back.get(c), "row " + (r + 1) + ", column " + c);
                    }
                }
            }
        }
        TableFile test = TableFile.open(shared("adult/adult.test"));
        assertEquals(16_281, test.count());
        FormatException refusal = assertThrows(FormatException.class, () -> encoder.encode(test, Arena.ofAuto()));
        assertTrue(refusal.getMessage().contains("line 1, column income: is \"<=50K.\", expected one of <=50K, >50K"),
                refusal.getMessage());
        TableEncoder unlabelled = TableEncoder.fit(survey.schema().without("income", "the label"), file);
        try (Arena arena = Arena.ofConfined()) {
            assertEquals(2203, unlabelled.encode(test, arena).gaps());
        }
    }

    @Test
    void wdbcIsRealButForItsIdAndDiagnosis() throws IOException {
        Survey survey = Survey.of(TableFile.open(shared("breast-cancer/wdbc.csv")), Map.of());
        assertEquals(569, survey.rows());
        assertInstanceOf(Column.Omitted.class, survey.schema().column("id"));
        assertEquals(List.of("B", "M"),
                assertInstanceOf(Column.Binary.class, survey.schema().column("diagnosis")).categories());
        assertEquals(30, survey.schema().columns().stream().filter(Column.Real.class::isInstance).count());
    }

    @ParameterizedTest
    @ValueSource(strings = {"F11-bom-quoted-header.csv", "F12-blank-last-line.csv", "F12-comment-line.csv",
            "F12-semicolon-decimal-comma.csv",
        "F13-upper-case.CSV", "F14-donn\u00e9es.csv", "F16-empty-cell.csv"})
    void smallFilesHoldTheSameNumbers(String name) throws IOException {
        Path bugs = shared("bugs");
        Path path;
        try (var files = Files.list(bugs)) {
            path = files.filter(file -> file.getFileName().toString().startsWith(name.substring(0, name.length() - 6)))
                    .findFirst().orElseThrow();
        }
        TableFile file = TableFile.open(path);
        assertEquals(List.of("a", "b", "c"), file.columns());
        TableFile bare = TableFile.open(bugs.resolve("F8-no-header.csv"));
        assertEquals(List.of("column1", "column2", "column3"), bare.columns());
        try (TableRows rows = file.rows(); TableRows others = bare.rows()) {
            int gaps = 0;
            while (rows.next()) {
                assertTrue(others.next());
                for (int c = 0; c < 3; c++) {
                    gaps += rows.isMissing(c) ? 1 : 0;
                    assertTrue(rows.isMissing(c) || rows.number(c) == others.number(c), rows.place(c));
                }
            }
            assertEquals(50, rows.row());
            assertEquals(name.startsWith("F16") ? 1 : 0, gaps);
        }
    }

    @Test
    void smallFilesThatFailAreAnswered() throws IOException {
        Path bugs = shared("bugs");
        FormatException refusal = assertThrows(FormatException.class,
                () -> Survey.of(TableFile.open(bugs.resolve("F9-literal-7D.csv")), Map.of()));
        assertTrue(refusal.getMessage().contains("F9-literal-7D.csv: line 4, column b: is \"7D\", expected a number as"
                + " in the other 49 cells"),
                refusal.getMessage());
        TableFile marked =
                TableFile.open(bugs.resolve("F9-literal-7D.csv"), ReadOptions.usual().withMissing(List.of("7D")));
        assertEquals(1, Survey.of(marked, Map.of()).columns().get(1).missing());
        Survey amounts = Survey.of(TableFile.open(bugs.resolve("F1-unscaled-transactions.csv")), Map.of());
        assertInstanceOf(Scaling.Log.class, ((Column.Real) amounts.schema().column("Amount")).scaling());
        TableFile train = TableFile.open(bugs.resolve("F2-train.csv"));
        TableEncoder encoder = TableEncoder.fit(Survey.of(train, Map.of()).schema(), train);
        try (Arena arena = Arena.ofConfined()) {
            EncodedTable expected = encoder.encode(train, arena);
            EncodedTable reordered = encoder.encode(TableFile.open(bugs.resolve("F4-columns-reordered.csv")), arena);
            EncodedTable scored = encoder.encode(TableFile.open(bugs.resolve("F2-score-outlier-row7.csv")), arena);
            int strangest = 0;
            for (int r = 0; r < expected.rows(); r++) {
                for (int c = 0; c < 3; c++) {
                    assertEquals(expected.values().get(r, c), reordered.values().get(r, c));
                }
            }
            for (int r = 0; r < scored.rows(); r++) {
                strangest = Math.abs(scored.values().get(r, 1)) > Math.abs(scored.values().get(strangest, 1)) ? r
                        : strangest;
            }
            assertEquals(7, strangest);
        }
    }
}
