package lanewise.vae.schedule;

import java.util.ArrayList;
import java.util.List;

/// The factor on the weights of everything in the loss but the reconstruction, such as beta, step by step: small at
/// first, so that the latent variables come into use before they cost.
///
/// **Adding one** means one file, a record that implements this interface, and its name in the `permits` clause; JSON
/// and command line find it by the permitted subclasses. Its components are `double`, `int` or `boolean`, and it has a
/// constructor without arguments. Immutable and thread-safe.
public sealed interface Warmup permits Immediate, Linear, Cyclical {

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
}
