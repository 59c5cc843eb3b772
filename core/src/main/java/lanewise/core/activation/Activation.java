package lanewise.core.activation;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import lanewise.core.Matrix;

/// `y = f(x)`, element by element, and `dx = dy * f'(x)`.
///
/// Each member is a record in a file of its own, with its specification for one element and its vector loops side by
/// side; [#all()] lists them, so adding one is that file and its name in `permits`. A NaN stays a NaN; at infinities
/// the functions take their limits. Values are within `4e-7 max(1, |x|)` of the formula and derivatives within `1e-6`
/// (`ActivationTest`, over normal draws). Stateless but for their parameters; thread-safe; nothing is allocated.
public sealed interface Activation permits Identity, Relu, LeakyRelu, Elu, Silu, GeluErf, GeluTanh, Softplus,
        Sigmoid, Tanh {

    /// The name in configurations and files.
    /// @return the name of the record in lower case, such as `leaky_relu`
    default String name() {
        return getClass().getSimpleName().replaceAll("(?<=.)([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    /// True if the derivative reads the input x, false if the output y is enough.
    /// @return whether x has to be kept for the backward pass
    default boolean needsInput() {
        return false;
    }

    /// The function at one point: the specification.
    ///
    /// @param x the input
    /// @return f(x)
    float value(float x);

    /// The derivative at one point: the specification.
    ///
    /// @param x the input; ignored unless [#needsInput()]
    /// @param y the output, `value(x)`
    /// @return f'(x)
    float derivative(float x, float y);

    /// `y[i] = f(x[i])` for a contiguous run; y may be x. Bounds are checked, nothing else.
    ///
    /// @param x inputs
    /// @param xOffset byte offset of x[0]
    /// @param y outputs
    /// @param yOffset byte offset of y[0]
    /// @param n number of elements
    void forward(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n);

    /// `dx[i] = dy[i] * f'(x[i], y[i])` for a contiguous run; dx may be dy. Bounds are checked, nothing else.
    ///
    /// @param x inputs; not read, and may be null, unless [#needsInput()]
    /// @param xOffset byte offset of x[0]
    /// @param y outputs of [#forward]; not read if [#needsInput()]
    /// @param yOffset byte offset of y[0]
    /// @param dy gradient with respect to y
    /// @param dyOffset byte offset of dy[0]
    /// @param dx gradient with respect to x
    /// @param dxOffset byte offset of dx[0]
    /// @param n number of elements
    void backward(MemorySegment x, long xOffset, MemorySegment y, long yOffset, MemorySegment dy, long dyOffset,
            MemorySegment dx, long dxOffset, int n);

    /// `y = f(x)`; y may be x.
    ///
    /// @param x inputs
    /// @param y outputs, of the same shape
    /// @throws IllegalArgumentException if the shapes differ, y is read-only, or the two overlap without being the same
    default void forward(Matrix x, Matrix y) {
        y.requireSameOrApart("y", "x", x);
        boolean dense = x.isDense() && y.isDense();
        int rows = dense ? 1 : x.rows();
        int n = ActivationRuns.length(x, dense);
        for (int r = 0; r < rows && n > 0; r++) {
            forward(x.segment(), x.byteOffset(r, 0), y.segment(), y.byteOffset(r, 0), n);
        }
    }

    /// `dx = dy * f'(x, y)`; dx may be dy.
    ///
    /// @param x inputs; may be null unless [#needsInput()]
    /// @param y outputs of [#forward]
    /// @param dy gradient with respect to y
    /// @param dx gradient with respect to x
    /// @throws IllegalArgumentException if the shapes differ, dx is read-only, dx overlaps dy without being the
    /// same, or x is missing
    default void backward(Matrix x, Matrix y, Matrix dy, Matrix dx) {
        dx.requireSameOrApart("dx", "dy", dy);
        y.requireShape("y", dy.rows(), dy.columns());
        boolean dense = y.isDense() && dy.isDense() && dx.isDense();
        if (needsInput()) {
            if (x == null) {
                throw new IllegalArgumentException("x: is null, but the derivative of " + name() + " reads the input");
            }
            x.requireShape("x", dy.rows(), dy.columns());
            dense &= x.isDense();
        }
        int rows = dense ? 1 : dy.rows();
        int n = ActivationRuns.length(dy, dense);
        for (int r = 0; r < rows && n > 0; r++) {
            backward(needsInput() ? x.segment() : null, needsInput() ? x.byteOffset(r, 0) : 0, y.segment(),
                    y.byteOffset(r, 0), dy.segment(), dy.byteOffset(r, 0), dx.segment(), dx.byteOffset(r, 0), n);
        }
    }

    /// All activations with their default parameters.
    /// @return a new list in the order of `permits`
    static List<Activation> all() {
        List<Activation> all = new ArrayList<>();
        for (Class<?> type : Activation.class.getPermittedSubclasses()) {
            try {
                all.add((Activation) type.getDeclaredConstructor().newInstance());
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(type + " has no constructor without parameters", e);
            }
        }
        return all;
    }

    /// The activation of a name, with its default parameters.
    ///
    /// @param name a name such as `relu`
    /// @return the activation
    /// @throws IllegalArgumentException if there is none of that name; the message lists those there are
    static Activation named(String name) {
        List<String> names = new ArrayList<>();
        for (Activation activation : all()) {
            if (activation.name().equals(name)) {
                return activation;
            }
            names.add(activation.name());
        }
        throw new IllegalArgumentException("activation: '" + name + "', expected one of " + String.join(", ", names));
    }
}
