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
            for (Map<String, String> wrong : List.of(Map.of("kind", "z"), Map.of("size", "3"), Map.of("age", "3"))) {
                assertThrows(IllegalArgumentException.class, () -> sampler.draw(5, 10, wrong, given::add));
            }
        }
    }
}
