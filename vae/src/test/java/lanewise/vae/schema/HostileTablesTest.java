package lanewise.vae.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import lanewise.core.Matrix;
import lanewise.vae.format.FormatException;
import lanewise.vae.schema.Column.Policy;
import lanewise.vae.table.TableFile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Tables that take too long or too much where something is not linear.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HostileTablesTest {

    @TempDir
    Path home;

    private interface Writing {
        void to(BufferedWriter out) throws IOException;
    }

    private TableFile file(Writing writing) throws IOException {
        Path file = home.resolve("t.csv");
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            writing.to(out);
        }
        return TableFile.open(file);
    }

    @Test
    void twentyThousandColumnsAreRead() throws IOException {
        int columns = 20_000;
        TableFile file = file(out -> {
            for (int r = 0; r <= 30; r++) {
                for (int c = 0; c < columns; c++) {
                    out.write((c == 0 ? "" : ",") + (r == 0 ? "gene" + c : Integer.toString((r * 31 + c * 17) % 1009)
                            + ".5"));
                }
                out.write('\n');
            }
        });
        Survey survey = Survey.of(file, Map.of());
        assertEquals(columns, survey.schema().width());
        TableEncoder encoder = TableEncoder.fit(survey.schema(), file);
        assertEquals(survey.schema(), Schema.fromJson(survey.schema().toJson(), "s"));
        try (Arena arena = Arena.ofConfined()) {
            assertEquals(30, encoder.encode(file, arena).rows());
        }
    }

    @Test
    void aHundredThousandCategoriesAreTooMany() throws IOException {
        TableFile file = file(out -> {
            out.write("key,often,n\n");
            for (int r = 0; r < 200_000; r++) {
                out.write("key" + r % 100_000 + "," + (r % 3 == 0 ? "rare" + r / 2 : "usual") + "," + r % 7 + "\n");
            }
        });
        Survey survey = Survey.of(file, Map.of());
        Column.Omitted key = assertInstanceOf(Column.Omitted.class, survey.schema().column("key"));
        assertTrue(key.reason().contains("text of 100000 different values"), key.reason());
        Column.Category often = assertInstanceOf(Column.Category.class, survey.schema().column("often"));
        assertEquals("usual", often.categories().getFirst());
        assertEquals(Survey.MOST_CATEGORIES + 1, often.width());
    }

    @Test
    void longTextsAreNoCategoriesAndLeaveTheirRoomToOthers() throws IOException {
        String text = "x".repeat(3000);
        TableFile file = file(out -> {
            out.write("review,page,kind\n");
            for (int r = 0; r < 12_000; r++) {
                out.write(text + r + "," + (r == 7 ? text + text : "page" + r % 5) + ",kind" + r / 3000 + "\n");
            }
        });
        Survey survey = Survey.of(file, Map.of());
        assertInstanceOf(Column.Omitted.class, survey.schema().column("review"));
        Column.Omitted page = assertInstanceOf(Column.Omitted.class, survey.schema().column("page"));
        assertTrue(page.reason().contains("more than 4096 bytes"), page.reason());
        Column.Category kind = assertInstanceOf(Column.Category.class, survey.schema().column("kind"));
        assertEquals(4, kind.categories().size());
    }

    @Test
    void aSchemaOfAnyTextsIsWritten() throws IOException {
        String faces = "\uD83D\uDE00".repeat(100);
        TableFile file = file(out -> out.write("a,b,c" + faces + "\n1,x" + faces + ",1\n2,x" + faces + ",2\n"));
        Schema schema = Survey.of(file, Map.of()).schema();
        assertEquals(schema, Schema.fromJson(schema.toJson(), "s"));
    }

    /// Of each magnitude one number among small ones: it is encoded, or it is the one that is refused.
    @Test
    void theNumberThatIsTooFarOutIsNamedNotItsNeighbours() throws IOException {
        int refused = 0;
        for (String number : List.of("1e38", "-3e38", "1e39", "1e147", "1e148", "1e200", "-1e300", "1.7e308",
                "1e-320")) {
            TableFile file = file(out -> {
                out.write("a,b\n");
                for (int r = 0; r < 30; r++) {
                    out.write((r == 20 ? number : r + ".5") + "," + r * r % 7 + ".25\n");
                }
            });
            Schema schema = Survey.of(file, Map.of()).schema();
            try (Arena arena = Arena.ofShared()) {
                Matrix values = TableEncoder.fit(schema, file).encode(file, arena).values();
                for (int r = 0; r < values.rows(); r++) {
                    assertTrue(Float.isFinite(values.get(r, 0)), number);
                }
            } catch (FormatException e) {
                refused++;
                assertTrue(e.getMessage().contains("line 22, column a: is \"" + number + "\""), e.getMessage());
            }
        }
        assertTrue(refused > 0, "refused: " + refused);
    }

    @Test
    void twentyMegabytesOfEmptyLinesAreNoRow() throws IOException {
        String lines = "\n".repeat(1 << 20);
        assertTrue(assertThrows(FormatException.class, () -> file(out -> {
            for (int i = 0; i < 20; i++) {
                out.write(lines);
            }
        })).getMessage().contains("has empty lines only"));
        TableFile file = file(out -> {
            out.write("a,b\n1,2\n");
            for (int i = 0; i < 20; i++) {
                out.write(lines);
            }
            out.write("3,4\n");
        });
        assertEquals(2, file.count());
    }

    @Test
    void openQuotesAndEndlessLinesAreRefused() throws IOException {
        String text = "1,2\n".repeat(1 << 18);
        TableFile open = file(out -> {
            out.write("a,b\n1,2\n3,4\n" + text + "5,\"6\n");
            for (int i = 0; i < 20; i++) {
                out.write(text);
            }
        });
        assertTrue(assertThrows(FormatException.class, open::count).getMessage().contains("line 262148: is longer than"
                + " 16777216 bytes"));
    }

    @Test
    void aTextInTheMillionthRowIsNamed() throws IOException {
        TableFile file = file(out -> {
            out.write("a,b\n");
            for (int r = 1; r <= 1_000_001; r++) {
                out.write(r == 1_000_000 ? "x,1\n" : r % 1000 + ".5,1\n");
            }
        });
        assertTrue(assertThrows(FormatException.class, () -> Survey.of(file, Map.of())).getMessage()
                .contains("t.csv: line 1000001, column a: is \"x\", expected a number as in the other 1000000 cells"));
    }

    /// More than any heap of a test: refused with the number, before memory is taken.
    @Test
    void whatDoesNotFitIsRefusedWithTheNumber() throws IOException {
        TableFile file = file(out -> {
            out.write("k\n");
            for (int r = 0; r < 2_000_000; r++) {
                out.write(r % 500 + "\n");
            }
        });
        Schema schema = new Schema(java.util.List.of(new Column.Category("k",
                java.util.stream.IntStream.range(0, 500).mapToObj(Integer::toString).toList(), null, Policy.REFUSE)));
        TableEncoder encoder = TableEncoder.fit(schema, file);
        assertEquals(2_000_000 * 2000L, encoder.bytes(2_000_000));
        IOException refusal = assertThrows(IOException.class, () -> encoder.encode(file, Arena.ofAuto()));
        assertTrue(refusal.getMessage().contains("has 2000000 rows of 500 encoded values, for which 4,000,000,000"
                + " bytes of memory are needed"),
                refusal.getMessage());
    }
}
