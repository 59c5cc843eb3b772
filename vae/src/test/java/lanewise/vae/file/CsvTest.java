package lanewise.vae.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import lanewise.vae.format.FormatException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CsvTest {

    @TempDir
    Path directory;

    @Test
    void writesTheShortestNumbersThatComeBack() throws IOException {
        Csv table = new Csv("epoch", "loss", "rate").add(1, 105.6, 0.001f).add(2, Double.NaN, null);
        assertEquals("epoch,loss,rate\n1,105.6,0.001\n2,NaN,\n", table.toString());
        SplittableRandom random = new SplittableRandom(5);
        Csv bits = new Csv("d");
        double[] values = random.longs(2_000).mapToDouble(Double::longBitsToDouble).toArray();
        for (double value : values) {
            bits.add(value);
        }
        assertArrayEquals(values, Csv.parse(bits.toString(), "t").numbers("d"));
    }

    @Test
    void quotesWhatNeedsIt() throws FormatException {
        Csv table = new Csv("a,b", "c\"d").add("x\ny", "\r").add("", " plain ");
        assertEquals("\"a,b\",\"c\"\"d\"\n\"x\ny\",\"\r\"\n, plain \n", table.toString());
        Csv back = Csv.parse(table.toString(), "t");
        assertEquals(List.of("a,b", "c\"d"), back.columns());
        assertEquals("x\ny", back.cell(0, "a,b"));
        assertEquals("\r", back.cell(0, "c\"d"));
        Csv single = new Csv("only").add("").add(1);
        assertEquals(2, Csv.parse(single.toString(), "t").size());
    }

    @Test
    void aResumedRunDropsRowsAndGoesOn() throws IOException {
        Path file = directory.resolve("metrics.csv");
        new Csv("epoch", "loss").add(1, 3.5).add(2, 2.5).add(3, 1.5).write(file);
        Csv.read(file).truncate(2).truncate(7).add(3, 1.25).write(file);
        assertEquals("epoch,loss\n1,3.5\n2,2.5\n3,1.25\n", Files.readString(file));
    }

    @Test
    void readsLinesEndedByCrLfOrTheEnd() throws FormatException {
        Csv table = Csv.parse("a,b\r\n1,\"2\"\r\n3,4", "t");
        assertArrayEquals(new double[] {2, 4}, table.numbers("b"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "`` | line 1: the file ends, expected the names of the columns",
        "a,a | line 1: columns 1 and 2 have the same name: a",
        "a,b~1,2~3 | line 3: 1 fields, expected 2 as in the first line",
        "a,b~1,2,3 | line 2: 3 fields, expected 2 as in the first line",
        "a~x\"y | line 2: a quote inside a plain field, expected ',' or the end of the line",
        "a~\"x\"y | line 2: a field goes on after its quote, expected ',' or the end of the line",
        "a~\"x~y | line 2: a quoted field does not end"})
    void refusesWhatIsNoTable(String text, String message) {
        assertEquals("m.csv: " + message,
                assertThrows(FormatException.class, () -> Csv.parse(text.replace('~', '\n'), "m.csv")).getMessage());
    }

    @Test
    void namesMissingFilesColumnsAndNumbers() throws IOException {
        Path missing = directory.resolve("none.csv");
        assertEquals(missing + ": no such file, expected a table of comma-separated values",
                assertThrows(IOException.class, () -> Csv.read(missing)).getMessage());
        Path binary = Files.write(directory.resolve("binary"), new byte[] {'a', (byte) 0xff});
        assertEquals(binary + ": is not UTF-8, expected a table of comma-separated values",
                assertThrows(FormatException.class, () -> Csv.read(binary)).getMessage());
        Csv table = Csv.parse("a\nx", "m.csv");
        assertEquals("m.csv: has no column b, only [a]",
                assertThrows(FormatException.class, () -> table.numbers("b")).getMessage());
        assertEquals("m.csv: row 1, column a: \"x\", expected a number",
                assertThrows(FormatException.class, () -> table.numbers("a")).getMessage());
        assertThrows(IllegalArgumentException.class, () -> table.add(1, 2));
        assertThrows(IllegalArgumentException.class, () -> new Csv("a", "a"));
        assertThrows(IllegalArgumentException.class, Csv::new);
    }
}
