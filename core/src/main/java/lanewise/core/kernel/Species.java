package lanewise.core.kernel;

import java.nio.ByteOrder;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

import lanewise.core.Kernels;

/// The one place that names vector species. All have the width that [Kernels] chose.
///
/// **Vector loops are flat**: they call methods of the Vector API and nothing else that takes, returns or loads a
/// vector. C2 may inline a loop into its caller before the loop has a profile of its own (it ran in the second tier
/// only); it then inlines none of our methods within it, however short ("low call site frequency"), and each vector
/// that crosses such a call is an object for the rest of the process. The API's own methods are inlined always. Where a
/// loop needs an elementary function, it takes a pass over [Scratch] with the loop of that function. The test
/// `FlatLoopsTest` reads the byte code for calls that break this rule.
///
/// **A loop that stores to a segment first loads from the same place**, and drops the vector. Outside compiled code
/// `reinterpretAsInts` and its like store through a segment on the heap (`AbstractVector.defaultReinterpret` of JDK
/// 25), and the profile of vector stores, shared by the whole JVM, then has two classes of segments. A loop that only
/// stores would test the class and keep its range checks at each turn: half the speed. The load settles the class and
/// is itself dropped as unused.
///
/// **No arena is confined to a thread** in our own code. Every access to a segment asks whether its arena belongs to
/// one thread. While the JVM has seen none that does, C2 takes the question out of the loops; once such an arena was in
/// use, anywhere in the process, kernels compiled later ask at each access, and those that transpose and pack take 30%
/// longer (JDK 25). The test `ArenasTest` looks for such arenas.
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
}
