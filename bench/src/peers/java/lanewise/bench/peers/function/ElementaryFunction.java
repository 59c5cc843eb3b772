package lanewise.bench.peers.function;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;

import lanewise.bench.peers.run.Selection;
import lanewise.core.Elementwise;

/// The elementary functions that are compared, with a float64 reference and with everybody who has them.
enum ElementaryFunction {
    EXP(Math::exp, -8, 8, Elementwise::exp, "vsExp", VectorApi::exp, VectorApi::exp),
            LOG(Math::log, Math.exp(-8), Math.exp(8), Elementwise::log, "vsLn", VectorApi::log, VectorApi::log),
            TANH(Math::tanh, -8, 8, Elementwise::tanh, "vsTanh", VectorApi::tanh, VectorApi::tanh),
            SIGMOID(x -> (x < 0 ? Math.exp(x) : 1) / (1 + Math.exp(-Math.abs(x))), -8, 8, Elementwise::sigmoid,
                    "sigmoid", VectorApi::sigmoid, VectorApi::sigmoid),
            EXPM1(Math::expm1, -8, 8, Elementwise::expm1, "vsExpm1", VectorApi::expm1, VectorApi::expm1),
            LOG1P(Math::log1p, Math.exp(-8), Math.exp(8), Elementwise::log1p, "vsLog1p",
                    VectorApi::log1p, VectorApi::log1p),
            SOFTPLUS(x -> (x > 0 ? x : 0) + Math.log1p(Math.exp(-Math.abs(x))), -8, 8,
                    Elementwise::softplus, null, null, null),
            ERF(Erf64::erf, -4, 4, Elementwise::erf, "vsErf", null, null);

    /// A function over n floats.
    interface Run {
        void apply(MemorySegment x, MemorySegment y, int n) throws Throwable;
    }

    /// A run of Lanewise.
    interface Own {
        void apply(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n);
    }

    /// A function over arrays of equal length.
    interface Arrays {
        void apply(float[] x, float[] y);
    }

    /// The function in float64, its error some 1e-8 ulp of a float.
    final DoubleUnaryOperator reference;
    /// Arguments for timing: uniform between these, for logarithms uniform in their logarithm.
    private final double low;
    private final double high;
    private final Own own;
    private final String vml;
    private final Arrays arrays;
    private final Run segments;

    ElementaryFunction(DoubleUnaryOperator reference, double low, double high, Own own, String vml, Arrays arrays,
            Run segments) {
        this.reference = reference;
        this.low = low;
        this.high = high;
        this.own = own;
        this.vml = vml;
        this.arrays = arrays;
        this.segments = segments;
    }

    /// An argument for timing.
    ///
    /// @param uniform from 0 to 1
    float argument(double uniform) {
        return (float) (low > 0 ? low * Math.pow(high / low, uniform) : low + uniform * (high - low));
    }

    /// Who computes this over segments, Lanewise first, then as it becomes available; what is not is told to `missing`.
    Map<String, Run> overSegments(Map<String, String> missing) {
        var runs = new LinkedHashMap<String, Run>();
        runs.put("Lanewise", (x, y, n) -> own.apply(x, 0, y, 0, n));
        if (vml != null) {
            for (Vml.Mode mode : Vml.Mode.values()) {
                try {
                    runs.put("MKL VML " + mode, new Vml(vml, mode));
                } catch (Throwable t) {
                    missing.put("MKL VML " + mode, Selection.reason(t));
                }
            }
        }
        if (segments != null) {
            runs.put("Vector API, segment", segments);
        }
        return runs;
    }

    /// Who computes this over arrays.
    Map<String, Arrays> overArrays() {
        var runs = new LinkedHashMap<String, Arrays>();
        if (arrays != null) {
            runs.put("Vector API, float[]", arrays);
        }
        if (this != ERF) {
            runs.put("Math", this::math);
        }
        return runs;
    }

    /// What Java code does today: the functions of [Math] in a loop.
    private void math(float[] x, float[] y) {
        switch (this) {
            case EXP -> {
                for (int i = 0; i < x.length; i++) {
                    y[i] = (float) Math.exp(x[i]);
                }
            }
            case LOG -> {
                for (int i = 0; i < x.length; i++) {
                    y[i] = (float) Math.log(x[i]);
                }
            }
            case TANH -> {
                for (int i = 0; i < x.length; i++) {
                    y[i] = (float) Math.tanh(x[i]);
                }
            }
            default -> {
                for (int i = 0; i < x.length; i++) {
                    y[i] = (float) reference.applyAsDouble(x[i]);
                }
            }
        }
    }

    /// An array's function as one over segments, for the sweep over all floats.
    static Run copying(Arrays function, int length) {
        float[] in = new float[length];
        float[] out = new float[length];
        return (x, y, n) -> {
            MemorySegment.copy(x, ValueLayout.JAVA_FLOAT, 0, in, 0, n);
            function.apply(in, out);
            MemorySegment.copy(out, 0, y, ValueLayout.JAVA_FLOAT, 0, n);
        };
    }
}
