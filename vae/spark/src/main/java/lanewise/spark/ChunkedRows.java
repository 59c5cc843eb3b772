package lanewise.spark;

import java.util.Iterator;
import java.util.NoSuchElementException;

import org.apache.spark.api.java.function.Function2;
import org.apache.spark.sql.Row;

import lanewise.vae.format.FormatException;
import lanewise.vae.tabular.TableForm;

/// Encodes the rows of a partition.
///
/// @param input where a row has what the model reads
/// @param table how rows of a table are encoded, in JSON; null for vectors
/// @param width values of an encoded row
record ChunkedRows(InputColumns input, String table, int width)
        implements Function2<Integer, Iterator<Row>, Iterator<Chunk>> {

    @Override
    public Iterator<Chunk> call(Integer partition, Iterator<Row> rows) throws FormatException {
        CellReader reader = CellReader.of(input,
                table == null ? null : TableForm.fromJson(table, "table").encoder().coder());
        return new Iterator<>() {

            private final float[] row = new float[width];
            private final float[] values = new float[Chunk.ROWS * width];
            private long first;

            @Override
            public boolean hasNext() {
                return rows.hasNext();
            }

            @Override
            public Chunk next() {
                if (!rows.hasNext()) {
                    throw new NoSuchElementException();
                }
                int count = 0;
                while (count < Chunk.ROWS && rows.hasNext()) {
                    try {
                        reader.read(rows.next(), row);
                    } catch (IllegalArgumentException e) {
                        throw new IllegalArgumentException("row " + (first + count + 1) + " of partition " + partition
                                + ": " + e.getMessage(), e);
                    }
                    System.arraycopy(row, 0, values, count++ * width, width);
                }
                Chunk chunk = Chunk.of(partition, first, values, count * width);
                first += count;
                return chunk;
            }
        };
    }
}
