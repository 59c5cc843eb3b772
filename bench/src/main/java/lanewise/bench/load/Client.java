package lanewise.bench.load;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// Sends requests when they are due, on a number of connections that are kept. A request that finds all of them taken
/// waits for one, and its time counts from when it was due, not from when it was sent: a server that stands still is
/// seen by every request of that time, not by one per connection (coordinated omission, G. Tene).
final class Client implements AutoCloseable {

    private final Connection[] connections;
    private final byte[][] requests;
    private final byte[][] replies;

    /// @param requests sent in turn
    Client(int port, int connections, byte[][] requests) throws IOException {
        this.connections = new Connection[connections];
        this.requests = requests;
        this.replies = new byte[requests.length][];
        for (int i = 0; i < connections; i++) {
            this.connections[i] = new Connection(port);
        }
        for (int i = 0; i < requests.length; i++) {
            Connection first = this.connections[0];
            replies[i] = first.ask(requests[i]);
            if (first.status() != 200) {
                throw new IOException("status " + first.status() + ": " + new String(replies[i], "UTF-8"));
            }
        }
    }

    /// The reply to each request, which all later ones must equal.
    byte[][] replies() {
        return replies;
    }

    /// What became of requests; nanoseconds, sorted.
    ///
    /// @param latency from when each was due to the end of its reply
    /// @param late    from when each was due to when it was sent
    /// @param seconds until the last reply
    /// @param wrong   replies that differ from the first to the same request, or have another status
    record Result(long[] latency, long[] late, double seconds, int wrong) {

        double rate() {
            return latency.length / seconds;
        }

        double millis(double share) {
            return latency[(int) Math.min(latency.length - 1, Math.floor(share * latency.length))] / 1e6;
        }
    }

    /// Sends requests at their times.
    ///
    /// @param due nanoseconds from the start, ascending
    Result run(long[] due) throws InterruptedException {
        long[] latency = new long[due.length];
        long[] late = new long[due.length];
        AtomicInteger next = new AtomicInteger();
        AtomicInteger wrong = new AtomicInteger();
        Thread[] threads = new Thread[connections.length];
        long start = System.nanoTime() + 50_000_000;
        for (int t = 0; t < threads.length; t++) {
            Connection connection = connections[t];
            threads[t] = Thread.ofPlatform().start(() -> {
                int i;
                while ((i = next.getAndIncrement()) < due.length) {
                    long when = start + due[i];
                    for (long now = System.nanoTime(); now < when; now = System.nanoTime()) {
                        LockSupport.parkNanos(when - now);
                    }
                    late[i] = System.nanoTime() - when;
                    if (!answered(connection, i)) {
                        wrong.incrementAndGet();
                    }
                    latency[i] = System.nanoTime() - when;
                }
            });
        }
        for (Thread thread : threads) {
            thread.join();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Arrays.sort(latency);
        Arrays.sort(late);
        return new Result(latency, late, seconds, wrong.get());
    }

    private boolean answered(Connection connection, int i) {
        int which = i % requests.length;
        try {
            return Arrays.equals(connection.ask(requests[which]), replies[which]) && connection.status() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        for (Connection connection : connections) {
            connection.close();
        }
    }
}
