package lanewise.bench.peers.function;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// The Vector API's own operators over arrays and over segments, for lengths that are whole vectors. A method for each,
/// for the JIT compiler wants operators to be constants.
final class VectorApi {

    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private VectorApi() {
    }

    static void exp(float[] x, float[] y) {
        for (int i = 0; i < F.loopBound(x.length); i += F.length()) {
            FloatVector.fromArray(F, x, i).lanewise(VectorOperators.EXP).intoArray(y, i);
        }
    }

    static void expm1(float[] x, float[] y) {
        for (int i = 0; i < F.loopBound(x.length); i += F.length()) {
            FloatVector.fromArray(F, x, i).lanewise(VectorOperators.EXPM1).intoArray(y, i);
        }
    }

    static void log(float[] x, float[] y) {
        for (int i = 0; i < F.loopBound(x.length); i += F.length()) {
            FloatVector.fromArray(F, x, i).lanewise(VectorOperators.LOG).intoArray(y, i);
        }
    }

    static void log1p(float[] x, float[] y) {
        for (int i = 0; i < F.loopBound(x.length); i += F.length()) {
            FloatVector.fromArray(F, x, i).lanewise(VectorOperators.LOG1P).intoArray(y, i);
        }
    }

    static void tanh(float[] x, float[] y) {
        for (int i = 0; i < F.loopBound(x.length); i += F.length()) {
            FloatVector.fromArray(F, x, i).lanewise(VectorOperators.TANH).intoArray(y, i);
        }
    }

    static void sigmoid(float[] x, float[] y) {
        FloatVector one = FloatVector.broadcast(F, 1f);
        for (int i = 0; i < F.loopBound(x.length); i += F.length()) {
            one.div(FloatVector.fromArray(F, x, i).neg().lanewise(VectorOperators.EXP).add(one)).intoArray(y, i);
        }
    }

    static void exp(MemorySegment x, MemorySegment y, int n) {
        for (int i = 0; i < F.loopBound(n); i += F.length()) {
            long at = (long) i << 2;
            FloatVector.fromMemorySegment(F, x, at, ORDER).lanewise(VectorOperators.EXP)
                    .intoMemorySegment(y, at, ORDER);
        }
    }

    static void expm1(MemorySegment x, MemorySegment y, int n) {
        for (int i = 0; i < F.loopBound(n); i += F.length()) {
            long at = (long) i << 2;
            FloatVector.fromMemorySegment(F, x, at, ORDER).lanewise(VectorOperators.EXPM1)
                    .intoMemorySegment(y, at, ORDER);
        }
    }

    static void log(MemorySegment x, MemorySegment y, int n) {
        for (int i = 0; i < F.loopBound(n); i += F.length()) {
            long at = (long) i << 2;
            FloatVector.fromMemorySegment(F, x, at, ORDER).lanewise(VectorOperators.LOG)
                    .intoMemorySegment(y, at, ORDER);
        }
    }

    static void log1p(MemorySegment x, MemorySegment y, int n) {
        for (int i = 0; i < F.loopBound(n); i += F.length()) {
            long at = (long) i << 2;
            FloatVector.fromMemorySegment(F, x, at, ORDER).lanewise(VectorOperators.LOG1P)
                    .intoMemorySegment(y, at, ORDER);
        }
    }

    static void tanh(MemorySegment x, MemorySegment y, int n) {
        for (int i = 0; i < F.loopBound(n); i += F.length()) {
            long at = (long) i << 2;
            FloatVector.fromMemorySegment(F, x, at, ORDER).lanewise(VectorOperators.TANH)
                    .intoMemorySegment(y, at, ORDER);
        }
    }

    static void sigmoid(MemorySegment x, MemorySegment y, int n) {
        FloatVector one = FloatVector.broadcast(F, 1f);
        for (int i = 0; i < F.loopBound(n); i += F.length()) {
            long at = (long) i << 2;
            one.div(FloatVector.fromMemorySegment(F, x, at, ORDER).neg().lanewise(VectorOperators.EXP).add(one))
                    .intoMemorySegment(y, at, ORDER);
        }
    }
}
