package lanewise.vae.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/// The factor on the optimizer's learning rate, step by step.
///
/// **Adding one** means one file, a record that implements this interface, and its name in the `permits` clause; JSON
/// and command line find it by the permitted subclasses. Its components are `double`, `int` or `boolean`, and it has a
/// constructor without arguments. Immutable and thread-safe.
public sealed interface Schedule permits Constant, Steps, Cosine, Plateau, IwaeStages {

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
}
