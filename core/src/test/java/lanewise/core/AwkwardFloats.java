package lanewise.core;

import java.util.Random;

/// Arguments for functions of one float, the awkward ones among them.
public final class AwkwardFloats {

    private static final float[] SPECIAL = {0, -0f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY,
            Float.MIN_VALUE, -Float.MIN_VALUE, 1, -1, 100, -100};

    private AwkwardFloats() {
    }

    /// A zero, a NaN, an infinity or the like once in four times; else a normal draw, a wide one for every third i.
    public static float next(Random random, int i) {
        int pick = random.nextInt(40);
        return pick < SPECIAL.length ? SPECIAL[pick] : (float) random.nextGaussian() * (i % 3 == 0 ? 30 : 2);
    }
}
