package lanewise.vae.data;

import java.util.Arrays;
import lanewise.core.random.RandomStream;

/// A data set parted in two: rows to learn from and rows to validate on, chosen at random, each in the
/// order of the data.
///
/// @param train the rows to learn from
/// @param validation the rows held out
public record Split(Dataset train, Dataset validation) {

    /// Holds out the first `validation` rows of a random permutation.
    ///
    /// @param data what to part
    /// @param validation how many rows to hold out, 0 to size - 1
    /// @param random chooses them
    /// @return two views that have no row in common and together all rows
    /// @throws IllegalArgumentException if no row would be left to learn from
    public static Split of(Dataset data, int validation, RandomStream random) {
        if (validation < 0 || validation >= data.size()) {
            throw new IllegalArgumentException("validation: " + validation + " rows of " + data + ", expected 0 to "
                    + (data.size() - 1) + ", so that at least one is left to learn from");
        }
        if (validation == 0) {
            return new Split(data, data.head(0));
        }
        int[] order = random.permutation(data.size());
        int[] held = Arrays.copyOf(order, validation);
        int[] rest = Arrays.copyOfRange(order, validation, order.length);
        Arrays.sort(held);
        Arrays.sort(rest);
        return new Split(data.subset(rest), data.subset(held));
    }
}
