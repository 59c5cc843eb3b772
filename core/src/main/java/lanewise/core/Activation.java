package lanewise.core;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;
import static lanewise.core.kernel.Species.F;
import static lanewise.core.kernel.Species.LANES;
import static lanewise.core.kernel.Species.ORDER;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

import lanewise.core.kernel.Scratch;
import lanewise.core.math.Exp;
import lanewise.core.math.Expm1;

/// `y = f(x)`, element by element, and `dx = dy * f'(x)`.
///
/// The members are the records nested here, each with its specification for one element and its vector loops side by side; [#all()] lists them, so
/// adding one is a change of this file alone. A NaN stays a NaN; at infinities the functions take their limits. Stateless but for their parameters;
/// thread-safe; nothing is allocated.
public sealed interface Activation {

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
        Elementwise.check("x", x, "y", y);
        int rows = x.isDense() && y.isDense() ? 1 : x.rows();
        int n = Elementwise.runLength(x, rows);
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
        for (int r = 0; r < rows && n > 0; r++) {
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
        public float value(float x) {
            return x;
        }

        @Override
        public float derivative(float x, float y) {
            return 1;
        }

        @Override
        public void forward(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n) {
            MemorySegment.copy(x, xOffset, y, yOffset, (long) n << 2);
        }

        @Override
        public void backward(MemorySegment x, long xOffset, MemorySegment y, long yOffset, MemorySegment dy, long dyOffset,
                MemorySegment dx, long dxOffset, int n) {
            MemorySegment.copy(dy, dyOffset, dx, dxOffset, (long) n << 2);
        }
    }

    /// `max(x, 0)`; derivative 0 at 0.
    record Relu() implements Activation {

        @Override
        public float value(float x) {
            return x <= 0 ? 0 : x;
        }

        @Override
        public float derivative(float x, float y) {
            return y <= 0 ? 0 : 1;
        }

        @Override
        public void forward(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n) {
            int done = Kernels.VECTOR ? Lanes.forward(x, xOffset, y, yOffset, n) : 0;
            ActivationRuns.forward(this, x, xOffset, y, yOffset, done, n);
        }

        @Override
        public void backward(MemorySegment x, long xOffset, MemorySegment y, long yOffset, MemorySegment dy, long dyOffset,
                MemorySegment dx, long dxOffset, int n) {
            int done = Kernels.VECTOR ? Lanes.backward(y, yOffset, dy, dyOffset, dx, dxOffset, n) : 0;
            ActivationRuns.backward(this, x, xOffset, y, yOffset, dy, dyOffset, dx, dxOffset, done, n);
        }

        private static final class Lanes {

            static int forward(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n) {
                int whole = F.loopBound(n);
                for (int i = 0; i < whole; i += LANES) {
                    long at = (long) i << 2;
                    fromMemorySegment(F, y, yOffset + at, ORDER);
                    FloatVector v = fromMemorySegment(F, x, xOffset + at, ORDER);
                    v.blend(0f, v.compare(VectorOperators.LE, 0f)).intoMemorySegment(y, yOffset + at, ORDER);
                }
                return whole;
            }

            static int backward(MemorySegment source, long sourceOffset, MemorySegment dy, long dyOffset,
                    MemorySegment dx, long dxOffset, int n) {
                int whole = F.loopBound(n);
                for (int i = 0; i < whole; i += LANES) {
                    long at = (long) i << 2;
                    fromMemorySegment(F, dx, dxOffset + at, ORDER);
                    FloatVector gradient = fromMemorySegment(F, dy, dyOffset + at, ORDER);
                    FloatVector v = fromMemorySegment(F, source, sourceOffset + at, ORDER);
                    FloatVector slope = broadcast(F, 1f).blend(0f, v.compare(VectorOperators.LE, 0f));
                    gradient.mul(slope).intoMemorySegment(dx, dxOffset + at, ORDER);
                }
                return whole;
            }
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
        public float value(float x) {
            return x <= 0 ? x * slope : x;
        }

        @Override
        public float derivative(float x, float y) {
            return y <= 0 ? slope : 1;
        }

