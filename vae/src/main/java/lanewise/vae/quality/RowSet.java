package lanewise.vae.quality;

import java.util.Arrays;

import lanewise.core.random.RandomStream;
import lanewise.vae.random.Purpose;

/// Chosen rows of a table.
///
/// @param table the table
/// @param numbers of the rows, ascending; null for all
record RowSet(ComparedTable table, int[] numbers) {

    static RowSet all(ComparedTable table) {
        return new RowSet(table, null);
    }

    int size() {
        return numbers == null ? table.rows() : numbers.length;
    }

    int row(int index) {
        return numbers == null ? index : numbers[index];
    }

    /// These rows, or some of them chosen at random.
    ///
    /// @param most how many
    /// @param seed chooses them
    /// @param number which stream of the seed
    RowSet sample(int most, long seed, long number) {
        return size() <= most ? this : part(0, most, seed, number);
    }

    /// The rows from one place to another of a random order.
    RowSet part(int from, int to, long seed, long number) {
        int[] order = new RandomStream(seed, Purpose.SPLIT.stream(number)).permutation(size());
        int[] chosen = Arrays.copyOfRange(order, from, to);
        Arrays.sort(chosen);
        for (int i = 0; i < chosen.length; i++) {
            chosen[i] = row(chosen[i]);
        }
        return new RowSet(table, chosen);
    }
}
