package lanewise.properties.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.lang.foreign.Arena;
import java.util.Random;
import lanewise.core.Matrix;

/// Matrices of random shape and place for the laws, and the comparison of bits.
public final class Bits {
    private Bits() {
    }

    /// Random contents of a matrix whose place in memory is random too: a block of a larger one, which is filled
    /// with NaN around it.
    ///
    /// @param arena owns the memory
    /// @param rows of the block
    /// @param columns of the block
    /// @param random where and what
    /// @return the block, standard normal
    public static Matrix placed(Arena arena, int rows, int columns, Random random) {
        int left = random.nextInt(4) * random.nextInt(9);
        int above = random.nextInt(3);
        Matrix frame = random.nextBoolean()
            ? Matrix.allocate(arena, rows + above + 1, columns + left + random.nextInt(20))
            : Matrix.allocateDense(arena, rows + above + 1, columns + left + random.nextInt(20));
        frame.fill(Float.NaN);
        Matrix block = frame.block(above, above + rows, left, left + columns);
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                block.set(r, c, (float) random.nextGaussian());
            }
        }
        return block;
    }

    /// A dense copy of its own.
    ///
    /// @param arena owns the memory
    /// @param source what to copy
    /// @return the copy
    public static Matrix copy(Arena arena, Matrix source) {
        Matrix copy = Matrix.allocateDense(arena, source.rows(), source.columns());
        copy.copyFrom(source);
        return copy;
    }

    /// Requires equal bits; all NaN are one value.
    ///
    /// @param expected by the law
    /// @param actual what is tested
    /// @param what it is, for the message
    public static void assertSame(Matrix expected, Matrix actual, Object what) {
        assertEquals(expected.rows(), actual.rows());
        assertEquals(expected.columns(), actual.columns());
        for (int r = 0; r < expected.rows(); r++) {
            for (int c = 0; c < expected.columns(); c++) {
                if (Float.floatToIntBits(expected.get(r, c)) != Float.floatToIntBits(actual.get(r, c))) {
                    fail(what + ": element (" + r + ", " + c + ") is " + actual.get(r, c) + ", expected "
                        + expected.get(r, c));
                }
            }
        }
    }
}
