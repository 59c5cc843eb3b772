package lanewise.vae.table;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

import lanewise.vae.check.Gunzip;
import lanewise.vae.check.Texts;
import lanewise.vae.file.Budget;
import lanewise.vae.format.FormatException;

/// The arrays of an NPZ file that are read, side by side. An array of two dimensions is called by its name with the
/// number of the column, from 1 on, one of one dimension by its name.
final class NpzFile implements Closeable {

    private static final String ENDING = ".npy";
    private static final long LARGEST_RATIO = Gunzip.LARGEST_RATIO;
    /// Heap for what is known of a file in the archive.
    private static final int HEAP_PER_ENTRY = 512;

    private final Path file;
    private final ZipFile zip;
    private final Map<String, ZipEntry> chosen;

    private NpzFile(Path file, ZipFile zip, Map<String, ZipEntry> chosen) {
        this.file = file;
        this.zip = zip;
        this.chosen = chosen;
    }

    static NpzFile open(Path file, List<String> arrays) throws IOException {
        ZipFile zip;
        try {
            zip = new ZipFile(file.toFile());
        } catch (EOFException | ZipException e) {
            throw new FormatException(file.toString(), "begins as a ZIP file but is none ("
                    + (e.getMessage() == null ? "its end is cut or damaged" : e.getMessage()) + "), expected NPZ", e);
        }
        try {
            Budget.heap(file.toString()).takeProduct(zip.size() + " files", HEAP_PER_ENTRY, zip.size());
            return new NpzFile(file, zip, choose(file, zip, arrays));
        } catch (IOException | RuntimeException e) {
            zip.close();
            throw e;
        }
    }

    private static Map<String, ZipEntry> choose(Path file, ZipFile zip, List<String> arrays) throws FormatException {
        Map<String, ZipEntry> all = new LinkedHashMap<>();
        zip.stream().filter(entry -> entry.getName().endsWith(ENDING))
                .forEach(entry -> all.put(entry.getName().substring(0, entry.getName().length() - ENDING.length()),
                        entry));
        if (all.isEmpty()) {
            throw new FormatException(file.toString(), "is a ZIP file without " + ENDING
                    + " arrays, expected NPZ, NPY or delimited text");
        }
        List<String> names = !arrays.isEmpty() ? arrays : all.containsKey("X") ? all.containsKey("y")
                ? List.of("X", "y") : List.of("X")
                : List.copyOf(all.keySet());
        Map<String, ZipEntry> chosen = new LinkedHashMap<>();
        for (String name : names) {
            if (!all.containsKey(name)) {
                throw new FormatException(file.toString(), "has no array " + Texts.abridged(name) + ", only "
                        + Texts.listed(List.copyOf(all.keySet())));
            }
            chosen.put(name, all.get(name));
        }
        return chosen;
    }

    /// Opens the arrays; they close with the rows.
    ArrayRows rows() throws IOException {
        Budget heap = Budget.heap(file.toString());
        List<ArrayCursor> cursors = new ArrayList<>();
        List<String> columns = new ArrayList<>();
        try {
            for (Map.Entry<String, ZipEntry> entry : chosen.entrySet()) {
                String source = file + ": array " + Texts.abridged(entry.getKey());
                InputStream in = stream(entry.getValue(), source);
                NpyHeader header = NpyHeader.read(in, source);
                requireSize(entry.getValue(), header, source);
                heap.takeProduct("the names of " + header.columns() + " columns",
                        2L * Budget.STRING + entry.getKey().length(), header.columns());
                if (!cursors.isEmpty() && cursors.getFirst().header().rows() != header.rows()) {
                    throw new FormatException(source, "has the shape " + header.shape() + ", expected "
                            + cursors.getFirst().header().rows()
                            + " rows as in the array " + chosen.keySet().iterator().next()
                                    + " (arrays that do not belong together are chosen by name)");
                }
                cursors.add(ArrayCursor.of(source, header, in));
                columns.addAll(header.dimensions() == 1 ? List.of(entry.getKey())
                        : ColumnNames.numbered(entry.getKey(), header.columns()));
            }
            return new ArrayRows(file.toString(), ColumnNames.of(columns, true, file.toString()), cursors, this);
        } catch (IOException | RuntimeException e) {
            for (ArrayCursor cursor : cursors) {
                cursor.close();
            }
            close();
            throw e;
        }
    }

    private InputStream stream(ZipEntry entry, String source) throws IOException {
        try {
            return zip.getInputStream(entry);
        } catch (EOFException | ZipException e) {
            throw new FormatException(source, "is damaged in the archive (" + e.getMessage() + ")", e);
        }
    }

    private static void requireSize(ZipEntry entry, NpyHeader header, String source) throws FormatException {
        long expected = header.length() + header.dataBytes();
        if (entry.getSize() != expected || entry.getCompressedSize() < expected / LARGEST_RATIO) {
            throw new FormatException(source, "has " + entry.getSize() + " bytes (" + entry.getCompressedSize()
                    + " compressed), expected "
                    + expected + " for the shape " + header.shape());
        }
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
