package lanewise.vae.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import lanewise.vae.file.Csv;
import lanewise.vae.format.JsonObject;

class ProbeTest {

    @Test
    void answersAndAccuraciesAgree(@TempDir Path home) throws IOException {
        String run = TinyRun.train(home, "--epochs=40").toString();
        Path csv = home.resolve("probe.csv");
        JsonObject result = TinyRun.json("probe", "--run", run, "--neighbours", "3", "--csv", csv.toString());
        Csv table = Csv.read(csv);
        double voted = 0;
        double told = 0;
        for (int r = 0; r < TinyImages.TEST; r++) {
            voted += table.number(r, "label") == table.number(r, "nearest_neighbours") ? 1 : 0;
            told += table.number(r, "label") == table.number(r, "logistic") ? 1 : 0;
        }
        assertEquals(voted / TinyImages.TEST, result.real("nearestNeighbours"), 1e-12);
        assertEquals(told / TinyImages.TEST, result.real("logistic"), 1e-12);
        assertEquals(0.5, result.real("mostFrequent"), 1e-12);
        assertTrue(result.real("nearestNeighbours") > 0.9, "the bars of the test are among those of the training");
    }
}
