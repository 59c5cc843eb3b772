package lanewise.vae.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;

import lanewise.vae.format.Json;
import lanewise.vae.format.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class QualityTest {

    @TempDir
    Path home;

    /// Rows whose class follows from the amount, or does not.
    private String table(String name, int seed, int count, boolean related) throws IOException {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder("day,amount,kind,class\n");
        for (int r = 0; r < count; r++) {
            double amount = random.nextGaussian();
            int kind = random.nextInt(3);
            boolean large = (related ? amount : random.nextGaussian()) > 0.5;
            text.append(String.format(Locale.ROOT, "2024-01-%02d,%.4f,%s,%s%n", 1 + random.nextInt(28), amount,
                    random.nextInt(10) == 0 ? "" : "abc".substring(kind, kind + 1), large ? "large" : "small"));
        }
        return Files.writeString(home.resolve(name), text.toString()).toString();
    }

    private static JsonObject json(CommandLine run) throws IOException {
        assertEquals(0, run.status(), run.err());
        return Json.parseObject(run.out(), "standard output");
    }

    @Test
    void rowsOfTheSameLawAreAlikeAndNotCopies() throws IOException {
        JsonObject result = json(CommandLine.run("quality", "--real", table("r.csv", 1, 1000, true), "--synthetic",
                table("s.csv", 2, 900, true), "--test", table("t.csv", 3, 500, true), "--label", "class", "--json"));
        assertEquals(900, result.object("rows").integer("synthetic"));
        assertTrue(result.object("marginals").real("largest") < 0.08, result.toString());
        assertEquals(0, result.object("marginals").integer("lost"));
        assertTrue(result.object("pairs").real("largest") < 0.1);
        assertEquals(0, result.object("neighbours").object("synthetic").real("copies"));
        assertEquals(0.5, result.object("neighbours").real("nearer"), 0.05);
        for (String rows : List.of("real", "synthetic")) {
            assertTrue(result.object("classifier").object(rows).real("accuracy") > 0.97);
            assertTrue(result.object("classifier").object(rows).real("auroc") > 0.99);
        }
        assertEquals(0.1, result.objects("columns").get(2).real("missingSynthetic"), 0.05);
    }

    @Test
    void copiesAndBrokenRelationsAreTold() throws IOException {
        String real = table("r.csv", 1, 600, true);
        JsonObject same = json(CommandLine.run("quality", "--real", real, "--synthetic", real, "--json"));
        assertEquals(0, same.object("marginals").real("mean"));
        assertEquals(0, same.object("pairs").real("largest"));
        assertEquals(1, same.object("neighbours").object("synthetic").real("copies"));
        assertTrue(same.object("neighbours").real("nearer") > 0.9);
        Path picture = home.resolve("q.png");
        CommandLine run = CommandLine.run("quality", "--real", real, "--synthetic", table("s.csv", 2, 600, false),
                "--label", "class", "--picture", picture.toString());
        assertEquals(0, run.status(), run.err());
        assertTrue(run.out().contains("  amount, class "), run.out());
        assertTrue(run.out().lines().anyMatch(line -> line.matches(" +600 synthetic rows +0\\.[3-7].*")), run.out());
        assertTrue(Files.size(picture) > 1000);
    }

    @Test
    void labelsWithAFullStopAndUnknownCategories() throws IOException {
        String test = table("t.csv", 3, 300, true);
        Files.writeString(Path.of(test), Files.readString(Path.of(test)).replaceAll("(large|small)", "$1."));
        String odd = table("s.csv", 2, 300, true);
        Files.writeString(Path.of(odd), Files.readString(Path.of(odd)).replace(",a,", ",z,"));
        JsonObject result = json(CommandLine.run("quality", "--real", table("r.csv", 1, 300, true), "--synthetic", odd,
                "--test", test, "--label", "class", "--json"));
        assertTrue(result.object("classifier").object("real").real("accuracy") > 0.95);
        JsonObject kind = result.objects("columns").get(2);
        assertEquals(List.of("a"), kind.strings("lost"));
        assertEquals(0.33, kind.real("unknown"), 0.08);
    }

    /// Classes may be numbers, written in another way by the synthetic table, and columns may be in another order.
    @Test
    void columnsAreMatchedByNameAndClassesByValue() throws IOException {
        StringBuilder real = new StringBuilder("amount,class\n");
        StringBuilder synthetic = new StringBuilder("more,class,amount\n");
        Random random = new Random(4);
        for (int r = 0; r < 600; r++) {
            double amount = random.nextGaussian();
            if (r % 2 == 0) {
                real.append(amount).append(amount > 0 ? ",1\n" : ",0\n");
            } else {
                synthetic.append(amount > 0 ? "x,1.0," : "y,0.0,").append(amount).append('\n');
            }
        }
        JsonObject result = json(CommandLine.run("quality", "--real",
                Files.writeString(home.resolve("r.csv"), real).toString(), "--synthetic",
                Files.writeString(home.resolve("s.csv"), synthetic).toString(), "--label", "class", "--json"));
        assertEquals(List.of("0", "1"), result.object("classifier").strings("classes").stream().sorted().toList());
        assertTrue(result.object("classifier").object("synthetic").real("accuracy") > 0.9, result.toString());
        assertEquals(List.of("amount", "class"), result.objects("columns").stream().map(QualityTest::name).toList());
        assertTrue(result.object("marginals").real("largest") < 0.15, result.toString());
    }

    private static String name(JsonObject column) {
        try {
            return column.string("name");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void refused(String expected, String... words) {
        CommandLine run = CommandLine.run(words);
        assertTrue(run.status() != 0 && run.err().lines().count() == 1 && run.err().contains(expected), run.err());
    }

    @Test
    void faultsAreNamed() throws IOException {
        String real = table("r.csv", 1, 100, true);
        String other = Files.writeString(home.resolve("o.csv"), "day,amount,class\n2024-01-01,1,large\n").toString();
        String one = Files.writeString(home.resolve("c.csv"), "a,b\n1.5,x\n2.5,x\n3.5,x\n").toString();
        String none = Files.writeString(home.resolve("n.csv"), "day,amount,kind,class\n").toString();
        String text = Files.writeString(home.resolve("w.csv"), "day,amount,kind,class\n2024-01-01,many,a,large\n")
                .toString();
        String label = Files.writeString(home.resolve("l.csv"), "day,amount,kind,class\n2024-01-01,1,a,huge\n")
                .toString();
        refused("--synthetic: is missing", "quality", "--real", real);
        refused("has no column kind", "quality", "--real", real, "--synthetic", other);
        refused("has no column klass", "quality", "--real", real, "--synthetic", real, "--label", "klass");
        refused("column b: has one class, expected 2 to 64", "quality", "--real", one, "--synthetic", one, "--label",
                "b");
        refused("column amount: has", "quality", "--real", real, "--synthetic", real, "--label", "amount");
        refused("no row", "quality", "--real", real, "--synthetic", none);
        refused("column amount: is \"many\"", "quality", "--real", real, "--synthetic", text);
        refused("column class: is \"huge\", expected a class", "quality", "--real", real, "--synthetic", label,
                "--label", "class");
    }
}
