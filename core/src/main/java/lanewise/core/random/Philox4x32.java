package lanewise.core.random;

/// Philox4x32-10: a keyed bijection of 128-bit counters, used as a random function of (key, counter).
///
/// One round takes the words (x0, x1, x2, x3) and the key (k0, k1) to (hi(M1 x2) ^ x1 ^ k0, lo(M1 x2), hi(M0
/// x0) ^ x3 ^ k1, lo(M0 x0)), where hi and lo are the halves of a 64-bit product; after each round the key grows by
/// (W0, W1). Ten rounds. All arithmetic is unsigned modulo 2^32.
///
/// Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC'11 (2011), section 3.3.
/// This class is the scalar specification; [RandomStream] fills memory with the same words many at a time.
/// Stateless and thread-safe.
final class Philox4x32 {

    /// Number of rounds.
    public static final int ROUNDS = 10;

    /// Multiplier of word 0.
    static final long M0 = 0xD2511F53L;

    /// Multiplier of word 2.
    static final long M1 = 0xCD9E8D57L;

    /// What key word 0 grows by in each round.
    static final long W0 = 0x9E3779B9L;

    /// What key word 1 grows by in each round.
    static final long W1 = 0xBB67AE85L;

    /// The low 32 bits of a long.
    static final long LOW = 0xFFFFFFFFL;

    private Philox4x32() {
    }

    /// Words 0 and 1 (`half` 0) or 2 and 3 (`half` 1) of one random block, the even one in the low 32 bits.
    ///
    /// @param half which half of the block, 0 or 1
    /// @param low words 0 (low 32 bits) and 1 of the counter
    /// @param high words 2 (low 32 bits) and 3 of the counter
    /// @param key words 0 (low 32 bits) and 1 of the key
    /// @return two random words
    public static long words(int half, long low, long high, long key) {
        return words(half, low, high, key, ROUNDS);
    }

    static long words(int half, long low, long high, long key, int rounds) {
        long x0 = low & LOW;
        long x1 = low >>> 32;
        long x2 = high & LOW;
        long x3 = high >>> 32;
        long k0 = key & LOW;
        long k1 = key >>> 32;
        for (int round = 0; round < rounds; round++) {
            long p0 = M0 * x0;
            long p1 = M1 * x2;
            x0 = p1 >>> 32 ^ x1 ^ k0;
            x1 = p1 & LOW;
            x2 = p0 >>> 32 ^ x3 ^ k1;
            x3 = p0 & LOW;
            k0 = k0 + W0 & LOW;
            k1 = k1 + W1 & LOW;
        }
        return half == 0 ? x0 | x1 << 32 : x2 | x3 << 32;
    }
}
