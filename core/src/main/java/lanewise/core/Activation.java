package lanewise.core;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

import lanewise.core.math.Erf;
import lanewise.core.math.Exp;
import lanewise.core.math.Expm1;

/// `y = f(x)`, element by element, and `dx = dy * f'(x)`.
///
/// The members are the records nested here; [#all()] lists them, so adding one is a change of this file alone. Stateless but for their
/// parameters; thread-safe.
public sealed interface Activation {

    /// The name in configurations and files.
    /// @return a lower-case name such as `leaky_relu`
    String name();

    /// True if the derivative reads the input x, false if the output y is enough.
    /// @return whether x has to be kept for the backward pass
    boolean needsInput();

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

    /// `y[i] = f(x[i])` for a contiguous run. In place is allowed.
    ///
    /// @param x inputs
    /// @param xOffset byte offset of x[0]
    /// @param y outputs
    /// @param yOffset byte offset of y[0]
    /// @param n number of elements
    default void forward(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n) {
        for (int i = 0; i < n; i++) {
            long at = (long) i << 2;
            y.set(Matrix.FLOAT, yOffset + at, value(x.get(Matrix.FLOAT, xOffset + at)));
        }
    }

    /// `dx[i] = dy[i] * f'(x[i], y[i])` for a contiguous run; dx may be dy.
    ///
    /// @param x inputs; may be null unless [#needsInput()]
    /// @param xOffset byte offset of x[0]
    /// @param y outputs of [#forward]
    /// @param yOffset byte offset of y[0]
    /// @param dy gradient with respect to y
    /// @param dyOffset byte offset of dy[0]
    /// @param dx gradient with respect to x
    /// @param dxOffset byte offset of dx[0]
    /// @param n number of elements
    default void backward(MemorySegment x, long xOffset, MemorySegment y, long yOffset, MemorySegment dy, long dyOffset,
            MemorySegment dx, long dxOffset, int n) {
        for (int i = 0; i < n; i++) {
            long at = (long) i << 2;
            float input = needsInput() ? x.get(Matrix.FLOAT, xOffset + at) : 0;
            float slope = derivative(input, y.get(Matrix.FLOAT, yOffset + at));
            dx.set(Matrix.FLOAT, dxOffset + at, dy.get(Matrix.FLOAT, dyOffset + at) * slope);
        }
    }

    /// `y = f(x)`; y may be x.
    ///
    /// @param x inputs
    /// @param y outputs, of the same shape
    /// @throws IllegalArgumentException if the shapes differ, y is read-only, or the two overlap without being the same
    default void forward(Matrix x, Matrix y) {
        Elementwise.check("x", x, "y", y);
        int rows = x.isDense() && y.isDense() ? 1 : x.rows();
        int n = Elementwise.runLength(x, rows);
        for (int r = 0; r < rows; r++) {
            forward(x.segment(), x.byteOffset(r, 0), y.segment(), y.byteOffset(r, 0), n);
        }
    }

    /// `dx = dy * f'(x, y)`; dx may be dy.
    ///
    /// @param x inputs; may be null unless [#needsInput()]
    /// @param y outputs of [#forward]
    /// @param dy gradient with respect to y
    /// @param dx gradient with respect to x
    /// @throws IllegalArgumentException if the shapes differ, dx is read-only, dx overlaps dy without being the same, or x is missing
    default void backward(Matrix x, Matrix y, Matrix dy, Matrix dx) {
        Elementwise.check("dy", dy, "dx", dx);
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
        int n = Elementwise.runLength(dy, rows);
        for (int r = 0; r < rows; r++) {
            backward(needsInput() ? x.segment() : null, needsInput() ? x.byteOffset(r, 0) : 0, y.segment(), y.byteOffset(r, 0),
                    dy.segment(), dy.byteOffset(r, 0), dx.segment(), dx.byteOffset(r, 0), n);
        }
    }

    /// All activations with their default parameters.
    /// @return a new list in the order of this file
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

    /// `x`.
    record Identity() implements Activation {

        @Override
        public String name() {
            return "identity";
        }

        @Override
        public boolean needsInput() {
            return false;
        }

        @Override
        public float value(float x) {
            return x;
        }

        @Override
        public float derivative(float x, float y) {
            return 1;
        }
    }

    /// `max(x, 0)`; derivative 0 at 0. A NaN stays a NaN.
    record Relu() implements Activation {

        @Override
        public String name() {
            return "relu";
        }

        @Override
        public boolean needsInput() {
            return false;
        }

        @Override
        public float value(float x) {
            return x <= 0 ? 0 : x;
        }

        @Override
        public float derivative(float x, float y) {
            return y <= 0 ? 0 : 1;
        }
    }

