package lanewise.vae.tabular;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

import lanewise.core.Workspace;
import lanewise.vae.model.Decoder;
import lanewise.vae.schema.TableEncoder;

/// New rows of a table from a model of its encoded rows: draws from the prior, draws from what the decoder describes,
/// cells as the table writes them. The other category of a column, whose texts the schema does not keep, comes as what
/// the schema calls it. Numbers and dates that are drawn beyond the least and the largest one of the rows that were
/// learned from become these, unless [#bounded(boolean)] says otherwise.
///
/// A conditional model, one that is told the label of each row, draws labels as often as the rows that it learned from
/// have them; they stand where they stood in the table. A model that neither describes nor is told the label gives
/// none.
///
/// Row r depends on the model, what is given, the seed and r alone, and memory is needed for a block of rows. With
/// values given, z is drawn by weights (sampling and importance resampling, Rubin 1988): for each block of 1024 rows
/// (fewer of wide tables) there are [#CANDIDATES] times as many draws from the prior; of these as many are chosen as
/// there are rows, systematically, each with a probability in proportion to p(categories | z) where its draw of the
/// numbers keeps to their bounds, else 0; the given cells are then the given categories and the numbers of that draw.
/// Where gaps are modelled, a row that has a gap in a given column does not have the value.
/// Immutable and thread-safe: each call has buffers of its own.
///
/// ```java
/// try (TableModel model = TableModel.load(Path.of("people.safetensors"))) {
///     RowSampler sampler = RowSampler.of(model.model().decoder(), model.form());
///     List<List<String>> rows = sampler.draw(7, 100);                      // seed, how many
///     sampler.draw(7, 100, Map.of("age", "30..39"), row -> System.out.println(row));
/// }
/// ```
public final class RowSampler {

    /// Draws from the prior for each row that is wanted, where values are given.
    public static final int CANDIDATES = RowDraws.CANDIDATES;

    private final Decoder decoder;
    private final TableEncoder encoder;
    private final How how;

    /// How rows are drawn.
    ///
    /// @param label the column that the model is told; null if it is told none
    /// @param inTurn labels that rows have in turn; empty where they are drawn
    record How(Decoder.Output output, boolean bounded, boolean gaps, LabelColumn label, List<Integer> inTurn) {
    }

    /// Takes a decoder of encoded rows that is told nothing.
    ///
    /// @param decoder the decoder, open as long as rows are drawn
    /// @param encoder what its columns mean
    /// @throws IllegalArgumentException if the widths differ, or the model is a conditional one
    public RowSampler(Decoder decoder, TableEncoder encoder) {
        this(decoder, encoder, new How(Decoder.Output.DRAW, true, false, null, List.of()));
        if (decoder.architecture().inputs() != encoder.width() || decoder.architecture().conditionWidth() > 0) {
            throw new IllegalArgumentException("decoder: describes " + decoder.architecture().inputs() + " values"
                    + (decoder.architecture().conditionWidth() > 0 ? " of given columns" : "") + ", expected the "
                    + encoder.width() + " of the encoded rows");
        }
    }

    private RowSampler(Decoder decoder, TableEncoder encoder, How how) {
        this.decoder = decoder;
        this.encoder = encoder;
        this.how = how;
    }

    /// Takes a decoder of encoded rows, which may be told their labels.
    ///
    /// @param decoder the decoder, open as long as rows are drawn
    /// @param form what its model carries of the table
    /// @return what draws its rows
    /// @throws IllegalArgumentException if the widths differ, or the model is told other things than labels
    public static RowSampler of(Decoder decoder, TableForm form) {
        int told = decoder.architecture().conditionWidth();
        if (told == 0) {
            return new RowSampler(decoder, form.encoder());
        }
        if (decoder.architecture().inputs() != form.encoder().width() || told > form.labels().size()) {
            throw new IllegalArgumentException("decoder: describes " + decoder.architecture().inputs()
                    + " values and is told " + told + ", expected the " + form.encoder().width()
                    + " of the encoded rows and at most the " + form.labels().size() + " labels of the table");
        }
        return new RowSampler(decoder, form.encoder(),
                new How(Decoder.Output.DRAW, true, false, LabelColumn.of(form, told), List.of()));
    }

    /// The same with other cells: mean, mode or draw of what the decoder describes.
    ///
    /// @param output a draw, where nothing else is said
    /// @return what draws such rows
    public RowSampler output(Decoder.Output output) {
        return new RowSampler(decoder, encoder, new How(Objects.requireNonNull(output, "output"), how.bounded,
                how.gaps, how.label, how.inTurn));
    }

    /// The same with numbers and dates within those of the rows that were learned from, or where they are drawn.
    ///
    /// @param bounded whether they are kept within; true, where nothing else is said
    /// @return what draws such rows
    public RowSampler bounded(boolean bounded) {
        return new RowSampler(decoder, encoder, new How(how.output, bounded, how.gaps, how.label, how.inTurn));
    }

