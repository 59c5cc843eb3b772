package lanewise.properties.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import lanewise.vae.file.Csv;
import lanewise.vae.format.FormatException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// Laws of tables over random cells.
class CsvProperties {

    private static String cell(Random random) {
        StringBuilder out = new StringBuilder();
        for (int n = random.nextInt(6); n > 0; n--) {
            out.append(",\"\n\r xy\u00e9".charAt(random.nextInt(8)));
        }
        return out.toString();
    }

    @Property(tries = 2000, seed = "41")
    void everyCellComesBack(@ForAll long seed) throws FormatException {
        Random random = new Random(seed);
        String[] columns = new String[1 + random.nextInt(4)];
        for (int c = 0; c < columns.length; c++) {
            columns[c] = c + cell(random);
        }
        Csv table = new Csv(columns);
        for (int n = random.nextInt(5); n > 0; n--) {
            Object[] row = new Object[columns.length];
            for (int c = 0; c < row.length; c++) {
                row[c] = cell(random);
            }
            table.add(row);
        }
        Csv back = Csv.parse(table.toString(), "t");
        assertEquals(table.columns(), back.columns());
        assertEquals(table.toString(), back.toString());
        for (int r = 0; r < table.size(); r++) {
            for (String column : columns) {
                assertEquals(table.cell(r, column), back.cell(r, column));
            }
        }
    }

    @Property(tries = 2000, seed = "42")
    void everyNumberComesBackBitByBit(@ForAll long seed) throws FormatException {
        Random random = new Random(seed);
        double[] doubles = random.longs(10).mapToDouble(Double::longBitsToDouble).toArray();
        Csv table = new Csv("double", "float");
        for (double value : doubles) {
            table.add(value, (float) value);
        }
        Csv back = Csv.parse(table.toString(), "t");
        assertArrayEquals(doubles, back.numbers("double"));
        for (int r = 0; r < doubles.length; r++) {
            assertEquals((float) doubles[r], Float.parseFloat(back.cell(r, "float")));
        }
    }
}
