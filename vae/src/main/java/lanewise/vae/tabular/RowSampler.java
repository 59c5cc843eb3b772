package lanewise.vae.tabular;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import lanewise.core.Matrix;
import lanewise.core.random.RandomStream;
import lanewise.vae.model.Decoder;
import lanewise.vae.model.DecoderSession;
import lanewise.vae.model.Output;
import lanewise.vae.random.Purpose;
import lanewise.vae.schema.Column;
import lanewise.vae.schema.RowCoder;
import lanewise.vae.schema.TableEncoder;

/// New rows of a table from a model of its encoded rows: draws from the prior, draws from what the decoder describes,
/// cells as the table writes them. The other category of a column, whose texts the schema does not keep, comes as what
/// the schema calls it.
///
/// Row r depends on seed and r alone, without given values. With values given, z is drawn by weights (sampling and
/// importance resampling, Rubin 1988): of [#CANDIDATES] draws from the prior for each row, as many are chosen as rows
/// are wanted, systematically, each with a probability in proportion to p(values | z); the given cells are then the
/// given ones. Thread-safe: each call has buffers of its own.
public final class RowSampler {

    /// Draws from the prior for each row that is wanted, where values are given.
    public static final int CANDIDATES = 16;

    private static final int LEAST_CANDIDATES = 4096;
    private static final int MOST_ROWS = 1024;
    /// Which stream of a seed chooses among candidates; the decoder's own draws have others.
    private static final long CHOICE = 2;

    private final Decoder decoder;
    private final TableEncoder encoder;

    /// Takes a decoder of encoded rows.
    ///
    /// @param decoder the decoder, open as long as rows are drawn
    /// @param encoder what its columns mean
    /// @throws IllegalArgumentException if the widths differ, or the model is a conditional one
    public RowSampler(Decoder decoder, TableEncoder encoder) {
        if (decoder.architecture().inputs() != encoder.width() || decoder.architecture().conditionWidth() > 0) {
            throw new IllegalArgumentException("decoder: describes " + decoder.architecture().inputs() + " values"
                    + (decoder.architecture().conditionWidth() > 0 ? " of given columns" : "") + ", expected the "
                    + encoder.width() + " of the encoded rows");
        }
        this.decoder = decoder;
        this.encoder = encoder;
    }

    /// Draws rows.
    ///
    /// @param seed where all random numbers start
    /// @param count how many, at least 1
    /// @param rows receives them in their order: a text for each column that is kept, empty for a gap
    public void draw(long seed, int count, Consumer<List<String>> rows) {
        draw(seed, count, Map.of(), rows);
    }

