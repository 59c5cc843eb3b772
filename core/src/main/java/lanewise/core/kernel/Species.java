package lanewise.core.kernel;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

import lanewise.core.Kernels;

/// The one place that names vector species. All have the width that [Kernels] chose.
public final class Species {

    /// Floats.
    public static final VectorSpecies<Float> F = switch (Kernels.vectorBits()) {
        case 512 -> FloatVector.SPECIES_512;
        case 256 -> FloatVector.SPECIES_256;
        case 128 -> FloatVector.SPECIES_128;
        default -> throw new IllegalStateException("no vector kernels in this JVM: " + Kernels.reason());
    };

    private static final VectorShape SHAPE = F.vectorShape();

    /// Ints, as many as floats.
    public static final VectorSpecies<Integer> I = IntVector.SPECIES_128.withShape(SHAPE).check(int.class);

    /// Longs, half as many as floats.
    public static final VectorSpecies<Long> L = LongVector.SPECIES_128.withShape(SHAPE).check(long.class);

    /// Doubles, half as many as floats.
    public static final VectorSpecies<Double> D = DoubleVector.SPECIES_128.withShape(SHAPE).check(double.class);

    /// Floats in a vector: 16, 8 or 4.
    public static final int LANES = F.length();

    /// The byte order of all buffers: another than the machine's would add a shuffle to each access.
    public static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private Species() {
    }

    /// Loads [#LANES] floats from a byte offset.
    public static FloatVector load(MemorySegment segment, long byteOffset) {
        return FloatVector.fromMemorySegment(F, segment, byteOffset, ORDER);
    }

    /// Stores [#LANES] floats at a byte offset.
    public static void store(FloatVector vector, MemorySegment segment, long byteOffset) {
        vector.intoMemorySegment(segment, byteOffset, ORDER);
    }

    /// Makes the class of a segment known to the JIT compiler; to be called inside a loop, before it stores [#LANES] floats at the same offset.
    ///
    /// Outside compiled code `reinterpretAsInts` and its like store through a segment on the heap (`AbstractVector.defaultReinterpret` of JDK 25), and
    /// the profile of vector stores, shared by the whole JVM, then has two classes of segments. A loop that only stores into a segment would test
    /// its class and keep its range checks at each turn: half the speed. A vector load settles the class, and is itself dropped as unused. It has to
    /// stand inside the loop: before it, the call may count as too rare to be inlined.
    public static void settle(MemorySegment segment, long byteOffset) {
        load(segment, byteOffset);
    }
}
