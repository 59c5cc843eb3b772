package lanewise.vae.train;

import static jdk.incubator.vector.FloatVector.fromMemorySegment;
import static jdk.incubator.vector.VectorOperators.LT;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;

import lanewise.core.Kernels;
import lanewise.core.Matrix;
import lanewise.core.kernel.Species;

/// The arithmetic of [Rmsprop] and [Adagrad] in fp32, which divide by the root of the squares so far; [#scalar] is
/// the specification.
///
/// Both are `v = pull*v + push*g^2`, `d = g / (sqrt(v) + epsilon)`, with a buffer of d where there is a momentum.
abstract class RootRule implements Optimizer.Rule {

    private final float epsilon;
    private final float decay;
    private final float pull;
    private final float push;
    private final float momentum;
    private final float squareFloor;

    // Constant over a step.
    private float scale;
    private float gradientFloor;
    private float rate;

    RootRule(double epsilon, double decay, double pull, double push, double momentum) {
        this.epsilon = (float) epsilon;
        this.decay = (float) decay;
        this.pull = (float) pull;
        this.push = (float) push;
        this.momentum = (float) momentum;
        this.squareFloor = Denormals.floorOfSquare(push);
    }

    /// The learning rate of a step before its factor.
    abstract double rate(long step);

    @Override
    public void begin(long step, double gradientScale, double rateFactor) {
        scale = (float) gradientScale;
        gradientFloor = Denormals.floorOfProduct(gradientScale);
        rate = (float) (rateFactor * rate(step));
    }

    @Override
    public void apply(MemorySegment parameters, MemorySegment gradient, MemorySegment moments, int length,
            int from, int to) {
        Check.range(length, from, to);
        long base = (long) from * Float.BYTES;
        if (!Kernels.VECTOR) {
            scalar(parameters, gradient, moments, length, from, to);
        } else if (momentum == 0) {
            Lanes.plain(this, parameters, gradient, moments, base, to - from);
        } else {
            Lanes.momentum(this, parameters, gradient, moments, base, (long) length * Float.BYTES, to - from);
        }
    }

    /// The moments follow each other: v, then with a momentum the buffer.
    @Override
    public void scalar(MemorySegment ps, MemorySegment gs, MemorySegment ms, int length, int from, int to) {
        for (int i = from; i < to; i++) {
            float p = ps.getAtIndex(Matrix.FLOAT, i);
            float g = Math.fma(decay, p, scale * Denormals.flush(gs.getAtIndex(Matrix.FLOAT, i), gradientFloor));
            float forV = Denormals.flush(g, squareFloor);
            float v = Math.fma(push * forV, forV, pull * ms.getAtIndex(Matrix.FLOAT, i));
            v = Denormals.flush(v, Denormals.SMALLEST_NORMAL);
            ms.setAtIndex(Matrix.FLOAT, i, v);
            float d = g / ((float) Math.sqrt(v) + epsilon);
            if (momentum != 0) {
                float b = Math.fma(momentum, ms.getAtIndex(Matrix.FLOAT, (long) length + i),
                        Denormals.flush(d, Denormals.SMALLEST_NORMAL));
                d = Denormals.flush(b, Denormals.SMALLEST_NORMAL);
                ms.setAtIndex(Matrix.FLOAT, (long) length + i, d);
            }
            ps.setAtIndex(Matrix.FLOAT, i, Math.fma(-rate, d, p));
        }
    }

    private static final class Lanes {

        static void plain(RootRule k, MemorySegment ps, MemorySegment gs, MemorySegment ms, long base, int n) {
            FloatVector decay = FloatVector.broadcast(Species.F, k.decay);
            FloatVector rate = FloatVector.broadcast(Species.F, -k.rate);
            for (int i = 0; i < n; i += Species.LANES) {
                long at = base + ((long) i << 2);
                FloatVector p = fromMemorySegment(Species.F, ps, at, Species.ORDER);
                FloatVector g = fromMemorySegment(Species.F, gs, at, Species.ORDER);
                g = decay.fma(p, g.blend(0f, g.abs().compare(LT, k.gradientFloor)).mul(k.scale));
                FloatVector forV = g.blend(0f, g.abs().compare(LT, k.squareFloor));
                FloatVector v = forV.mul(k.push)
                        .fma(forV, fromMemorySegment(Species.F, ms, at, Species.ORDER).mul(k.pull));
                v = v.blend(0f, v.abs().compare(LT, Denormals.SMALLEST_NORMAL));
                v.intoMemorySegment(ms, at, Species.ORDER);
                rate.fma(g.div(v.sqrt().add(k.epsilon)), p).intoMemorySegment(ps, at, Species.ORDER);
            }
        }

        static void momentum(RootRule k, MemorySegment ps, MemorySegment gs, MemorySegment ms, long base,
                long stride, int n) {
            FloatVector decay = FloatVector.broadcast(Species.F, k.decay);
            FloatVector rate = FloatVector.broadcast(Species.F, -k.rate);
            FloatVector momentum = FloatVector.broadcast(Species.F, k.momentum);
            long second = base + stride;
            for (int i = 0; i < n; i += Species.LANES) {
                long at = base + ((long) i << 2);
                long bAt = second + ((long) i << 2);
                FloatVector p = fromMemorySegment(Species.F, ps, at, Species.ORDER);
                FloatVector g = fromMemorySegment(Species.F, gs, at, Species.ORDER);
                g = decay.fma(p, g.blend(0f, g.abs().compare(LT, k.gradientFloor)).mul(k.scale));
                FloatVector forV = g.blend(0f, g.abs().compare(LT, k.squareFloor));
                FloatVector v = forV.mul(k.push)
                        .fma(forV, fromMemorySegment(Species.F, ms, at, Species.ORDER).mul(k.pull));
                v = v.blend(0f, v.abs().compare(LT, Denormals.SMALLEST_NORMAL));
                v.intoMemorySegment(ms, at, Species.ORDER);
                FloatVector d = g.div(v.sqrt().add(k.epsilon));
                d = d.blend(0f, d.abs().compare(LT, Denormals.SMALLEST_NORMAL));
                FloatVector b = momentum.fma(fromMemorySegment(Species.F, ms, bAt, Species.ORDER), d);
                b = b.blend(0f, b.abs().compare(LT, Denormals.SMALLEST_NORMAL));
                b.intoMemorySegment(ms, bAt, Species.ORDER);
                rate.fma(b, p).intoMemorySegment(ps, at, Species.ORDER);
            }
        }
    }
}
