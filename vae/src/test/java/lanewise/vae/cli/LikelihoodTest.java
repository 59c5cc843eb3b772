package lanewise.vae.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
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

class LikelihoodTest {

    @TempDir
    static Path home;
    private static String run;

    @BeforeAll
    static void train() throws IOException {
        run = TinyRun.train(home).toString();
    }

    @Test
    void tablePictureAndNumbersAgree() throws IOException {
        Path csv = home.resolve("rows.csv");
        Path picture = home.resolve("bounds.png");
        JsonObject result = TinyRun.json("likelihood", "--run", run, "--samples", "50", "--csv", csv.toString(),
                "--picture", picture.toString());
        Csv table = Csv.read(csv);
        assertEquals(TinyImages.TEST, table.size());
        double sum = 0;
        for (double value : table.numbers("log_likelihood")) {
            sum += value;
        }
        assertEquals(sum / TinyImages.TEST, result.real("logLikelihood"), 1e-9);
        assertEquals(0, table.number(0, "label"));
        JsonObject bounds = result.object("bounds");
        assertTrue(bounds.real("1") < bounds.real("5") && bounds.real("5") < bounds.real("50"));
        assertEquals(bounds.real("50"), result.real("logLikelihood"), 1e-9);
        assertTrue(Files.size(picture) > 1000);
    }

    @Test
    void threadsChangeNoByte() throws IOException {
        byte[][] tables = new byte[2][];
        for (int i = 0; i < 2; i++) {
            Path csv = home.resolve("threads" + i + ".csv");
            TinyRun.json("likelihood", "--run", run, "--samples", "300", "--csv", csv.toString(), "--threads",
                    Integer.toString(i + 1));
            tables[i] = Files.readAllBytes(csv);
        }
        assertArrayEquals(tables[0], tables[1]);
    }

    @Test
    void countTakesTheFirst() throws IOException {
        JsonObject result = TinyRun.json("likelihood", "--run", run, "--samples", "1", "--count", "3");
        assertEquals(3, result.integer("examples"));
        assertEquals(null, result.get("samplingError"));
    }

    @Test
    void saysWhatItFound() {
        CommandLine line = CommandLine.run("likelihood", "--run", run, "--samples", "20");
        assertEquals(0, line.status(), line.err());
        assertTrue(line.out().contains("log p(x)") && line.out().contains("effective sample size")
                && line.out().contains("bound of"), line.out());
    }
}
