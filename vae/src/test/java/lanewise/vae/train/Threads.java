package lanewise.vae.train;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A [Collective] of threads of one process.
final class Threads {

    private static final long SECONDS = 120;

    private final List<List<MemorySegment>> sent = new ArrayList<>();
    private final CyclicBarrier barrier;
    private final int size;

    private Threads(int size) {
        this.size = size;
        this.barrier = new CyclicBarrier(size);
        for (int rank = 0; rank < size; rank++) {
            sent.add(null);
        }
    }

    /// What a rank does.
    interface Rank<T> {

        T run(Collective collective) throws IOException;
    }

    /// Runs all ranks.
    ///
    /// @return what each came to
    static <T> List<T> run(int size, Rank<T> work) throws IOException {
        Threads threads = new Threads(size);
        List<T> results = new ArrayList<>();
        try (ExecutorService executor = Executors.newFixedThreadPool(size)) {
            List<Future<T>> futures = new ArrayList<>();
            for (int rank = 0; rank < size; rank++) {
                Collective own = threads.rank(rank);
                futures.add(executor.submit(() -> {
                    try {
                        return work.run(own);
                    } catch (IOException | RuntimeException failure) {
                        threads.barrier.reset();
                        throw failure;
                    }
                }));
            }
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException failure -> throw failure;
                case RuntimeException failure -> throw failure;
                default -> throw new IllegalStateException(e);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Collective rank(int rank) {
        return new Collective() {

            @Override
            public int rank() {
                return rank;
            }

            @Override
            public int size() {
                return size;
            }

            @Override
            public void allToAll(List<MemorySegment> send, List<MemorySegment> receive) throws IOException {
                synchronized (sent) {
                    sent.set(rank, send);
                }
                await();
                for (int from = 0; from < size; from++) {
                    if (from != rank) {
                        MemorySegment theirs = sent.get(from).get(rank);
                        if (theirs.byteSize() != receive.get(from).byteSize()) {
                            throw new IOException("rank " + from + " sends " + theirs.byteSize() + " bytes, rank "
                                    + rank + " expects " + receive.get(from).byteSize());
                        }
                        receive.get(from).copyFrom(theirs);
                    } else if (send.get(rank).byteSize() + receive.get(rank).byteSize() != 0) {
                        throw new IOException("rank " + rank + " sends something to itself");
                    }
                }
                await();
            }
        };
    }

    private void await() throws IOException {
        try {
            barrier.await(SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new InterruptedIOException(e.getMessage());
        } catch (BrokenBarrierException | TimeoutException e) {
            throw new IOException("another rank is gone", e);
        }
    }
}
