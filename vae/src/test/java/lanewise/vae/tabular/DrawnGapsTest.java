package lanewise.vae.tabular;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.vae.evaluate.AnomalyScore;
import lanewise.vae.evaluate.AnomalyScores;
import lanewise.vae.evaluate.Progress;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.VaeModel;
import lanewise.vae.schema.EncodedTable;
import lanewise.vae.schema.Survey;
import lanewise.vae.schema.TableEncoder;
import lanewise.vae.table.TableFile;
import lanewise.vae.train.Adam;
import lanewise.vae.train.Trainer;
import lanewise.vae.train.TrainingConfiguration;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A model that learned where cells are missing: the amount of nine in ten rows of kind a, and of no others. The visits
/// are missing in one of ten rows of any kind, which it is not told.
class DrawnGapsTest {

    @TempDir
    static Path home;

    private static TableEncoder encoder;
    private static TableForm form;
    private static VaeModel model;

    private static TableFile table(String name, String text) throws IOException {
        return TableFile.open(Files.writeString(home.resolve(name), "kind,amount,visits\n" + text));
    }

    @BeforeAll
    static void train() throws IOException {
        Random random = new Random(1);
        StringBuilder text = new StringBuilder();
        for (int r = 0; r < 500; r++) {
            int kind = random.nextInt(3);
            double amount = 20 * kind + random.nextGaussian();
            text.append("abc".charAt(kind)).append(',').append(kind == 0 && random.nextInt(10) > 0 ? ""
                    : String.format(Locale.ROOT, "%.2f", amount)).append(',').append(random.nextInt(10) == 0 ? ""
                    : "" + (100 * kind + random.nextInt(9))).append('\n');
        }
        TableFile file = table("t.csv", text.toString());
        encoder = TableEncoder.fit(Survey.of(file, Map.of("amount", "real+gaps")).schema(), file);
        form = new TableForm(encoder, file.options(), null, List.of());
        Architecture net = Architecture.of(encoder.width(), 3, 32).withLikelihood(encoder.likelihood());
        try (Arena arena = Arena.ofShared()) {
            model = Trainer.of(net).configuration(new TrainingConfiguration().epochs(80).batchSize(50)
                    .optimizer(new Adam(0.005)).seed(3))
                    .fit(encoder.encode(file, arena).dataset("t")).model();
        }
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static double share(List<List<String>> rows, Predicate<List<String>> which) {
        return rows.stream().filter(which).count() / (double) rows.size();
    }

    private static List<List<String>> of(List<List<String>> rows, String kinds) {
        return rows.stream().filter(row -> kinds.contains(row.get(0))).toList();
    }

    @Test
    void gapsAreDrawnWhereTheModelHasThem() {
        RowSampler sampler = new RowSampler(model.decoder(), encoder);
        List<List<String>> whole = sampler.draw(5, 2000);
        assertEquals(0, share(whole, row -> row.contains("")));
        List<List<String>> rows = sampler.gaps(true).draw(5, 2000);
        Predicate<List<String>> gap = row -> row.get(1).isEmpty();
        assertTrue(share(of(rows, "a"), gap) > 0.7, share(of(rows, "a"), gap) + " of kind a");
        assertTrue(share(of(rows, "bc"), gap) < 0.15, share(of(rows, "bc"), gap) + " of the others");
        for (String kind : List.of("a", "bc")) {
            assertEquals(0.1, share(of(rows, kind), row -> row.get(2).isEmpty()), 0.05, "visits by their rate");
        }
        for (int r = 0; r < rows.size(); r++) {
            for (int c = 0; c < 3; c++) {
                assertTrue(rows.get(r).get(c).isEmpty() || rows.get(r).get(c).equals(whole.get(r).get(c)));
            }
        }
    }

    @Test
    void givenCellsAreNoGaps() {
        RowSampler sampler = new RowSampler(model.decoder(), encoder).gaps(true);
        List<List<String>> rows = new ArrayList<>();
        sampler.draw(5, 500, Map.of("amount", "-100..100"), rows::add);
        assertEquals(0, share(rows, row -> row.get(1).isEmpty()));
        double a = share(rows, row -> row.get(0).equals("a"));
        assertTrue(a < 0.2, a + " of kind a, where the amount is seldom observed");
        List<List<String>> kind = new ArrayList<>();
        sampler.draw(5, 500, Map.of("kind", "a"), kind::add);
        assertTrue(share(kind, row -> row.get(1).isEmpty()) > 0.7);
    }

    @Test
    void aGapWhereNoneIsExpectedIsStrangeAndTermsAddUp() throws IOException {
        TableFile file = table("s.csv", "a,,3\nb,,103\nb,20.1,103\nc,40,\n");
        try (Arena arena = Arena.ofShared()) {
            AnomalyScores scores = AnomalyScores.byColumns(model, encoder.encode(file, arena).dataset("s"),
                    form.bounds(), 64, 0, Team.single(), Progress.NONE);
            for (int r = 0; r < scores.rows(); r++) {
                assertEquals(3, scores.terms(r).length);
                double sum = 0;
                for (double term : scores.terms(r)) {
                    sum += term;
                }
                assertEquals(scores.score(AnomalyScore.RECONSTRUCTION, r), sum);
            }
            double expected = scores.terms(0)[1];
            double odd = scores.terms(1)[1];
            assertTrue(expected > 0 && expected < 0.7 && odd > expected + 0.3, expected + ", " + odd);
            assertTrue(scores.score(AnomalyScore.LIKELIHOOD, 1) > scores.score(AnomalyScore.LIKELIHOOD, 0) + 1);
            assertEquals(0, scores.terms(3)[2], "a gap that is not modelled");
        }
    }

    @Test
    void gapsAreFilledAndStayKnownAsGaps() throws IOException {
        String text = "a,,3\nb,,103\n,20.10,\nc,,204\nc,40.00,\n";
        TableFile file = table("g.csv", text);
        Imputer imputer = new Imputer(model, 200, 1);
        Path out = home.resolve("filled.csv");
        TableFiller.Filled filled = new TableFiller(imputer, encoder).mean(file, out, Team.single(), Progress.NONE);
        assertEquals(List.of(1L, 3L, 2L), filled.filled());
        List<String> lines = Files.readAllLines(out);
        String[] given = text.split("\n");
        for (int r = 0; r < given.length; r++) {
            String[] cells = lines.get(r + 1).split(",", -1);
            String[] before = given[r].split(",", -1);
            assertFalse(Arrays.asList(cells).contains(""), lines.get(r + 1));
            for (int c = 0; c < 3; c++) {
                assertTrue(before[c].isEmpty() || before[c].equals(cells[c]), lines.get(r + 1));
            }
        }
        assertEquals("b", lines.get(3).split(",")[0]);
        int indicator = encoder.places().get(1).to();
        try (Arena arena = Arena.ofShared()) {
            EncodedTable rows = encoder.encode(file, arena);
            Matrix whole = Matrix.allocate(arena, rows.rows(), encoder.width());
            imputer.mean(rows.dataset("g"), whole, Team.single(), Progress.NONE);
            for (int r = 0; r < rows.rows(); r++) {
                assertEquals(rows.isObserved(r, 1) ? 0f : 1f, whole.get(r, indicator));
                for (int c = 0; c < encoder.width(); c++) {
                    assertTrue(Float.isFinite(whole.get(r, c)));
                }
            }
        }
    }
}
