package lanewise.vae.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import lanewise.vae.format.FormatException;
import lanewise.vae.format.Json;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a run of a table leaves beside its model: edited by hand in every field, and taken for an output.
final class RunRecordsTest {

    private static final List<Object> HOSTILE = Arrays.asList(null, true, -1L, 0L, 1.5, -1e308, 1e308, 1L << 31,
            Long.MAX_VALUE, "", "\u001b[2J", List.of(), Map.of(), List.of(List.of()), List.of(1L << 40));

    @TempDir
    static Path home;

    private static RunDirectory run;
    private static Path table;
    private static Path test;

    @BeforeAll
    static void train() throws IOException {
        String rows = "1,2,x,0\n3,4,y,0\n5,7,x,1\n2,8,y,0\n";
        table = Files.writeString(home.resolve("table.csv"), "a,b,kind,label\n" + rows.repeat(8));
        test = Files.writeString(home.resolve("test.csv"), "a,b,kind,label\n" + rows);
        run = new RunDirectory(home.resolve("run"));
        CommandLine line = CommandLine.run("train", "--data", table.toString(), "--test", test.toString(), "--label",
                "label", "--anomaly", "1", "--hidden", "4", "--latent", "2", "--epochs", "1", "--threads", "1",
                "--validation", "0.2", "--out", run.path().toString());
        assertEquals(0, line.status(), line.err());
    }

    /// All that is made of a JSON value by putting a hostile one in one place.
    private static List<Object> edited(Object value) {
        List<Object> all = new ArrayList<>(HOSTILE);
        if (value instanceof Map<?, ?> fields) {
            for (Map.Entry<?, ?> field : fields.entrySet()) {
                for (Object other : edited(field.getValue())) {
                    Map<Object, Object> copy = new LinkedHashMap<>(fields);
                    copy.put(field.getKey(), other);
                    all.add(copy);
                }
                Map<Object, Object> without = new LinkedHashMap<>(fields);
                without.remove(field.getKey());
                all.add(without);
            }
        } else if (value instanceof List<?> list && !list.isEmpty()) {
            for (Object other : edited(list.getFirst())) {
                List<Object> copy = new ArrayList<>(list);
                copy.set(0, other);
                all.add(copy);
            }
        }
        return all;
    }

    @Test
    void everyFieldEditedIsAValueOrAMessageOfTheFile() throws IOException {
        RunDirectory copy = new RunDirectory(Files.createDirectory(home.resolve("copy")));
        int read = 0;
        int refused = 0;
        for (Path part : List.of(run.config(), run.table())) {
            Files.copy(run.config(), copy.config());
            Files.copy(run.table(), copy.table());
            Path target = copy.path().resolve(part.getFileName());
            for (Object value : edited(Json.parse(Files.readString(part), part.toString()))) {
                Files.writeString(target, Json.write(value));
                try {
                    RunConfig.read(copy.config());
                    read++;
                } catch (FormatException e) {
                    assertTrue(e.getMessage().startsWith(target.toString()), e.getMessage());
                    refused++;
                }
            }
            Files.delete(copy.config());
            Files.delete(copy.table());
        }
        assertTrue(read > 50 && refused > 500, read + " read, " + refused + " refused");
    }

    @Test
    void whatAnOptionIsRefusedARecordIsRefused() throws IOException {
        String text = Files.readString(run.config());
        Map<String, String> edits = new LinkedHashMap<>();
        edits.put("\"directory\": \"[^\"]*\"", "\"directory\": null");
        edits.put("\"test_share\": [0-9.]+", "\"test_share\": 1.5");
        edits.put("\"label\": \"label\"", "\"label\": null");
        edits.put("\"limit\": null", "\"limit\": null, \"without_labels\": [4294967300]");
        Path file = Files.createDirectory(home.resolve("edited")).resolve("config.json");
        Files.copy(run.table(), file.resolveSibling(RunDirectory.TABLE));
        for (Map.Entry<String, String> edit : edits.entrySet()) {
            String changed = text.replaceFirst(edit.getKey(), edit.getValue());
            assertTrue(!changed.equals(text), edit.getKey());
            Files.writeString(file, changed);
            assertThrows(FormatException.class, () -> RunConfig.read(file), edit.getValue());
        }
    }

    @Test
    void nothingThatIsReadIsWritten() throws IOException {
        CommandLine thresholds = CommandLine.run("calibrate", "--run", run.path().toString(), "--samples", "2");
        assertEquals(0, thresholds.status(), thresholds.err());
        List<Path> inputs = new ArrayList<>(run.inputs());
        inputs.addAll(List.of(run.thresholds(), table, test));
        for (Path input : inputs) {
            byte[] before = Files.readAllBytes(input);
            for (List<String> words : List.of(List.of("--run", run.path().toString()),
                    List.of("--model", run.model().toString()))) {
                List<String> line = new ArrayList<>(List.of("score", "--samples", "2", "--lines", input.toString()));
                line.addAll(words);
                CommandLine score = CommandLine.run(line.toArray(String[]::new));
                assertEquals(1, score.status(), input + score.err());
                assertTrue(score.err().contains("--lines") && score.err().contains("both name " + input), score.err());
            }
            assertArrayEquals(before, Files.readAllBytes(input));
        }
    }
}
