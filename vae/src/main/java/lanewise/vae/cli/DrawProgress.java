package lanewise.vae.cli;

import java.util.Locale;

import lanewise.vae.evaluate.Progress;

/// How far an evaluation by draws is: a bar on a terminal, elsewhere a line every half minute.
final class DrawProgress implements Progress {

    private static final long NOTE_NANOS = 30_000_000_000L;

    private final Terminal terminal;
    private final int samples;
    private final long begin = System.nanoTime();
    private ProgressBar bar;
    private long noted = begin;

    /// @param samples draws for each row
    DrawProgress(Terminal terminal, int samples) {
        this.terminal = terminal;
        this.samples = samples;
    }

    @Override
    public void rows(int done, int total) {
        long now = System.nanoTime();
        if (bar == null) {
            bar = new ProgressBar(terminal, 0, (long) total * samples, begin);
        }
        bar.update("example " + done + "/" + total, (long) done * samples, samples + " draws each", now);
        if (!terminal.isTerminal() && now - noted >= NOTE_NANOS && done < total) {
            noted = now;
            terminal.note(String.format(Locale.ROOT, "%,d of %,d examples, %s left", done, total,
                    ProgressBar.duration((now - begin) / 1e9 / done * (total - done))));
        }
    }
}
