package lanewise.vae.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import lanewise.vae.format.FormatException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumpyFilesTest {

    private static final double[][] VALUES = {{0, 1, 2}, {3, 4, 100}};

    @TempDir
    Path home;

    static byte[] npy(int version, String descr, boolean fortran, String shape, byte[] data) {
        String dictionary = "{'descr': " + descr + ", 'fortran_order': " + (fortran ? "True" : "False") + ", 'shape': "
                + shape + ", }";
        int fixed = version == 1 ? 10 : 12;
        byte[] text =
                (dictionary + " ".repeat(63 - (fixed + dictionary.length()) % 64)
                + "\n").getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(fixed + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        out.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
        if (version == 1) {
            out.putShort((short) text.length);
        } else {
            out.putInt(text.length);
        }
        return out.put(text).put(data).array();
    }

    /// The elements of a type, in one of the orders.
    static byte[] elements(String type, boolean fortran, double[][] values) {
        int bytes = type.charAt(2) - '0';
        ByteBuffer out = ByteBuffer.allocate(values.length * values[0].length * bytes).order(type.charAt(0) == '>'
                ? ByteOrder.BIG_ENDIAN
                : ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < values.length * values[0].length; i++) {
            double value = fortran ? values[i % values.length][i / values.length]
                    : values[i / values[0].length][i % values[0].length];
            switch (type.substring(1)) {
                case "f2" -> out.putShort(Float.floatToFloat16((float) value));
                case "f4" -> out.putFloat((float) value);
                case "f8" -> out.putDouble(value);
                case "i8", "u8" -> out.putLong((long) value);
                case "i4", "u4" -> out.putInt((int) (long) value);
                case "i2", "u2" -> out.putShort((short) value);
                default -> out.put((byte) value);
            }
        }
        return out.array();
    }

    private TableFile open(byte[] bytes) throws IOException {
        return TableFile.open(Files.write(home.resolve("a.npy"), bytes));
    }

    private static double[][] numbers(TableFile file) throws IOException {
        double[][] numbers = new double[(int) file.count()][file.columns().size()];
        try (TableRows rows = file.rows()) {
            for (double[] row : numbers) {
                assertTrue(rows.next());
                Arrays.setAll(row, rows::number);
            }
            assertTrue(!rows.next());
        }
        return numbers;
    }

    @ParameterizedTest
    @ValueSource(strings = {"|b1", "|u1", "|i1", "<u2", ">u2", "<i2", ">i2", "<u4", ">u4", "<i4", ">i4", "<u8", ">u8",
            "<i8", ">i8", "<f2", ">f2", "<f4", ">f4",
        "<f8", ">f8"})
    void allTypesAndOrdersAreRead(String type) throws IOException {
        for (boolean fortran : new boolean[] {false, true}) {
            for (int version = 1; version <= 3; version++) {
                byte[] file = npy(version, "'" + type + "'", fortran, "(2, 3)", elements(type, fortran, VALUES));
                assertTrue(Arrays.deepEquals(VALUES, numbers(open(file))), type + " " + fortran);
                ByteArrayOutputStream packed = new ByteArrayOutputStream();
                try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
                    out.write(file);
                }
                assertTrue(Arrays.deepEquals(VALUES, numbers(open(packed.toByteArray()))), type + " " + fortran);
            }
        }
    }

    @Test
    void extremesKeepTheirValue() throws IOException {
        double[][] one = {{-1}};
        for (String type : List.of("|i1", "<i2", "<i4", "<i8", "<f2", "<f8")) {
            assertEquals(-1, numbers(open(npy(1, "'" + type + "'", false, "(1,"
                    + " 1)", elements(type, false, one))))[0][0], type);
        }
        assertEquals(255, numbers(open(npy(1, "'|u1'", false, "(1,)", elements("|u1", false, one))))[0][0]);
        assertEquals(4294967295.0, numbers(open(npy(1, "'<u4'", false, "(1,)", elements("<u4", false, one))))[0][0]);
        TableFile largest = open(npy(1, "'<u8'", false, "(1,)", elements("<u8", false, one)));
        assertEquals(0x1p64, numbers(largest)[0][0]);
        assertEquals(List.of(List.of("18446744073709551615")), TableFileTest.cells(largest));
        TableFile gap =
                open(npy(1, "'<f8'", false, "(2, 1)", elements("<f8", false, new double[][] {{Double.NaN}, {0.1}})));
        assertEquals(Arrays.asList(Arrays.asList((String) null), List.of("0.1")), TableFileTest.cells(gap));
        assertEquals(List.of("column1"), gap.columns());
    }

    private Path npz(Map<String, byte[]> arrays, boolean stored) throws IOException {
        Path file = home.resolve("a.npz");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, byte[]> array : arrays.entrySet()) {
                ZipEntry entry = new ZipEntry(array.getKey() + ".npy");
                if (stored) {
                    CRC32 sum = new CRC32();
                    sum.update(array.getValue());
                    entry.setMethod(ZipEntry.STORED);
                    entry.setSize(array.getValue().length);
                    entry.setCrc(sum.getValue());
                }
                out.putNextEntry(entry);
                out.write(array.getValue());
                out.closeEntry();
            }
        }
        return file;
    }

    @Test
    void arraysStandSideBySide() throws IOException {
        Map<String, byte[]> arrays = new LinkedHashMap<>();
        arrays.put("ids", npy(1, "'|u1'", false, "(5,)", new byte[5]));
        arrays.put("y", npy(1, "'|u1'", false, "(2,)", new byte[] {0, 1}));
        arrays.put("X", npy(1, "'<f4'", true, "(2, 3)", elements("<f4", true, VALUES)));
        for (boolean stored : new boolean[] {false, true}) {
            TableFile file = TableFile.open(npz(arrays, stored));
            assertEquals(List.of("X1", "X2", "X3", "y"), file.columns());
            assertTrue(Arrays.deepEquals(new double[][] {{0, 1, 2, 0}, {3, 4, 100, 1}}, numbers(file)));
        }
        TableFile chosen = TableFile.open(home.resolve("a.npz"), ReadOptions.usual().withArrays(List.of("ids")));
        assertEquals(List.of("ids"), chosen.columns());
        assertEquals(5, chosen.count());
        FormatException refusal = assertThrows(FormatException.class, () -> TableFile.open(home.resolve("a.npz"),
                ReadOptions.usual().withArrays(List.of("y", "ids"))));
        assertTrue(refusal.getMessage().contains("array ids: has the shape (5,), expected 2 rows as in the array y"),
                refusal.getMessage());
        refusal =
                assertThrows(FormatException.class, () -> TableFile.open(home.resolve("a.npz"),
                ReadOptions.usual().withArrays(List.of("z"))));
        assertTrue(refusal.getMessage().contains("has no array z, only ids, y, X"), refusal.getMessage());
        assertTrue(assertThrows(FormatException.class, () -> TableFile.open(npz(Map.of(), false))).getMessage()
                .contains("is a ZIP file without .npy"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '/', value = {
        "'|O'/(2, 3)/holds Python objects (dtype |O), which are pickles and are not read",
        "'<U5'/(2, 3)/has elements of dtype <U5, expected numbers",
        "[('a', '<f8'), ('b', '<f8')]/(2,)/has elements of dtype [(",
        "'<c8'/(2, 3)/has elements of dtype <c8",
        "'<f8'/(2, 3, 4)/has 3 dimensions (2, 3, 4), expected 1 or 2",
        "'<f8'/()/has 0 dimensions",
        "'<f8'/(2, 0)/expected at least one column",
        "'<f8'/(2, 99999999999)/has the extent 99999999999",
        "'<f8'/(-2, 3)/has the extent -2",
        "'<f8'/(2000000000, 3)/bytes, expected 48000000",
        "5/(2, 3)/expected a dictionary of 'descr'"}, quoteCharacter = '^')
    void whatIsNoTableOfNumbersIsRefused(String descr, String shape, String message) {
        FormatException refusal =
                assertThrows(FormatException.class, () -> open(npy(1, descr, false, shape, new byte[48])));
        assertTrue(refusal.getMessage().contains(message), refusal.getMessage());
    }

    @Test
    void hostileFilesAreRefusedBeforeMemoryIsTaken() throws IOException {
        byte[] whole = npy(1, "'<f8'", false, "(2, 3)", elements("<f8", false, VALUES));
        for (int length = 6; length < whole.length; length += 7) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThrows(FormatException.class, () -> open(cut));
        }
        byte[] version = whole.clone();
        version[6] = 4;
        assertTrue(assertThrows(FormatException.class, () -> open(version)).getMessage().contains("is NPY version 4.0,"
                + " expected 1.0, 2.0 or 3.0"));
        byte[] header = npy(2, "'<f8'", false, "(2, 3)", new byte[48]);
        header[10] = 127;
        assertTrue(assertThrows(FormatException.class, () -> open(header)).getMessage().contains("has a header of"));
        byte[] huge = npy(1, "'<f8'", true, "(2000000000, 1000000)", new byte[64]);
        assertTrue(assertThrows(FormatException.class, () -> TableFile.open(npz(Map.of("X", huge), false))).getMessage()
                .contains("for the shape (2000000000, 1000000)"));
    }
}
