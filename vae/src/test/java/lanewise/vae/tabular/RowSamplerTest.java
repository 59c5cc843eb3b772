package lanewise.vae.tabular;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

import lanewise.vae.model.Architecture;
import lanewise.vae.model.VaeModel;
import lanewise.vae.schema.Survey;
import lanewise.vae.schema.TableEncoder;
import lanewise.vae.table.TableFile;
import lanewise.vae.train.Trainer;
import lanewise.vae.train.TrainingConfiguration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowSamplerTest {

    @TempDir
    Path home;

    @Test
    void rowsComeInTheTermsOfTheTableAndAsGiven() throws Exception {
        Random random = new Random(1);
        StringBuilder text = new StringBuilder("size,kind\n");
        for (int r = 0; r < 600; r++) {
            boolean a = random.nextInt(4) == 0;
            text.append(a ? 10 + random.nextInt(5) : random.nextInt(3)).append(a ? ",a\n" : r % 2 == 0 ? ",b\n"
                    : ",c\n");
        }
        TableFile file = TableFile.open(Files.writeString(home.resolve("t.csv"), text.toString()));
        TableEncoder encoder = TableEncoder.fit(Survey.of(file, Map.of(), true).schema(), file);
        assertEquals(encoder.toJson(), TableEncoder.fromJson(encoder.toJson(), "json").toJson());
        Architecture net = Architecture.of(encoder.width(), 2, 32).withLikelihood(encoder.likelihood());
        try (Arena arena = Arena.ofShared(); VaeModel model = Trainer.of(net).configuration(new TrainingConfiguration()
                .epochs(150).seed(3)).fit(encoder.encode(file, arena).dataset("t")).model()) {
            RowSampler sampler = new RowSampler(model.decoder(), encoder);
            List<List<String>> rows = sampler.draw(5, 1000);
            assertEquals(rows.subList(0, 10), sampler.draw(5, 10));
            assertEquals(0.25, rows.stream().filter(row -> row.get(1).equals("a")).count() / 1000.0, 0.1);
            assertTrue(rows.stream().allMatch(row -> Integer.parseInt(row.get(0)) <= 14));
            List<List<String>> given = new ArrayList<>();
            double worth = sampler.draw(5, 200, Map.of("kind", "a"), given::add);
            assertTrue(worth > 50, worth + " draws");
            assertTrue(given.stream().allMatch(row -> row.get(1).equals("a")));
            double large = given.stream().filter(row -> Integer.parseInt(row.get(0)) >= 10).count() / 200.0;
            // what the model itself draws of this kind, without being told
            List<List<String>> own = sampler.draw(6, 8000).stream().filter(row -> row.get(1).equals("a")).toList();
            double expected = own.stream().filter(row -> Integer.parseInt(row.get(0)) >= 10).count()
                    / (double) own.size();
            double all = rows.stream().filter(row -> Integer.parseInt(row.get(0)) >= 10).count() / 1000.0;
            assertEquals(expected, large, 0.12, "share of large rows of kind a");
            assertTrue(large > all + 0.15, large + " of the rows of kind a are large, " + all + " of all");
            boundsAndGaps(sampler, rows);
            for (Map<String, String> wrong : List.of(Map.of("kind", "z"), Map.of("size", "few"), Map.of("size", "9..3"),
                    Map.of("size", ""), Map.of("size", ".."), Map.of("age", "3"))) {
                assertThrows(IllegalArgumentException.class, () -> sampler.draw(5, 10, wrong, given::add),
                        wrong.toString());
            }
            assertThrows(IllegalStateException.class, () -> sampler.draw(5, 10, Map.of("size", "99.."), given::add));
        }
    }

    /// Rows with a size of 3 to 11 are those that are drawn with such a size, and no row depends on how many there are.
    private static void boundsAndGaps(RowSampler sampler, List<List<String>> rows) {
        Map<String, String> told = Map.of("size", "3..11");
        List<List<String>> given = new ArrayList<>();
        double worth = sampler.draw(5, 400, told, given::add);
        List<List<String>> few = new ArrayList<>();
        assertEquals(worth, sampler.draw(5, 7, told, few::add), "both are chosen from one block of candidates");
        assertEquals(given.subList(0, 7), few);
        assertTrue(given.stream().mapToInt(row -> Integer.parseInt(row.get(0))).allMatch(x -> x >= 3 && x <= 11));
        List<List<String>> own = sampler.draw(6, 8000).stream().filter(row -> {
            int size = Integer.parseInt(row.get(0));
            return size >= 3 && size <= 11;
        }).toList();
        assertEquals(own.stream().filter(row -> row.get(1).equals("a")).count() / (double) own.size(),
                given.stream().filter(row -> row.get(1).equals("a")).count() / 400.0, 0.1, "share of a among them");
        assertEquals(own.size() / 8000.0, worth / sampler.candidates(400), 0.02,
                "as many candidates are worth something as keep to the bounds");
        assertEquals(rows, sampler.bounded(false).draw(5, 1000), "quantiles do not lead out of the range");
        assertEquals(rows, sampler.gaps(true).draw(5, 1000), "the table had no gaps");
        assertEquals(List.of("size", "kind"), sampler.columns());
        assertEquals(List.of(), sampler.values("size"));
        assertEquals(List.of("c", "b", "a"), sampler.values("kind"));
    }
}
