package lanewise.vae.schedule;

import java.util.function.IntToDoubleFunction;

import lanewise.vae.check.Require;

/// Multiplied when the loss no longer falls: an epoch is better if its loss is below `best - threshold * |best|`, best
/// being the loss of the last epoch that was better (the first always is); after more than `patience` epochs in a row
/// that were not, the factor is multiplied, and the count begins anew. Takes the loss on the validation rows, without
/// such rows that on the training rows.
///
/// @param factor above 0, below 1
/// @param patience epochs that may pass without a better one, at least 0
/// @param threshold by what share a loss has to fall to count, at least 0, below 1
/// @param floor the smallest product, at least 0, below 1
public record Plateau(double factor, int patience, double threshold, double floor) implements Schedule {

    /// Checks the arguments.
    ///
    /// @throws IllegalArgumentException naming the one that is outside its range
    public Plateau {
        Require.belowOne("factor", Require.positive("factor", factor));
        if (patience < 0) {
            throw new IllegalArgumentException("patience: " + patience + ", expected at least 0");
        }
        Require.belowOne("threshold", threshold);
        Require.belowOne("floor", floor);
    }

    /// A tenth after 10 epochs without a loss that fell by a ten-thousandth, without floor.
    public Plateau() {
        this(0.1, 10, 1e-4, 0);
    }

    @Override
    public double factor(long step, int stepsPerEpoch, int epochs, IntToDoubleFunction losses) {
        double best = Double.POSITIVE_INFINITY;
        double product = 1;
        int bad = 0;
        for (int epoch = 0; epoch < step / stepsPerEpoch; epoch++) {
            double loss = losses.applyAsDouble(epoch);
            if (epoch == 0 || loss < best - threshold * Math.abs(best)) {
                best = loss;
                bad = 0;
            } else if (++bad > patience) {
                product = Math.max(floor, product * factor);
                bad = 0;
            }
        }
        // A product of many factors must not leave the floats.
        return Math.max(product, Float.MIN_NORMAL);
    }

    @Override
    public void check(int epochs) {
        if (patience + 2L > epochs - 1L) {
            throw new IllegalArgumentException("schedule: a plateau with patience " + patience + " never changes the"
                    + " rate of a run of " + epochs + " epochs, expected at least " + (patience + 3L) + " epochs");
        }
    }
}