        @Override
        public void forward(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n) {
            int done = Kernels.VECTOR ? Lanes.forward(slope, x, xOffset, y, yOffset, n) : 0;
            ActivationRuns.forward(this, x, xOffset, y, yOffset, done, n);
        }

        @Override
        public void backward(MemorySegment x, long xOffset, MemorySegment y, long yOffset, MemorySegment dy, long dyOffset,
                MemorySegment dx, long dxOffset, int n) {
            int done = Kernels.VECTOR ? Lanes.backward(slope, y, yOffset, dy, dyOffset, dx, dxOffset, n) : 0;
            ActivationRuns.backward(this, x, xOffset, y, yOffset, dy, dyOffset, dx, dxOffset, done, n);
        }

        private static final class Lanes {

            static int forward(float factor, MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n) {
                int whole = F.loopBound(n);
                for (int i = 0; i < whole; i += LANES) {
                    long at = (long) i << 2;
                    fromMemorySegment(F, y, yOffset + at, ORDER);
                    FloatVector v = fromMemorySegment(F, x, xOffset + at, ORDER);
                    v.blend(v.mul(factor), v.compare(VectorOperators.LE, 0f)).intoMemorySegment(y, yOffset + at, ORDER);
                }
                return whole;
            }

            static int backward(float factor, MemorySegment source, long sourceOffset, MemorySegment dy, long dyOffset,
                    MemorySegment dx, long dxOffset, int n) {
                int whole = F.loopBound(n);
                for (int i = 0; i < whole; i += LANES) {
                    long at = (long) i << 2;
                    fromMemorySegment(F, dx, dxOffset + at, ORDER);
                    FloatVector gradient = fromMemorySegment(F, dy, dyOffset + at, ORDER);
                    FloatVector v = fromMemorySegment(F, source, sourceOffset + at, ORDER);
                    FloatVector slope = broadcast(F, 1f).blend(factor, v.compare(VectorOperators.LE, 0f));
                    gradient.mul(slope).intoMemorySegment(dx, dxOffset + at, ORDER);
                }
                return whole;
            }
        }
    }

    /// `x` if x > 0, else `alpha * (e^x - 1)`; derivative alpha at 0.
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
        public float value(float x) {
            return x <= 0 ? Expm1.expm1(x) * alpha : x;
        }

        @Override
        public float derivative(float x, float y) {
            return y <= 0 ? y + alpha : 1;
        }

        @Override
        public void forward(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n) {
            int done = Kernels.VECTOR ? Lanes.forward(alpha, x, xOffset, y, yOffset, n) : 0;
            ActivationRuns.forward(this, x, xOffset, y, yOffset, done, n);
        }

        @Override
        public void backward(MemorySegment x, long xOffset, MemorySegment y, long yOffset, MemorySegment dy, long dyOffset,
                MemorySegment dx, long dxOffset, int n) {
            int done = Kernels.VECTOR ? Lanes.backward(alpha, y, yOffset, dy, dyOffset, dx, dxOffset, n) : 0;
            ActivationRuns.backward(this, x, xOffset, y, yOffset, dy, dyOffset, dx, dxOffset, done, n);
        }

        private static final class Lanes {

            static int forward(float alpha, MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n) {
                int whole = F.loopBound(n);
                MemorySegment s = Scratch.block();
                for (int b = 0; b < whole; b += Scratch.BLOCK) {
                    int m = Math.min(Scratch.BLOCK, whole - b);
                    long at = (long) b << 2;
                    Expm1.Lanes.run(x, xOffset + at, s, 0, m);
                    select(alpha, x, xOffset + at, s, y, yOffset + at, m);
                }
                return whole;
            }

            private static void select(float alpha, MemorySegment x, long xOffset, MemorySegment e, MemorySegment y, long yOffset, int n) {
                for (int i = 0; i < n; i += LANES) {
                    long at = (long) i << 2;
                    fromMemorySegment(F, y, yOffset + at, ORDER);
                    FloatVector v = fromMemorySegment(F, x, xOffset + at, ORDER);
                    FloatVector negative = fromMemorySegment(F, e, at, ORDER).mul(alpha);
                    v.blend(negative, v.compare(VectorOperators.LE, 0f)).intoMemorySegment(y, yOffset + at, ORDER);
                }
            }

