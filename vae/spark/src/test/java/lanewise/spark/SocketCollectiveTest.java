package lanewise.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;

/// Ranks that are threads of this process, connected as those of a cluster are.
final class SocketCollectiveTest {

    private static final byte[] SECRET = {1, 2, 3, 4};

    /// What a rank does.
    private interface Work {
        void run(SocketCollective ranks) throws Exception;
    }

    /// Runs ranks to their ends; what each threw, or null.
    private static List<Throwable> run(int size, boolean withStranger, Work work) throws Exception {
        String[] addresses = new String[size];
        CyclicBarrier all = new CyclicBarrier(size);
        List<Throwable> thrown = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(size)) {
            List<Future<Void>> ends = new ArrayList<>();
            for (int r = 0; r < size; r++) {
                int rank = r;
                ends.add(threads.submit((Callable<Void>) () -> {
                    try (SocketCollective ranks = SocketCollective.connect(rank, "127.0.0.1", SECRET, own -> {
                        addresses[rank] = own;
                        if (withStranger && rank == 0) {
                            knock(own);
                        }
                        await(all);
                        return Arrays.asList(addresses);
                    })) {
                        work.run(ranks);
                    }
                    return null;
                }));
            }
            for (Future<Void> end : ends) {
                try {
                    end.get();
                    thrown.add(null);
                } catch (ExecutionException e) {
                    thrown.add(e.getCause());
                }
            }
        }
        return thrown;
    }

    private static void await(CyclicBarrier all) {
        try {
            all.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /// Somebody who does not know the secret.
    private static void knock(String address) {
        int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
        try (SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port))) {
            channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 5, 0, 0, 0, 1}));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long bytes(int from, int to, int turn) {
        return from == to || (from + to + turn) % 4 == 0 ? 0 : 8L * (1 + from + 2 * to) + turn * 700_001L;
    }

    private static byte value(int from, int to, int turn, long at) {
        return (byte) (31 * from + 17 * to + 7 * turn + at);
    }

    @Test
    void everyRankGetsWhatEveryOtherSends() throws Exception {
        for (Throwable thrown : run(3, true, ranks -> {
            int me = ranks.rank();
            assertEquals(3, ranks.size());
            for (int turn = 0; turn < 4; turn++) {
                try (Arena arena = Arena.ofShared()) {
                    List<MemorySegment> send = new ArrayList<>();
                    List<MemorySegment> receive = new ArrayList<>();
                    for (int r = 0; r < 3; r++) {
                        MemorySegment out = arena.allocate(bytes(me, r, turn));
                        for (long i = 0; i < out.byteSize(); i++) {
                            out.set(ValueLayout.JAVA_BYTE, i, value(me, r, turn, i));
                        }
                        send.add(out);
                        receive.add(arena.allocate(bytes(r, me, turn)));
                    }
                    ranks.allToAll(send, receive);
                    for (int r = 0; r < 3; r++) {
                        MemorySegment in = receive.get(r);
                        for (long i = 0; i < in.byteSize(); i++) {
                            assertEquals(value(r, me, turn, i), in.get(ValueLayout.JAVA_BYTE, i));
                        }
                    }
                }
            }
        })) {
            if (thrown != null) {
                throw new AssertionError(thrown);
            }
        }
    }

    @Test
    void aRankThatEndsEndsTheExchangesOfAll() throws Exception {
        List<Throwable> thrown = run(3, false, ranks -> {
            if (ranks.rank() == 1) {
                throw new IllegalStateException("gone");
            }
            try (Arena arena = Arena.ofShared()) {
                List<MemorySegment> send = new ArrayList<>();
                List<MemorySegment> receive = new ArrayList<>();
                for (int r = 0; r < 3; r++) {
                    send.add(r == ranks.rank() ? MemorySegment.NULL : arena.allocate(30_000_000));
                    receive.add(r == ranks.rank() ? MemorySegment.NULL : arena.allocate(30_000_000));
                }
                ranks.allToAll(send, receive);
            }
        });
        assertEquals("gone", thrown.get(1).getMessage());
        for (int rank : new int[] {0, 2}) {
            assertTrue(thrown.get(rank) instanceof IOException, () -> "" + thrown.get(rank));
            assertTrue(thrown.get(rank).getMessage().contains("not there any more"), thrown.get(rank)::getMessage);
        }
        assertThrows(IllegalArgumentException.class, () -> SocketCollective.connect(0, "127.0.0.1", SECRET, own -> {
            throw new IllegalArgumentException("no addresses");
        }));
    }

    @Test
    void aRankThatDoesNotComeIsNamed() throws Exception {
        IOException alone = assertThrows(IOException.class, () -> SocketCollective.connect(0, "127.0.0.1", SECRET,
                own -> List.of(own, "127.0.0.1:9", "127.0.0.1:9"), Duration.ofMillis(200)));
        assertEquals("rank 0: ranks [1, 2] did not connect in time", alone.getMessage());
        int free;
        try (ServerSocket closed = new ServerSocket(0)) {
            free = closed.getLocalPort();
        }
        IOException nobody = assertThrows(IOException.class, () -> SocketCollective.connect(1, "127.0.0.1", SECRET,
                own -> List.of("127.0.0.1:" + free, own)));
        assertTrue(nobody.getMessage().startsWith("rank 1 cannot reach rank 0 at 127.0.0.1:" + free),
                nobody::getMessage);
    }
}
