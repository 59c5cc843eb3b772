package lanewise.vae.train;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// How parameters p follow from their gradient g: a pure function of p, g, the moments and the number of the step.
///
/// **Adding one** means one file, a record that implements this interface, and its name in the `permits` clause. Tests,
/// JSON and command line find it by the permitted subclasses; its JSON form is the record's components, which are
/// `double` or `boolean`. It has a constructor without arguments for the usual defaults.
///
/// **Denormals.** Java cannot set the processor's flush mode, and moments of units that stopped learning decay into
/// denormals, which slow every later step. So the specification itself has none, by arithmetic: a moment whose
/// magnitude falls below 2^-126, the smallest normal float, becomes zero, and a gradient so small that its contribution
/// to a moment (or its product with the clip factor) would be below 2^-126 contributes zero.
///
/// Optimizers are immutable and thread-safe; a [Rule] serves one training run.
public sealed interface Optimizer permits Adam, AdamW, Rmsprop, Adagrad, Sgd {

    /// Borders of ranges handed to a rule are multiples of this many floats.
    int GRAIN = 16;

    /// The name in files and on the command line: the class's, in lower case.
    /// @return the name
    default String name() {
        return name(getClass());
    }

    /// The name of a kind of optimizer.
    ///
    /// @param type one of [#types()]
    /// @return the name that its instances have
    static String name(Class<? extends Optimizer> type) {
        return RecordForm.id(type);
    }

    /// All kinds of optimizers.
    /// @return the records that implement this interface
    static List<Class<? extends Optimizer>> types() {
        List<Class<? extends Optimizer>> types = new ArrayList<>();
        for (Class<?> type : Optimizer.class.getPermittedSubclasses()) {
            types.add(type.asSubclass(Optimizer.class));
        }
        return List.copyOf(types);
    }

    /// The learning rate.
    /// @return a positive number
    double learningRate();

    /// The names of the moments that are kept per parameter, in the order in which they lie in memory.
    /// @return the names, possibly none
    List<String> moments();

    /// Where a moment starts.
    ///
    /// @param moment one of [#moments()]
    /// @return the value of all its elements before the first step, 0 unless said otherwise
    default double start(String moment) {
        return 0;
    }

    /// The arithmetic of one run.
    /// @return a new rule
    Rule rule();

    /// The arithmetic of one run: constants that change with the step, and the pass over memory.
    ///
    /// Scalar twin and vector kernel give the same bits; ranges may be handed to several threads in any partition.
    interface Rule {

        /// Sets the constants of a step, computed in double. To be called before the ranges of the step are
        /// applied, by one thread.
        ///
        /// @param step number of the step, from 1
        /// @param gradientScale factor on the gradient in the same pass (clipping), above 0, 1 for none
        /// @param rateFactor factor on the learning rate, at least 0
        void begin(long step, double gradientScale, double rateFactor);

        /// The same with the learning rate as it is.
        ///
        /// @param step number of the step, from 1
        /// @param gradientScale as above
        default void begin(long step, double gradientScale) {
            begin(step, gradientScale, 1);
        }

        /// Updates the floats `from` to `to` of the parameters and of each moment in one pass.
        ///
        /// @param parameters p, `length` floats; overwritten
        /// @param gradient g, `length` floats
        /// @param moments `length` floats for each of [Optimizer#moments()], one after the other; overwritten
        /// @param length number of parameters, a multiple of 16
        /// @param from first float, a multiple of 16
        /// @param to float after the last, a multiple of 16
        void apply(MemorySegment parameters, MemorySegment gradient, MemorySegment moments, int length,
                int from, int to);

        /// The specification of [#apply]: the scalar loop that gives the same bits.
        ///
        /// @param parameters as in [#apply]
        /// @param gradient as in [#apply]
        /// @param moments as in [#apply]
        /// @param length as in [#apply]
        /// @param from first float
        /// @param to float after the last
        void scalar(MemorySegment parameters, MemorySegment gradient, MemorySegment moments, int length,
                int from, int to);
    }
}
