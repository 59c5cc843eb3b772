package lanewise.core.kernel;

import java.util.concurrent.atomic.AtomicBoolean;

import lanewise.core.Kernels;
import lanewise.core.Team;

/// What the arithmetic of this JVM and of the calling thread is like, where that decides the speed or the bits.
///
/// **Multiply-adds.** `Math.fma` is one instruction on every processor of the last ten years. Where it is not, or where
/// a flag hides it (`-XX:-UseFMA`, `-XX:UseAVX=0`, `-XX:UseAVX=1`), the JDK computes it with `BigDecimal`: the same
/// bits, some thousand times slower. The first use of [Kernels] warns of that through `System.Logger`.
///
/// **The thread.** Java rounds to the nearest float and keeps denormal numbers. Native code that shares the thread can
/// leave another rounding mode behind, or the mode that flushes denormals to zero; Java then computes with other bits,
/// and so do other virtual threads on the same carrier. Sessions ask at each call, which takes a few nanoseconds, and
/// warn once per process; they go on, for nobody but the native code can mend it. Threads of a [Team] are its own,
/// which no such code runs in.
///
/// Thread-safe.
public final class Arithmetic {

    private static final int ROUNDS = 5;
    private static final int CALLS = 16;
    /// A multiply-add in hardware takes about as long as another short call, one by `BigDecimal` far longer, in the
    /// interpreter as well as compiled: 0.7 and 160 times as long (Zen 3, JDK 25).
    private static final int SLOW = 5;

    // Not final, so that no compiler computes with them.
    private static float one = 1f;
    private static float small = 1e-10f;
    private static float denormal = Float.MIN_VALUE;

    private static final boolean FUSED = measured();
    private static final AtomicBoolean WARNED = new AtomicBoolean();

    private Arithmetic() {
    }

    /// Whether a multiply-add is done by the processor, found by the time that it takes.
    ///
    /// @return false where `BigDecimal` does it
    public static boolean fused() {
        return FUSED;
    }

    /// Whether the calling thread rounds to nearest and keeps denormal numbers.
    ///
    /// @return false if native code left another mode behind
    public static boolean usual() {
        float a = one;
        float b = small;
        float c = denormal;
        return a + b == a && a - b == a && c + c != 0;
    }

    /// Warns, once per process, if the calling thread does not compute as Java does.
    public static void watch() {
        if (!usual() && WARNED.compareAndSet(false, true)) {
            warn("The thread " + Thread.currentThread().getName() + " " + thread()
                    + ": results may differ in their last bits");
        }
    }

    /// Both in words.
    ///
    /// @return one line
    public static String reason() {
        return multiplyAdds() + "; this thread " + thread();
    }

    private static String multiplyAdds() {
        return FUSED ? "multiply-adds in hardware" : "multiply-adds by BigDecimal, the same bits some thousand times"
                + " slower: the processor has none or a flag such as -XX:-UseFMA or -XX:UseAVX=0 hides them";
    }

    private static String thread() {
        float a = one;
        float b = small;
        float c = denormal;
        boolean nearest = a + b == a && a - b == a;
        boolean keeps = c + c != 0;
        return nearest && keeps ? "rounds to nearest and keeps denormal numbers" : (nearest ? "flushes denormal"
                + " numbers to zero" : keeps ? "does not round to nearest" : "does not round to nearest and flushes"
                + " denormal numbers to zero") + ", as native code left it";
    }

    /// Said when the kernels are chosen.
    public static void warnIfSlow() {
        if (!FUSED) {
            warn("Lanewise runs very slowly: " + multiplyAdds());
        }
    }

    private static void warn(String text) {
        System.getLogger("lanewise.core").log(System.Logger.Level.WARNING, text);
    }

    private static boolean measured() {
        long fused = Long.MAX_VALUE;
        long apart = Long.MAX_VALUE;
        for (int i = 0; i < ROUNDS; i++) {
            fused = Math.min(fused, fusedNanos());
            apart = Math.min(apart, apartNanos());
            if (fused <= SLOW * apart) {
                return true;
            }
        }
        return false;
    }

    private static long fusedNanos() {
        float sum = one;
        long start = System.nanoTime();
        for (int i = 0; i < CALLS; i++) {
            sum = Math.fma(sum, small, one);
        }
        long took = System.nanoTime() - start;
        one = sum > 2 ? sum : one;
        return took;
    }

    private static long apartNanos() {
        float sum = one;
        long start = System.nanoTime();
        for (int i = 0; i < CALLS; i++) {
            sum = Math.max(sum * small, one);
        }
        long took = System.nanoTime() - start;
        one = sum > 2 ? sum : one;
        return took;
    }
}
