package lanewise.vae.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Ctrl-C and SIGTERM as a request: a command that armed it is given time to finish its step and to say
/// what it left behind.
///
/// Built on a shutdown hook, which waits until [#release()]; the exit status is the one of the signal (130,
/// 143). Thread-safe.
final class StopSignal {

    private static final long PATIENCE_SECONDS = 60;

    private final CountDownLatch released = new CountDownLatch(1);
    private volatile boolean armed;
    private volatile boolean requested;

    /// A request that comes from the signals of this process.
    static StopSignal ofProcess() {
        StopSignal signal = new StopSignal();
        Runtime.getRuntime().addShutdownHook(new Thread(signal::shutDown, "lanewise-stop"));
        return signal;
    }

    /// From now on a signal is a request, not the end.
    void arm() {
        armed = true;
    }

    /// Whether somebody wants an end.
    boolean requested() {
        return requested;
    }

    /// Asks for an end.
    void request() {
        requested = true;
    }

    /// All is said and written: the process may go.
    void release() {
        released.countDown();
    }

    private void shutDown() {
        if (!armed) {
            return;
        }
        requested = true;
        try {
            if (!released.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("lanewise: did not come to an end within " + PATIENCE_SECONDS
                        + " s; the last checkpoint stands");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