            static int backward(float alpha, MemorySegment source, long sourceOffset, MemorySegment dy, long dyOffset,
                    MemorySegment dx, long dxOffset, int n) {
                int whole = F.loopBound(n);
                for (int i = 0; i < whole; i += LANES) {
                    long at = (long) i << 2;
                    fromMemorySegment(F, dx, dxOffset + at, ORDER);
                    FloatVector gradient = fromMemorySegment(F, dy, dyOffset + at, ORDER);
                    FloatVector v = fromMemorySegment(F, source, sourceOffset + at, ORDER);
                    FloatVector slope = broadcast(F, 1f).blend(v.add(alpha), v.compare(VectorOperators.LE, 0f));
                    gradient.mul(slope).intoMemorySegment(dx, dxOffset + at, ORDER);
                }
                return whole;
            }
        }
    }

    /// `x sigmoid(x)` (Elfwing, Uchibe and Doya, 2018).
    record Silu() implements Activation {

        // Beyond, value and derivative have their limits; infinities would meet a zero there.
        private static final float LIMIT = 200;

        @Override
        public boolean needsInput() {
            return true;
        }

        @Override
        public float value(float x) {
            return (x < -LIMIT ? -LIMIT : x) * lanewise.core.math.Sigmoid.sigmoid(x);
        }

        @Override
        public float derivative(float x, float y) {
            float s = lanewise.core.math.Sigmoid.sigmoid(x);
            float c = Math.abs(x) > LIMIT ? LIMIT : x;
            return s * Math.fma(c, 1 - s, 1);
        }

        @Override
        public void forward(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n) {
            int done = Kernels.VECTOR ? Lanes.forward(x, xOffset, y, yOffset, n) : 0;
            ActivationRuns.forward(this, x, xOffset, y, yOffset, done, n);
        }

        @Override
        public void backward(MemorySegment x, long xOffset, MemorySegment y, long yOffset, MemorySegment dy, long dyOffset,
                MemorySegment dx, long dxOffset, int n) {
            int done = Kernels.VECTOR ? Lanes.backward(x, xOffset, dy, dyOffset, dx, dxOffset, n) : 0;
            ActivationRuns.backward(this, x, xOffset, y, yOffset, dy, dyOffset, dx, dxOffset, done, n);
        }

        private static final class Lanes {

            static int forward(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n) {
                int whole = F.loopBound(n);
                MemorySegment s = Scratch.block();
                for (int b = 0; b < whole; b += Scratch.BLOCK) {
                    int m = Math.min(Scratch.BLOCK, whole - b);
                    long at = (long) b << 2;
                    lanewise.core.math.Sigmoid.Lanes.run(x, xOffset + at, s, 0, m);
                    ActivationLanes.multiply(-LIMIT, x, xOffset + at, s, y, yOffset + at, m);
                }
                return whole;
            }

            static int backward(MemorySegment source, long sourceOffset, MemorySegment dy, long dyOffset,
                    MemorySegment dx, long dxOffset, int n) {
                int whole = F.loopBound(n);
                MemorySegment s = Scratch.block();
                for (int b = 0; b < whole; b += Scratch.BLOCK) {
                    int m = Math.min(Scratch.BLOCK, whole - b);
                    long at = (long) b << 2;
                    lanewise.core.math.Sigmoid.Lanes.run(source, sourceOffset + at, s, 0, m);
                    slopes(source, sourceOffset + at, s, dy, dyOffset + at, dx, dxOffset + at, m);
                }
                return whole;
            }

            private static void slopes(MemorySegment source, long sourceOffset, MemorySegment sigmoid, MemorySegment dy, long dyOffset,
                    MemorySegment dx, long dxOffset, int n) {
                for (int i = 0; i < n; i += LANES) {
                    long at = (long) i << 2;
                    fromMemorySegment(F, dx, dxOffset + at, ORDER);
                    FloatVector gradient = fromMemorySegment(F, dy, dyOffset + at, ORDER);
                    FloatVector v = fromMemorySegment(F, source, sourceOffset + at, ORDER);
                    FloatVector s = fromMemorySegment(F, sigmoid, at, ORDER);
                    FloatVector c = v.blend(LIMIT, v.abs().compare(VectorOperators.GT, LIMIT));
                    FloatVector one = broadcast(F, 1f);
                    FloatVector slope = s.mul(c.fma(one.sub(s), one));
                    gradient.mul(slope).intoMemorySegment(dx, dxOffset + at, ORDER);
                }
            }
        }
    }

