package lanewise.properties.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

import lanewise.vae.schema.EncodedTable;
import lanewise.vae.schema.RowCoder;
import lanewise.vae.schema.Survey;
import lanewise.vae.schema.TableEncoder;
import lanewise.vae.table.ReadOptions;
import lanewise.vae.table.TableFile;
import lanewise.vae.table.TableRows;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// Laws of reading tables, and of encoding their rows.
class TableProperties {

    private static final char[] DELIMITERS = {',', ';', '\t', '|', '^'};
    private static final String[] LINE_ENDS = {"\n", "\r\n", "\r"};

    private interface Use {
        void of(TableFile file) throws IOException;
    }

    private static void with(byte[] bytes, ReadOptions options, Use use) throws IOException {
        Path path = Files.createTempFile("table", ".csv");
        try {
            Files.write(path, bytes);
            use.of(TableFile.open(path, options));
        } finally {
            Files.delete(path);
        }
    }

    private static String cell(Random random) {
        StringBuilder out = new StringBuilder();
        for (int n = random.nextInt(7); n > 0; n--) {
            out.append(",;\t|^\"\n\r xy7.\u00e9\u4e2d".charAt(random.nextInt(15)));
        }
        return out.toString();
    }

    /// A cell as it may be written: quoted where it must be or may be, with blanks around where they do not count.
    private static String written(String cell, char delimiter, Random random) {
        boolean must = cell.isEmpty() ? random.nextInt(4) == 0 : cell.indexOf(delimiter) >= 0 || cell.startsWith("\"")
                || cell.contains("\n")
                || cell.contains("\r") || !cell.equals(cell.strip());
        String blanks = " ".repeat(random.nextInt(3));
        String text = must || random.nextInt(3) == 0 ? "\"" + cell.replace("\"", "\"\"") + "\"" : cell;
        return blanks + text + " ".repeat(random.nextInt(2));
    }

    private static byte[] packed(String text, Random random) throws IOException {
        byte[] bytes = ((random.nextBoolean() ? "\uFEFF" : "") + text).getBytes(StandardCharsets.UTF_8);
        if (random.nextBoolean()) {
            return bytes;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    @Property(tries = 1000, seed = "51")
    void everyCellComesBackHoweverItIsWritten(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        char delimiter = DELIMITERS[random.nextInt(DELIMITERS.length)];
        String end = LINE_ENDS[random.nextInt(LINE_ENDS.length)];
        int columns = 2 + random.nextInt(4);
        StringBuilder text = new StringBuilder();
        List<String> names = new ArrayList<>();
        for (int c = 0; c < columns; c++) {
            names.add("n" + c + cell(random));
            text.append(c == 0 ? "" : delimiter).append(written(names.get(c).strip(), delimiter, random));
        }
        List<List<String>> cells = new ArrayList<>();
        for (int n = random.nextInt(6); n > 0; n--) {
            List<String> row = new ArrayList<>();
            text.append(end).append(random.nextInt(5) == 0 ? end : "");
            for (int c = 0; c < columns; c++) {
                row.add(cell(random));
                text.append(c == 0 ? "" : delimiter).append(written(row.get(c), delimiter, random));
            }
            cells.add(row);
        }
        text.append(random.nextBoolean() ? end : "");
        ReadOptions options = ReadOptions.usual().withDelimiter(delimiter).withHeader(true);
        with(packed(text.toString(), random), options, file -> {
            assertEquals(names.stream().map(String::strip).toList(), file.columns());
            List<List<String>> back = new ArrayList<>();
            try (TableRows rows = file.rows()) {
                while (rows.next()) {
                    List<String> row = new ArrayList<>();
                    for (int c = 0; c < columns; c++) {
                        row.add(rows.text(c));
                        assertEquals(row.get(c).isEmpty(), rows.isMissing(c));
                    }
                    back.add(row);
                }
            }
            assertEquals(cells, back);
        });
    }

    @Property(tries = 500, seed = "52")
    void everyNumberComesBackBitByBit(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        List<Double> numbers = random.longs(200).mapToObj(Double::longBitsToDouble).filter(Double::isFinite).toList();
        StringBuilder text = new StringBuilder("a;b\n");
        numbers.forEach(number -> text.append(number).append(';').append(number.floatValue()).append('\n'));
        with(packed(text.toString(), random), ReadOptions.usual(), file -> {
            try (TableRows rows = file.rows()) {
                for (double number : numbers) {
                    assertTrue(rows.next());
                    assertEquals(number, rows.number(0));
                    assertEquals((float) number, (float) rows.number(1));
                }
            }
        });
    }

    /// A table of all kinds is written, read, encoded and decoded: its cells are the same, in whatever dialect.
    @Property(tries = 300, seed = "53")
    void encodedRowsComeBackInTheirForm(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        boolean comma = random.nextBoolean();
        char delimiter = comma ? ';' : DELIMITERS[random.nextInt(4)];
        int rows = 30 + random.nextInt(60);
        double scale = Math.pow(10, random.nextInt(7) - 3);
        List<List<String>> cells = new ArrayList<>();
        for (int r = 0; r < rows; r++) {
            String signed = String.format(Locale.ROOT, "%.3f", scale * random.nextGaussian());
            String real = signed.equals("-0.000") ? "0.000" : signed;
            cells.add(List.of(comma ? real.replace('.', ',') : real, Integer.toString(random.nextInt(300)),
                    random.nextBoolean() ? "yes" : "no",
                    "k " + random.nextInt(5), LocalDate.ofEpochDay(random.nextInt(20_000)).toString()));
        }
        StringBuilder text = new StringBuilder("r,n,b,k,d".replace(',', delimiter)).append('\n');
        cells.forEach(row -> text.append(String.join(String.valueOf(delimiter), row)).append('\n'));
        with(packed(text.toString(), random), ReadOptions.usual(), file -> {
            TableEncoder encoder = TableEncoder.fit(Survey.of(file, Map.of()).schema(), file);
            try (Arena arena = Arena.ofConfined()) {
                EncodedTable table = encoder.encode(file, arena);
                RowCoder coder = encoder.coder();
                float[] again = new float[encoder.width()];
                for (int r = 0; r < rows; r++) {
                    float[] values = new float[encoder.width()];
                    for (int c = 0; c < values.length; c++) {
                        values[c] = table.values().get(r, c);
                    }
                    List<String> back = coder.decodeText(values, null);
                    assertEquals(cells.get(r), back);
                    coder.encode(coder.decode(values, null), again, null);
                    assertArrayEquals(values, again);
                }
            }
        });
    }
}
