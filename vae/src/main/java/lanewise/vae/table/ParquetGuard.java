package lanewise.vae.table;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

import dev.hardwood.metadata.ColumnChunk;
import dev.hardwood.metadata.ColumnMetaData;
import dev.hardwood.metadata.FileMetaData;
import dev.hardwood.metadata.RowGroup;

import lanewise.vae.check.Texts;
import lanewise.vae.file.Budget;
import lanewise.vae.format.FormatException;

/// What the description of a Parquet file and the headers of its pages ask for, looked at before the library takes
/// it: lengths lie within the file, pages of a column have the rows of its row group, and the description together
/// with the largest page of each column fits the budget of one reading.
///
/// Source: Apache Parquet, "File Format" and `parquet.thrift` (numbers of the fields).
final class ParquetGuard implements AutoCloseable {

    /// Length of the description and the mark, at the end of a file.
    private static final int TAIL = 8;
    /// Bytes of the mark at its begin.
    private static final int HEAD = 4;
    /// A first look at the header of a page; one with long statistics is looked at again.
    private static final int HEADER_LOOK = 512;

    private static final int DATA_PAGE = 0;
    private static final int DICTIONARY_PAGE = 2;
    private static final int DATA_PAGE_V2 = 3;

    private final Path file;
    private final FileChannel channel;
    private final Budget budget;
    private final long end;

    /// Looks at the description of a file.
    ///
    /// @throws FormatException if it does not lie within the file, or asks for more than the budget has
    ParquetGuard(Path file) throws IOException {
        this.file = file;
        this.budget = Budget.heap(file.toString());
        this.channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            long size = channel.size();
            if (size < HEAD + TAIL) {
                throw damaged("it has " + size + " bytes");
            }
            long length = read(size - TAIL, TAIL).order(ByteOrder.LITTLE_ENDIAN).getInt();
            this.end = size - TAIL - length;
            if (length <= 0 || end < HEAD) {
                throw damaged("its description has " + length + " bytes, the file " + size);
            }
            budget.take(length, "its description");
            walk(read(end, (int) length), "its description");
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private void walk(ByteBuffer bytes, String what) throws IOException {
        try {
            CompactThrift.walk(bytes, budget, file.toString(), what, (_, _, _) -> { });
        } catch (EOFException e) {
            throw damaged(what + " is cut");
        }
    }

    /// Looks at the headers of all pages of a file without nested columns.
    ///
    /// @throws FormatException naming the column, if they do not chain, have other rows, or ask for too much
    void checkPages(FileMetaData description) throws IOException {
        long[] largest = new long[description.rowGroups().isEmpty() ? 0
                : description.rowGroups().getFirst().columns().size()];
        for (RowGroup group : description.rowGroups()) {
            List<ColumnChunk> chunks = group.columns();
            if (chunks.size() != largest.length) {
                throw damaged("row groups of " + largest.length + " and of " + chunks.size() + " columns");
            }
            for (int c = 0; c < chunks.size(); c++) {
                largest[c] = Math.max(largest[c], checkChunk(chunks.get(c), group.numRows()));
            }
        }
        for (long bytes : largest) {
            budget.take(bytes, "the largest page of each column");
        }
    }

    /// @return bytes of the largest page, not compressed
    private long checkChunk(ColumnChunk chunk, long rows) throws IOException {
        ColumnMetaData column = chunk.metaData();
        if (column == null || column.pathInSchema() == null) {
            throw damaged("a column of a row group without a description");
        }
        String name = "column " + Texts.abridged(String.valueOf(column.pathInSchema()));
        if (column.numValues() != rows) {
            throw damaged(name + " has " + column.numValues() + " values in a row group of " + rows + " rows");
        }
        checkIndex(chunk.offsetIndexOffset(), chunk.offsetIndexLength(), name);
        checkIndex(chunk.columnIndexOffset(), chunk.columnIndexLength(), name);
        Long dictionary = column.dictionaryPageOffset();
        long begin = dictionary == null || dictionary <= 0 ? column.dataPageOffset()
                : Math.min(dictionary, column.dataPageOffset());
        long at = begin;
        long largest = 0;
        PageHeader page = new PageHeader();
        for (long values = 0; values < rows;) {
            at = page.read(at, name);
            largest = Math.max(largest, page.bytes);
            values += page.type == DICTIONARY_PAGE ? 0 : page.values;
            if (values > rows) {
                throw damaged(name + " has pages with more values than the " + rows + " rows of the row group");
            }
        }
        // Of a shorter one the library cuts the last page off, and waits for it.
        if (at - begin > column.totalCompressedSize()) {
            throw damaged(name + " has pages of " + (at - begin) + " bytes, but is said to have "
                    + column.totalCompressedSize());
        }
        return largest;
    }

    private void checkIndex(Long offset, Integer length, String name) throws IOException {
        if (offset != null && length != null) {
            requireWithin(offset, length, end, name + ": an index");
            budget.take(length, "an index of pages");
            walk(read(offset, length), "an index of pages");
        }
    }

    private void requireWithin(long offset, long length, long before, String what) throws FormatException {
        if (offset < HEAD || length < 0 || offset > before - length) {
            throw damaged(what + " has " + length + " bytes at " + offset + ", of " + before);
        }
    }

    private ByteBuffer read(long offset, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining() && channel.read(bytes, offset + bytes.position()) >= 0) {
        }
        return bytes.flip();
    }

    private FormatException damaged(String found) {
        return new FormatException(file.toString(), "is no whole Parquet file: " + found);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /// The header of a page, of those fields that ask for memory.
    private final class PageHeader {

        private int type;
        private long bytes;
        private long compressed;
        private long values;

        /// @return where the page ends
        long read(long at, String name) throws IOException {
            requireWithin(at, 1, end, name + ": a page");
            for (long look = HEADER_LOOK;; look *= 8) {
                int length = (int) Math.min(Math.min(look, Integer.MAX_VALUE - 8), end - at);
                // What a header asks for is no longer held when the next one is read.
                Budget own = Budget.heap(file.toString());
                own.take(length, "the header of a page");
                ByteBuffer header = ParquetGuard.this.read(at, length);
                type = -1;
                bytes = compressed = values = -1;
                try {
                    CompactThrift.walk(header, own, file.toString(), name + ": the header of a page", this::take);
                } catch (EOFException e) {
                    if (length == end - at || length < look) {
                        throw damaged(name + ": the header of a page is cut");
                    }
                    continue;
                }
                long begin = at + header.position();
                requireWithin(begin, compressed, end, name + ": a page");
                check(name);
                return begin + compressed;
            }
        }

        private void take(int outer, int field, long value) {
            switch (outer * 16 + field) {
                case 1 -> type = (int) value;
                case 2 -> bytes = value;
                case 3 -> compressed = value;
                case 5 * 16 + 1, 7 * 16 + 1, 8 * 16 + 1 -> values = value;
                default -> { }
            }
        }

        private void check(String name) throws FormatException {
            if (bytes < 0 || bytes > Integer.MAX_VALUE) {
                throw damaged(name + ": a page of " + bytes + " bytes");
            }
            boolean counted = type == DATA_PAGE || type == DATA_PAGE_V2 || type == DICTIONARY_PAGE;
            if (counted && (values < 0 || values > Integer.MAX_VALUE)) {
                throw damaged(name + ": a page of " + values + " values");
            }
            if (type == DICTIONARY_PAGE && values > bytes) {
                throw damaged(name + ": a dictionary of " + values + " values in " + bytes + " bytes");
            }
            if (!counted) {
                values = 0;
            }
        }
    }
}