    /// `x / 2 (1 + erf(x / sqrt 2))` (Hendrycks and Gimpel, 2016); absolute, not relative accuracy for negative x.
    ///
    /// The smaller one of the probabilities below and above x is `e^(-x^2 / 2) P(|x|)` with a polynomial P, so that the derivative shares the
    /// exponential with the density.
    record GeluErf() implements Activation {

        // Beyond, value and derivative have their limits; infinities would meet a zero there.
        private static final float LIMIT = 20;
        // 1 / sqrt(2 pi)
        private static final float DENSITY = 0.39894228f;

        // P(a) = 1/2 + P1 a + ... + P11 a^11 on [0, 5.1]: after e^(-a^2 / 2) an absolute error of 3.3e-8 / max(1, a), by Minimax (test sources of
        // lanewise.core.math); above, e^(-a^2 / 2) makes it vanish.
        private static final float P1 = -0x1.9883d2p-2f;
        private static final float P2 = 0x1.ffed5ep-3f;
        private static final float P3 = -0x1.0fe104p-3f;
        private static final float P4 = 0x1.fa0dc4p-5f;
        private static final float P5 = -0x1.9d83e4p-6f;
        private static final float P6 = 0x1.1ff9bcp-7f;
        private static final float P7 = -0x1.4345cap-9f;
        private static final float P8 = 0x1.104926p-11f;
        private static final float P9 = -0x1.3b44c6p-14f;
        private static final float P10 = 0x1.b82d18p-18f;
        private static final float P11 = -0x1.145ed4p-22f;

        @Override
        public boolean needsInput() {
            return true;
        }

        @Override
        public float value(float x) {
            float c = clamped(x);
            float above = x > LIMIT ? x : c;
            return above * probability(c, Exp.ofMinus(c * c * 0.5f));
        }

        @Override
        public float derivative(float x, float y) {
            float c = clamped(x);
            float e = Exp.ofMinus(c * c * 0.5f);
            return Math.fma(c, e * DENSITY, probability(c, e));
        }

        private static float clamped(float x) {
            float c = x > LIMIT ? LIMIT : x;
            return c < -LIMIT ? -LIMIT : c;
        }