    /// `x` if x > 0, else `slope * x`.
    ///
    /// @param slope of the negative side, at least 0
    record LeakyRelu(float slope) implements Activation {

        /// Slope 0.01.
        public LeakyRelu() {
            this(0.01f);
        }

        /// @throws IllegalArgumentException if the slope is negative or not finite
        public LeakyRelu {
            if (!(slope >= 0 && slope < Float.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("slope: " + slope + ", expected a finite number of at least 0");
            }
        }

        @Override
        public String name() {
            return "leaky_relu";
        }

        @Override
        public boolean needsInput() {
            return false;
        }

        @Override
        public float value(float x) {
            return x <= 0 ? slope * x : x;
        }

        @Override
        public float derivative(float x, float y) {
            return y <= 0 ? slope : 1;
        }
    }

    /// `x` if x > 0, else `alpha * (e^x - 1)`.
    ///
    /// @param alpha minus the limit at minus infinity, above 0
    record Elu(float alpha) implements Activation {

        /// Alpha 1.
        public Elu() {
            this(1);
        }

        /// @throws IllegalArgumentException if alpha is not above 0 and finite
        public Elu {
            if (!(alpha > 0 && alpha < Float.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("alpha: " + alpha + ", expected a finite number above 0");
            }
        }

        @Override
        public String name() {
            return "elu";
        }

        @Override
        public boolean needsInput() {
            return false;
        }

        @Override
        public float value(float x) {
            return x <= 0 ? alpha * Expm1.expm1(x) : x;
        }

        @Override
        public float derivative(float x, float y) {
            return y <= 0 ? y + alpha : 1;
        }
    }

    /// `x * sigmoid(x)`.
    record Silu() implements Activation {

        @Override
        public String name() {
            return "silu";
        }

        @Override
        public boolean needsInput() {
            return true;
        }

        @Override
        public float value(float x) {
            return x * lanewise.core.math.Sigmoid.sigmoid(x);
        }

        @Override
        public float derivative(float x, float y) {
            float s = lanewise.core.math.Sigmoid.sigmoid(x);
            return s * (1 + x * (1 - s));
        }
    }

    /// `x / 2 * (1 + erf(x / sqrt 2))`.
    record GeluErf() implements Activation {

        @Override
        public String name() {
            return "gelu_erf";
        }

        @Override
        public boolean needsInput() {
            return true;
        }

        @Override
        public float value(float x) {
            return 0.5f * x * (1 + Erf.erf(x * 0.70710678f));
        }

        @Override
        public float derivative(float x, float y) {
            return 0.5f * (1 + Erf.erf(x * 0.70710678f)) + 0.39894228f * x * Exp.exp(-0.5f * x * x);
        }
    }

    /// `x / 2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 x^3)))`.
    record GeluTanh() implements Activation {

        @Override
        public String name() {
            return "gelu_tanh";
        }

        @Override
        public boolean needsInput() {
            return true;
        }

        @Override
        public float value(float x) {
            return x * lanewise.core.math.Sigmoid.sigmoid(1.5957691f * (x + 0.044715f * x * x * x));
        }

        @Override
        public float derivative(float x, float y) {
            float s = lanewise.core.math.Sigmoid.sigmoid(1.5957691f * (x + 0.044715f * x * x * x));
            return s + x * s * (1 - s) * 1.5957691f * (1 + 0.134145f * x * x);
        }
    }

    /// `ln(1 + e^x)`.
    record Softplus() implements Activation {

        @Override
        public String name() {
            return "softplus";
        }

        @Override
        public boolean needsInput() {
            return false;
        }

        @Override
        public float value(float x) {
            return lanewise.core.math.Softplus.softplus(x);
        }

        @Override
        public float derivative(float x, float y) {
            return -Expm1.expm1(-y);
        }
    }

    /// `1 / (1 + e^-x)`.
    record Sigmoid() implements Activation {

        @Override
        public String name() {
            return "sigmoid";
        }

        @Override
        public boolean needsInput() {
            return false;
        }

        @Override
        public float value(float x) {
            return lanewise.core.math.Sigmoid.sigmoid(x);
        }

        @Override
        public float derivative(float x, float y) {
            return y * (1 - y);
        }
    }

    /// `tanh x`.
    record Tanh() implements Activation {

        @Override
        public String name() {
            return "tanh";
        }

        @Override
        public boolean needsInput() {
            return false;
        }

        @Override
        public float value(float x) {
            return lanewise.core.math.Tanh.tanh(x);
        }

        @Override
        public float derivative(float x, float y) {
            return Math.fma(-y, y, 1);
        }
    }
}
