package lanewise.vae.cli;

/// Says on a terminal that a command is still at work, and since when, where the command itself has said nothing for
/// two seconds.
final class Waiting implements AutoCloseable {

    private static final long TICK_MILLIS = 500;

    private final Terminal terminal;
    private final Thread thread;

    /// Begins to watch; nothing where there is no terminal.
    Waiting(Terminal terminal, String who) {
        this.terminal = terminal;
        thread = terminal.isTerminal() ? Thread.ofPlatform().daemon().name("lanewise-waiting").start(() -> {
            try {
                while (true) {
                    Thread.sleep(TICK_MILLIS);
                    terminal.tick(who, System.nanoTime());
                }
            } catch (InterruptedException e) {
                // the command has ended
            }
        }) : null;
    }

    @Override
    public void close() {
        if (thread != null) {
            thread.interrupt();
            terminal.settle();
        }
    }
}