    /// Draws rows in which columns have given values.
    ///
    /// @param seed where all random numbers start
    /// @param count how many, at least 1
    /// @param given values of binary columns and categories by name
    /// @param rows as above
    /// @return how many different draws from the prior would be worth as much, `(sum w)^2 / sum w^2` over the weights;
    /// with few the rows are alike; infinite if nothing is given
    /// @throws IllegalArgumentException if there is no such column, it holds numbers or dates, or the value is none of
    /// its categories
    /// @throws IllegalStateException if the model gives such rows no probability
    public double draw(long seed, int count, Map<String, String> given, Consumer<List<String>> rows) {
        if (count < 1) {
            throw new IllegalArgumentException("count: " + count + ", expected at least 1");
        }
        Map<TableEncoder.Place, Integer> places = places(given);
        int latent = decoder.architecture().latent();
        double worth = Double.POSITIVE_INFINITY;
        try (Arena arena = Arena.ofShared(); DecoderSession session = decoder.session(Math.min(count, MOST_ROWS))) {
            Matrix z = Matrix.allocateDense(arena, count, latent);
            if (places.isEmpty()) {
                session.prior(seed, z);
            } else {
                worth = choose(session, seed, places, z, arena);
            }
            Matrix x = Matrix.allocateDense(arena, count, encoder.width());
            session.decode(z, Output.DRAW, seed, x);
            RowCoder coder = encoder.coder();
            float[] row = new float[encoder.width()];
            for (int r = 0; r < count; r++) {
                for (int c = 0; c < row.length; c++) {
                    row[c] = x.get(r, c);
                }
                places.forEach((place, category) -> put(place, category, row));
                rows.accept(coder.decodeText(row, null));
            }
        }
        return worth;
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

    private Map<TableEncoder.Place, Integer> places(Map<String, String> given) {
        Map<TableEncoder.Place, Integer> places = new LinkedHashMap<>();
        given.forEach((name, value) -> {
            TableEncoder.Place place = encoder.places().stream().filter(one -> one.column().name().equals(name))
                    .findFirst().orElseThrow(() -> new IllegalArgumentException("given: there is no column " + name
                    + ", only " + encoder.places().stream().map(one -> one.column().name()).toList()));
            List<String> categories = new ArrayList<>(switch (place.column()) {
                case Column.Binary binary -> binary.categories();
                case Column.Category category -> category.categories();
                default -> throw new IllegalArgumentException("given: column " + name + " is "
                        + place.column().kind() + ", expected a category or a binary one");
            });
            if (place.column() instanceof Column.Category category && category.other() != null) {
                categories.add(category.other());
            }
            int index = categories.indexOf(value);
            if (index < 0) {
                throw new IllegalArgumentException("given: " + name + " is \"" + value + "\", expected one of "
                        + String.join(", ", categories.subList(0, Math.min(10, categories.size())))
                        + (categories.size() > 10 ? ", ..." : ""));
            }
            places.put(place, index);
        });
        return places;
    }

    private static void put(TableEncoder.Place place, int category, float[] row) {
        if (place.column() instanceof Column.Binary) {
            row[place.from()] = category;
        } else {
            Arrays.fill(row, place.from(), place.from() + place.column().width(), 0);
            row[place.from() + category] = 1;
        }
    }

    /// Fills z with chosen draws; the worth of their weights.
    private static double choose(DecoderSession session, long seed, Map<TableEncoder.Place, Integer> places, Matrix z,
            Arena arena) {
        int candidates = Math.toIntExact(Math.max(LEAST_CANDIDATES, (long) CANDIDATES * z.rows()));
        Matrix all = Matrix.allocateDense(arena, candidates, z.columns());
        session.prior(seed, all);
        double[] upTo = new double[candidates];
        double sum = 0;
        double squares = 0;
        Matrix mean = Matrix.allocateDense(arena, MOST_ROWS, session.decoder().architecture().inputs());
        for (int from = 0; from < candidates; from += MOST_ROWS) {
            int to = Math.min(candidates, from + MOST_ROWS);
            session.mean(all.rows(from, to), mean.rows(0, to - from));
            for (int i = from; i < to; i++) {
                double weight = 1;
                for (Map.Entry<TableEncoder.Place, Integer> one : places.entrySet()) {
                    weight *= probability(one.getKey(), one.getValue(), mean, i - from);
                }
                sum += weight;
                squares += weight * weight;
                upTo[i] = sum;
            }
        }
        if (!(sum > 0)) {
            throw new IllegalStateException("given: the model gives such rows no probability");
        }
        double start = new RandomStream(seed, Purpose.SAMPLE.stream(CHOICE)).uniform(0);
        int[] order = new RandomStream(seed, Purpose.SAMPLE.stream(CHOICE)).permutation(z.rows());
        int chosen = 0;
        for (int r = 0; r < z.rows(); r++) {
            double at = (r + start) / z.rows() * sum;
            while (chosen < candidates - 1 && upTo[chosen] <= at) {
                chosen++;
            }
            for (int d = 0; d < z.columns(); d++) {
                z.set(order[r], d, all.get(chosen, d));
            }
        }
        return sum * sum / squares;
    }

    /// The mean of a one-hot choice and of a binary column is a probability.
    private static double probability(TableEncoder.Place place, int category, Matrix mean, int row) {
        if (place.column() instanceof Column.Binary) {
            double one = mean.get(row, place.from());
            return category == 1 ? one : 1 - one;
        }
        return mean.get(row, place.from() + category);
    }
}
