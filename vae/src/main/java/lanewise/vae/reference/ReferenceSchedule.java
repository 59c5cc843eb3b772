package lanewise.vae.reference;

import java.util.function.IntToDoubleFunction;

/// A factor that changes with the number of the step: of the learning rate, or of the weights of everything in the loss
/// but the reconstruction.
///
/// t counts steps from 0, T is the number of steps of the run, e = floor(t / steps per epoch) the epoch.
public sealed interface ReferenceSchedule {

    /// The factor of a step.
    ///
    /// @param step t, from 0
    /// @param stepsPerEpoch steps of an epoch
    /// @param steps T, steps of the run
    /// @param losses the loss of each epoch, from 0, before that of the step
    /// @return the factor
    double factor(long step, int stepsPerEpoch, long steps, IntToDoubleFunction losses);

    /// The factor of a step where no loss is asked for.
    ///
    /// @param step t, from 0
    /// @param stepsPerEpoch steps of an epoch
    /// @param steps T, steps of the run
    /// @return the factor
    /// @throws IllegalStateException if it depends on the losses
    default double factor(long step, int stepsPerEpoch, long steps) {
        return factor(step, stepsPerEpoch, steps, epoch -> {
            throw new IllegalStateException("the factor depends on the loss of epoch " + epoch);
        });
    }

    /// Always 1.
    record Constant() implements ReferenceSchedule {
        @Override
        public double factor(long step, int stepsPerEpoch, long steps, IntToDoubleFunction losses) {
            return 1;
        }
    }

    /// factor^floor(e / every).
    ///
    /// @param every epochs between two changes
    /// @param by the factor of a change
    record Steps(int every, double by) implements ReferenceSchedule {
        @Override
        public double factor(long step, int stepsPerEpoch, long steps, IntToDoubleFunction losses) {
            double product = 1;
            for (long change = step / stepsPerEpoch / every; change > 0; change--) {
                product *= by;
            }
            return product;
        }
    }

    /// (t + 1)/W for t < W = ceil(rise T), then floor + (1 - floor) (1 + cos(pi (t - W)/(T - W)))/2 (Loshchilov &
    /// Hutter 2017, equation 5, without restarts).
    ///
    /// @param rise share of the run that the rise takes
    /// @param floor where it would arrive after the last step
    record Cosine(double rise, double floor) implements ReferenceSchedule {
        @Override
        public double factor(long step, int stepsPerEpoch, long steps, IntToDoubleFunction losses) {
            double w = Math.min(steps - 1.0, Math.ceil(rise * steps));
            return step < w ? (step + 1) / w
                    : floor + (1 - floor) * (1 + StrictMath.cos(Math.PI * (step - w) / (steps - w))) / 2;
        }
    }

    /// 10^(-i/7) in stage i = 0 .. 7, which takes 3^i epochs (Burda, Grosse & Salakhutdinov 2016, section 5).
    ///
    /// @param rounded to two decimals, as in the paper's code
    record IwaeStages(boolean rounded) implements ReferenceSchedule {
        @Override
        public double factor(long step, int stepsPerEpoch, long steps, IntToDoubleFunction losses) {
            long epoch = step / stepsPerEpoch;
            int stage = 0;
            // stages 0 .. i take (3^(i+1) - 1)/2 epochs
            while (stage < 7 && epoch >= (StrictMath.pow(3, stage + 1) - 1) / 2) {
                stage++;
            }
            double factor = StrictMath.pow(10, -stage / 7.0);
            return rounded ? Math.round(100 * factor) / 100.0 : factor;
        }
    }

    /// by^n, at least the floor, n being the number of changes before the epoch. Epoch 0 is better, and each whose loss
    /// is below b - threshold |b|, b the loss of the last better one. There is a change after every patience + 1 epochs
    /// in a row that were not better.
    ///
    /// @param by the factor of a change
    /// @param patience epochs that may pass without a better one
    /// @param threshold by which share a loss has to fall
    /// @param floor the smallest factor; 2^-126 where it is below that
    record Plateau(double by, int patience, double threshold, double floor) implements ReferenceSchedule {
        @Override
        public double factor(long step, int stepsPerEpoch, long steps, IntToDoubleFunction losses) {
            double best = Double.NaN;
            int changes = 0;
            int streak = 0;
            for (int epoch = 0; epoch < step / stepsPerEpoch; epoch++) {
                double loss = losses.applyAsDouble(epoch);
                boolean better = epoch == 0 || loss < best - threshold * Math.abs(best);
                best = better ? loss : best;
                streak = better || streak > patience ? 0 : streak;
                streak += better ? 0 : 1;
                changes += streak > patience ? 1 : 0;
            }
            return Math.max(Math.max(floor, 0x1p-126), StrictMath.pow(by, changes));
        }
    }

    /// A linear rise, min(1, (t + 1)/W).
    ///
    /// @param rise W, steps of the rise
    record Linear(long rise) implements ReferenceSchedule {
        @Override
        public double factor(long step, int stepsPerEpoch, long steps, IntToDoubleFunction losses) {
            return Math.min(1, (step + 1.0) / rise);
        }
    }

    /// Cycles of P = ceil(T/cycles) steps that rise from 0 and stay at 1: min(1, tau/rise), tau = (t mod P)/P (Fu et
    /// al. 2019, equations 6 and 7).
    ///
    /// @param cycles how many
    /// @param rise share of a cycle that the rise takes
    record Cyclical(int cycles, double rise) implements ReferenceSchedule {
        @Override
        public double factor(long step, int stepsPerEpoch, long steps, IntToDoubleFunction losses) {
            long period = (steps + cycles - 1) / cycles;
            return Math.min(1, (double) (step % period) / period / rise);
        }
    }
}
