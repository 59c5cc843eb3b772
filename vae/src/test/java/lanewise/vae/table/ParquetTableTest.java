package lanewise.vae.table;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.InvocationTargetException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

import lanewise.core.Kernels;
import lanewise.vae.format.FormatException;
import lanewise.vae.schema.Column;
import lanewise.vae.schema.EncodedTable;
import lanewise.vae.schema.Schema;
import lanewise.vae.schema.Survey;
import lanewise.vae.schema.TableEncoder;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files of another program (see README.md beside them), and the text with the same cells: three row groups, columns
/// plain and gzipped, with and without dictionaries.
class ParquetTableTest {

    @TempDir
    Path home;

    private static Path path(String name) throws URISyntaxException {
        return Path.of(ParquetTableTest.class.getResource(name).toURI());
    }

    private static TableFile file(String name) throws IOException, URISyntaxException {
        return TableFile.open(path(name));
    }

    @Test
    void cellsAreThoseOfTheText() throws IOException, URISyntaxException {
        TableFile parquet = file("members.parquet");
        TableFile text = file("members.csv");
        assertEquals(text.columns(), parquet.columns());
        assertTrue(parquet.isNamed());
        assertEquals("Parquet", parquet.description());
        assertEquals(60, parquet.count());
        List<String> asTexts = List.of("member", "visits", "serial", "city", "day", "seen", "price");
        try (TableRows rows = parquet.rows(); TableRows expected = text.rows()) {
            while (expected.next()) {
                assertTrue(rows.next());
                assertEquals(expected.row(), rows.row());
                for (int c = 0; c < expected.columns().size(); c++) {
                    String place = rows.place(c);
                    assertEquals(expected.isMissing(c), rows.isMissing(c), place);
                    assertEquals(expected.number(c), rows.number(c), place);
                    if (asTexts.contains(expected.columns().get(c))) {
                        assertEquals(expected.text(c), rows.text(c), place);
                        double number = expected.number(c);
                        rows.number(c);
                        assertTrue(Double.isNaN(number) || expected.decimals() == rows.decimals(), place);
                    }
                }
            }
            assertFalse(rows.next());
        }
    }

    @Test
    void whatColumnsAreAndTheirFloatsAreThoseOfTheText() throws IOException, URISyntaxException {
        Schema schema = Survey.of(file("members.parquet"), Map.of()).schema();
        assertEquals(Survey.of(file("members.csv"), Map.of()).schema().columns().stream().map(Column::kind).toList(),
                schema.columns().stream().map(Column::kind).toList());
        assertEquals(List.of("binary", "count", "omitted", "real", "real", "category", "date", "date", "real"),
                schema.columns().stream().map(Column::kind).toList());
        TableEncoder encoder = TableEncoder.fit(schema, file("members.parquet"));
        assertEquals(encoder.toJson(), TableEncoder.fit(schema, file("members.csv")).toJson());
        try (Arena arena = Arena.ofShared()) {
            EncodedTable rows = encoder.encode(file("members.parquet"), arena);
            EncodedTable expected = encoder.encode(file("members.csv"), arena);
            assertTrue(rows.gaps() > 0);
            assertArrayEquals(expected.values().segment().toArray(ValueLayout.JAVA_INT),
                    rows.values().segment().toArray(ValueLayout.JAVA_INT));
        }
    }

    @Test
    void textsThatMarkGapsAreMissing() throws IOException, URISyntaxException {
        TableFile file = TableFile.open(path("members.parquet"), ReadOptions.usual().withMissing(List.of("Köln")));
        int city = file.columns().indexOf("city");
        long missing = TableFileTest.cells(file).stream().filter(row -> row.get(city) == null).count();
        long koeln = TableFileTest.cells(file("members.parquet")).stream()
                .filter(row -> "Köln".equals(row.get(city)) || row.get(city) == null).count();
        assertEquals(koeln, missing);
    }

    @Test
    void columnsCompressedBySnappyAreRead() throws IOException, URISyntaxException {
        List<List<String>> cells = TableFileTest.cells(file("snappy.parquet"));
        assertEquals(List.of("1", "2", "3", "2"), cells.stream().map(List::getFirst).toList());
        assertEquals(List.of("x", "y".repeat(54), "x", "x"), cells.stream().map(List::getLast).toList());
    }

    @Test
    void columnsCompressedByZstandardAreRead() throws IOException, URISyntaxException {
        assertEquals(List.of(List.of("0", "0.0", "x0"), List.of("1", "0.25", "x1"), List.of("2", "0.5", "x2"),
                List.of("3", "0.75", "x3")), TableFileTest.cells(file("zstd.parquet")));
    }

    @Test
    void nestedColumnsAreRefusedByName() throws URISyntaxException {
        Path nested = path("nested.parquet");
        assertEquals(nested + ": column tags: is nested (a list, a map or a group), expected one value in each row",
                assertThrows(FormatException.class, () -> TableFile.open(nested)).getMessage());
    }

    /// Cut anywhere, or with a byte changed, it is read or refused; nothing else is thrown.
    @Test
    void damagedFilesAreRefused() throws IOException, URISyntaxException {
        byte[] whole = Files.readAllBytes(path("members.parquet"));
        Random random = new Random(1);
        int refused = 0;
        for (int i = 0; i < 60; i++) {
            byte[] bytes = i % 3 == 0 ? Arrays.copyOf(whole, 8 + random.nextInt(whole.length - 8))
                    : whole.clone();
            for (int k = 0; i % 3 > 0 && k < i % 3; k++) {
                bytes[4 + random.nextInt(whole.length - 4)] ^= (byte) (1 << random.nextInt(8));
            }
            Path file = Files.write(home.resolve(i + ".parquet"), bytes);
            try {
                TableFileTest.cells(TableFile.open(file));
                assertTrue(i % 3 > 0, "a file that is cut");
            } catch (FormatException e) {
                refused++;
                assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
            }
        }
        assertTrue(refused >= 20, refused + " refused");
        Path begin = Files.writeString(home.resolve("begin.parquet"), "PAR1....");
        assertTrue(assertThrows(FormatException.class, () -> TableFile.open(begin)).getMessage()
                .startsWith(begin + ": is no whole Parquet file: "));
    }

    /// Whoever embeds the library has no Hardwood: a Parquet file is refused, all else works.
    @Test
    void withoutTheLibraryTheAnswerNamesIt() throws Exception {
        URL[] own = {TableFile.class.getProtectionDomain().getCodeSource().getLocation(),
                Kernels.class.getProtectionDomain().getCodeSource().getLocation()};
        try (URLClassLoader alone = new URLClassLoader(own, ClassLoader.getPlatformClassLoader())) {
            Class<?> type = alone.loadClass(TableFile.class.getName());
            Object text = type.getMethod("open", Path.class).invoke(null, path("members.csv"));
            assertEquals(60L, type.getMethod("count").invoke(text));
            Throwable refusal = assertThrows(InvocationTargetException.class,
                    () -> type.getMethod("open", Path.class).invoke(null, path("members.parquet"))).getCause();
            assertInstanceOf(IOException.class, refusal);
            assertEquals(path("members.parquet") + ": reading Parquet needs hardwood-core (dev.hardwood) on the class"
                    + " path, expected that, or delimited text, NPY or NPZ", refusal.getMessage());
        }
    }
}
