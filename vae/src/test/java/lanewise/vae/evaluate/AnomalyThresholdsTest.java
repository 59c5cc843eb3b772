package lanewise.vae.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import lanewise.core.Team;
import lanewise.vae.format.FormatException;
import lanewise.vae.model.VaeModel;

class AnomalyThresholdsTest {

    private static AnomalyThresholds calibrate(double percentile, int rows) {
        try (Arena arena = Arena.ofShared(); VaeModel model = SmallModel.model(arena)) {
            AnomalyScores scores = AnomalyScores.of(model, SmallModel.dots(arena, rows), 4, 3, Team.single(),
                    Progress.NONE);
            AnomalyThresholds thresholds = AnomalyThresholds.calibrate(scores, percentile, "abc");
            for (AnomalyScore score : AnomalyScore.values()) {
                int above = 0;
                for (double value : scores.scores(score)) {
                    above += thresholds.isAnomaly(score, value) ? 1 : 0;
                }
                assertEquals((100 - percentile) / 100 * (rows - 1), above, 1, score.id());
            }
            return thresholds;
        }
    }

    @Test
    void thePercentileOfTheRowsIsNotAbove() {
        calibrate(90, 101);
        calibrate(99, 101);
        calibrate(100, 10);
    }

    @Test
    void percentilesOfKnownValues() {
        double[] values = {3, 1, 2, 4};
        assertEquals(1, AnomalyThresholds.percentile(values, 0));
        assertEquals(2.5, AnomalyThresholds.percentile(values, 50));
        assertEquals(3.7, AnomalyThresholds.percentile(values, 90), 1e-12);
        assertEquals(4, AnomalyThresholds.percentile(values, 100));
        assertEquals(3, values[0]);
        assertThrows(IllegalArgumentException.class, () -> AnomalyThresholds.percentile(values, 101));
        assertThrows(IllegalArgumentException.class, () -> AnomalyThresholds.percentile(values, Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> AnomalyThresholds.percentile(new double[0], 50));
    }

    @Test
    void nanIsAnAnomaly() {
        AnomalyThresholds thresholds = calibrate(90, 31);
        assertTrue(thresholds.isAnomaly(AnomalyScore.LIKELIHOOD, Double.NaN));
        assertFalse(thresholds.isAnomaly(AnomalyScore.LIKELIHOOD, thresholds.of(AnomalyScore.LIKELIHOOD)));
    }

    @Test
    void aFileGivesThemBackAndABadOneIsRefused(@TempDir Path home) throws IOException {
        AnomalyThresholds thresholds = calibrate(99.5, 31);
        Path file = home.resolve("thresholds.json");
        thresholds.save(file);
        assertEquals(thresholds, AnomalyThresholds.load(file));
        String text = Files.readString(file);
        for (String[] damage : new String[][] {{"\"kl\"", "\"kk\""}, {"99.5", "-1"}, {"\"rows\": 31", "\"rows\": 0"},
                {"thresholds\",", "other\","}, {"\"seed\": 3", "\"seed\": 3, \"more\": 1"}, {"}", ""}}) {
            assertTrue(text.contains(damage[0]), damage[0]);
            Files.writeString(file, text.replace(damage[0], damage[1]));
            String message = assertThrows(FormatException.class, () -> AnomalyThresholds.load(file), damage[0])
                    .getMessage();
            assertTrue(message.contains("thresholds.json"), message);
        }
    }
}
