package lanewise.vae.table;

import java.math.BigInteger;

/// The 128 leading bits of 5^q, truncated, for q < 0 those of the reciprocal; and the products with them that decide a
/// decimal number (Lemire, Software: Practice and Experience 51(8), 2021, sections 5 to 8).
final class PowersOfFive {

    private static final int SMALLEST = -300;
    private static final int LARGEST = 300;
    private static final long[] HIGH = new long[LARGEST - SMALLEST + 1];
    private static final long[] LOW = new long[HIGH.length];
    private static final int FRACTION_BITS = 52;
    private static final long GUARD_MASK = -1L >>> FRACTION_BITS + 3;

    static {
        BigInteger five = BigInteger.valueOf(5);
        for (int q = SMALLEST; q <= LARGEST; q++) {
            BigInteger bits = q < 0 ? reciprocal(five.pow(-q), q) : five.pow(q);
            int excess = bits.bitLength() - 128;
            bits = excess < 0 ? bits.shiftLeft(-excess) : bits.shiftRight(excess);
            HIGH[q - SMALLEST] = bits.shiftRight(64).longValue();
            LOW[q - SMALLEST] = bits.longValue();
        }
    }

    private PowersOfFive() {
    }

    /// Rounded up at the last of the 128 bits where a product can be exact, far below them else.
    private static BigInteger reciprocal(BigInteger power, int q) {
        int scale = q >= -27 ? power.bitLength() + 127 : 2 * power.bitLength() + 128;
        return BigInteger.ONE.shiftLeft(scale).divide(power).add(BigInteger.ONE);
    }

    /// w 10^q rounded to the nearest double, ties to even; w is not 0, unsigned. -1 if q is beyond the table or the
    /// result is no normal number.
    static double product(long w, int q) {
        if (q < SMALLEST || q > LARGEST) {
            return -1;
        }
        int zeros = Long.numberOfLeadingZeros(w);
        long shifted = w << zeros;
        long high = Math.unsignedMultiplyHigh(shifted, HIGH[q - SMALLEST]);
        long low = shifted * HIGH[q - SMALLEST];
        if ((high & GUARD_MASK) == GUARD_MASK) {
            long carry = Math.unsignedMultiplyHigh(shifted, LOW[q - SMALLEST]);
            low += carry;
            if (Long.compareUnsigned(carry, low) > 0) {
                high++;
            }
        }
        int top = (int) (high >>> 63);
        int shift = top + 64 - FRACTION_BITS - 3;
        long fraction = high >>> shift;
        // floor(q log2 10) + 63, exact in this range of q
        int exponent = ((152_170 + 65_536) * q >> 16) + 63 + top - zeros + 1023;
        if (exponent <= 0 || exponent >= 2046) {
            return -1;
        }
        boolean half = Long.compareUnsigned(low, 1) <= 0 && q >= -4 && q <= 23 && (fraction & 3) == 1
                && fraction << shift == high;
        if (half) {
            fraction &= ~1L;
        }
        fraction += fraction & 1;
        fraction >>>= 1;
        if (fraction >= 2L << FRACTION_BITS) {
            fraction = 1L << FRACTION_BITS;
            exponent++;
        }
        return Double.longBitsToDouble((long) exponent << FRACTION_BITS | fraction & ~(1L << FRACTION_BITS));
    }
}
