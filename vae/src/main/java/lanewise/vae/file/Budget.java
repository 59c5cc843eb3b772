package lanewise.vae.file;

import java.util.Locale;

import lanewise.vae.format.FormatException;

/// What reading one file or text may take, known before it is taken: of the heap, or of work. A file of few bytes may
/// ask for much of either. Not thread-safe: one per reading.
public final class Budget {

    /// The share of the largest heap (`-Xmx`) that one reading may take: 1 / this.
    public static final int HEAP_SHARE = 2;

    /// Floating-point operations that one fixture may ask for: some minutes of the float64 reference.
    public static final long FIXTURE_WORK = 1L << 38;

    /// Heap of a string besides its characters, of an object, and of a reference to it in a list that grows.
    public static final int STRING = 64;
    /// Heap of a boxed number and its place in a list that grows.
    public static final int NUMBER = 36;
    /// Heap of a list besides its elements.
    public static final int LIST = 64;
    /// Heap of an object's field in the maps that hold it, besides name and value.
    public static final int FIELD = 128;
    /// Heap of an object's maps without fields.
    public static final int OBJECT = 256;

    private final String source;
    private final String unit;
    private final String advice;
    private final long limit;
    private long taken;

    private Budget(String source, String unit, String advice, long limit) {
        this.source = source;
        this.unit = unit;
        this.advice = advice;
        this.limit = limit;
    }

    /// Heap for one reading.
    ///
    /// @param source what is read, for the message
    /// @return a budget in bytes
    public static Budget heap(String source) {
        return new Budget(source, "bytes of heap", "1/" + HEAP_SHARE + " of -Xmx", heapBytes());
    }

    /// How much heap one reading may take.
    ///
    /// @return bytes
    public static long heapBytes() {
        return Runtime.getRuntime().maxMemory() / HEAP_SHARE;
    }

    /// Work for one fixture.
    ///
    /// @param source what is read, for the message
    /// @return a budget in operations
    public static Budget fixtureWork(String source) {
        return new Budget(source, "operations", "the limit of a fixture", FIXTURE_WORK);
    }

    /// Takes some of it.
    ///
    /// @param amount how much, at least 0
    /// @param what what needs it, such as `the header`
    /// @throws FormatException naming the source, what needs it, and how much there is, if that is too much
    public void take(long amount, String what) throws FormatException {
        if (amount > limit - taken) {
            throw refusal(what, String.format(Locale.ROOT, "%,d", saturated(taken, amount)));
        }
        taken += amount;
    }

    /// Takes a product of sizes.
    ///
    /// @param what what needs it
    /// @param sizes the factors, none negative
    /// @throws FormatException as [#take(long, String)]; also if the product is beyond a long
    public void takeProduct(String what, long... sizes) throws FormatException {
        long product = 1;
        for (long size : sizes) {
            if (size == 0) {
                return;
            }
        }
        for (long size : sizes) {
            if (Math.multiplyHigh(product, size) != 0 || product * size < 0) {
                throw refusal(what, "more than 2^63");
            }
            product *= size;
        }
        take(product, what);
    }

    private static long saturated(long one, long other) {
        return one + other < 0 ? Long.MAX_VALUE : one + other;
    }

    private FormatException refusal(String what, String needed) {
        return new FormatException(source, String.format(Locale.ROOT, "%s: needs %s %s, expected at most %,d (%s)",
                what, needed, unit, limit, advice));
    }
}
