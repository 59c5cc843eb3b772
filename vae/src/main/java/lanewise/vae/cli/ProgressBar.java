package lanewise.vae.cli;

import java.util.Locale;

/// The status line of work that has a known length: label, bar, share done, a remark, speed, time left.
///
/// Drawn at most ten times a second, and only on a terminal. Speed and time left follow the last few seconds, so that
/// the slow first moments of a JVM are soon forgotten. Not thread-safe.
final class ProgressBar {

    private static final long REDRAW_NANOS = 100_000_000L;
    private static final double MEMORY_SECONDS = 3;
    private static final int NARROWEST_BAR = 8;
    private static final int WIDEST_BAR = 30;

    private final Terminal terminal;
    private final long total;
    private long lastNanos;
    private long lastDone;
    private double rate;

    /// Begins at `done` of `total` units.
    ProgressBar(Terminal terminal, long done, long total, long nanoTime) {
        this.terminal = terminal;
        this.total = total;
        this.lastDone = done;
        this.lastNanos = nanoTime;
    }

    /// Redraws the line if it is time to.
    ///
    /// @param label what is being done, such as `epoch 3/10`
    /// @param done units done of the total
    /// @param remark such as `loss 103.2`
    /// @param nanoTime now
    void update(String label, long done, String remark, long nanoTime) {
        long passed = nanoTime - lastNanos;
        if (!terminal.isTerminal() || passed < REDRAW_NANOS) {
            return;
        }
        double seconds = passed / 1e9;
        double now = (done - lastDone) / seconds;
        double weight = rate == 0 ? 1 : 1 - Math.exp(-seconds / MEMORY_SECONDS);
        rate += weight * (now - rate);
        lastNanos = nanoTime;
        lastDone = done;
        terminal.status(line(terminal.columns(), label, done, total, remark, rate));
    }

    /// The line as it fits into a terminal: the bar takes what the words leave.
    static String line(int columns, String label, long done, long total, String remark, double rate) {
        double share = total == 0 ? 1 : Math.clamp((double) done / total, 0, 1);
        String speed = rate > 0 ? String.format(Locale.ROOT, "  %,d samples/s", Math.round(rate)) : "";
        String left = rate > 0 ? "  " + duration((total - done) / rate) + " left" : "";
        String tail = String.format(Locale.ROOT, " %3d%%  %s", (int) (share * 100), remark) + speed + left;
        int width = Math.min(WIDEST_BAR, columns - 1 - label.length() - tail.length() - 3);
        if (width < NARROWEST_BAR) {
            return label + tail;
        }
        int filled = (int) Math.round(share * width);
        return label + " [" + "#".repeat(filled) + "-".repeat(width - filled) + "]" + tail;
    }

    /// `4 s`, `2:07`, `1:02:07`.
    static String duration(double seconds) {
        long s = Math.round(seconds);
        if (s < 60) {
            return s + " s";
        }
        return s < 3600 ? String.format(Locale.ROOT, "%d:%02d", s / 60, s % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", s / 3600, s / 60 % 60, s % 60);
    }
}
