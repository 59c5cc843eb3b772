package lanewise.vae.tabular;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.vae.data.Dataset;
import lanewise.vae.evaluate.Progress;
import lanewise.vae.format.FormatException;
import lanewise.vae.likelihood.Observed;
import lanewise.vae.model.Architecture;
import lanewise.vae.schema.Column;
import lanewise.vae.schema.EncodedRows;
import lanewise.vae.schema.RowCoder;
import lanewise.vae.schema.TableEncoder;
import lanewise.vae.table.TableFile;
import lanewise.vae.table.TableRows;
import lanewise.vae.writing.TableCopy;

/// Writes a table with its gaps filled: a copy in which the missing cells of the columns that a model describes have
/// values, as an [Imputer] finds them, in the column's own format, and every other cell has its text.
///
/// Columns are found by name; further ones are copied. A gap of a column that the model does not describe stays one; a
/// cell that is not missing, but that the column's policy takes so, keeps its text. Rows stream: some thousand are in
/// memory. Thread-safe as the model is.
public final class TableFiller {

    /// Rows with gaps, and all rows, that are in memory at a time; not part of the result.
    private static final int BLOCK = 1024;
    private static final int PENDING = 1 << 14;
    private static final long MOST_FLOATS = 1 << 24;

    private final Imputer imputer;
    private final TableEncoder encoder;

    /// Takes a model of encoded rows.
    ///
    /// @param imputer the model, open as long as this is used, with the number of draws for each row and the seed
    /// @param encoder what its columns mean
    /// @throws IllegalArgumentException if the widths differ, the model is a conditional one, or its likelihood is not
    /// that of observed cells
    public TableFiller(Imputer imputer, TableEncoder encoder) {
        Architecture net = imputer.model().architecture();
        if (net.inputs() != encoder.width() || net.conditionWidth() > 0) {
            throw new IllegalArgumentException("model: describes " + net.inputs() + " values" + (net.conditionWidth()
                    > 0 ? " of given columns" : "") + ", expected the " + encoder.width() + " of the encoded rows");
        }
        if (!(net.likelihood() instanceof Observed)) {
            throw new IllegalArgumentException("model: has the likelihood " + net.likelihood().name()
                    + " of whole rows, expected one of observed cells, observed:..., as tables are trained with now:"
                    + " train it again");
        }
        this.imputer = imputer;
        this.encoder = encoder;
    }

    /// What was filled.
    ///
    /// @param rows rows of the table
    /// @param rowsWithGaps those with a cell that was filled
    /// @param filled cells that were filled, for each column that the model describes
    /// @param left missing cells in other columns, which stay so
    public record Filled(long rows, long rowsWithGaps, List<Long> filled, long left) {

        /// Copies the list.
        public Filled {
            filled = List.copyOf(filled);
        }
    }

    /// Fills each gap with its weighted mean, a category or a binary column with the most probable value.
    ///
    /// @param file the table
    /// @param out where the copy goes, see [TableCopy]
    /// @param team who does the work
    /// @param progress told the rows done, on the calling thread
    /// @return what was filled
    /// @throws FormatException if a column is missing or a cell is refused
    /// @throws IOException if the table cannot be read or the copy cannot be written
    public Filled mean(TableFile file, Path out, Team team, Progress progress) throws IOException {
        return fill(file, List.of(out), 0, team, progress);
    }

    /// Fills each gap with draws, one for each copy: multiple imputation (Rubin 1987).
    ///
    /// @param file the table
    /// @param out where the copies go, in their order
    /// @param team as above
    /// @param progress as above
    /// @return what was filled in each copy
    /// @throws FormatException as above
    /// @throws IOException as above
    /// @throws IllegalArgumentException if there is no copy
    public Filled draws(TableFile file, List<Path> out, Team team, Progress progress) throws IOException {
        if (out.isEmpty()) {
            throw new IllegalArgumentException("out: there are no files, expected one for each draw");
        }
        return fill(file, out, out.size(), team, progress);
    }

