package lanewise.core.math;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// All 2^32 floats, each function: the stated error, and equal bits of run and scalar form. Minutes:
/// `mvn -Pexhaustive -pl core test`.
@Tag("exhaustive")
class ExhaustiveTest {

    private static final int PIECES = 1 << 10;

    @ParameterizedTest
    @EnumSource(MathFunction.class)
    void everyFloatIsWithinTheStatedError(MathFunction function) {
        long length = (1L << 32) / PIECES;
        Sweep result = IntStream.range(0, PIECES).parallel().mapToObj(piece ->
                Sweep.over(function, piece * length, (piece + 1) * length, 1)).reduce(Sweep::and).orElseThrow();
        System.out.printf("%s: %.4f ulp at %s (%s)%n", function, result.worst(), Float.toHexString(result.at()),
                result.at());
        AccuracyTest.check(function, result);
    }
}
