package lanewise.vae.train;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;
import static jdk.incubator.vector.VectorOperators.LT;

import java.lang.foreign.MemorySegment;
import java.util.List;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

import lanewise.core.Kernels;
import lanewise.core.Matrix;
import lanewise.core.kernel.Species;
import lanewise.vae.check.Require;

/// The arithmetic of [Adam] and [AdamW] in fp32; [#scalar] is the specification.
///
/// Where AdamW's decay is off, its constant is 1. Without a penalty the gradient does not depend on the parameters, be
/// they finite or not; if it is not scaled either, what would be flushed of it is below the floors of both moments and
/// needs no test of its own.
final class AdamRule implements Optimizer.Rule {

    private final double learningRate;
    private final double beta1;
    private final double beta2;
    private final double shrink;
    private final boolean amsgrad;

    // Constant over the run.
    private final float epsilon;
    private final float decay;
    private final float b1;
    private final float c1;
    private final float b2;
    private final float c2;
    private final float firstFloor;
    private final float secondFloor;

    // Constant over a step.
    private float scale;
    private float gradientFloor;
    private float rate;
    private float keep;
    private float correction;

    /// @param decay the penalty's factor inside the gradient
    /// @param shrink what each step takes from the parameters outside it, as a share, at the full learning rate
    AdamRule(double learningRate, double beta1, double beta2, double epsilon, double decay, double shrink,
            boolean amsgrad) {
        this.learningRate = learningRate;
        this.beta1 = beta1;
        this.beta2 = beta2;
        this.shrink = shrink;
        this.amsgrad = amsgrad;
        this.epsilon = (float) epsilon;
        this.decay = (float) decay;
        this.b1 = (float) beta1;
        this.c1 = (float) (1 - beta1);
        this.b2 = (float) beta2;
        this.c2 = (float) (1 - beta2);
        this.firstFloor = Denormals.floorOfProduct(1 - beta1);
        this.secondFloor = Denormals.floorOfSquare(1 - beta2);
    }

    static void check(double learningRate, double beta1, double beta2, double epsilon, double weightDecay) {
        Require.positive("learningRate", learningRate);
        Require.belowOne("beta1", beta1);
        Require.belowOne("beta2", beta2);
        Require.positive("epsilon", epsilon);
        if (epsilon < Denormals.SMALLEST_NORMAL) {
            throw new IllegalArgumentException("epsilon: " + epsilon
                    + ", expected at least the smallest normal float, 1.17549435e-38");
        }
        Require.notNegative("weightDecay", weightDecay);
    }

    static List<String> moments(boolean amsgrad) {
        return amsgrad ? List.of("m", "v", "vmax") : List.of("m", "v");
    }

    @Override
    public void begin(long step, double gradientScale, double rateFactor) {
        scale = (float) gradientScale;
        gradientFloor = Denormals.floorOfProduct(gradientScale);
        // StrictMath: the intrinsics of Math.pow may differ between processors.
        rate = (float) (rateFactor * learningRate / (1 - StrictMath.pow(beta1, step)));
        keep = (float) (1 - rateFactor * shrink);
        correction = (float) (1 / Math.sqrt(1 - StrictMath.pow(beta2, step)));
    }

    @Override
    public void apply(MemorySegment parameters, MemorySegment gradient, MemorySegment moments, int length,
            int from, int to) {
        Check.range(length, from, to);
        if (!Kernels.VECTOR) {
            scalar(parameters, gradient, moments, length, from, to);
            return;
        }
        long base = (long) from * Float.BYTES;
        long stride = (long) length * Float.BYTES;
        if (!amsgrad && decay == 0 && scale == 1) {
            Lanes.bare(this, parameters, gradient, moments, base, stride, to - from);
        } else if (amsgrad) {
            Lanes.largest(this, parameters, gradient, moments, base, stride, to - from);
        } else {
            Lanes.plain(this, parameters, gradient, moments, base, stride, to - from);
        }
    }

