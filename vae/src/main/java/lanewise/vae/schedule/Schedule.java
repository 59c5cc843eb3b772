package lanewise.vae.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;

import lanewise.vae.check.Require;

/// The factor on the optimizer's learning rate, step by step.
///
/// **Adding one** means a record in this file that implements the interface; JSON and command line find it by the
/// permitted subclasses. Its components are `double`, `int` or `boolean`, and it has a constructor without arguments.
/// Immutable and thread-safe.
public sealed interface Schedule {

    /// The factor of a step.
    ///
    /// @param step number of the step, from 0
    /// @param stepsPerEpoch steps of an epoch
    /// @param epochs epochs of the run
    /// @param losses the loss with which epoch e, from 0, ended, for each epoch before that of the step: on the
    /// validation rows, else on the training rows
    /// @return the factor, above 0
    double factor(long step, int stepsPerEpoch, int epochs, IntToDoubleFunction losses);

    /// Refuses a run that this schedule is not made for.
    ///
    /// @param epochs epochs of the run
    /// @throws IllegalArgumentException saying why
    default void check(int epochs) {
        // most suit any run
    }

    /// Whether the factor of a step is another in a run of another length: such a run cannot be made longer
    /// once it has begun.
    /// @return whether [#factor] depends on `epochs`
    default boolean dependsOnLength() {
        return false;
    }

    /// All kinds of schedules.
    /// @return the records that implement this interface
    static List<Class<? extends Schedule>> types() {
        List<Class<? extends Schedule>> types = new ArrayList<>();
        for (Class<?> type : Schedule.class.getPermittedSubclasses()) {
            types.add(type.asSubclass(Schedule.class));
        }
        return List.copyOf(types);
    }

    /// The learning rate as it is: `factor = 1`.
    record Constant() implements Schedule {

        @Override
        public double factor(long step, int stepsPerEpoch, int epochs, IntToDoubleFunction losses) {
            return 1;
        }
    }

    /// Multiplied again and again: `factor^floor(epoch / every)`, epochs counted from 0.
    ///
    /// @param every epochs between two changes, at least 1, below the epochs of the run
    /// @param factor above 0
    record Steps(int every, double factor) implements Schedule {

        /// Checks the arguments.
        ///
        /// @throws IllegalArgumentException naming the one that is outside its range
        public Steps {
            Require.atLeast(1, "every", every);
            Require.positive("factor", factor);
        }

        /// A tenth every 30 epochs.
        public Steps() {
            this(30, 0.1);
        }

        @Override
        public double factor(long step, int stepsPerEpoch, int epochs, IntToDoubleFunction losses) {
            return StrictMath.pow(factor, step / stepsPerEpoch / every);
        }

        @Override
        public void check(int epochs) {
            if (every >= epochs) {
                throw new IllegalArgumentException("schedule: steps of " + every
                        + " epochs never change the rate of a run of " + epochs + ", expected every below " + epochs);
            }
        }
    }

    /// Half a cosine from 1 down to the floor, after a linear rise. With T steps in the run,
    /// W = ceil(warmup * T) and t from 0:
    /// ```
    /// t < W:  (t + 1) / W        otherwise:  floor + (1 - floor) * (1 + cos(pi (t - W) / (T - W))) / 2
    /// ```
    /// Source: Loshchilov and Hutter, 2017, eq. 5, without restarts.
    ///
    /// @param warmup share of the run that the rise takes, at least 0, below 1
    /// @param floor where the factor would arrive after the last step, at least 0, below 1
    record Cosine(double warmup, double floor) implements Schedule {

        /// Checks the arguments.
        ///
        /// @throws IllegalArgumentException naming the one that is outside its range
        public Cosine {
            Require.belowOne("warmup", warmup);
            Require.belowOne("floor", floor);
        }

        /// No rise, down to 0.
        public Cosine() {
            this(0, 0);
        }

        @Override
        public double factor(long step, int stepsPerEpoch, int epochs, IntToDoubleFunction losses) {
            long total = (long) stepsPerEpoch * epochs;
            long rise = Math.min(total - 1, (long) Math.ceil(warmup * total));
            if (step < rise) {
                return (step + 1.0) / rise;
            }
            return floor + (1 - floor) * (1 + StrictMath.cos(Math.PI * (step - rise) / (total - rise))) / 2;
        }

        @Override
        public boolean dependsOnLength() {
            return true;
        }
    }

    /// Multiplied when the loss no longer falls: an epoch is better if its loss is below `best - threshold * |best|`,
    /// best being the loss of the last epoch that was better (the first always is); after more than `patience` epochs
    /// in a row that were not, the factor is multiplied, and the count begins anew. Takes the loss on the validation
    /// rows, without such rows that on the training rows.
    ///
    /// @param factor above 0, below 1
    /// @param patience epochs that may pass without a better one, at least 0
    /// @param threshold by what share a loss has to fall to count, at least 0, below 1
    /// @param floor the smallest product, at least 0, below 1
    record Plateau(double factor, int patience, double threshold, double floor) implements Schedule {

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
                throw new IllegalArgumentException("schedule: a plateau with patience " + patience
                        + " never changes the rate of a run of " + epochs + " epochs, expected at least "
                        + (patience + 3L) + " epochs");
            }
        }
    }

    /// Stage i of 0 to 7 takes 3^i epochs, 3,280 in all, at the factor `10^(-i/7)`: from 1 down to a tenth.
    ///
    /// Source: Burda, Grosse and Salakhutdinov, 2016, section 5. Their code rounds the factors to two digits, which
    /// `rounded` does too: 1, 0.72, 0.52, 0.37, 0.27, 0.19, 0.14, 0.1.
    ///
    /// @param rounded whether the factors are rounded to two decimals
    record IwaeStages(boolean rounded) implements Schedule {

        private static final int STAGES = 8;

        /// As the paper has it.
        public IwaeStages() {
            this(false);
        }

        @Override
        public double factor(long step, int stepsPerEpoch, int epochs, IntToDoubleFunction losses) {
            double factor = StrictMath.pow(10, -stage(step / stepsPerEpoch) / 7.0);
            return rounded ? StrictMath.rint(100 * factor) / 100 : factor;
        }

        private static int stage(long epoch) {
            int stage = 0;
            for (long end = 1, length = 1; epoch >= end && stage < STAGES - 1; stage++) {
                length *= 3;
                end += length;
            }
            return stage;
        }

        @Override
        public void check(int epochs) {
            int all = (int) ((StrictMath.pow(3, STAGES) - 1) / 2);
            if (epochs > all) {
                throw new IllegalArgumentException("schedule: the stages of the IWAE paper have " + all
                        + " epochs, the run has " + epochs + ", expected no more");
            }
        }
    }


}
