package lanewise.spark;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import lanewise.vae.train.Collective;

/// Ranks that are connected each with each by TCP. One of them that ends, by whatever cause, ends the exchanges of all.
///
/// Whoever connects shows the secret of the run first. What is sent is not encrypted.
final class SocketCollective implements Collective, AutoCloseable {

    private static final int PATIENCE_MILLIS = 20_000;

    /// How long the ranks wait for each other: all have said their addresses, so that those who live connect at once.
    private static final Duration GATHERING = Duration.ofMinutes(2);
    private static final long PIECE = 1 << 26;

    private final int rank;
    private final SocketChannel[] peers;
    private final ExecutorService writers;

    private SocketCollective(int rank, SocketChannel[] peers) {
        this.rank = rank;
        this.peers = peers;
        this.writers = Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("lanewise-send-", 0).factory());
    }

    /// Connects to all others, which do the same at the same time.
    ///
    /// @param rank of this process
    /// @param host by which others reach it
    /// @param secret of the run, the same at all ranks
    /// @param gather takes the address of this rank and returns those of all, in the order of ranks
    /// @return the ranks, connected
    /// @throws IOException if one cannot be reached, or does not come within two minutes
    static SocketCollective connect(int rank, String host, byte[] secret, Gather gather) throws IOException {
        return connect(rank, host, secret, gather, GATHERING);
    }

    static SocketCollective connect(int rank, String host, byte[] secret, Gather gather, Duration patience)
            throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open().bind(new InetSocketAddress(host, 0))) {
            int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
            List<String> all = gather.all(host + ":" + port);
            long end = System.nanoTime() + patience.toNanos();
            SocketChannel[] peers = new SocketChannel[all.size()];
            SocketCollective collective = new SocketCollective(rank, peers);
            try {
                for (int r = 0; r < rank; r++) {
                    peers[r] = call(r, all.get(r), rank, secret, millisTo(end));
                }
                for (int r = rank + 1; r < peers.length;) {
                    r += collective.accepted(collective.awaited(server, end), secret) ? 1 : 0;
                }
                return collective;
            } catch (IOException | RuntimeException e) {
                collective.close();
                throw e;
            }
        }
    }

    /// Brings the addresses of all ranks together.
    @FunctionalInterface
    interface Gather {
        List<String> all(String address);
    }

    private static int millisTo(long end) {
        return Math.clamp((end - System.nanoTime()) / 1_000_000, 1, Integer.MAX_VALUE);
    }

    /// A thread that waits for a rank that died is not interrupted by Spark, unless a job says so.
    private SocketChannel awaited(ServerSocketChannel server, long end) throws IOException {
        try {
            server.socket().setSoTimeout(millisTo(end));
            return server.socket().accept().getChannel();
        } catch (SocketTimeoutException e) {
            List<Integer> missing = IntStream.range(rank + 1, peers.length).filter(r -> peers[r] == null).boxed()
                    .toList();
            throw new IOException("rank " + rank + ": ranks " + missing + " did not connect in time", e);
        }
    }

    private static SocketChannel call(int to, String address, int rank, byte[] secret, int patienceMillis)
            throws IOException {
        int colon = address.lastIndexOf(':');
        SocketChannel channel = SocketChannel.open();
        try {
            channel.socket().connect(new InetSocketAddress(address.substring(0, colon),
                    Integer.parseInt(address.substring(colon + 1))), patienceMillis);
        } catch (IOException e) {
            channel.close();
            throw new IOException("rank " + rank + " cannot reach rank " + to + " at " + address + ": " + e, e);
        }
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        ByteBuffer hello = ByteBuffer.allocate(secret.length + Integer.BYTES).put(secret).putInt(rank).flip();
        while (hello.hasRemaining()) {
            channel.write(hello);
        }
        return channel;
    }

    /// Takes a rank that called; closes the channel of anybody else.
    private boolean accepted(SocketChannel channel, byte[] secret) throws IOException {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.socket().setSoTimeout(PATIENCE_MILLIS);
        byte[] hello = new byte[secret.length + Integer.BYTES];
        int read = 0;
        try {
            InputStream in = channel.socket().getInputStream();
            read = in.readNBytes(hello, 0, hello.length);
        } catch (SocketTimeoutException e) {
            // said nothing: not one of us
        }
        ByteBuffer said = ByteBuffer.wrap(hello);
        byte[] shown = new byte[secret.length];
        said.get(shown);
        int from = said.getInt();
        if (read < hello.length || !MessageDigest.isEqual(shown, secret) || from <= rank || from >= peers.length
                || peers[from] != null) {
            channel.close();
            return false;
        }
        peers[from] = channel;
        return true;
    }

    @Override
    public int rank() {
        return rank;
    }

    @Override
    public int size() {
        return peers.length;
    }

    @Override
    public void allToAll(List<MemorySegment> send, List<MemorySegment> receive) throws IOException {
        List<Future<Void>> writes = new ArrayList<>();
        IOException failure = null;
        try {
            for (int r = 0; r < peers.length; r++) {
                if (r != rank && send.get(r).byteSize() > 0) {
                    int to = r;
                    writes.add(writers.submit((Callable<Void>) () -> {
                        move(to, send.get(to), peers[to]::write);
                        return null;
                    }));
                }
            }
            for (int r = 0; r < peers.length; r++) {
                if (r != rank) {
                    move(r, receive.get(r), peers[r]::read);
                }
            }
        } catch (IOException e) {
            failure = e;
            closePeers();
        }
        // memory that is being sent is the caller's again only when all writers have ended
        for (Future<Void> write : writes) {
            failure = ended(write, failure);
        }
        if (failure != null) {
            closePeers();
            throw failure;
        }
    }

    private static IOException ended(Future<Void> write, IOException failure) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    write.get();
                    return failure;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    return failure != null ? failure : new IOException(e.getCause().getMessage(), e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// One of the two directions of a channel.
    @FunctionalInterface
    private interface Transfer {
        int some(ByteBuffer bytes) throws IOException;
    }

    private void move(int peer, MemorySegment all, Transfer transfer) throws IOException {
        for (long from = 0; from < all.byteSize(); from += PIECE) {
            ByteBuffer piece = all.asSlice(from, Math.min(PIECE, all.byteSize() - from)).asByteBuffer();
            while (piece.hasRemaining()) {
                try {
                    if (transfer.some(piece) < 0) {
                        throw new EOFException("its end of the connection was closed");
                    }
                } catch (IOException e) {
                    throw new IOException("rank " + peer + " is not there any more, seen by rank " + rank + ": " + e,
                            e);
                }
            }
        }
    }

    private void closePeers() {
        for (SocketChannel peer : peers) {
            try {
                if (peer != null) {
                    peer.close();
                }
            } catch (IOException e) {
                // it is closed
            }
        }
    }

    @Override
    public void close() {
        closePeers();
        writers.shutdown();
    }
}
