package lanewise.core.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

class BoxMullerTest {

    /// -2 ln((w + 1/2) / 2^32) in double arithmetic, relatively accurate near u = 1 too.
    private static double radiusOf(int word) {
        double below = (Integer.toUnsignedLong(word) + 0.5) * 0x1p-32;
        double above = (Integer.toUnsignedLong(~word) + 0.5) * 0x1p-32;
        return Math.sqrt(-2 * (below < 0.5 ? Math.log(below) : Math.log1p(-above)));
    }

    /// Words where the formulas change, both ends of the range, and words of every magnitude from both ends.
    private static int[] words() {
        SplittableRandom random = new SplittableRandom(5);
        int[] words = new int[400_000];
        for (int i = 0; i < words.length; i++) {
            int near = i / 4 - 5_000;
            words[i] = i < 40_000 ? near + (i % 4 << 30) : i % 2 == 0 ? random.nextInt() >>> i / 2 % 32
                    : ~(random.nextInt() >>> i / 2 % 32);
        }
        return words;
    }

    @Test
    void radiusIsAccurateEverywhere() {
        double worst = 0;
        for (int word : words()) {
            double expected = radiusOf(word);
            worst = Math.max(worst, Math.abs(BoxMuller.radius(word) - expected) / Math.ulp((float) expected));
        }
        assertTrue(worst < 1.5, "radius: " + worst + " ulp");
    }

    @Test
    void cosineAndSineAreAccurateEverywhere() {
        double cosine = 0;
        double sine = 0;
        double circle = 0;
        for (int word : words()) {
            double theta = Math.PI * word * 0x1p-31;
            float c = BoxMuller.cosine(1, word);
            float s = BoxMuller.sine(1, word);
            cosine = Math.max(cosine, Math.abs(c - Math.cos(theta)));
            sine = Math.max(sine, Math.abs(s - Math.sin(theta)));
            circle = Math.max(circle, Math.abs(Math.hypot(c, s) - 1));
        }
        assertTrue(cosine < 1.6e-7 && sine < 1.6e-7 && circle < 1.6e-7,
                "cosine " + cosine + ", sine " + sine + ", circle " + circle);
    }

    @Test
    void productsAreAccurateAcrossBothWords() {
        double worst = 0;
        int[] words = words();
        for (int i = 0; i < words.length; i++) {
            int word = words[i];
            int turn = words[(int) (i * 7919L % words.length)];
            double r = radiusOf(word);
            double theta = Math.PI * turn * 0x1p-31;
            float radius = BoxMuller.radius(word);
            worst = Math.max(worst, Math.abs(BoxMuller.cosine(radius, turn) - r * Math.cos(theta)));
            worst = Math.max(worst, Math.abs(BoxMuller.sine(radius, turn) - r * Math.sin(theta)));
        }
        assertTrue(worst < 1.2e-6, "product: " + worst);
    }

    @Test
    void theEndsOfTheRange() {
        assertEquals(Math.sqrt(66 * Math.log(2)), BoxMuller.radius(0), 5e-7, "largest radius");
        assertEquals(0x1p-16, BoxMuller.radius(-1), 1e-12, "smallest radius");
        assertEquals(1f, BoxMuller.cosine(1, 0));
        assertEquals(0f, BoxMuller.sine(1, 0));
        assertEquals(-1f, BoxMuller.cosine(1, Integer.MIN_VALUE));
        assertEquals(0f, BoxMuller.cosine(1, 0x40000000), 1e-7f);
        assertEquals(1f, BoxMuller.sine(1, 0x40000000), 1.6e-7f);
        assertEquals(-1f, BoxMuller.sine(1, 0xC0000000), 1.6e-7f);
    }

    @Test
    void radiusNeverGrowsWithTheWord() {
        float previous = Float.POSITIVE_INFINITY;
        for (long word = 0; word < 1L << 32; word += 9_973) {
            float radius = BoxMuller.radius((int) word);
            assertTrue(radius <= previous, "word " + word);
            previous = radius;
        }
    }
}
