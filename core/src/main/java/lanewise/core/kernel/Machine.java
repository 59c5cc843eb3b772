package lanewise.core.kernel;

import java.util.Locale;

/// What the processor is, as far as the sizes and ways of the matrix product depend on it: the rate of multiply-adds of
/// 512 bits, and its caches.
///
/// Read once, when this class is initialised, from what the operating system says of the first core. Nothing else asks
/// which processor this is. Speed depends on the answer, bits never do, so a wrong one costs time only; what cannot be
/// read has a stated fall-back. The system properties [#PORTS_PROPERTY], [#L1_PROPERTY], [#L2_PROPERTY] and
/// [#L3_PROPERTY] put something else in its place for tests and studies. Thread-safe.
public final class Machine {

    /// The system property that sets how many multiply-adds of 512 bits a core begins per cycle: `1` or `2`.
    public static final String PORTS_PROPERTY = "lanewise.gemm.ports";

    /// The system property that sets the bytes of the first-level data cache: a number, or one with `K` or `M` behind
    /// it.
    public static final String L1_PROPERTY = "lanewise.gemm.l1";

    /// The same for the second level.
    public static final String L2_PROPERTY = "lanewise.gemm.l2";

    /// The same for the third level.
    public static final String L3_PROPERTY = "lanewise.gemm.l3";

    private static final long KIB = 1 << 10;
    private static final Choice CHOICE = choose(MachineFacts.read(), System.getProperty(PORTS_PROPERTY),
            System.getProperty(L1_PROPERTY), System.getProperty(L2_PROPERTY), System.getProperty(L3_PROPERTY));

    /// How many multiply-adds of 512 bits a core begins per cycle, and the bytes of its caches, with the reasons.
    record Choice(int ports, long l1, long l2, long l3, String reason) {
    }

    private Machine() {
    }

    /// How many multiply-adds of 512 bits a core begins per cycle; without a meaning where vectors are shorter.
    ///
    /// @return 1 where they run at half rate, as on Zen 4; 2 where they run at the full one
    public static int widePorts() {
        return CHOICE.ports;
    }

    /// Bytes of the first-level data cache.
    ///
    /// @return between 16 KiB and 1 MiB
    public static long l1() {
        return CHOICE.l1;
    }

    /// Bytes of the second-level cache.
    ///
    /// @return between 128 KiB and 64 MiB
    public static long l2() {
        return CHOICE.l2;
    }

    /// Bytes of the third-level cache, which cores share.
    ///
    /// @return between 1 MiB and 4 GiB
    public static long l3() {
        return CHOICE.l3;
    }

    /// What was found or set, where, and what stands in for the rest.
    ///
    /// @return one line
    public static String reason() {
        return CHOICE.reason;
    }

    /// From what was read and the texts of the properties, null where not set: ports, and the three caches.
    static Choice choose(MachineFacts facts, String... forced) {
        int ports = facts.vendor().isEmpty() ? 2 : widePorts(facts);
        String rate = facts.vendor().isEmpty() ? ", taken for one of full rate" : "";
        if (forced[0] != null) {
            ports = switch (forced[0].strip()) {
                case "1" -> 1;
                case "2" -> 2;
                default -> throw new IllegalArgumentException(
                        "system property " + PORTS_PROPERTY + " is '" + forced[0] + "', expected 1 or 2");
            };
            rate = " forced by " + PORTS_PROPERTY;
        }
        StringBuilder reason = new StringBuilder(facts.name())
                .append("; multiply-adds of 512 bits, where it has them, ").append(ports == 1 ? "one"
                        : "two").append(" per cycle").append(rate);
        long l1 = cache("L1d", L1_PROPERTY, forced[1], facts.l1(), 32 * KIB, 16 * KIB, KIB * KIB, reason);
        // The smallest that servers and desktops of the last years have: a block that is too small costs less than one
        // that does not fit.
        long l2 = cache("L2", L2_PROPERTY, forced[2], facts.l2(), ports == 2 ? KIB * KIB : 512 * KIB, 128 * KIB,
                64 * KIB * KIB, reason);
        long l3 = cache("L3", L3_PROPERTY, forced[3], facts.l3(), 8 * KIB * KIB, KIB * KIB, 4 * KIB * KIB * KIB,
                reason);
        return new Choice(ports, l1, l2, l3, reason.append(" (").append(facts.source()).append(')').toString());
    }

    /// A cache by a property, or as it was read (0: it was not), or its fall-back.
    private static long cache(String name, String property, String forced, long read, long otherwise, long least,
            long most, StringBuilder reason) {
        long bytes = read;
        String why = "";
        if (forced != null) {
            bytes = MachineFacts.bytes(forced);
            if (bytes < least || bytes > most) {
                throw new IllegalArgumentException("system property " + property + " is '" + forced
                        + "', expected bytes between " + size(least) + " and " + size(most) + ", such as "
                        + otherwise / KIB + "K");
            }
            why = " forced by " + property;
        } else if (bytes <= 0) {
            bytes = otherwise;
            why = " for want of a figure";
        }
        bytes = Math.clamp(bytes, least, most);
        reason.append(", ").append(name).append(' ').append(size(bytes)).append(why);
        return bytes;
    }

    private static String size(long bytes) {
        return bytes % (KIB * KIB) == 0 ? String.format(Locale.ROOT, "%d MiB", bytes / (KIB * KIB))
                : bytes % KIB == 0 ? String.format(Locale.ROOT, "%d KiB", bytes / KIB) : bytes + " bytes";
    }

    /// Cores with vectors of 512 bits that multiply and add one per cycle; all others do two.
    private static int widePorts(MachineFacts facts) {
        int model = facts.model();
        boolean half = switch (facts.vendor()) {
            // Zen 4 is all of family 25 that has such vectors; of Zen 5, family 26, Strix Point and Krackan Point have
            // data paths of 256 bits.
            case "AuthenticAMD" -> facts.family() == 25 || facts.family() == 26 && (model >> 4 == 2 || model >> 4 == 6);
            // The lesser Skylake and Cascade Lake servers; then Cannon Lake, Ice Lake, Tiger Lake and Rocket Lake of
            // desktops and notebooks.
            case "GenuineIntel" -> facts.family() == 6 && switch (model) {
                case 85 -> facts.brand().matches(".*(Silver|Bronze|Gold 5).*");
                case 102, 125, 126, 140, 141, 167 -> true;
                default -> false;
            };
            default -> false;
        };
        return half ? 1 : 2;
    }
}
