package lanewise.core.random;

/// Philox4x32-10: a keyed bijection of 128-bit counters.
///
/// Source: Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011, section 3.3.
public final class Philox4x32 {

    private static final int M0 = 0xD2511F53;
    private static final int M1 = 0xCD9E8D57;
    private static final int W0 = 0x9E3779B9;
    private static final int W1 = 0xBB67AE85;
    private static final int ROUNDS = 10;
    private static final long LOW = 0xFFFFFFFFL;

    private Philox4x32() {
    }

    /// One word of the block of a counter.
    ///
    /// @param key low word first
    /// @param block the low 64 bits of the counter
    /// @param stream the high 64 bits of the counter
    /// @param word which of the four words, 0 to 3
    /// @return the word
    public static int word(long key, long block, long stream, int word) {
        int x0 = (int) block;
        int x1 = (int) (block >>> 32);
        int x2 = (int) stream;
        int x3 = (int) (stream >>> 32);
        int k0 = (int) key;
        int k1 = (int) (key >>> 32);
        for (int round = 0; round < ROUNDS; round++) {
            long p0 = (M0 & LOW) * (x0 & LOW);
            long p1 = (M1 & LOW) * (x2 & LOW);
            x0 = (int) (p1 >>> 32) ^ x1 ^ k0;
            x1 = (int) p1;
            x2 = (int) (p0 >>> 32) ^ x3 ^ k1;
            x3 = (int) p0;
            k0 += W0;
            k1 += W1;
        }
        return switch (word) {
            case 0 -> x0;
            case 1 -> x1;
            case 2 -> x2;
            default -> x3;
        };
    }
}
