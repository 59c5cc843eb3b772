package lanewise.vae.train;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;
import static jdk.incubator.vector.VectorOperators.LT;

import java.lang.foreign.MemorySegment;

import jdk.incubator.vector.FloatVector;

import lanewise.core.Kernels;
import lanewise.core.Matrix;
import lanewise.core.kernel.Species;

/// The arithmetic of [Sgd] in fp32; [#scalar] is the specification.
///
/// Its cases differ in constants only: `b = push*g + pull*b`, then `p -= rate*(ahead*b + now*g)`.
final class SgdRule implements Optimizer.Rule {

    private final Sgd sgd;
    private final float decay;
    private final float ahead;
    private final float now;

    // Constant over a step.
    private float rate;
    private float scale;
    private float gradientFloor;
    private float push;
    private float pull;
    private float pushFloor;

    SgdRule(Sgd sgd) {
        this.sgd = sgd;
        this.decay = (float) sgd.weightDecay();
        this.ahead = sgd.nesterov() ? (float) sgd.momentum() : 1;
        this.now = sgd.nesterov() ? 1 : 0;
    }

    @Override
    public void begin(long step, double gradientScale, double rateFactor) {
        rate = (float) (rateFactor * sgd.learningRate());
        scale = (float) gradientScale;
        gradientFloor = Denormals.floorOfProduct(gradientScale);
        push = step == 1 ? 1 : (float) (1 - sgd.dampening());
        pull = step == 1 ? 0 : (float) sgd.momentum();
        pushFloor = Denormals.floorOfProduct(push);
    }

    @Override
    public void apply(MemorySegment parameters, MemorySegment gradient, MemorySegment moments, int length,
            int from, int to) {
        Check.range(length, from, to);
        if (!Kernels.VECTOR) {
            scalar(parameters, gradient, moments, length, from, to);
        } else if (sgd.momentum() == 0) {
            Lanes.plain(this, parameters, gradient, (long) from * Float.BYTES, to - from);
        } else {
            Lanes.momentum(this, parameters, gradient, moments, (long) from * Float.BYTES, to - from);
        }
    }

    @Override
    public void scalar(MemorySegment ps, MemorySegment gs, MemorySegment bs, int length, int from, int to) {
        for (int i = from; i < to; i++) {
            float p = ps.getAtIndex(Matrix.FLOAT, i);
            float g = Math.fma(decay, p, scale * Denormals.flush(gs.getAtIndex(Matrix.FLOAT, i), gradientFloor));
            float d = g;
            if (sgd.momentum() != 0) {
                float b = Math.fma(push, Denormals.flush(g, pushFloor), pull * bs.getAtIndex(Matrix.FLOAT, i));
                b = Denormals.flush(b, Denormals.SMALLEST_NORMAL);
                bs.setAtIndex(Matrix.FLOAT, i, b);
                d = Math.fma(ahead, b, now * g);
            }
            ps.setAtIndex(Matrix.FLOAT, i, Math.fma(-rate, d, p));
        }
    }

    private static final class Lanes {

        static void plain(SgdRule k, MemorySegment ps, MemorySegment gs, long base, int n) {
            FloatVector decay = broadcast(Species.F, k.decay);
            FloatVector rate = broadcast(Species.F, -k.rate);
            for (int i = 0; i < n; i += Species.LANES) {
                long at = base + ((long) i << 2);
                FloatVector p = fromMemorySegment(Species.F, ps, at, Species.ORDER);
                FloatVector g = fromMemorySegment(Species.F, gs, at, Species.ORDER);
                g = decay.fma(p, g.blend(0f, g.abs().compare(LT, k.gradientFloor)).mul(k.scale));
                rate.fma(g, p).intoMemorySegment(ps, at, Species.ORDER);
            }
        }

        static void momentum(SgdRule k, MemorySegment ps, MemorySegment gs, MemorySegment bs, long base, int n) {
            FloatVector decay = broadcast(Species.F, k.decay);
            FloatVector rate = broadcast(Species.F, -k.rate);
            FloatVector push = broadcast(Species.F, k.push);
            FloatVector ahead = broadcast(Species.F, k.ahead);
            for (int i = 0; i < n; i += Species.LANES) {
                long at = base + ((long) i << 2);
                FloatVector p = fromMemorySegment(Species.F, ps, at, Species.ORDER);
                FloatVector g = fromMemorySegment(Species.F, gs, at, Species.ORDER);
                g = decay.fma(p, g.blend(0f, g.abs().compare(LT, k.gradientFloor)).mul(k.scale));
                FloatVector b = push.fma(g.blend(0f, g.abs().compare(LT, k.pushFloor)),
                        fromMemorySegment(Species.F, bs, at, Species.ORDER).mul(k.pull));
                b = b.blend(0f, b.abs().compare(LT, Denormals.SMALLEST_NORMAL));
                b.intoMemorySegment(bs, at, Species.ORDER);
                rate.fma(ahead.fma(b, g.mul(k.now)), p).intoMemorySegment(ps, at, Species.ORDER);
            }
        }
    }
}
