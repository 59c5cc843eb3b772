package lanewise.core.math;

import java.lang.foreign.MemorySegment;
import java.util.function.DoubleUnaryOperator;

import lanewise.core.Elementwise;

/// Every elementary function with its run form, a float64 reference from elsewhere, and the error bound that
/// its Javadoc states.
public enum MathFunction {
    EXP(Exp::exp, Elementwise::exp, Math::exp, 0.83),
            EXPM1(Expm1::expm1, Elementwise::expm1, StrictMath::expm1, 1.30),
            LOG(Log::log, Elementwise::log, Math::log, 0.82),
            LOG1P(Log1p::log1p, Elementwise::log1p, StrictMath::log1p, 1.13),
            TANH(Tanh::tanh, Elementwise::tanh, StrictMath::tanh, 1.86),
            SIGMOID(Sigmoid::sigmoid, Elementwise::sigmoid, MathFunction::sigmoid, 1.57),
            SOFTPLUS(Softplus::softplus, Elementwise::softplus,
                    x -> (x > 0 ? x : 0) + StrictMath.log1p(Math.exp(-Math.abs(x))), 1.61),
            ERF(Erf::erf, Elementwise::erf, MathFunction::erf, 1.78);

    /// One element.
    public interface Scalar {
        float apply(float x);
    }

    /// A contiguous run.
    public interface Run {
        void apply(MemorySegment x, long xOffset, MemorySegment y, long yOffset, int n);
    }

    public final Scalar scalar;
    public final Run run;
    public final DoubleUnaryOperator reference;
    public final double bound;

    MathFunction(Scalar scalar, Run run, DoubleUnaryOperator reference, double bound) {
        this.scalar = scalar;
        this.run = run;
        this.reference = reference;
        this.bound = bound;
    }

    private static double sigmoid(double x) {
        double t = Math.exp(-Math.abs(x));
        return (x < 0 ? t : 1) / (1 + t);
    }

    private static double erf(double x) {
        double a = Math.abs(x);
        return Double.isNaN(x) || a == 0 ? x : Math.copySign(a > 6 ? 1 : Minimax.erf(a), x);
    }
}
