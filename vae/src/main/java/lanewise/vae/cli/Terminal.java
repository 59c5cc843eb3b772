package lanewise.vae.cli;

import java.io.PrintStream;

import lanewise.vae.check.Texts;

/// Where a command speaks: results on standard output (on standard error with `--json`), progress on standard error.
///
/// On a terminal there is a status line at the bottom that is drawn over and over; elsewhere it is not
/// shown. Characters that would control the terminal are escaped, whatever they come from. Thread-safe.
final class Terminal {

    private static final long SILENCE_NANOS = 2_000_000_000L;

    private final PrintStream out;
    private final PrintStream err;
    private final int columns;
    private final StopSignal stop;
    private boolean json;
    private boolean standardError;
    private boolean quiet;
    private String status = "";
    private String said = "";
    private long saidNanos = System.nanoTime();

    /// Speaks on two streams.
    ///
    /// @param out standard output
    /// @param err standard error
    /// @param columns width of the terminal that standard error is, 0 if it is none
    /// @param stop how the user asks for an end
    Terminal(PrintStream out, PrintStream err, int columns, StopSignal stop) {
        this.out = out;
        this.err = err;
        this.columns = columns;
        this.stop = stop;
    }

    /// The streams of this process. The launcher says how wide the terminal is by the property `lanewise.cli.columns`.
    static Terminal ofProcess() {
        int columns = Integer.getInteger("lanewise.cli.columns", -1);
        if (columns < 0) {
            columns = System.console() != null && System.console().isTerminal() ? 80 : 0;
        }
        return new Terminal(System.out, System.err, columns, StopSignal.ofProcess());
    }

    boolean isJson() {
        return json;
    }

    /// How the user asks for an end.
    StopSignal stop() {
        return stop;
    }

    void useJson() {
        json = true;
    }

    /// Says results and failures only.
    void useQuiet() {
        quiet = true;
    }

    /// Leaves standard output to a file that is called `-`.
    void useStandardError() {
        standardError = true;
    }

    /// Width of the terminal, 0 if standard error is none, or nobody wants to see what is going on.
    int columns() {
        return quiet ? 0 : columns;
    }

    boolean isTerminal() {
        return columns() > 0;
    }

    /// Whether the characters of a [Sparkline] arrive.
    boolean drawsBars() {
        return isTerminal() && Sparkline.isDrawnBy(err.charset());
    }

    /// A line of the result.
    synchronized void say(String line) {
        clearStatus();
        (json || standardError ? err : out).println(Texts.message(line));
    }

    /// A line about what is going on.
    synchronized void note(String line) {
        if (!quiet) {
            fail(line);
        }
    }

    /// A line about what went wrong.
    synchronized void fail(String line) {
        clearStatus();
        err.println(Texts.message(line));
    }

    /// Replaces the status line; nothing where there is no terminal.
    synchronized void status(String line) {
        said = line;
        saidNanos = System.nanoTime();
        show(line);
    }

    /// Shows that time goes by, where nothing was said for two seconds.
    ///
    /// @param who what is at work, where it has not said so itself
    synchronized void tick(String who, long nanoTime) {
        long silent = nanoTime - saidNanos;
        if (silent >= SILENCE_NANOS) {
            show((said.isEmpty() ? who + " ..." : said) + "  " + ProgressBar.duration(silent / 1e9));
        }
    }

    private void show(String line) {
        if (isTerminal()) {
            String plain = Texts.visible(line).replace('\n', ' ');
            String fitted = plain.length() < columns ? plain : plain.substring(0, columns - 1);
            err.print("\r" + fitted + " ".repeat(Math.max(0, status.length() - fitted.length())));
            err.flush();
            status = fitted;
        }
    }

    /// The one JSON object on standard output.
    synchronized void json(String object) {
        clearStatus();
        out.println(object);
        out.flush();
    }

    /// Takes the status line away.
    synchronized void settle() {
        clearStatus();
    }

    private void clearStatus() {
        said = "";
        saidNanos = System.nanoTime();
        if (!status.isEmpty()) {
            err.print("\r" + " ".repeat(status.length()) + "\r");
            err.flush();
            status = "";
        }
    }
}
