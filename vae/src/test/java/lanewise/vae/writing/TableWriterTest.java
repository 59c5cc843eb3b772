package lanewise.vae.writing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import lanewise.vae.table.ReadOptions;
import lanewise.vae.table.TableFile;
import lanewise.vae.table.TableRows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableWriterTest {

    @TempDir
    Path home;

    @ParameterizedTest
    @ValueSource(chars = {',', ';', '\t', '|'})
    void whatIsWrittenIsReadBack(char delimiter) throws IOException {
        List<String> columns = List.of("name", "1,5 or \"2;5\"", "kind|sort");
        List<List<String>> rows = List.of(List.of("a", "-1.50", "plain"), List.of(" blank ", "", "tab\tbar|"),
                List.of("line\nend", "say \"so\"", "a,b;c"), List.of("\r", "\u00e9\u4e16", "z"));
        Path file = home.resolve("t.txt");
        new TableWriter(columns, delimiter, true).write(file, rows.stream());
        TableFile table = TableFile.open(file, ReadOptions.usual().withDelimiter(delimiter).withHeader(true));
        assertEquals(columns, table.columns());
        try (TableRows back = table.rows()) {
            for (List<String> row : rows) {
                assertTrue(back.next());
                for (int c = 0; c < 3; c++) {
                    assertEquals(row.get(c), back.text(c));
                }
            }
            assertFalse(back.next());
        }
    }

    @Test
    void gapsOfOneColumnAndTablesWithoutNames() throws IOException {
        Path file = home.resolve("one.csv");
        new TableWriter(List.of("only"), ',', false).write(file, Stream.of(List.of("7"), List.of(""), List.of("8")));
        assertEquals("7\n\"\"\n8\n", Files.readString(file));
    }

    @Test
    void whatIsNoRowIsRefusedAndLeavesNoFile() {
        TableWriter writer = new TableWriter(List.of("a", "b"), ',', true);
        Path file = home.resolve("t.csv");
        assertEquals("row: has 1 cells, expected 2, one for each of [a, b]", assertThrows(
                IllegalArgumentException.class, () -> writer.write(file, Stream.of(List.of("x")))).getMessage());
        assertFalse(Files.exists(file));
        assertThrows(IllegalArgumentException.class, () -> new TableWriter(List.of("a"), '"', true));
        assertThrows(IllegalArgumentException.class, () -> new TableWriter(List.of(), ',', true));
    }
}
