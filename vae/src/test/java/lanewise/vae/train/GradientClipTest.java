package lanewise.vae.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import lanewise.core.Matrix;
import lanewise.core.Reductions;
import lanewise.core.Team;

class GradientClipTest {

    private static MemorySegment random(Arena arena, int n) {
        Random random = new Random(n);
        MemorySegment segment = arena.allocate(n * 4L, 64);
        for (int i = 0; i < n; i++) {
            segment.setAtIndex(Matrix.FLOAT, i, (float) random.nextGaussian());
        }
        return segment;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16, 1023, 1024, 1025, 5000})
    void normHasTheBitsOfTheSumOfSquaresOnAnyNumberOfThreads(int n) {
        try (Arena arena = Arena.ofShared(); Team two = Team.ofThreads(2); Team three = Team.ofThreads(3)) {
            MemorySegment g = random(arena, n);
            double expected = Math.sqrt(Reductions.sumOfSquares(g, 0, n));
            for (Team team : new Team[] {Team.single(), two, three}) {
                assertEquals(Double.doubleToLongBits(expected),
                        Double.doubleToLongBits(new ParameterUpdate.Clip(g, team).norm()));
            }
            double sum = 0;
            for (int i = 0; i < n; i++) {
                double value = g.getAtIndex(Matrix.FLOAT, i);
                sum += value * value;
            }
            assertEquals(Math.sqrt(sum), expected, 1e-6 * expected);
        }
    }

    @Test
    void factorBringsTheNormUnderTheLimit() {
        assertEquals(1, ParameterUpdate.Clip.factor(3, 0));
        assertEquals(1, ParameterUpdate.Clip.factor(0.5, 1));
        assertEquals(1 / (4 + 1e-6), ParameterUpdate.Clip.factor(4, 1));
        assertEquals(1, ParameterUpdate.Clip.factor(0, 1));
    }

    @Test
    void aNormThatIsNotFiniteSaysSo() {
        try (Arena arena = Arena.ofConfined()) {
            for (float odd : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1e30f}) {
                MemorySegment g = random(arena, 2000);
                g.setAtIndex(Matrix.FLOAT, 1500, odd);
                assertFalse(Double.isFinite(new ParameterUpdate.Clip(g, Team.single()).norm()));
            }
        }
    }
}
