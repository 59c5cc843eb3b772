package lanewise.vae.train;

import java.util.Arrays;

import lanewise.core.random.RandomStream;

/// Which rows of a data set are trained on and which are kept apart, each ascending: a function of the number of rows, the fraction and the seed.
///
/// @param training rows to train on
/// @param validation rows kept apart, `round(rows * fraction)` of them
record RowSplit(int[] training, int[] validation) {

    static RowSplit of(int rows, double fraction, long seed) {
        int kept = (int) Math.round(rows * fraction);
        if (kept == rows || fraction > 0 && kept == 0) {
            throw new IllegalArgumentException("validationFraction: " + fraction + " of " + rows + " rows leaves " + (rows - kept)
                    + " for training and " + kept + " for validation, expected at least one of each");
        }
        int[] order = new RandomStream(seed, Purpose.SPLIT.stream(0)).permutation(rows);
        int[] validation = Arrays.copyOf(order, kept);
        int[] training = Arrays.copyOfRange(order, kept, rows);
        Arrays.sort(validation);
        Arrays.sort(training);
        return new RowSplit(training, validation);
    }
}
