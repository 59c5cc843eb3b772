package lanewise.vae.check;

import java.util.Locale;
import java.util.function.BiFunction;

/// What reading one file or text may take, known before it is taken: of the heap, or of work. A file of few bytes may
/// ask for much of either. How it refuses is the caller's affair. Not thread-safe: one per reading.
public class Allowance {

    /// The share of the largest heap (`-Xmx`) that one reading may take: 1 / this.
    public static final int HEAP_SHARE = 2;

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

    /// An allowance of which nothing is taken.
    ///
    /// @param source what is read, for the message
    /// @param unit what is counted
    /// @param advice where the limit comes from
    /// @param limit how much there is
    protected Allowance(String source, String unit, String advice, long limit) {
        this.source = source;
        this.unit = unit;
        this.advice = advice;
        this.limit = limit;
    }

    /// Heap for one reading.
    ///
    /// @param source what is read, for the message
    public Allowance(String source) {
        this(source, "bytes of heap", "1/" + HEAP_SHARE + " of -Xmx", heapBytes());
    }

    /// How much heap one reading may take.
    ///
    /// @return bytes
    public static long heapBytes() {
        return Runtime.getRuntime().maxMemory() / HEAP_SHARE;
    }

    /// Takes some of it.
    ///
    /// @param <E> how it refuses
    /// @param amount how much, at least 0
    /// @param what what needs it, such as `the header`
    /// @param refusal of a source and a text
    /// @throws E naming the source, what needs it, and how much there is, if that is too much
    public final <E extends Exception> void take(long amount, String what, BiFunction<String, String, E> refusal)
            throws E {
        if (amount > limit - taken) {
            long all = taken + amount < 0 ? Long.MAX_VALUE : taken + amount;
            throw refusal.apply(source, text(what, String.format(Locale.ROOT, "%,d", all)));
        }
        taken += amount;
    }

    /// Takes a product of sizes.
    ///
    /// @param <E> how it refuses
    /// @param what what needs it
    /// @param refusal as in [#take]
    /// @param sizes the factors, none negative
    /// @throws E as [#take]; also if the product is beyond a long
    public final <E extends Exception> void takeProduct(String what, BiFunction<String, String, E> refusal,
            long... sizes) throws E {
        long product = 1;
        for (long size : sizes) {
            if (size == 0) {
                return;
            }
        }
        for (long size : sizes) {
            if (Math.multiplyHigh(product, size) != 0 || product * size < 0) {
                throw refusal.apply(source, text(what, "more than 2^63"));
            }
            product *= size;
        }
        take(product, what, refusal);
    }

    private String text(String what, String needed) {
        return String.format(Locale.ROOT, "%s: needs %s %s, expected at most %,d (%s)", what, needed, unit, limit,
                advice);
    }
}
