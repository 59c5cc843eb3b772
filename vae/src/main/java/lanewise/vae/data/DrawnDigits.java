package lanewise.vae.data;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import lanewise.core.Team;
import lanewise.core.random.RandomStream;

/// The built-in data set: digits 0 to 9 drawn with a pen, 28 x 28 grey pixels, white on black like MNIST's.
///
/// Digit `row` is a function of (seed, part, row) alone, with the same bytes on every platform, for every number of
/// threads and however many digits are drawn. Each is written in one of several styles, with its own proportions,
/// slant, turn, bend, pen and place. Labels are uniform over 0 to 9.
public final class DrawnDigits {

    /// Rows of an image, and pixels per row.
    public static final int SIZE = 28;

    /// Digits to train on unless another number is asked for.
    public static final int TRAIN = 60_000;

    /// Digits to test on unless another number is asked for.
    public static final int TEST = 10_000;

    /// The random streams of the drawing: purpose 7, numbers 0 (to train on) and 1 (to test on).
    private static final long STREAM = 7L << 56;

    private static final int GRAIN = 64;

    private DrawnDigits() {
    }

    /// Draws the usual 60,000 and 10,000 digits.
    ///
    /// @param seed any number
    /// @param arena owns the memory: 785 bytes per digit; a shared one if the team has threads
    /// @param team splits the work
    /// @return the digits with their labels
    public static ImageSet draw(long seed, Arena arena, Team team) {
        return draw(seed, TRAIN, TEST, arena, team);
    }

    /// Draws digits to train and to test on.
    ///
    /// @param seed any number
    /// @param train how many to train on, 0 or more
    /// @param test how many to test on, 0 or more
    /// @param arena owns the memory: 785 bytes per digit; a shared one if the team has threads
    /// @param team splits the work
    /// @return the digits with their labels, named `drawn digits (train)` and `drawn digits (test)`
    public static ImageSet draw(long seed, int train, int test, Arena arena, Team team) {
        return new ImageSet(draw("drawn digits (train)", new RandomStream(seed, STREAM), train, arena, team),
                draw("drawn digits (test)", new RandomStream(seed, STREAM | 1), test, arena, team), SIZE, SIZE);
    }

    private static Dataset draw(String name, RandomStream random, int count, Arena arena, Team team) {
        MemorySegment images = arena.allocate((long) SIZE * SIZE * count);
        MemorySegment labels = arena.allocate(count);
        team.run((part, parts) -> {
            DigitHand hand = new DigitHand(random);
            byte[] pixels = new byte[SIZE * SIZE];
            int end = Team.begin(count, part + 1, parts, GRAIN);
            for (int row = Team.begin(count, part, parts, GRAIN); row < end; row++) {
                labels.set(ValueLayout.JAVA_BYTE, row, (byte) hand.write(row, pixels));
                MemorySegment.copy(pixels, 0, images, ValueLayout.JAVA_BYTE, (long) row * pixels.length, pixels.length);
            }
        });
        return Dataset.ofBytes(name, images, labels, count, SIZE * SIZE);
    }
}