    private Filled fill(TableFile file, List<Path> out, int draws, Team team, Progress progress) throws IOException {
        Objects.requireNonNull(progress, "progress");
        int count = (int) Math.min(Integer.MAX_VALUE, file.count());
        List<TableCopy> copies = new ArrayList<>();
        try (Arena arena = Arena.ofShared(); EncodedRows rows = encoder.rows(file)) {
            for (Path path : out) {
                copies.add(TableCopy.of(file, path));
            }
            Work work = new Work(rows, copies, draws, team, arena);
            boolean more = true;
            while (more) {
                more = work.read();
                work.write();
                progress.rows((int) Math.min(count, work.count), count);
            }
            for (TableCopy copy : copies) {
                copy.commit();
            }
            return new Filled(work.count, work.withGaps, Arrays.stream(work.filled).boxed().toList(), work.left);
        } finally {
            for (TableCopy copy : copies) {
                copy.close();
            }
        }
    }

    /// A cell to be filled: where it is, of which row of the block and of which column of the model.
    private record Gap(TableCopy.Cell cell, int row, int place) {
    }

    /// One run through a table.
    private final class Work {

        private final EncodedRows rows;
        private final List<TableCopy> copies;
        private final int draws;
        private final Team team;
        private final RowCoder coder = encoder.coder();
        private final Map<Long, Integer> seen = new HashMap<>();
        private final List<Gap> gaps = new ArrayList<>();
        private final int[] places;
        private final float[] row = new float[encoder.width()];
        private final long[] filled = new long[encoder.places().size()];
        private final Matrix block;
        private final Matrix whole;
        private long count;
        private long withGaps;
        private long left;
        private int size;

        Work(EncodedRows rows, List<TableCopy> copies, int draws, Team team, Arena arena) {
            this.rows = rows;
            this.copies = copies;
            this.draws = draws;
            this.team = team;
            this.places = new int[rows.cells().columns().size()];
            Arrays.fill(places, -1);
            for (int p = 0; p < filled.length; p++) {
                places[rows.column(p)] = p;
            }
            int most = Math.clamp(MOST_FLOATS / ((long) row.length * copies.size()), 1, BLOCK);
            this.block = Matrix.allocate(arena, most, row.length);
            this.whole = Matrix.allocate(arena, most * copies.size(), row.length);
        }

        /// Reads the rows of a block; false at the end of the table.
        boolean read() throws IOException {
            size = 0;
            gaps.clear();
            for (int pending = 0; pending < PENDING && size < block.rows(); pending++) {
                if (!rows.next(row)) {
                    return false;
                }
                count++;
                for (TableCopy copy : copies) {
                    copy.row(rows.cells());
                }
                take();
            }
            return true;
        }

        /// Keeps a row that has gaps, these in the order of the file's columns.
        private void take() {
            TableRows cells = rows.cells();
            int before = gaps.size();
            for (int c = 0; c < places.length; c++) {
                if (!cells.isMissing(c)) {
                    continue;
                }
                if (places[c] < 0) {
                    left++;
                } else {
                    gaps.add(new Gap(TableCopy.Cell.of(cells, c), size, places[c]));
                    filled[places[c]]++;
                }
            }
            if (gaps.size() > before) {
                withGaps++;
                MemorySegment.copy(row, 0, block.segment(), Matrix.FLOAT, block.byteOffset(size++, 0), row.length);
            }
        }

        /// Fills the gaps of the block.
        void write() throws IOException {
            if (size > 0) {
                Dataset data = Dataset.of("rows with gaps", block.rows(0, size), null);
                imputer.fill(data, draws, draws == 0 ? null : imputer.equals(data, seen),
                        whole.rows(0, size * copies.size()), team, Progress.NONE);
            }
            for (int k = 0; k < copies.size(); k++) {
                for (Gap gap : gaps) {
                    copies.get(k).replace(gap.cell, text(k * size + gap.row, gap.place));
                }
                copies.get(k).flush();
            }
        }

        /// The cell of a filled row, with the decimal sign of the table.
        private String text(int at, int place) {
            MemorySegment.copy(whole.segment(), Matrix.FLOAT, whole.byteOffset(at, 0), row, 0, row.length);
            String text = coder.text(row, place);
            return encoder.places().get(place).column() instanceof Column.Real
                    ? text.replace(',', '.').replace('.', rows.cells().point()) : text;
        }
    }
}
