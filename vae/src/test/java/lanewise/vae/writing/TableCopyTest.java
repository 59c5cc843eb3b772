package lanewise.vae.writing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

import lanewise.core.Matrix;
import lanewise.vae.file.Npy;
import lanewise.vae.table.ReadOptions;
import lanewise.vae.table.TableFile;
import lanewise.vae.table.TableRows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TableCopyTest {

    @TempDir
    Path home;

    /// The copy in which every missing cell has a text.
    private Path copied(TableFile file, String text, String name) throws IOException {
        Path out = home.resolve(name);
        List<TableCopy.Cell> cells = new ArrayList<>();
        try (TableRows rows = file.rows(); TableCopy copy = TableCopy.of(file, out)) {
            while (rows.next()) {
                copy.row(rows);
                for (int c = 0; c < rows.columns().size(); c++) {
                    if (rows.isMissing(c)) {
                        cells.add(TableCopy.Cell.of(rows, c));
                    }
                }
            }
            for (TableCopy.Cell cell : cells) {
                copy.replace(cell, text);
            }
            copy.commit();
        }
        return out;
    }

    private void check(String before, String text, String after) throws IOException {
        Path file = Files.writeString(home.resolve("t.csv"), before);
        assertArrayEquals(after.lines().toArray(), Files.readString(copied(TableFile.open(file), text, "c.csv")).lines()
                .toArray());
        assertTrue(after.equals(Files.readString(home.resolve("c.csv"))), "line ends");
    }

    @Test
    void allOtherBytesStay() throws IOException {
        check("\uFEFF# said\r\n\r\n\"a \"\"b\"\"\" ; c;d\r\n 1,50 ; ? ;\"x;\"\"y\"\r\n\r\n2,5;\"NA\" ;  \r\n;3;\"\"",
                "7", "\uFEFF# said\r\n\r\n\"a \"\"b\"\"\" ; c;d\r\n 1,50 ; 7 ;\"x;\"\"y\"\r\n\r\n"
                        + "2,5;\"7\" ;  7\r\n7;3;\"7\"");
        check("?,1\n2,3\n", "0", "0,1\n2,3\n");
        check("a,b\n,1\n2,", "x \"y\", z", "a,b\n\"x \"\"y\"\", z\",1\n2,\"x \"\"y\"\", z\"");
    }

    /// Records that cross the ends of the reader's buffer, quotes that were unescaped in it.
    @Test
    void longTextsKeepTheirPlaces() throws IOException {
        StringBuilder before = new StringBuilder("a,b,c\n");
        StringBuilder after = new StringBuilder("a,b,c\n");
        for (int r = 0; r < 9000; r++) {
            String line = "\"" + "q\"\"".repeat(1 + r % 90) + "\", @ ," + r + "\n";
            before.append(line.replace("@", r % 3 == 0 ? "\"NA\"" : "?"));
            after.append(line.replace("@", r % 3 == 0 ? "\"12\"" : "12"));
        }
        check(before.toString(), "12", after.toString());
    }

    /// A text for a missing cell may hold quotes itself.
    @Test
    void quotesInAQuotedMissingCellAreCounted() throws IOException {
        Path file = Files.writeString(home.resolve("t.csv"), "a,b\n\"\"\"-\"\"\",2\n3,4\n");
        TableFile table = TableFile.open(file, ReadOptions.usual().withMissing(List.of("\"-\"")));
        assertEquals("a,b\n\"1\",2\n3,4\n", Files.readString(copied(table, "1", "c.csv")));
    }

    @Test
    void packedTextsAndArrays() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write("a,b\n1,?\n2,5\n".getBytes(StandardCharsets.UTF_8));
        }
        TableFile file = TableFile.open(Files.write(home.resolve("t.csv.gz"), packed.toByteArray()));
        assertEquals("a,b\n1,4\n2,5\n", Files.readString(copied(file, "4", "c.csv")));
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(copied(file, "4", "c.gz")))) {
            assertArrayEquals("a,b\n1,4\n2,5\n".getBytes(StandardCharsets.UTF_8), in.readAllBytes());
        }
        try (java.lang.foreign.Arena arena = java.lang.foreign.Arena.ofShared()) {
            Matrix x = Matrix.allocate(arena, 3, 2);
            x.set(0, 1, Float.NaN);
            x.set(1, 0, 0.25f);
            x.set(2, 0, Float.NaN);
            Npy.write(x, home.resolve("x.npy"));
        }
        assertEquals("column1,column2\n0.0,9\n0.25,0.0\n9,0.0\n",
                Files.readString(copied(TableFile.open(home.resolve("x.npy")), "9", "x.csv")));
    }

    @Test
    void nothingIsLeftOfACopyThatDoesNotEnd() throws IOException {
        TableFile file = TableFile.open(Files.writeString(home.resolve("t.csv"), "a,b\n1,2\n"));
        TableCopy.of(file, home.resolve("c.csv")).close();
        try (var files = Files.list(home)) {
            assertEquals(List.of(home.resolve("t.csv")), files.toList());
        }
        assertFalse(Files.exists(home.resolve("c.csv")));
    }
}
