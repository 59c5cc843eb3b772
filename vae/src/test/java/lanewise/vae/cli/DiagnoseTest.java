package lanewise.vae.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import lanewise.vae.file.Csv;
import lanewise.vae.format.JsonObject;

class DiagnoseTest {

    @TempDir
    static Path home;
    private static String run;

    @BeforeAll
    static void train() throws IOException {
        run = TinyRun.train(home).toString();
    }

    @Test
    void theDivergenceIsThatOfEvaluate() throws IOException {
        Path csv = home.resolve("dimensions.csv");
        Path picture = home.resolve("dimensions.png");
        JsonObject result = TinyRun.json("diagnose", "--run", run, "--csv", csv.toString(), "--picture",
                picture.toString());
        assertEquals(TinyRun.json("evaluate", "--run", run).real("kl"), result.real("kl"), 1e-5);
        Csv table = Csv.read(csv);
        assertEquals(3, table.size());
        double sum = 0;
        double active = 0;
        for (int d = 0; d < 3; d++) {
            sum += table.number(d, "kl");
            active += table.number(d, "active");
        }
        assertEquals(result.real("kl"), sum, 1e-9);
        assertEquals(active, result.integer("active"));
        assertTrue(Files.size(picture) > 1000);
    }

    @Test
    void collapseIsSaid() throws IOException {
        Path dead = home.resolve("dead");
        TinyRun.train(dead, "--beta", "1000", "--epochs=60", "--lr", "0.02");
        CommandLine line = CommandLine.run("diagnose", "--run", dead + "/run");
        assertEquals(0, line.status());
        assertTrue(line.out().contains("active") && line.out().contains("variance of mean"), line.out());
        assertTrue(line.err().contains("collapse"), line.err());
    }
}
