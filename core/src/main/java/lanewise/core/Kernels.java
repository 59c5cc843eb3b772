package lanewise.core;

import java.util.Locale;

import jdk.incubator.vector.FloatVector;

import lanewise.core.kernel.Arithmetic;

/// Which kernels run in this JVM, at which vector width, and why.
///
/// The widest vectors that the JIT compiler has for this CPU are used: 512, 256 or 128 bits. Without the module
/// `jdk.incubator.vector` (class path without `--add-modules jdk.incubator.vector`), without an optimising compiler, or
/// on a CPU with narrower vectors, the scalar twins run instead: the same bits, slower. The system property [#PROPERTY]
/// forces one of `512`, `256`, `128`, `scalar` for tests and studies; a width above the machine's falls back to the
/// machine's. A forced width is used even where no optimising compiler makes it fast.
///
/// The choice is made when this class is initialised and never changes. Thread-safe.
public final class Kernels {

    /// The system property that forces the kernels: `512`, `256`, `128` or `scalar`.
    public static final String PROPERTY = "lanewise.kernels";

    private static final String MODULE = "jdk.incubator.vector";
    private static final Choice CHOICE = choose(System.getProperty(PROPERTY));

    /// True where vector kernels run, false where the scalar twins do. Constant, so that the JIT compiler drops
    /// the branch not taken.
    public static final boolean VECTOR = CHOICE.bits > 0;

    static {
        Arithmetic.warnIfSlow();
    }

    private record Choice(int bits, String reason) {
    }

    private Kernels() {
    }

    /// The width of the vectors in use in bits: 512, 256 or 128; 0 where the scalar twins run.
    ///
    /// @return the width in bits, or 0
    public static int vectorBits() {
        return CHOICE.bits;
    }

    /// The name of the kernels in use, a value that [#PROPERTY] takes.
    ///
    /// @return `512`, `256`, `128` or `scalar`
    public static String name() {
        return CHOICE.bits == 0 ? "scalar" : Integer.toString(CHOICE.bits);
    }

    /// Why these kernels were chosen.
    ///
    /// @return one sentence
    public static String reason() {
        return CHOICE.reason;
    }

    private static Choice choose(String forced) {
        String wish = forced == null ? "" : forced.strip().toLowerCase(Locale.ROOT);
        if (!wish.isEmpty() && !wish.matches("512|256|128|scalar")) {
            throw new IllegalArgumentException(
                    "system property " + PROPERTY + " is '" + forced + "', expected 512, 256, 128 or scalar");
        }
        if (wish.equals("scalar")) {
            return new Choice(0, "scalar twins forced by " + PROPERTY);
        }
        if (!moduleIsThere()) {
            return scalarWithWarning("the module " + MODULE
                    + " is not in this JVM; start it with --add-modules " + MODULE);
        }
        int preferred = Widest.preferredBits();
        if (preferred < 128) {
            return scalarWithWarning("this JVM compiles no vectors of 128 bits or more");
        }
        int widest = Math.min(preferred, 512);
        if (wish.isEmpty()) {
            String mode = System.getProperty("java.vm.info", "");
            if (mode.contains("interpreted mode") || mode.contains("emulated-client")) {
                return scalarWithWarning("this JVM runs without its optimising compiler (" + mode
                        + "), and vectors would be slow objects");
            }
            return new Choice(widest, widest + " bits are the widest vectors that this JVM compiles for this CPU");
        }
        int bits = Integer.parseInt(wish);
        if (bits > widest) {
            return new Choice(widest, bits + " bits forced by " + PROPERTY + ", but this machine has " + widest);
        }
        return new Choice(bits, bits + " bits forced by " + PROPERTY + ", the machine has " + widest);
    }

    private static Choice scalarWithWarning(String reason) {
        System.getLogger("lanewise.core")
                .log(System.Logger.Level.WARNING, "Lanewise runs its scalar twins: {0}", reason);
        return new Choice(0, reason);
    }

    private static boolean moduleIsThere() {
        ModuleLayer layer = Kernels.class.getModule().getLayer();
        return (layer == null ? ModuleLayer.boot() : layer).findModule(MODULE).isPresent()
                || ModuleLayer.boot().findModule(MODULE).isPresent();
    }

    /// Loaded only once the module is known to be there.
    private static final class Widest {

        /// A float species is asked, not a shape: touching VectorShape first can freeze wrong shapes (JDK-8309727).
        static int preferredBits() {
            return FloatVector.SPECIES_PREFERRED.vectorBitSize();
        }
    }
}
