package lanewise.vae.file;

import lanewise.vae.check.Allowance;
import lanewise.vae.format.FormatException;

/// An [Allowance] that refuses by a [FormatException].
public final class Budget extends Allowance {

    /// Floating-point operations that one fixture may ask for: some minutes of the float64 reference.
    public static final long FIXTURE_WORK = 1L << 38;

    private Budget(String source) {
        super(source);
    }

    private Budget(String source, String unit, String advice, long limit) {
        super(source, unit, advice, limit);
    }

    /// Heap for one reading.
    ///
    /// @param source what is read, for the message
    /// @return a budget in bytes
    public static Budget heap(String source) {
        return new Budget(source);
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
        take(amount, what, FormatException::new);
    }

    /// Takes a product of sizes.
    ///
    /// @param what what needs it
    /// @param sizes the factors, none negative
    /// @throws FormatException as [#take(long, String)]; also if the product is beyond a long
    public void takeProduct(String what, long... sizes) throws FormatException {
        takeProduct(what, FormatException::new, sizes);
    }
}
