package lanewise.vae.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import lanewise.vae.format.Json;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Conditions, posteriors and priors on the command line.
class ConditionTest {

    @TempDir
    Path home;

    private Path data;

    @BeforeEach
    void writeData() throws IOException {
        data = TinyImages.write(home.resolve("bars"));
    }

    private CommandLine train(String out, String... more) {
        List<String> words = new ArrayList<>(List.of("train", "--data", data.toString(), "--hidden", "9", "--latent",
                "3", "--batch", "16", "--lr", "0.01", "--epochs", "3", "--json", "--no-report", "--out",
                home.resolve(out).toString()));
        words.addAll(List.of(more));
        return CommandLine.run(words.toArray(String[]::new));
    }

    private String run(String name) {
        return home.resolve(name).toString();
    }

    @Test
    void aConditionIsReadFromWords() {
        assertEquals(List.of(3, 5, 6, 7), Condition.of("3,5-7").columns());
        assertEquals("3,5,6,7", Condition.of("3,5-7").text());
        assertTrue(Condition.of("labels").isLabels());
        for (String wrong : new String[] {"", "label", "7-5", "1,", "-3", "1-2-3", "0-99999999"}) {
            assertNull(Condition.of(wrong), wrong);
        }
    }

    @Test
    void aConditionalModelIsTrainedAndUsed() throws IOException {
        CommandLine trained = train("cvae", "--condition", "labels", "--prior", "gaussian_mixture", "--components", "4",
                "--posterior", "full_covariance");
        assertEquals(0, trained.status(), trained.err());
        assertTrue(Files.readString(home.resolve("cvae/config.json")).contains("\"condition\": \"labels\""));
        assertTrue(Files.size(home.resolve("cvae/samples.png")) > 0);
        CommandLine evaluated = CommandLine.run("evaluate", "--run", run("cvae"), "--json");
        assertEquals(Json.parseObject(trained.out(), "train").real("testLoss"),
                Json.parseObject(evaluated.out(), "evaluate").real("loss"), 1e-9);
        for (String[] words : new String[][] {{"reconstruct", "--out", run("r.png")}, {"encode", "--out", run("c.csv")},
            {"sample", "--out", run("s.csv"), "--count", "4", "--labels", "1,0"}}) {
            List<String> all = new ArrayList<>(Arrays.asList(words));
            all.addAll(List.of("--run", run("cvae")));
            CommandLine used = CommandLine.run(all.toArray(String[]::new));
            assertEquals(0, used.status(), used.err());
        }
        CommandLine.run("sample", "--run", run("cvae"), "--out", run("ones.csv"), "--count", "4", "--labels", "1");
        List<String> mixed = Files.readAllLines(home.resolve("s.csv"));
        List<String> ones = Files.readAllLines(home.resolve("ones.csv"));
        assertEquals(ones.get(1), mixed.get(1));
        assertFalse(ones.get(2).equals(mixed.get(2)));
        assertEquals(ones.get(3), mixed.get(3));
        CommandLine refused = CommandLine.run("sample", "--run", run("cvae"), "--labels", "2", "--out", run("no.png"));
        assertTrue(refused.status() != 0 && refused.err().contains("knows the labels 0 to 1"), refused.err());
        CommandLine manifold = CommandLine.run("interpolate", "--run", run("cvae"), "--out", run("no.png"));
        assertTrue(manifold.status() != 0 && manifold.err().contains("conditional model"), manifold.err());
    }

    @Test
    void columnsAreConditionsToo() throws IOException {
        CommandLine trained = train("half", "--condition", "0-17", "--prior", "vamp", "--components", "5", "--binarize",
                "dynamic", "--corrupt", "masking:probability=0.3");
        assertEquals(0, trained.status(), trained.err());
        CommandLine evaluated = CommandLine.run("evaluate", "--run", run("half"), "--json");
        assertEquals(Json.parseObject(trained.out(), "train").real("testLoss"),
                Json.parseObject(evaluated.out(), "evaluate").real("loss"), 1e-9);
        CommandLine beyond = train("no", "--condition", "36");
        assertTrue(beyond.status() != 0 && beyond.err().contains("there is no column 36"), beyond.err());
    }

    @Test
    void aStoppedConditionalRunGoesOn() throws IOException {
        assertEquals(0, train("whole", "--condition", "labels").status());
        Files.createDirectories(home.resolve("copy"));
        for (String name : List.of("config.json", "checkpoint.safetensors")) {
            Files.copy(home.resolve("whole").resolve(name), home.resolve("copy").resolve(name));
        }
        CommandLine resumed = CommandLine.run("train", "--resume", run("copy"), "--json");
        assertEquals(0, resumed.status(), resumed.err());
        assertArrayEquals(Files.readAllBytes(home.resolve("whole/model.safetensors")),
                Files.readAllBytes(home.resolve("copy/model.safetensors")));
    }

    @Test
    void badChoicesAreRefused() {
        CommandLine many = train("no", "--prior", "vamp", "--components", "61");
        assertTrue(many.status() != 0
                && many.err().contains("prior: vamp has 61 components, but there are 60 rows to train on"), many.err());
        CommandLine none = train("no", "--components", "5");
        assertTrue(none.status() != 0 && none.err().contains("--components: the prior standard_normal has none"),
                none.err());
        CommandLine wrong = train("no", "--condition", "colour");
        assertTrue(wrong.status() != 0 && wrong.err().contains("--condition: 'colour', expected labels"), wrong.err());
        CommandLine blur = train("no", "--corrupt", "blur");
        assertTrue(blur.status() != 0
                && blur.err().contains("expected one of none, masking, gaussian, salt_and_pepper"), blur.err());
        assertFalse(Files.exists(home.resolve("no")));
    }
}