    /// The moments follow each other: m, then v, then with AMSGrad the largest v.
    @Override
    public void scalar(MemorySegment ps, MemorySegment gs, MemorySegment ms, int length, int from, int to) {
        for (int i = from; i < to; i++) {
            float p = ps.getAtIndex(Matrix.FLOAT, i);
            float g = Math.fma(decay, decay == 0 ? 0 : p,
                    scale * Denormals.flush(gs.getAtIndex(Matrix.FLOAT, i), gradientFloor));
            float forM = Denormals.flush(g, firstFloor);
            float m = Math.fma(c1, forM, b1 * ms.getAtIndex(Matrix.FLOAT, i));
            m = Denormals.flush(m, Denormals.SMALLEST_NORMAL);
            float forV = Denormals.flush(g, secondFloor);
            float v = Math.fma(c2 * forV, forV, b2 * ms.getAtIndex(Matrix.FLOAT, (long) length + i));
            v = Denormals.flush(v, Denormals.SMALLEST_NORMAL);
            ms.setAtIndex(Matrix.FLOAT, i, m);
            ms.setAtIndex(Matrix.FLOAT, (long) length + i, v);
            if (amsgrad) {
                v = Math.max(v, ms.getAtIndex(Matrix.FLOAT, 2L * length + i));
                ms.setAtIndex(Matrix.FLOAT, 2L * length + i, v);
            }
            float denominator = Math.fma((float) Math.sqrt(v), correction, epsilon);
            ps.setAtIndex(Matrix.FLOAT, i, Math.fma(-rate, m / denominator, keep * p));
        }
    }

    /// One pass over p, g, m, v (and the largest v). Comparisons, roots and divisions share the two pipes of the
    /// multiply-adds of some processors, so [#bare] leaves out what it can.
    private static final class Lanes {

        /// No penalty, a gradient as it is.
        static void bare(AdamRule k, MemorySegment ps, MemorySegment gs, MemorySegment ms, long base,
                long stride, int n) {
            FloatVector rate = broadcast(Species.F, -k.rate);
            FloatVector correction = broadcast(Species.F, k.correction);
            FloatVector epsilon = broadcast(Species.F, k.epsilon);
            FloatVector c1 = broadcast(Species.F, k.c1);
            long second = base + stride;
            for (int i = 0; i < n; i += Species.LANES) {
                long at = base + ((long) i << 2);
                long vAt = second + ((long) i << 2);
                FloatVector p = fromMemorySegment(Species.F, ps, at, Species.ORDER);
                FloatVector g = fromMemorySegment(Species.F, gs, at, Species.ORDER);
                FloatVector m = c1.fma(g.blend(0f, g.abs().compare(LT, k.firstFloor)),
                        fromMemorySegment(Species.F, ms, at, Species.ORDER).mul(k.b1));
                m = m.blend(0f, m.abs().compare(LT, Denormals.SMALLEST_NORMAL));
                FloatVector forV = g.blend(0f, g.abs().compare(LT, k.secondFloor));
                FloatVector v = forV.mul(k.c2)
                        .fma(forV, fromMemorySegment(Species.F, ms, vAt, Species.ORDER).mul(k.b2));
                v = v.blend(0f, v.abs().compare(LT, Denormals.SMALLEST_NORMAL));
                m.intoMemorySegment(ms, at, Species.ORDER);
                v.intoMemorySegment(ms, vAt, Species.ORDER);
                FloatVector denominator = v.sqrt().fma(correction, epsilon);
                m.div(denominator).fma(rate, p.mul(k.keep)).intoMemorySegment(ps, at, Species.ORDER);
            }
        }