    /// The same with gaps. A cell of a column whose gaps are modelled ([lanewise.vae.schema.Schema#gaps()]) is empty
    /// where the model draws a gap, together with the other cells of the row; one of another column as often as its
    /// cells were in the rows that were learned from, independently of all else. Given cells are none.
    ///
    /// @param gaps whether there are such; false, where nothing else is said
    /// @return what draws such rows
    public RowSampler gaps(boolean gaps) {
        return new RowSampler(decoder, encoder, new How(how.output, how.bounded, gaps, how.label, how.inTurn));
    }

    /// The same with given labels in turn.
    ///
    /// @param labels their numbers; empty for labels as often as they were
    /// @return what draws such rows
    /// @throws IllegalArgumentException if the model is told no labels, or one is unknown
    public RowSampler labels(List<Integer> labels) {
        int known = how.label == null ? 0 : how.label.values().size();
        for (int label : labels) {
            if (label < 0 || label >= known) {
                throw new IllegalArgumentException("labels: " + label + ", expected "
                        + (known == 0 ? "none: the model is told no labels" : "0 to " + (known - 1)));
            }
        }
        return new RowSampler(decoder, encoder, new How(how.output, how.bounded, how.gaps, how.label,
                List.copyOf(labels)));
    }

    /// The columns of the rows: those that are kept, and the label where the model is told it.
    ///
    /// @return their names, in the order of the table
    public List<String> columns() {
        List<String> names = new ArrayList<>(encoder.places().stream().map(place -> place.column().name()).toList());
        if (how.label != null) {
            names.add(how.label.at(), how.label.name());
        }
        return List.copyOf(names);
    }

    /// What a cell of a column can be given as.
    ///
    /// @param column the name of a column
    /// @return its categories or labels; empty if it holds numbers or dates, or there is no such column
    public List<String> values(String column) {
        if (how.label != null && how.label.name().equals(column)) {
            return how.label.values();
        }
        return encoder.places().stream().filter(place -> place.column().name().equals(column)).findFirst()
                .map(place -> GivenCells.values(place.column())).orElse(List.of());
    }

    /// How many draws from the prior are weighted for rows that are given values.
    ///
    /// @param count how many rows, at least 1
    /// @return the number: [#CANDIDATES] for each row of whole blocks
    public long candidates(long count) {
        int block = RowDraws.blockRows(encoder);
        return Math.ceilDiv(count, block) * (long) block * CANDIDATES;
    }

    /// Draws rows.
    ///
    /// @param seed where all random numbers start
    /// @param count how many, at least 1
    /// @param rows receives them in their order: a text for each of [#columns()], empty for a gap
    public void draw(long seed, long count, Consumer<List<String>> rows) {
        draw(seed, count, Map.of(), rows);
    }

    /// Draws rows in which columns have given values.
    ///
    /// @param seed where all random numbers start
    /// @param count how many, at least 1
    /// @param given by name of the column one of its [#values(String)], or for counts and dates a value, and for these
    /// and real numbers a range `LEAST..MOST`, `LEAST..` or `..MOST`, its ends included
    /// @param rows as above
    /// @return how many of the weighted draws from the prior would be worth as much if all had equal weights,
    /// `(sum w)^2 / sum w^2` (Kong 1992), of [#candidates(long)]; with few the rows are alike; infinite if no value is
    /// given but the label of a model that is told it
    /// @throws IllegalArgumentException if there is no such column, or the value is none of it
    /// @throws IllegalStateException if the model draws no such row
    public double draw(long seed, long count, Map<String, String> given, Consumer<List<String>> rows) {
        return draw(seed, count, given, rows, null);
    }

    /// The same, by a workspace.
    ///
    /// @param seed as above
    /// @param count as above
    /// @param given as above
    /// @param rows as above
    /// @param workspace who does the work; null for the calling thread alone
    /// @return as above
    /// @throws IllegalArgumentException as above
    /// @throws IllegalStateException as above
    public double draw(long seed, long count, Map<String, String> given, Consumer<List<String>> rows,
            Workspace workspace) {
        if (count < 1) {
            throw new IllegalArgumentException("count: " + count + ", expected at least 1");
        }
        if (!how.inTurn.isEmpty() && !given.isEmpty()) {
            throw new IllegalArgumentException("labels: " + how.inTurn + " in turn and given values, expected one of"
                    + " them");
        }
        try (RowDraws draws = new RowDraws(decoder, encoder, how, given, seed, workspace)) {
            for (long first = 0; first < count; first += draws.blockRows()) {
                draws.rows(first, (int) Math.min(draws.blockRows(), count - first), rows);
            }
            return draws.worth();
        }
    }

    /// The rows, in a list.
    ///
    /// @param seed where all random numbers start
    /// @param count how many, at least 1
    /// @return as above
    public List<List<String>> draw(long seed, int count) {
        List<List<String>> rows = new ArrayList<>();
        draw(seed, count, rows::add);
        return rows;
    }
}
