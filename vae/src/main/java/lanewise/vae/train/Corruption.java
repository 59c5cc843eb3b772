package lanewise.vae.train;

import java.util.List;
import java.util.Objects;

import lanewise.core.Matrix;
import lanewise.core.random.RandomStream;
import lanewise.vae.check.Require;
import lanewise.vae.random.Purpose;

/// What is done to the encoder's input in training; the loss compares with the data as they are (Vincent et al. 2008;
/// for variational autoencoders Im et al. 2017). Random numbers are those of [Purpose#CORRUPT], so that nothing else in
/// a run draws others with it than without it.
///
/// With x of `rows x columns`, value (r, c) depends on x and on element `r * columns + c` of a stream alone.
/// Immutable and thread-safe.
public sealed interface Corruption {

    /// Nothing is done.
    record None() implements Corruption {
    }

    /// Each value becomes 0 with a probability.
    ///
    /// @param probability 0 to below 1
    record Masking(double probability) implements Corruption {

        /// Checks the argument.
        ///
        /// @throws IllegalArgumentException if it is outside its range
        public Masking {
            Require.belowOne("probability", probability);
        }

        /// A quarter of the values.
        public Masking() {
            this(0.25);
        }
    }

    /// Each value gets a number from N(0, deviation^2) added.
    ///
    /// @param deviation at least 0
    record Gaussian(double deviation) implements Corruption {

        /// Checks the argument.
        ///
        /// @throws IllegalArgumentException if it is outside its range
        public Gaussian {
            Require.notNegative("deviation", deviation);
        }

        /// A deviation of 1/4.
        public Gaussian() {
            this(0.25);
        }
    }

    /// Each value becomes 0 or 1, one as likely as the other, with a probability.
    ///
    /// @param probability 0 to below 1
    record SaltAndPepper(double probability) implements Corruption {

        /// Checks the argument.
        ///
        /// @throws IllegalArgumentException if it is outside its range
        public SaltAndPepper {
            Require.belowOne("probability", probability);
        }

        /// A quarter of the values.
        public SaltAndPepper() {
            this(0.25);
        }
    }

    /// The kinds.
    /// @return the record of each
    static List<Class<? extends Corruption>> types() {
        return List.of(None.class, Masking.class, Gaussian.class, SaltAndPepper.class);
    }

    /// The name in configurations and on the command line.
    /// @return such as `salt_and_pepper`
    default String name() {
        return RecordForm.id(getClass());
    }

    /// Writes the corrupted values of x, all of them.
    ///
    /// @param x rows x columns
    /// @param stream the random numbers
    /// @param out where they go, rows x columns; must not be x
    /// @throws IllegalArgumentException if the shapes differ
    default void apply(Matrix x, RandomStream stream, Matrix out) {
        apply(x, stream, 0, out);
    }

    /// As [#apply(Matrix, RandomStream, Matrix)] of rows that are a part of more: value (r, c) depends on element
    /// `(firstRow + r) * columns + c` of the stream.
    ///
    /// @param x rows x columns
    /// @param stream the random numbers
    /// @param firstRow which of all rows row 0 of x is, at least 0
    /// @param out where they go, rows x columns; must not be x
    /// @throws IllegalArgumentException if the shapes differ
    default void apply(Matrix x, RandomStream stream, int firstRow, Matrix out) {
        long first = (long) firstRow * x.columns();
        Objects.requireNonNull(x, "x");
        out.requireShape("out", x.rows(), x.columns());
        switch (this) {
            case None _ -> out.copyFrom(x);
            case Masking masking -> {
                stream.fillUniform(out, first);
                float probability = (float) masking.probability;
                for (int r = 0; r < x.rows(); r++) {
                    long from = x.byteOffset(r, 0);
                    long to = out.byteOffset(r, 0);
                    for (int c = 0; c < x.columns(); c++) {
                        long at = (long) c << 2;
                        float u = out.segment().get(Matrix.FLOAT, to + at);
                        out.segment().set(Matrix.FLOAT, to + at,
                                u < probability ? 0f : x.segment().get(Matrix.FLOAT, from + at));
                    }
                }
            }
            case Gaussian gaussian -> {
                stream.fillGaussian(out, first);
                float deviation = (float) gaussian.deviation;
                for (int r = 0; r < x.rows(); r++) {
                    long from = x.byteOffset(r, 0);
                    long to = out.byteOffset(r, 0);
                    for (int c = 0; c < x.columns(); c++) {
                        long at = (long) c << 2;
                        out.segment().set(Matrix.FLOAT, to + at, Math.fma(deviation,
                                out.segment().get(Matrix.FLOAT, to + at), x.segment().get(Matrix.FLOAT, from + at)));
                    }
                }
            }
            case SaltAndPepper pepper -> {
                stream.fillUniform(out, first);
                float probability = (float) pepper.probability;
                float half = 0.5f * probability;
                for (int r = 0; r < x.rows(); r++) {
                    long from = x.byteOffset(r, 0);
                    long to = out.byteOffset(r, 0);
                    for (int c = 0; c < x.columns(); c++) {
                        long at = (long) c << 2;
                        float u = out.segment().get(Matrix.FLOAT, to + at);
                        float grain = u < half ? 0f : 1f;
                        out.segment().set(Matrix.FLOAT, to + at,
                                u < probability ? grain : x.segment().get(Matrix.FLOAT, from + at));
                    }
                }
            }
        }
    }
}
