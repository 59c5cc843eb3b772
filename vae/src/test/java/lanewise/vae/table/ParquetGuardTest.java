package lanewise.vae.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.hardwood.metadata.ColumnChunk;
import dev.hardwood.metadata.RowGroup;
import dev.hardwood.reader.ParquetFileReader;

import lanewise.vae.format.FormatException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a description or the header of a page asks for is refused before anything takes it, by the name of the file.
class ParquetGuardTest {

    @TempDir
    Path home;

    private static Path path(String name) throws URISyntaxException {
        return Path.of(ParquetGuardTest.class.getResource(name).toURI());
    }

    private interface Opening {
        void open(Path file) throws IOException;
    }

    /// Sets each of the bytes to others.
    ///
    /// @return what was said of the files that were refused, without their name
    private List<String> refusals(byte[] whole, int begin, int end, Opening opening) throws IOException {
        List<String> said = new ArrayList<>();
        Path file = home.resolve("changed.parquet");
        for (int at = begin; at < end; at++) {
            byte[] bytes = whole.clone();
            for (int value : new int[] {0, 0x7f, 0xff, whole[at] ^ 1, whole[at] ^ 0x10}) {
                bytes[at] = (byte) value;
                Files.write(file, bytes);
                try {
                    opening.open(file);
                } catch (FormatException e) {
                    assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
                    said.add(e.getMessage().substring(file.toString().length() + 2));
                }
            }
        }
        return said;
    }

    private static boolean has(List<String> said, String part) {
        return said.stream().anyMatch(message -> message.contains(part));
    }

    @Test
    void aDescriptionChangedInAnyByteIsWalkedOrRefused() throws IOException, URISyntaxException {
        byte[] whole = Files.readAllBytes(path("snappy.parquet"));
        int length = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getInt(whole.length - 8);
        List<String> said = refusals(whole, whole.length - 8 - length, whole.length - 4,
                file -> new ParquetGuard(file).close());
        assertTrue(said.size() > length / 2, said.size() + " refused");
        assertTrue(has(said, "is cut") && has(said, "a field of type") && has(said, "its description has"),
                said.toString());
    }

    @Test
    void headersOfPagesChangedInAnyByteAreWalkedOrRefused() throws IOException, URISyntaxException {
        Path path = path("members.parquet");
        byte[] whole = Files.readAllBytes(path);
        List<String> said = new ArrayList<>();
        try (ParquetFileReader reader = ParquetTable.reader(path)) {
            RowGroup group = reader.getFileMetaData().rowGroups().getFirst();
            for (ColumnChunk chunk : group.columns()) {
                int begin = (int) chunk.chunkStartOffset();
                said.addAll(refusals(whole, begin, begin + 12, ParquetTable::open));
            }
        }
        for (String part : List.of("a page has", "a page of", "more values than the", "the header of a page has")) {
            assertTrue(has(said, part), part + " of " + said);
        }
    }

    private Path made(byte[] description) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes("PAR1".getBytes());
        bytes.writeBytes(description);
        bytes.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(description.length).array());
        bytes.writeBytes("PAR1".getBytes());
        return Files.write(home.resolve("made.parquet"), bytes.toByteArray());
    }

    private String refusal(byte[] description) throws IOException {
        Path file = made(description);
        String message = assertThrows(FormatException.class, () -> new ParquetGuard(file).close()).getMessage();
        assertEquals(message, assertThrows(FormatException.class, () -> TableFile.open(file)).getMessage());
        return message.substring(file.toString().length() + 2);
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    @Test
    void structuresThatAskForMoreThanTheyHaveAreRefused() throws IOException {
        String cut = "is no whole Parquet file: its description is cut";
        assertEquals(cut, refusal(bytes(0x18, 0xff, 0xff, 0xff, 0xff, 0x07, 1, 0)));
        assertEquals(cut, refusal(bytes(0x19, 0xfc, 0xff, 0xff, 0xff, 0xff, 0x07, 0, 0)));
        assertEquals(cut, refusal(bytes(0x1b, 0xff, 0xff, 0xff, 0xff, 0x07, 0x88, 0, 0)));
        assertEquals(cut, refusal(bytes(0x15)));
        assertEquals("is no whole Parquet file: its description has a number of more than 64 bits", refusal(
                bytes(0x16, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0)));
        assertEquals("is no whole Parquet file: its description has a length of 18446744073709551615", refusal(
                bytes(0x18, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 0)));
        byte[] deep = new byte[100_000];
        Arrays.fill(deep, 0, 50_000, (byte) 0x1c);
        assertEquals("is no whole Parquet file: its description has structures within each other, expected at most 64",
                refusal(deep));
        Arrays.fill(deep, 0, 50_000, (byte) 0x19);
        assertTrue(refusal(deep).startsWith("is no whole Parquet file: its description has structures within"));
    }

    /// Rows of nothing could be any number of rows.
    @Test
    void aTableWithoutColumnsIsRefused() throws IOException {
        Path file = made(bytes(0x15, 2, 0x19, 0x1c, 0x48, 1, 'r', 0x15, 0, 0, 0x16, 0xfe, 0xff, 0xff, 0xff, 0x0f,
                0x19, 0x1c, 0x19, 0x0c, 0x16, 0, 0x16, 0xfe, 0xff, 0xff, 0xff, 0x0f, 0, 0));
        assertEquals(file + ": has no column, expected at least one",
                assertThrows(FormatException.class, () -> TableFile.open(file)).getMessage());
    }

    /// The library would wait for the rest of the page.
    @Test
    void aColumnThatIsShorterThanItsPagesIsRefused() throws IOException, URISyntaxException {
        byte[] bytes = Files.readAllBytes(path("snappy.parquet"));
        assertEquals(82, bytes[151], "a zigzag code of 41");
        bytes[151] = 66;
        Path file = Files.write(home.resolve("short.parquet"), bytes);
        String message = assertThrows(FormatException.class, () -> TableFile.open(file)).getMessage();
        assertTrue(message.matches("\\Q" + file + "\\E: is no whole Parquet file: column .* has pages of 41 bytes, but"
                + " is said to have 33"), message);
    }
}