        static void plain(AdamRule k, MemorySegment ps, MemorySegment gs, MemorySegment ms, long base,
                long stride, int n) {
            FloatVector decay = broadcast(Species.F, k.decay);
            IntVector penalised = IntVector.broadcast(Species.I, k.decay == 0 ? 0 : -1);
            FloatVector scale = broadcast(Species.F, k.scale);
            FloatVector rate = broadcast(Species.F, -k.rate);
            FloatVector correction = broadcast(Species.F, k.correction);
            FloatVector epsilon = broadcast(Species.F, k.epsilon);
            FloatVector c1 = broadcast(Species.F, k.c1);
            long second = base + stride;
            for (int i = 0; i < n; i += Species.LANES) {
                long at = base + ((long) i << 2);
                long vAt = second + ((long) i << 2);
                FloatVector p = fromMemorySegment(Species.F, ps, at, Species.ORDER);
                FloatVector g = fromMemorySegment(Species.F, gs, at, Species.ORDER);
                g = decay.fma(p.reinterpretAsInts().and(penalised).reinterpretAsFloats(),
                        g.blend(0f, g.abs().compare(LT, k.gradientFloor)).mul(scale));
                FloatVector m = c1.fma(g.blend(0f, g.abs().compare(LT, k.firstFloor)),
                        fromMemorySegment(Species.F, ms, at, Species.ORDER).mul(k.b1));
                m = m.blend(0f, m.abs().compare(LT, Denormals.SMALLEST_NORMAL));
                FloatVector forV = g.blend(0f, g.abs().compare(LT, k.secondFloor));
                FloatVector v = forV.mul(k.c2)
                        .fma(forV, fromMemorySegment(Species.F, ms, vAt, Species.ORDER).mul(k.b2));
                v = v.blend(0f, v.abs().compare(LT, Denormals.SMALLEST_NORMAL));
                m.intoMemorySegment(ms, at, Species.ORDER);
                v.intoMemorySegment(ms, vAt, Species.ORDER);
                FloatVector denominator = v.sqrt().fma(correction, epsilon);
                m.div(denominator).fma(rate, p.mul(k.keep)).intoMemorySegment(ps, at, Species.ORDER);
            }
        }

        static void largest(AdamRule k, MemorySegment ps, MemorySegment gs, MemorySegment ms, long base,
                long stride, int n) {
            FloatVector decay = broadcast(Species.F, k.decay);
            IntVector penalised = IntVector.broadcast(Species.I, k.decay == 0 ? 0 : -1);
            FloatVector scale = broadcast(Species.F, k.scale);
            FloatVector rate = broadcast(Species.F, -k.rate);
            FloatVector correction = broadcast(Species.F, k.correction);
            FloatVector epsilon = broadcast(Species.F, k.epsilon);
            FloatVector c1 = broadcast(Species.F, k.c1);
            long second = base + stride;
            long largest = second + stride;
            for (int i = 0; i < n; i += Species.LANES) {
                long at = base + ((long) i << 2);
                long vAt = second + ((long) i << 2);
                long wAt = largest + ((long) i << 2);
                FloatVector p = fromMemorySegment(Species.F, ps, at, Species.ORDER);
                FloatVector g = fromMemorySegment(Species.F, gs, at, Species.ORDER);
                g = decay.fma(p.reinterpretAsInts().and(penalised).reinterpretAsFloats(),
                        g.blend(0f, g.abs().compare(LT, k.gradientFloor)).mul(scale));
                FloatVector m = c1.fma(g.blend(0f, g.abs().compare(LT, k.firstFloor)),
                        fromMemorySegment(Species.F, ms, at, Species.ORDER).mul(k.b1));
                m = m.blend(0f, m.abs().compare(LT, Denormals.SMALLEST_NORMAL));
                FloatVector forV = g.blend(0f, g.abs().compare(LT, k.secondFloor));
                FloatVector v = forV.mul(k.c2)
                        .fma(forV, fromMemorySegment(Species.F, ms, vAt, Species.ORDER).mul(k.b2));
                v = v.blend(0f, v.abs().compare(LT, Denormals.SMALLEST_NORMAL));
                m.intoMemorySegment(ms, at, Species.ORDER);
                v.intoMemorySegment(ms, vAt, Species.ORDER);
                v = v.max(fromMemorySegment(Species.F, ms, wAt, Species.ORDER));
                v.intoMemorySegment(ms, wAt, Species.ORDER);
                FloatVector denominator = v.sqrt().fma(correction, epsilon);
                m.div(denominator).fma(rate, p.mul(k.keep)).intoMemorySegment(ps, at, Species.ORDER);
            }
        }
    }
}
