package lanewise.vae.schedule;

import java.util.ArrayList;
import java.util.List;

import lanewise.vae.check.Require;

/// The factor on the weights of everything in the loss but the reconstruction, such as beta, step by step: small at
/// first, so that the latent variables come into use before they cost.
///
/// **Adding one** means a record in this file that implements the interface; JSON and command line find it by the
/// permitted subclasses. Its components are `double`, `int` or `boolean`, and it has a constructor without arguments.
/// Immutable and thread-safe.
public sealed interface Warmup {

    /// The factor of a step.
    ///
    /// @param step number of the step, from 0
    /// @param stepsPerEpoch steps of an epoch
    /// @param epochs epochs of the run
    /// @return the factor, 0 to 1
    double factor(long step, int stepsPerEpoch, int epochs);

    /// Refuses a run that ends before the factor has been 1.
    ///
    /// @param epochs epochs of the run
    /// @throws IllegalArgumentException saying why
    void check(int epochs);

    /// Whether the factor of a step is another in a run of another length: such a run cannot be made longer
    /// once it has begun.
    /// @return whether [#factor] depends on `epochs`
    default boolean dependsOnLength() {
        return false;
    }

    /// All kinds.
    /// @return the records that implement this interface
    static List<Class<? extends Warmup>> types() {
        List<Class<? extends Warmup>> types = new ArrayList<>();
        for (Class<?> type : Warmup.class.getPermittedSubclasses()) {
            types.add(type.asSubclass(Warmup.class));
        }
        return List.copyOf(types);
    }

    /// The whole weight from the first step: `factor = 1`.
    record Immediate() implements Warmup {

        @Override
        public double factor(long step, int stepsPerEpoch, int epochs) {
            return 1;
        }

        @Override
        public void check(int epochs) {
            // suits any run
        }
    }

    /// In a straight line to 1: `min(1, (t + 1) / (epochs * stepsPerEpoch))` for step t from 0.
    ///
    /// Source: Bowman et al., 2016, section 3.1; Sonderby et al., 2016, section 2.3.
    ///
    /// @param epochs how long it takes, at least 1, below the epochs of the run
    record Linear(int epochs) implements Warmup {

        /// Checks the argument.
        ///
        /// @throws IllegalArgumentException if it is below 1
        public Linear {
            Require.atLeast(1, "epochs", epochs);
        }

        /// Over 10 epochs.
        public Linear() {
            this(10);
        }

        @Override
        public double factor(long step, int stepsPerEpoch, int ofRun) {
            return Math.min(1, (step + 1.0) / ((long) epochs * stepsPerEpoch));
        }

        @Override
        public void check(int ofRun) {
            if (epochs >= ofRun) {
                throw new IllegalArgumentException("warmup: takes " + epochs + " epochs, the run has " + ofRun
                        + ", expected fewer, so that some epochs have the whole weight");
            }
        }
    }

    /// Cycles over the whole run, each rising from 0 to 1 in its first part and staying there. With T steps in the run
    /// and P = ceil(T / cycles): `min(1, (t mod P) / P / rise)` for step t from 0.
    ///
    /// Source: Fu et al., 2019, eq. 6 and 7.
    ///
    /// @param cycles how many, at least 1 and at most the epochs of the run
    /// @param rise share of a cycle that rises, above 0, below 1
    record Cyclical(int cycles, double rise) implements Warmup {

        /// Checks the arguments.
        ///
        /// @throws IllegalArgumentException naming the one that is outside its range
        public Cyclical {
            Require.atLeast(1, "cycles", cycles);
            if (!(rise > 0 && rise < 1)) {
                throw new IllegalArgumentException("rise: " + rise + ", expected above 0 and below 1");
            }
        }

        /// The paper's 4 cycles that rise for one half.
        public Cyclical() {
            this(4, 0.5);
        }

        @Override
        public double factor(long step, int stepsPerEpoch, int epochs) {
            long total = (long) stepsPerEpoch * epochs;
            long period = (total + cycles - 1) / cycles;
            return Math.min(1, (double) (step % period) / period / rise);
        }

        @Override
        public void check(int epochs) {
            if (cycles > epochs) {
                throw new IllegalArgumentException("warmup: " + cycles + " cycles do not fit a run of " + epochs
                        + " epochs, expected at most one per epoch");
            }
        }

        @Override
        public boolean dependsOnLength() {
            return true;
        }
    }
}
