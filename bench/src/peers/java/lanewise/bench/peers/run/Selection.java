package lanewise.bench.peers.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// What the command line asks for, and who was asked for but is not available.
public final class Selection {

    /// Makes a contender.
    @FunctionalInterface
    public interface Maker {

        /// Loads the library if it must, fills the buffers, sets the thread count.
        ///
        /// @return ready to run
        /// @throws Throwable if the peer is not available here; its message is the reason that is told
        Contender make() throws Throwable;
    }

    private final List<String> sizes;
    private final List<String> peers;
    private final List<Integer> threads;
    private final boolean quick;
    private Map<String, String> unavailable = new LinkedHashMap<>();

    public Selection(List<String> sizes, List<String> peers, List<Integer> threads, boolean quick) {
        this.sizes = List.copyOf(sizes);
        this.peers = List.copyOf(peers);
        this.threads = List.copyOf(threads);
        this.quick = quick;
    }

    /// The thread counts to measure.
    ///
    /// @return ascending, by default 1 and 2 (on a machine with so many processors)
    public List<Integer> threads() {
        return threads;
    }

    /// Whether a rough answer will do: a section may leave out jobs that take long.
    ///
    /// @return true for `--quick`
    public boolean quick() {
        return quick;
    }

    /// Whether a job is wanted: without `--size` all are; else one of its values must stand in the name, not as part
    /// of a longer number.
    ///
    /// @param name a job's name, such as `128,400,784 NT`
    /// @return true if wanted
    public boolean size(String name) {
        return sizes.isEmpty() || sizes.stream()
                .anyMatch(s -> Pattern.compile("(?<![0-9])" + Pattern.quote(s) + "(?![0-9])", Pattern.CASE_INSENSITIVE)
                        .matcher(name).find());
    }

    /// Whether a contender is wanted: without `--peer` all are, and Lanewise always is; else one of its values
    /// must be in the name.
    ///
    /// @param peer a contender's name
    /// @return true if wanted
    public boolean wants(String peer) {
        String low = peer.toLowerCase(Locale.ROOT);
        return peers.isEmpty() || low.startsWith("lanewise")
                || peers.stream().anyMatch(p -> low.contains(p.toLowerCase(Locale.ROOT)));
    }

    /// Adds a contender if it is wanted; notes the reason if it cannot be made.
    ///
    /// @param to    where to
    /// @param peer  its name
    /// @param maker makes it
    public void add(List<Contender> to, String peer, Maker maker) {
        if (!wants(peer)) {
            return;
        }
        try {
            to.add(maker.make());
        } catch (Throwable t) {
            unavailable(peer, reason(t));
        }
    }

    /// Notes that a wanted contender cannot run this job.
    ///
    /// @param peer   its name
    /// @param reason why, in a few words
    public void unavailable(String peer, String reason) {
        unavailable.put(peer, reason);
    }

    /// Takes the notes about unavailable contenders since the last call.
    Map<String, String> takeUnavailable() {
        Map<String, String> taken = unavailable;
        unavailable = new LinkedHashMap<>();
        return taken;
    }

    /// The shortest useful account of an exception and its causes.
    public static String reason(Throwable t) {
        var parts = new ArrayList<String>();
        for (Throwable cause = t; cause != null && parts.size() < 4; cause = cause.getCause()) {
            String message = cause.getMessage();
            String text = message == null || message.isBlank() ? cause.getClass().getSimpleName()
                    : (cause instanceof AssertionError || cause instanceof IllegalStateException ? ""
                            : cause.getClass().getSimpleName() + ": ")
                    + message.lines().findFirst().orElse("");
            if (!parts.contains(text)) {
                parts.add(text);
            }
        }
        return String.join("; ", parts);
    }
}
