package lanewise.vae.explore;

import java.util.Objects;
import java.util.function.IntPredicate;

import lanewise.core.Matrix;

/// The way from examples without an attribute to those with it:
/// `d = mean of the codes with it - mean of the codes without it`; `z + s d` has it s times more (Larsen and
/// others 2016, section 4).
///
/// Immutable and thread-safe.
public final class AttributeDirection {

    private final double[] direction;
    private final int with;
    private final int without;

    private AttributeDirection(double[] direction, int with, int without) {
        this.direction = direction;
        this.with = with;
        this.without = without;
    }

    /// The direction between two groups of codes. Rows are added ascending in double.
    ///
    /// @param codes embeddings, one per row
    /// @param with which rows have the attribute
    /// @param without which rows have it not; a row may belong to neither
    /// @return the direction
    /// @throws IllegalArgumentException if a group is empty, a row belongs to both, or a code is not finite
    public static AttributeDirection between(Matrix codes, IntPredicate with, IntPredicate without) {
        Objects.requireNonNull(with, "with");
        Objects.requireNonNull(without, "without");
        double[] sumWith = new double[codes.columns()];
        double[] sumWithout = new double[codes.columns()];
        int countWith = 0;
        int countWithout = 0;
        for (int r = 0; r < codes.rows(); r++) {
            boolean has = with.test(r);
            boolean hasNot = without.test(r);
            if (has && hasNot) {
                throw new IllegalArgumentException("with, without: row " + (r + 1)
                        + " belongs to both groups, expected one at most");
            }
            countWith += has ? 1 : 0;
            countWithout += hasNot ? 1 : 0;
            for (int d = 0; (has || hasNot) && d < codes.columns(); d++) {
                (has ? sumWith : sumWithout)[d] += codes.get(r, d);
            }
        }
        if (countWith == 0 || countWithout == 0) {
            throw new IllegalArgumentException((countWith == 0 ? "with" : "without") + ": no row of " + codes.rows()
                    + " belongs to this group, expected at least one in each");
        }
        double[] direction = new double[codes.columns()];
        for (int d = 0; d < direction.length; d++) {
            direction[d] = sumWith[d] / countWith - sumWithout[d] / countWithout;
            if (!Double.isFinite(direction[d])) {
                throw new IllegalArgumentException("codes: column " + d + " is not finite, expected finite codes");
            }
        }
        return new AttributeDirection(direction, countWith, countWithout);
    }

    /// `out = z + strength d`, rounded once; out may be z.
    ///
    /// @param z latent variables, rows x latent
    /// @param strength 1 for as much as the groups differ; negative values take the attribute away
    /// @param out where they go, rows x latent
    /// @throws IllegalArgumentException if the shapes do not fit or the strength is not finite
    public void apply(Matrix z, double strength, Matrix out) {
        z.requireShape("z", z.rows(), direction.length);
        out.requireShape("out", z.rows(), direction.length);
        if (!Double.isFinite(strength)) {
            throw new IllegalArgumentException("strength: " + strength + ", expected a finite number");
        }
        for (int r = 0; r < z.rows(); r++) {
            for (int d = 0; d < direction.length; d++) {
                out.set(r, d, (float) (z.get(r, d) + strength * direction[d]));
            }
        }
    }

    /// The direction itself.
    /// @return a copy, one number per latent dimension
    public double[] values() {
        return direction.clone();
    }

    /// Its length, `|d|`: how far apart the groups are.
    /// @return the Euclidean length
    public double length() {
        double squares = 0;
        for (double value : direction) {
            squares += value * value;
        }
        return Math.sqrt(squares);
    }

    /// How many codes had the attribute.
    /// @return the number, at least 1
    public int countWith() {
        return with;
    }

    /// How many codes were without it.
    /// @return the number, at least 1
    public int countWithout() {
        return without;
    }
}