        /// The standard normal distribution function at c, given `e^(-c^2 / 2)`.
        private static float probability(float c, float e) {
            float a = Math.abs(c);
            float s = c * c;
            float odd = Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(P11, s, P9), s, P7), s, P5), s, P3), s, P1);
            float even = Math.fma(Math.fma(Math.fma(Math.fma(Math.fma(P10, s, P8), s, P6), s, P4), s, P2), s, 0.5f);
            float tail = e * Math.fma(odd, a, even);
            return c < 0 ? tail : 1 - tail;
        }

        @Override
        public void forward(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n) {
            int done = Kernels.VECTOR ? Lanes.forward(x, xOffset, y, yOffset, n) : 0;
            ActivationRuns.forward(this, x, xOffset, y, yOffset, done, n);
        }

        @Override
        public void backward(MemorySegment x, long xOffset, MemorySegment y, long yOffset, MemorySegment dy, long dyOffset,
                MemorySegment dx, long dxOffset, int n) {
            int done = Kernels.VECTOR ? Lanes.backward(x, xOffset, dy, dyOffset, dx, dxOffset, n) : 0;
            ActivationRuns.backward(this, x, xOffset, y, yOffset, dy, dyOffset, dx, dxOffset, done, n);
        }

        private static final class Lanes {

            static int forward(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n) {
                int whole = F.loopBound(n);
                MemorySegment s = Scratch.block();
                for (int b = 0; b < whole; b += Scratch.BLOCK) {
                    int m = Math.min(Scratch.BLOCK, whole - b);
                    long at = (long) b << 2;
                    halfSquares(x, xOffset + at, s, m);
                    Exp.Lanes.ofMinus(s, 0, s, 0, m);
                    multiply(x, xOffset + at, s, y, yOffset + at, m);
                }
                return whole;
            }

            private static void halfSquares(MemorySegment x, long xOffset, MemorySegment out, int n) {
                for (int i = 0; i < n; i += LANES) {
                    long at = (long) i << 2;
                    fromMemorySegment(F, out, at, ORDER);
                    FloatVector v = fromMemorySegment(F, x, xOffset + at, ORDER);
                    FloatVector c = v.blend(LIMIT, v.compare(VectorOperators.GT, LIMIT));
                    c = c.blend(-LIMIT, c.compare(VectorOperators.LT, -LIMIT));
                    c.mul(c).mul(0.5f).intoMemorySegment(out, at, ORDER);
                }
            }

            private static void multiply(MemorySegment x, long xOffset, MemorySegment exponential, MemorySegment y, long yOffset, int n) {
                for (int i = 0; i < n; i += LANES) {
                    long at = (long) i << 2;
                    fromMemorySegment(F, y, yOffset + at, ORDER);
                    FloatVector v = fromMemorySegment(F, x, xOffset + at, ORDER);
                    FloatVector low = v.blend(-LIMIT, v.compare(VectorOperators.LT, -LIMIT));
                    FloatVector c = low.blend(LIMIT, v.compare(VectorOperators.GT, LIMIT));
                    FloatVector s = c.mul(c);
                    FloatVector odd = broadcast(F, P11).fma(s, broadcast(F, P9)).fma(s, broadcast(F, P7)).fma(s, broadcast(F, P5))
                            .fma(s, broadcast(F, P3)).fma(s, broadcast(F, P1));
                    FloatVector even = broadcast(F, P10).fma(s, broadcast(F, P8)).fma(s, broadcast(F, P6)).fma(s, broadcast(F, P4))
                            .fma(s, broadcast(F, P2)).fma(s, broadcast(F, 0.5f));
                    FloatVector tail = fromMemorySegment(F, exponential, at, ORDER).mul(odd.fma(c.abs(), even));
                    FloatVector probability = broadcast(F, 1f).sub(tail).blend(tail, c.compare(VectorOperators.LT, 0f));
                    low.mul(probability).intoMemorySegment(y, yOffset + at, ORDER);
                }
            }

            static int backward(MemorySegment source, long sourceOffset, MemorySegment dy, long dyOffset,
                    MemorySegment dx, long dxOffset, int n) {
                int whole = F.loopBound(n);
                MemorySegment s = Scratch.block();
                for (int b = 0; b < whole; b += Scratch.BLOCK) {
                    int m = Math.min(Scratch.BLOCK, whole - b);
                    long at = (long) b << 2;
                    halfSquares(source, sourceOffset + at, s, m);
                    Exp.Lanes.ofMinus(s, 0, s, 0, m);
                    slopes(source, sourceOffset + at, s, dy, dyOffset + at, dx, dxOffset + at, m);
                }
                return whole;
            }

            private static void slopes(MemorySegment source, long sourceOffset, MemorySegment exponential, MemorySegment dy, long dyOffset,
                    MemorySegment dx, long dxOffset, int n) {
                for (int i = 0; i < n; i += LANES) {
                    long at = (long) i << 2;
                    fromMemorySegment(F, dx, dxOffset + at, ORDER);
                    FloatVector gradient = fromMemorySegment(F, dy, dyOffset + at, ORDER);
                    FloatVector v = fromMemorySegment(F, source, sourceOffset + at, ORDER);
                    FloatVector c = v.blend(LIMIT, v.compare(VectorOperators.GT, LIMIT));
                    c = c.blend(-LIMIT, c.compare(VectorOperators.LT, -LIMIT));
                    FloatVector s = c.mul(c);
                    FloatVector odd = broadcast(F, P11).fma(s, broadcast(F, P9)).fma(s, broadcast(F, P7)).fma(s, broadcast(F, P5))
                            .fma(s, broadcast(F, P3)).fma(s, broadcast(F, P1));
                    FloatVector even = broadcast(F, P10).fma(s, broadcast(F, P8)).fma(s, broadcast(F, P6)).fma(s, broadcast(F, P4))
                            .fma(s, broadcast(F, P2)).fma(s, broadcast(F, 0.5f));
                    FloatVector e = fromMemorySegment(F, exponential, at, ORDER);
                    FloatVector tail = e.mul(odd.fma(c.abs(), even));
                    FloatVector probability = broadcast(F, 1f).sub(tail).blend(tail, c.compare(VectorOperators.LT, 0f));
                    FloatVector slope = c.fma(e.mul(DENSITY), probability);
                    gradient.mul(slope).intoMemorySegment(dx, dxOffset + at, ORDER);
                }
            }
        }
    }

    /// `x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3)))`, computed as `x sigmoid(2 sqrt(2 / pi) (x + 0.044715 x^3))`: no cancellation.
    record GeluTanh() implements Activation {

        // Beyond, value and derivative have their limits; infinities would meet a zero there.
        private static final float LIMIT = 20;
        // 2 sqrt(2 / pi), and that times 0.044715 and times 3 * 0.044715
        private static final float LINEAR = 1.5957691f;
        private static final float CUBIC = 0.071354816f;
        private static final float CUBIC_SLOPE = 0.21406445f;

        @Override
        public boolean needsInput() {
            return true;
        }

        @Override
        public float value(float x) {
            float c = x < -LIMIT ? -LIMIT : x;
            return c * lanewise.core.math.Sigmoid.sigmoid(c * Math.fma(c * c, CUBIC, LINEAR));
        }

        @Override
        public float derivative(float x, float y) {
            float c = x > LIMIT ? LIMIT : x;
            c = c < -LIMIT ? -LIMIT : c;
            float square = c * c;
            float s = lanewise.core.math.Sigmoid.sigmoid(c * Math.fma(square, CUBIC, LINEAR));
            return Math.fma(c * (s * (1 - s)), Math.fma(square, CUBIC_SLOPE, LINEAR), s);
        }

        @Override
        public void forward(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n) {
            int done = Kernels.VECTOR ? Lanes.forward(x, xOffset, y, yOffset, n) : 0;
            ActivationRuns.forward(this, x, xOffset, y, yOffset, done, n);
        }

        @Override
        public void backward(MemorySegment x, long xOffset, MemorySegment y, long yOffset, MemorySegment dy, long dyOffset,
                MemorySegment dx, long dxOffset, int n) {
            int done = Kernels.VECTOR ? Lanes.backward(x, xOffset, dy, dyOffset, dx, dxOffset, n) : 0;
            ActivationRuns.backward(this, x, xOffset, y, yOffset, dy, dyOffset, dx, dxOffset, done, n);
        }

        private static final class Lanes {

            static int forward(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n) {
                int whole = F.loopBound(n);
                MemorySegment s = Scratch.block();
                for (int b = 0; b < whole; b += Scratch.BLOCK) {
                    int m = Math.min(Scratch.BLOCK, whole - b);
                    long at = (long) b << 2;
                    arguments(x, xOffset + at, s, m);
                    lanewise.core.math.Sigmoid.Lanes.run(s, 0, s, 0, m);
                    ActivationLanes.multiply(-LIMIT, x, xOffset + at, s, y, yOffset + at, m);
                }
                return whole;
            }

            /// `c (LINEAR + CUBIC c^2)` with c held between -LIMIT and LIMIT: beyond the upper one the sigmoid is 1 either way.
            private static void arguments(MemorySegment x, long xOffset, MemorySegment u, int n) {
                for (int i = 0; i < n; i += LANES) {
                    long at = (long) i << 2;
                    fromMemorySegment(F, u, at, ORDER);
                    FloatVector v = fromMemorySegment(F, x, xOffset + at, ORDER);
                    FloatVector c = v.blend(LIMIT, v.compare(VectorOperators.GT, LIMIT));
                    c = c.blend(-LIMIT, c.compare(VectorOperators.LT, -LIMIT));
                    c.mul(c.mul(c).fma(broadcast(F, CUBIC), broadcast(F, LINEAR))).intoMemorySegment(u, at, ORDER);
                }
            }

            static int backward(MemorySegment source, long sourceOffset, MemorySegment dy, long dyOffset,
                    MemorySegment dx, long dxOffset, int n) {
                int whole = F.loopBound(n);
                MemorySegment s = Scratch.block();
                for (int b = 0; b < whole; b += Scratch.BLOCK) {
                    int m = Math.min(Scratch.BLOCK, whole - b);
                    long at = (long) b << 2;
                    arguments(source, sourceOffset + at, s, m);
                    lanewise.core.math.Sigmoid.Lanes.run(s, 0, s, 0, m);
                    slopes(source, sourceOffset + at, s, dy, dyOffset + at, dx, dxOffset + at, m);
                }
                return whole;
            }

            private static void slopes(MemorySegment source, long sourceOffset, MemorySegment sigmoid, MemorySegment dy, long dyOffset,
                    MemorySegment dx, long dxOffset, int n) {
                for (int i = 0; i < n; i += LANES) {
                    long at = (long) i << 2;
                    fromMemorySegment(F, dx, dxOffset + at, ORDER);
                    FloatVector gradient = fromMemorySegment(F, dy, dyOffset + at, ORDER);
                    FloatVector v = fromMemorySegment(F, source, sourceOffset + at, ORDER);
                    FloatVector c = v.blend(LIMIT, v.compare(VectorOperators.GT, LIMIT));
                    c = c.blend(-LIMIT, c.compare(VectorOperators.LT, -LIMIT));
                    FloatVector s = fromMemorySegment(F, sigmoid, at, ORDER);
                    FloatVector steep = c.mul(s.mul(broadcast(F, 1f).sub(s)));
                    FloatVector slope = steep.fma(c.mul(c).fma(broadcast(F, CUBIC_SLOPE), broadcast(F, LINEAR)), s);
                    gradient.mul(slope).intoMemorySegment(dx, dxOffset + at, ORDER);
                }
            }
        }
    }

    /// `ln(1 + e^x)`.
    record Softplus() implements Activation {

        @Override
        public float value(float x) {
            return lanewise.core.math.Softplus.softplus(x);
        }

        @Override
        public float derivative(float x, float y) {
            return -Expm1.expm1(-y);
        }

        @Override
        public void forward(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n) {
            int done = Kernels.VECTOR ? lanewise.core.math.Softplus.Lanes.run(x, xOffset, y, yOffset, n) : 0;
            ActivationRuns.forward(this, x, xOffset, y, yOffset, done, n);
        }

        @Override
        public void backward(MemorySegment x, long xOffset, MemorySegment y, long yOffset, MemorySegment dy, long dyOffset,
                MemorySegment dx, long dxOffset, int n) {
            int done = Kernels.VECTOR ? Lanes.backward(y, yOffset, dy, dyOffset, dx, dxOffset, n) : 0;
            ActivationRuns.backward(this, x, xOffset, y, yOffset, dy, dyOffset, dx, dxOffset, done, n);
        }

        private static final class Lanes {

            static int backward(MemorySegment source, long sourceOffset, MemorySegment dy, long dyOffset,
                    MemorySegment dx, long dxOffset, int n) {
                int whole = F.loopBound(n);
                MemorySegment s = Scratch.block();
                for (int b = 0; b < whole; b += Scratch.BLOCK) {
                    int m = Math.min(Scratch.BLOCK, whole - b);
                    long at = (long) b << 2;
                    negate(source, sourceOffset + at, s, m);
                    Expm1.Lanes.run(s, 0, s, 0, m);
                    slopes(s, dy, dyOffset + at, dx, dxOffset + at, m);
                }
                return whole;
            }

            private static void negate(MemorySegment source, long sourceOffset, MemorySegment out, int n) {
                for (int i = 0; i < n; i += LANES) {
                    long at = (long) i << 2;
                    fromMemorySegment(F, source, sourceOffset + at, ORDER).neg().intoMemorySegment(out, at, ORDER);
                }
            }

            private static void slopes(MemorySegment less, MemorySegment dy, long dyOffset, MemorySegment dx, long dxOffset, int n) {
                for (int i = 0; i < n; i += LANES) {
                    long at = (long) i << 2;
                    fromMemorySegment(F, dx, dxOffset + at, ORDER);
                    FloatVector slope = fromMemorySegment(F, less, at, ORDER).neg();
                    fromMemorySegment(F, dy, dyOffset + at, ORDER).mul(slope).intoMemorySegment(dx, dxOffset + at, ORDER);
                }
            }
        }
    }

    /// `1 / (1 + e^-x)`.
    record Sigmoid() implements Activation {

        @Override
        public float value(float x) {
            return lanewise.core.math.Sigmoid.sigmoid(x);
        }

        @Override
        public float derivative(float x, float y) {
            return y * (1 - y);
        }

        @Override
        public void forward(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n) {
            int done = Kernels.VECTOR ? lanewise.core.math.Sigmoid.Lanes.run(x, xOffset, y, yOffset, n) : 0;
            ActivationRuns.forward(this, x, xOffset, y, yOffset, done, n);
        }

        @Override
        public void backward(MemorySegment x, long xOffset, MemorySegment y, long yOffset, MemorySegment dy, long dyOffset,
                MemorySegment dx, long dxOffset, int n) {
            int done = Kernels.VECTOR ? Lanes.backward(y, yOffset, dy, dyOffset, dx, dxOffset, n) : 0;
            ActivationRuns.backward(this, x, xOffset, y, yOffset, dy, dyOffset, dx, dxOffset, done, n);
        }

        private static final class Lanes {

            static int backward(MemorySegment source, long sourceOffset, MemorySegment dy, long dyOffset,
                    MemorySegment dx, long dxOffset, int n) {
                int whole = F.loopBound(n);
                for (int i = 0; i < whole; i += LANES) {
                    long at = (long) i << 2;
                    fromMemorySegment(F, dx, dxOffset + at, ORDER);
                    FloatVector gradient = fromMemorySegment(F, dy, dyOffset + at, ORDER);
                    FloatVector v = fromMemorySegment(F, source, sourceOffset + at, ORDER);
                    FloatVector slope = v.mul(broadcast(F, 1f).sub(v));
                    gradient.mul(slope).intoMemorySegment(dx, dxOffset + at, ORDER);
                }
                return whole;
            }
        }
    }

    /// `tanh x`.
    record Tanh() implements Activation {

        @Override
        public float value(float x) {
            return lanewise.core.math.Tanh.tanh(x);
        }

        @Override
        public float derivative(float x, float y) {
            return Math.fma(-y, y, 1);
        }

        @Override
        public void forward(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n) {
            int done = Kernels.VECTOR ? lanewise.core.math.Tanh.Lanes.run(x, xOffset, y, yOffset, n) : 0;
            ActivationRuns.forward(this, x, xOffset, y, yOffset, done, n);
        }

        @Override
        public void backward(MemorySegment x, long xOffset, MemorySegment y, long yOffset, MemorySegment dy, long dyOffset,
                MemorySegment dx, long dxOffset, int n) {
            int done = Kernels.VECTOR ? Lanes.backward(y, yOffset, dy, dyOffset, dx, dxOffset, n) : 0;
            ActivationRuns.backward(this, x, xOffset, y, yOffset, dy, dyOffset, dx, dxOffset, done, n);
        }

        private static final class Lanes {

            static int backward(MemorySegment source, long sourceOffset, MemorySegment dy, long dyOffset,
                    MemorySegment dx, long dxOffset, int n) {
                int whole = F.loopBound(n);
                for (int i = 0; i < whole; i += LANES) {
                    long at = (long) i << 2;
                    fromMemorySegment(F, dx, dxOffset + at, ORDER);
                    FloatVector gradient = fromMemorySegment(F, dy, dyOffset + at, ORDER);
                    FloatVector v = fromMemorySegment(F, source, sourceOffset + at, ORDER);
                    FloatVector slope = v.neg().fma(v, broadcast(F, 1f));
                    gradient.mul(slope).intoMemorySegment(dx, dxOffset + at, ORDER);
                }
                return whole;
            }
        }
    }
}
