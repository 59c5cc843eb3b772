package lanewise.core;

import java.util.Arrays;
import java.util.List;

/// How the weights of a [PackedMatrix] are stored. They become floats in registers and are multiplied as floats, so
/// that fewer bytes are read and the law of the product stays: one order of sums, equal bits at every vector width,
/// for every number of rows and threads.
///
/// Narrow weights pay where the time of a product is that of reading them, which is so for few rows: the more, the
/// farther away they lie. Sums are fp32 in any case.
public enum Storage {

    /// The floats as they are, 4 bytes.
    FLOAT32("fp32", 4),

    /// The nearest float whose last 16 bits are zero, ties to even; its first 16 bits are stored, 2 bytes. A relative
    /// error of at most 2^-9 of each weight (Kalamkar et al. 2019).
    BFLOAT16("bf16", 2),

    /// `w ~ q s` with a whole number q of -127 to 127, 1 byte, and one scale s per output unit, the largest magnitude
    /// of the unit's weights over 127, rounded up to 16 significant bits: so each q s is a float, and what is stored a
    /// second time stays as it is. An error of at most s / 2 of each weight. The product sums `a q`, in order, and
    /// multiplies the sum by s. A unit whose weights are all below 2^-100 in magnitude has s = 0.
    INT8("int8", 1);

    /// The largest q.
    private static final int LEVELS = 127;

    /// Bits of a scale that are zero.
    private static final int SCALE_ZEROS = 0xff;

    private static final float SMALLEST = 0x1p-100f;

    private final String id;
    private final int bytes;

    Storage(String id, int bytes) {
        this.id = id;
        this.bytes = bytes;
    }

    /// The name on the command line and in messages.
    /// @return such as `bf16`
    public String id() {
        return id;
    }

    /// Bytes of a weight.
    /// @return 4, 2 or 1
    public int bytes() {
        return bytes;
    }

    /// All names.
    /// @return in the order of the values
    public static List<String> ids() {
        return Arrays.stream(values()).map(Storage::id).toList();
    }

    /// The storage of a name.
    ///
    /// @param id a name that [#id()] returns
    /// @return the storage
    /// @throws IllegalArgumentException if there is none, listing those that there are
    public static Storage named(String id) {
        for (Storage storage : values()) {
            if (storage.id.equals(id)) {
                return storage;
            }
        }
        throw new IllegalArgumentException("storage: there is no '" + id + "', expected one of " + ids());
    }

    /// The first 16 bits of the nearest float whose last 16 bits are zero, ties to even; infinity for what lies nearer
    /// to the next power of two than to the largest finite one, NaN for NaN.
    ///
    /// @param value a float
    /// @return its form in 16 bits
    public static short bfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (value != value) {
            return (short) (bits >>> 16 | 0x40);
        }
        return (short) (bits + 0x7fff + (bits >>> 16 & 1) >>> 16);
    }

    /// The float of a form in 16 bits, exact.
    ///
    /// @param bits the first 16 bits
    /// @return the float
    public static float ofBfloat16(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    /// The scale of an output unit with [#INT8].
    ///
    /// @param largest the largest magnitude of its weights, finite
    /// @return s, at least 0
    public static float scale(float largest) {
        if (!(largest >= SMALLEST)) {
            return 0;
        }
        int bits = Float.floatToRawIntBits(largest / LEVELS);
        return Float.intBitsToFloat(bits + SCALE_ZEROS & ~SCALE_ZEROS);
    }

    /// The whole number of a weight with [#INT8].
    ///
    /// @param weight not larger in magnitude than what the scale was made of
    /// @param scale s
    /// @return q, the whole number nearest to `weight / s`, ties to even
    public static byte quantized(float weight, float scale) {
        return scale == 0 ? 0 : (byte) Math.clamp((long) Math.rint(weight / scale), -LEVELS, LEVELS);
    }

    /// Replaces weights by what their storage holds of them. Twice does what once does.
    ///
    /// @param weights one output unit per row, finite
    /// @throws IllegalArgumentException naming row, column and value of the first weight that the storage has no finite
    /// form of
    public void round(Matrix weights) {
        for (int r = 0; this != FLOAT32 && r < weights.rows(); r++) {
            float scale = this == INT8 ? scale(largest(weights, r)) : 0;
            for (int c = 0; c < weights.columns(); c++) {
                float weight = weights.get(r, c);
                float stored = this == INT8 ? quantized(weight, scale) * scale : ofBfloat16(bfloat16(weight));
                if (!Float.isFinite(weight) || !Float.isFinite(stored)) {
                    throw new IllegalArgumentException("weights: row " + r + ", column " + c + " is " + weight
                            + ", which " + id + " cannot store, expected a finite value in its range");
                }
                weights.set(r, c, stored);
            }
        }
    }

    /// The largest magnitude of a row's values; NaN if one is.
    ///
    /// @param weights one output unit per row
    /// @param row which
    /// @return the magnitude
    public static float largest(Matrix weights, int row) {
        float largest = 0;
        for (int c = 0; c < weights.columns(); c++) {
            largest = Math.max(largest, Math.abs(weights.get(row, c)));
        }
        return largest;
    }
}
