package lanewise.vae.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.HashSet;
import java.util.Set;
import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.vae.random.Purpose;
import lanewise.core.random.RandomStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class DrawnDigitsTest {

    private static Arena arena;
    private static ImageSet digits;

    @BeforeAll
    static void draw() {
        arena = Arena.ofShared();
        digits = DrawnDigits.draw(1, 4_000, 1_000, arena, Team.single());
    }

    @AfterAll
    static void close() {
        arena.close();
    }

    /// The bytes that every platform, width and JVM must give.
    @Test
    void bytesAreThoseOfTheSeed() {
        assertEquals("1afe34add5c152bc085ec30620db31edb8d930e8c7f330203bdc3dbba0abf273", digits.train().sha256());
        assertEquals("987c88b996f356e79b4f222d959351952eae651e754a9a3d8f7a6237f1dffd12", digits.test().sha256());
    }

    @Test
    void neitherThreadsNorTheNumberOfDigitsChangeADigit() {
        try (Team three = Team.ofThreads(3)) {
            ImageSet other = DrawnDigits.draw(1, 1_500, 77, arena, three);
            assertEquals(digits.train().head(1_500).sha256(), other.train().sha256());
            assertEquals(digits.test().head(77).sha256(), other.test().sha256());
        }
        assertNotEquals(digits.train().head(100).sha256(), digits.test().head(100).sha256());
        assertNotEquals(digits.train().head(100).sha256(),
                DrawnDigits.draw(2, 100, 0, arena, Team.single()).train().sha256());
    }

    @Test
    void labelsAreUniformAndAllStylesOccur() {
        int[] count = new int[10];
        for (int r = 0; r < digits.train().size(); r++) {
            count[digits.train().label(r)]++;
        }
        for (int digit = 0; digit < 10; digit++) {
            // 4000 draws with p = 0.1: mean 400, standard deviation 19
            assertTrue(Math.abs(count[digit] - 400) < 5 * 19, digit + ": " + count[digit]);
            assertTrue(DigitStyles.of(digit).length >= 3);
        }
    }

    /// MNIST's training images have a mean of 0.1307 and a standard deviation of 0.3081.
    @Test
    void inkIsLikeThatOfMnist() {
        double sum = 0;
        double squares = 0;
        int n = 2_000;
        for (int r = 0; r < n; r++) {
            for (int c = 0; c < 784; c++) {
                float v = digits.train().value(r, c);
                sum += v;
                squares += v * v;
            }
        }
        double mean = sum / n / 784;
        assertEquals(0.1307, mean, 0.01);
        assertEquals(0.3081, Math.sqrt(squares / n / 784 - mean * mean), 0.015);
    }

    /// No digit is empty, faint, cut by the border or a copy of another.
    @Test
    void everyDigitIsWholeAndItsOwn() {
        Set<String> seen = new HashSet<>();
        Dataset data = digits.train();
        for (int r = 0; r < data.size(); r++) {
            float ink = 0;
            float darkest = 0;
            float border = 0;
            for (int c = 0; c < 784; c++) {
                float v = data.value(r, c);
                ink += v;
                darkest = Math.max(darkest, v);
                if (c < 28 || c >= 756 || c % 28 == 0 || c % 28 == 27) {
                    border = Math.max(border, v);
                }
            }
            assertTrue(ink > 15 && ink < 300, "row " + r + " has ink " + ink);
            assertTrue(darkest > 0.6f, "row " + r + " is faint: " + darkest);
            assertTrue(border < 0.5f, "row " + r + " touches the border: " + border);
            assertTrue(seen.add(data.range(r, r + 1).sha256()), "row " + r + " is a copy");
        }
    }

    /// The nearest of 4000 drawn digits has the right label for nearly all of 300 others: what is drawn can be told
    /// apart, and is not all the same.
    @Test
    void digitsCanBeToldApart() {
        Matrix train = Matrix.allocateDense(arena, 4_000, 784);
        digits.train().copy(0, 4_000, train);
        float[] known = train.toArray();
        float[] asked = new float[784];
        int right = 0;
        for (int r = 0; r < 300; r++) {
            for (int c = 0; c < 784; c++) {
                asked[c] = digits.test().value(r, c);
            }
            right += digits.train().label(nearest(known, asked)) == digits.test().label(r) ? 1 : 0;
        }
        assertTrue(right >= 285, "right: " + right + " of 300");
    }

    private static int nearest(float[] known, float[] asked) {
        int nearest = -1;
        float least = Float.POSITIVE_INFINITY;
        for (int k = 0; k < known.length / 784; k++) {
            float sum = 0;
            for (int c = 0; c < 784 && sum < least; c++) {
                float d = known[784 * k + c] - asked[c];
                sum += d * d;
            }
            if (sum < least) {
                least = sum;
                nearest = k;
            }
        }
        return nearest;
    }

    @Test
    void streamsAreThoseOfTheirPurpose() {
        DigitHand hand = new DigitHand(new RandomStream(1, Purpose.DRAW.stream(1)));
        byte[] pixels = new byte[784];
        for (int row : new int[] {7, 3}) {
            assertEquals(digits.test().label(row), hand.write(row, pixels));
            for (int c = 0; c < 784; c++) {
                assertEquals(digits.test().value(row, c), (pixels[c] & 0xff) / 255f);
            }
        }
    }

    @Test
    void anEmptyPartIsAllowed() {
        assertEquals(0, DrawnDigits.draw(1, 0, 0, arena, Team.single()).train().size());
        assertEquals("drawn digits (train) (4000 x 784, labelled)", digits.train().toString());
    }
}
