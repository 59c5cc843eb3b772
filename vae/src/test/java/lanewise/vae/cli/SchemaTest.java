package lanewise.vae.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import lanewise.vae.format.Json;
import lanewise.vae.format.JsonObject;
import lanewise.vae.schema.Column;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SchemaTest {

    @TempDir
    Path home;

    private String file;

    @BeforeEach
    void setUp() throws IOException {
        StringBuilder text = new StringBuilder("date;department;amount;zip;age\n");
        for (int r = 0; r < 60; r++) {
            text.append("2024-").append(10 + r % 3).append("-1").append(r % 10).append(r % 2 == 0 ? ";sales;"
                    : r % 3 == 0 ? ";lab;" : ";office;")
                    .append(r * r).append(",5;").append(10_000 + r % 4).append(';').append(r % 9 == 0 ? "" : 20
                            + r % 40).append('\n');
        }
        file = Files.writeString(home.resolve("t.csv"), text.toString()).toString();
    }

    @Test
    void columnsAreShownAndWritten() throws IOException {
        Path out = home.resolve("t.json");
        CommandLine run = CommandLine.run("schema", file, "--column", "zip=category", "--column=age=real", "--out",
                out.toString());
        assertEquals(0, run.status(), run.err());
        List<String> lines = run.out().lines().toList();
        assertEquals(file + ": text, cells separated by ';', decimal comma, with names; 60 rows, 5 columns, encoded as"
                + " 12 values per row"
                + " (2,880 bytes in all)", lines.getFirst());
        assertTrue(lines.get(1).matches("  date +date +yyyy-MM-dd, as day, weekday"), lines.get(1));
        assertTrue(lines.get(2).matches("  department +category +3 categories: sales, office, lab"), lines.get(2));
        assertTrue(lines.get(4).matches("  zip +category +4 categories: 10000, 10001, 10002, ..."), lines.get(4));
        assertTrue(lines.get(5).matches("  age +real +standardised; 7 missing \\(11.7%\\)"), lines.get(5));
        lanewise.vae.schema.Schema schema = lanewise.vae.schema.Schema.read(out);
        assertEquals(12, schema.width());
        assertTrue(schema.column("amount") instanceof Column.Real real && real.form().comma(), schema.toString());
    }

    @Test
    void answersAreJsonForScripts() throws IOException {
        CommandLine run = CommandLine.run("schema", file, "--column", "zip=omitted,age=count", "--json");
        assertEquals(0, run.status(), run.err());
        JsonObject result = Json.parseObject(run.out(), "standard output");
        assertEquals(60, result.integer("rows"));
        JsonObject zip = result.objects("columns").get(3);
        assertEquals("omitted", zip.string("kind"));
        assertEquals("said to be left out", zip.string("reason"));
        assertEquals(7, result.objects("columns").get(4).integer("missing"));
    }

    @Test
    void readingCanBeSaid() throws IOException {
        String odd = Files.writeString(home.resolve("odd.txt"), "1,5^x\n-^y\n2,5^x\n").toString();
        CommandLine run = CommandLine.run("schema", odd, "--delimiter", "^", "--decimal", "comma", "--header", "no",
                "--missing", "-,n.a.");
        assertEquals(0, run.status(), run.err());
        assertTrue(run.out().contains("decimal comma, without names; 3 rows")
                && run.out().contains("1 missing (33.3%)"), run.out());
    }

    @Test
    void faultsAreOneLine() {
        for (String[] words : new String[][] {{"schema"}, {"schema", file, file},
                {"schema", file, "--delimiter", "ab"}, {"schema", file, "--column", "zip"},
            {"schema", file, "--delimiter", ",", "--decimal", "comma"}, {"schema", file, "--header", "yes", "--header",
                    "no"}}) {
            CommandLine run = CommandLine.run(words);
            assertEquals(2, run.status(), run.err());
            assertEquals(1, run.err().lines().count(), run.err());
        }
        CommandLine missing = CommandLine.run("schema", home.resolve("none.csv").toString());
        assertEquals(1, missing.status());
        assertTrue(missing.err().contains("none.csv: no such file"), missing.err());
        CommandLine wrong = CommandLine.run("schema", file, "--column", "zip=number");
        assertTrue(wrong.err().contains("column zip: is said to be number, expected real"), wrong.err());
        CommandLine directory = CommandLine.run("schema", file, "--out", home.resolve("no/where.json").toString());
        assertTrue(directory.err().contains("there is no directory"), directory.err());
        assertFalse(Files.exists(home.resolve("no")));
    }
}
