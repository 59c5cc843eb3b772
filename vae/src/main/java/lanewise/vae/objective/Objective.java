package lanewise.vae.objective;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What training minimises: a scalar of a batch, of its reconstruction and of its latent variables, in nats.
///
/// **Adding one** means a record that implements this interface, its name in the `permits` clause, and a case in
/// `Loss.of`, which does not compile without it: its arithmetic. Tests, JSON and command line find it by the permitted
/// subclasses; its JSON form is the record's components, which are numbers or enums. It has a constructor without
/// arguments for the usual defaults.
///
/// Objectives are immutable and thread-safe.
public sealed interface Objective permits Elbo, FreeBits, Iwae, Dreg, BetaTc, InfoVae, Autoencoder {

    /// The largest number of samples of z for a row, whoever asks for it: options, programs and files.
    int MOST_SAMPLES = 100_000;

    /// The name in files and on the command line: the class's, in lower case, its words parted by `_`.
    /// @return the name
    default String name() {
        return name(getClass());
    }

    /// The name of a kind of objective.
    ///
    /// @param type one of [#types()]
    /// @return the name that its instances have
    static String name(Class<? extends Objective> type) {
        return type.getSimpleName().replaceAll("(?<=.)(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }

    /// All kinds of objectives.
    /// @return the records that implement this interface
    static List<Class<? extends Objective>> types() {
        List<Class<? extends Objective>> types = new ArrayList<>();
        for (Class<?> type : Objective.class.getPermittedSubclasses()) {
            types.add(type.asSubclass(Objective.class));
        }
        return List.copyOf(types);
    }

    /// Samples of z for each row of the batch.
    /// @return at least 1
    int samples();

    /// How the rows of a batch become one number.
    /// @return sum or mean
    Reduction reduction();

    /// The names of the terms that it reports besides reconstruction, divergence and loss.
    /// @return possibly none
    default List<String> terms() {
        return List.of();
    }

    /// Whether it has weights for a warm-up to act on.
    /// @return true if something besides the reconstruction is weighed
    default boolean warmsUp() {
        return true;
    }

    /// Whether it compares z with draws from the prior, as many as there are samples.
    /// @return true if a pass has to draw them
    default boolean drawsFromPrior() {
        return false;
    }

    /// Whether the loss of a batch is a sum over its rows, none of which has a part in that of another, so that a batch
    /// can be computed in parts.
    /// @return false where rows are compared with each other or averaged before they are judged
    default boolean sumsOverRows() {
        return true;
    }

    /// What a validation reports: an objective that is a mean over rows which do not depend on each other, so that the
    /// result does not depend on how they are put into batches.
    ///
    /// @param samples of z for each row, where this objective leaves the choice
    /// @return an objective whose value can be compared between epochs
    Objective evaluated(int samples);

    /// This objective with another beta, the factor of the divergence.
    ///
    /// @param value at least 0
    /// @return a copy
    /// @throws IllegalArgumentException if it has no beta
    default Objective withBeta(double value) {
        throw new IllegalArgumentException("beta: the objective " + name() + " has none");
    }

    /// This objective with another number of samples of z for each row.
    ///
    /// @param value at least 1
    /// @return a copy
    /// @throws IllegalArgumentException if it takes no samples
    default Objective withSamples(int value) {
        throw new IllegalArgumentException("samples: the objective " + name() + " has none");
    }

    /// This objective with another reduction over the rows of a batch.
    ///
    /// @param value sum or mean
    /// @return a copy
    Objective withReduction(Reduction value);

    /// How the losses of the rows of a batch become one number. Features and latent dimensions are always summed.
    enum Reduction {

        /// The sum over the rows.
        SUM,

        /// The mean over the rows.
        MEAN;

        /// The factor of each row.
        ///
        /// @param rows rows of the batch
        /// @return 1 for the sum, 1 / rows for the mean
        public double factor(int rows) {
            return this == SUM ? 1.0 : 1.0 / rows;
        }
    }
}
