package lanewise.vae.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;

import lanewise.vae.format.FormatException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableFileTest {

    @TempDir
    Path home;

    private TableFile open(byte[] bytes, ReadOptions options) throws IOException {
        return TableFile.open(Files.write(home.resolve("t.csv"), bytes), options);
    }

    private TableFile open(String text) throws IOException {
        return open(text.getBytes(StandardCharsets.UTF_8), ReadOptions.usual());
    }

    /// All cells as text, null for those that are missing.
    static List<List<String>> cells(TableFile file) throws IOException {
        List<List<String>> cells = new ArrayList<>();
        try (TableRows rows = file.rows()) {
            while (rows.next()) {
                List<String> row = new ArrayList<>();
                for (int c = 0; c < rows.columns().size(); c++) {
                    row.add(rows.isMissing(c) ? null : rows.text(c));
                }
                cells.add(row);
            }
            assertEquals(cells.size(), rows.row());
        }
        return cells;
    }

    private void assertRefused(String text, String message) {
        FormatException refusal = assertThrows(FormatException.class, () -> cells(open(text)), text);
        assertTrue(refusal.getMessage().contains(message), refusal.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {",", ";", "\t", "|"})
    void delimitersAreFound(String delimiter) throws IOException {
        TableFile file =
                open("name,size,note\nAnna,1.5,x y\nBert,2.5,\"a;b,c|d\te\"\n".replaceAll(",(?![c|])", delimiter));
        assertEquals(List.of("name", "size", "note"), file.columns());
        assertEquals(List.of(List.of("Anna", "1.5", "x y"), List.of("Bert", "2.5", "a;b,c|d\te")), cells(file));
    }

    @Test
    void otherDelimitersAreSaid() throws IOException {
        TableFile file = open("a^b\n1^2\n".getBytes(StandardCharsets.UTF_8), ReadOptions.usual().withDelimiter('^'));
        assertEquals(List.of("a", "b"), file.columns());
        for (char wrong : new char[] {'"', '.', '5', 'a', '\n', '\u00e9'}) {
            assertThrows(IllegalArgumentException.class, () -> ReadOptions.usual().withDelimiter(wrong));
        }
        assertThrows(IllegalArgumentException.class, () -> ReadOptions.usual().withDelimiter(',').withDecimal(','));
    }

    @Test
    void quotesLineEndsAndBlanksAreRead() throws IOException {
        String text = "\uFEFF\"a\" , b,c\r\n \"x \"\"y\"\"\" ,\t5 , \" kept \"\r\n\r\n\"two\r\nlines\",6,\"\"\r7,8,z";
        assertEquals(List.of("a", "b", "c"), open(text).columns());
        assertEquals(List.of(List.of("x \"y\"", "5", " kept "), Arrays.asList("two\r\nlines", "6", null),
                List.of("7", "8", "z")), cells(open(text)));
    }

    @Test
    void missingCellsAreMarked() throws IOException {
        String text = "a,b\n?,1\nNA,2\nNaN,3\nnull,4\n,5\n\"\",6\nN/A,7\nNAN,8\n";
        List<List<String>> cells = cells(open(text));
        assertTrue(cells.subList(0, 7).stream().allMatch(row -> row.getFirst() == null), cells.toString());
        assertEquals("NAN", cells.getLast().getFirst());
        cells = cells(open(text.getBytes(StandardCharsets.UTF_8), ReadOptions.usual().withMissing(List.of("8"))));
        assertEquals(Arrays.asList("NAN", null), cells.getLast());
        assertEquals("?", cells.getFirst().getFirst());
    }

    @Test
    void firstLinesAreNamesOrRows() throws IOException {
        assertEquals(List.of("column1", "column2"), open("1,x\n2,y\n").columns());
        assertEquals(List.of("id", "2019", "2020"), open("id,2019,2020\n7,1.5,2.5\n8,3,4\n").columns());
        assertEquals(List.of("column1", "a"), open(",a\n0,1\n1,2\n").columns());
        assertEquals(List.of("column1", "column2"), open("red,big\nblue,big\nred,small\n").columns());
        assertEquals(List.of("colour", "size"), open("colour,size\nblue,big\nred,big\n").columns());
        assertEquals(List.of("day", "v"), open("day,v\n2024-01-05,1\n").columns());
        assertEquals(List.of("column1"), open("5\n6\n").columns());
        byte[] words = "red,big\nblue,big\n".getBytes(StandardCharsets.UTF_8);
        assertEquals(List.of("red", "big"), open(words, ReadOptions.usual().withHeader(true)).columns());
        TableFile rows = open(words, ReadOptions.usual().withHeader(false));
        assertEquals(List.of("column1", "column2"), rows.columns());
        assertEquals(2, rows.count());
    }

    @Test
    void commentsAreSkippedOrHoldTheNames() throws IOException {
        TableFile file = open("\n# made today, by hand, \"so\n#\n\na,b\n1,2\n");
        assertEquals(List.of("a", "b"), file.columns());
        assertEquals(List.of(List.of("1", "2")), cells(file));
        file = open("# a,b\n1,2\n3,4\n");
        assertEquals(List.of("a", "b"), file.columns());
        assertEquals(2, file.count());
        assertEquals(List.of("column1", "column2"), open("# made today\n1,2\n").columns());
    }

    @Test
    void decimalCommasAreFound() throws IOException {
        TableFile file = open("a;b\n1,5;2\n-0,25;3,75\n");
        try (TableRows rows = file.rows()) {
            rows.next();
            assertEquals(1.5, rows.number(0));
            rows.next();
            assertEquals(-0.25, rows.number(0));
            assertEquals(3.75, rows.number(1));
            assertEquals(2, rows.decimals());
        }
        assertEquals(List.of("column1", "column2", "column3"), open("1,5;2,5;3,5\n4,5;5,5;6,5\n").columns());
        try (TableRows rows = open("a;b\n1.5;2\n3,4;5\n").rows()) {
            rows.next();
            assertEquals(1.5, rows.number(0));
            rows.next();
            assertTrue(Double.isNaN(rows.number(0)));
        }
    }

    @Test
    void gzippedTextIsText() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write("a,b\n1,2\n3,4\n".getBytes(StandardCharsets.UTF_8));
        }
        assertEquals(2, open(bytes.toByteArray(), ReadOptions.usual()).count());
        byte[] cut = Arrays.copyOf(bytes.toByteArray(), bytes.size() - 12);
        assertTrue(assertThrows(FormatException.class, () -> open(cut, ReadOptions.usual()).count()).getMessage()
                .contains("compressed data"));
    }

    @Test
    void faultsAreNamedWithTheirPlace() {
        assertRefused("a,b\n1,2\n3\n", "t.csv: line 3: has 1 cell, expected 2 as in the first line");
        assertRefused("a,b\n\"x\ny\",2\n3,4,5\n", "t.csv: line 4: has 3 cells, expected 2");
        assertRefused("a,b\n1,\"2\n3,4\n", "t.csv: line 2, cell 2: its quote is not closed before the end of the file");
        assertRefused("a,b\n\"1\"x,2\n", "t.csv: line 2, cell 1: goes on after its closing quote, expected ',' or the"
                + " end of the line");
        assertRefused("a,a\n1,2\n", "columns 1 and 2 are both called a, expected different names");
        assertRefused("", "t.csv: is empty");
        assertRefused("\n\n\r\n", "t.csv: has empty lines only");
        assertRefused("a\0b", "holds a zero byte at offset 1");
        assertRefused("PAR1....", "is no whole Parquet file: ");
        assertRefused("PK..", "begins as a ZIP file but is none");
    }

    @Test
    void otherEncodingsAreNamed() throws IOException {
        FormatException refusal =
                assertThrows(FormatException.class, () -> open("a,b\n1,2\n".getBytes(StandardCharsets.UTF_16),
                ReadOptions.usual()));
        assertTrue(refusal.getMessage().contains("is text in UTF-16, expected UTF-8"), refusal.getMessage());
        TableFile latin = open("a,b\n1,caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1), ReadOptions.usual());
        try (TableRows rows = latin.rows()) {
            rows.next();
            assertEquals(1, rows.number(0));
            refusal = assertThrows(FormatException.class, () -> rows.text(1));
            assertTrue(refusal.getMessage().contains("line 2, column b: is not UTF-8 (as Latin-1 it reads"
                    + " \"caf\u00e9\")"), refusal.getMessage());
        }
        assertThrows(FormatException.class, () -> open("\u00e9,b\n1,2\n".getBytes(StandardCharsets.ISO_8859_1),
                ReadOptions.usual()));
        assertThrows(FormatException.class, () -> open(new byte[] {(byte) 0x80, 4, 'c', 'o', 's'},
                ReadOptions.usual()));
        assertTrue(assertThrows(IOException.class, () -> TableFile.open(home)).getMessage().contains("is a directory"));
        assertTrue(assertThrows(IOException.class, () -> TableFile.open(home.resolve("none"))).getMessage()
                .contains("no such file"));
    }

    /// Rows that are longer than the buffer, and that begin at its end.
    @Test
    void rowsOfAllLengthsAreRead() throws IOException {
        StringBuilder text = new StringBuilder("n,t\n");
        for (int i = 0; i < 400; i++) {
            text.append(i).append(",\"").append("\"\"x\n".repeat(i * i % 5003)).append("\"\n");
        }
        text.append("400,").append("y".repeat(1 << 20)).append('\n');
        List<List<String>> cells = cells(open(text.toString()));
        assertEquals(401, cells.size());
        for (int i = 0; i < 400; i++) {
            assertEquals(Integer.toString(i), cells.get(i).getFirst());
            assertEquals(i * i % 5003 == 0 ? null : "\"x\n".repeat(i * i % 5003), cells.get(i).getLast());
        }
        assertEquals(1 << 20, cells.get(400).getLast().length());
    }

    @Test
    void rowsOfMemoryAreTreatedAlike() throws IOException {
        try (TableRows rows =
                TableRows.of("here", List.of("a", "b", "c"), List.of(new Object[] {1, "2.50", null},
                new Object[] {Double.NaN, true, "x"}))) {
            assertTrue(rows.next());
            assertEquals(1, rows.number(0));
            assertEquals(2.5, rows.number(1));
            assertEquals(2, rows.decimals());
            assertTrue(rows.isMissing(2));
            assertTrue(rows.next());
            assertTrue(rows.isMissing(0));
            assertEquals(1, rows.number(1));
            assertEquals("true", rows.text(1));
            assertEquals("here: row 2, column c", rows.place(2));
            assertTrue(!rows.next() && !rows.next());
        }
        assertThrows(IllegalArgumentException.class, () -> TableRows.of("here", List.of("a"),
                List.<Object[]>of(new Object[] {1, 2})));
    }
}
