package lanewise.vae.model;

import java.lang.foreign.Arena;
import java.util.Objects;
import java.util.function.BiConsumer;

import lanewise.core.Matrix;
import lanewise.vae.check.OneCaller;

/// One row in and one row out as arrays, for the forms of a session's calls that take no matrix. The row goes through
/// the call for matrices, so its bits are those of that call. Serves one thread at a time, as the session does.
final class ArrayRow {

    private final String argument;
    private final String expected;
    private final Matrix in;
    private final OneCaller caller = new OneCaller();

    /// @param argument the name of the array in messages
    /// @param width values of the row without a condition
    /// @param condition values of the condition that come after them
    /// @param arena who owns the memory
    ArrayRow(String argument, int width, int condition, Arena arena) {
        this.argument = argument;
        this.in = Matrix.allocate(arena, 1, width + condition);
        this.expected = in.columns() + (condition == 0 ? ""
                : ", of which the last " + condition + " are the condition");
    }

    /// @param values the row, of the length that was said
    /// @param out one row, overwritten
    /// @param call what makes `out` of a row
    /// @return what is in `out` after the call
    float[] apply(float[] values, Matrix out, BiConsumer<Matrix, Matrix> call) {
        Objects.requireNonNull(values, argument);
        if (values.length != in.columns()) {
            throw new IllegalArgumentException(argument + ": has " + values.length + " values, expected " + expected);
        }
        caller.enter();
        try {
            in.copyFrom(values);
            call.accept(in, out);
            return out.toArray();
        } finally {
            caller.leave();
        }
    }
}
