package lanewise.vae.train;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import lanewise.core.Team;

/// The gradient of a step from the sums that the ranks of a [Collective] have, in the order of the [BlockTree], as
/// reduce-scatter and all-gather: each rank adds one share of the floats.
final class SumOfRanks {

    private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED;
    private static final MemorySegment EMPTY = MemorySegment.NULL;

    private final Collective collective;
    private final int floats;
    private final int termCount;
    private final Arena arena;
    private final FloatSum sum;
    private final MemorySegment[] out;
    private final MemorySegment[] in;

    /// @param floats of a gradient
    /// @param termCount doubles beside it
    SumOfRanks(Collective collective, int floats, int termCount, Arena arena, Team team) {
        this.collective = collective;
        this.floats = floats;
        this.termCount = termCount;
        this.arena = arena;
        this.sum = new FloatSum(team);
        this.out = new MemorySegment[collective.size()];
        this.in = new MemorySegment[collective.size()];
        Arrays.fill(out, EMPTY);
        Arrays.fill(in, EMPTY);
    }

    /// The first block of a rank; it ends where the next one begins.
    static int begin(int blocks, int rank, int ranks) {
        return Team.begin(blocks, rank, ranks, 1);
    }

    /// Refuses ranks that train another run than this one, or stand at another step.
    void requireSame(RunIdentity identity, long step) throws IOException {
        int ranks = collective.size();
        byte[] own = digest(identity);
        MemorySegment mine = room(out, 0, own.length + Long.BYTES);
        MemorySegment.copy(own, 0, mine, ValueLayout.JAVA_BYTE, 0, own.length);
        mine.set(ValueLayout.JAVA_LONG_UNALIGNED, own.length, step);
        List<MemorySegment> send = new ArrayList<>();
        List<MemorySegment> receive = new ArrayList<>();
        for (int rank = 0; rank < ranks; rank++) {
            send.add(rank == collective.rank() ? EMPTY : mine);
            receive.add(rank == collective.rank() ? EMPTY : room(in, rank, mine.byteSize()));
        }
        collective.allToAll(send, receive);
        for (int rank = 0; rank < ranks; rank++) {
            if (rank == collective.rank()) {
                continue;
            }
            MemorySegment theirs = receive.get(rank);
            if (mine.asSlice(0, own.length).mismatch(theirs.asSlice(0, own.length)) >= 0) {
                throw new IllegalArgumentException("collective: rank " + rank + " trains another run than rank "
                        + collective.rank() + ": architecture, configuration or data differ");
            }
            long other = theirs.get(ValueLayout.JAVA_LONG_UNALIGNED, own.length);
            if (other != step) {
                throw new IllegalArgumentException("collective: rank " + rank + " begins after step " + other
                        + ", rank " + collective.rank() + " after step " + step
                        + ": expected all to resume from one checkpoint");
            }
        }
    }

    private static byte[] digest(RunIdentity identity) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Object part : new Object[] {identity.architecture().toJson(), identity.configuration().toJson(),
                identity.data(), identity.validation()}) {
                digest.update(String.valueOf(part).getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /// Makes place 0 of the sums the gradient and the terms of the step.
    ///
    /// @param own the sums of this rank's blocks
    /// @param blocks of the step
    void complete(PartialSums own, int blocks) throws IOException {
        int ranks = collective.size();
        int me = collective.rank();
        List<MemorySegment> send = new ArrayList<>();
        List<MemorySegment> receive = new ArrayList<>();
        List<BlockTree> trees = new ArrayList<>();
        for (int rank = 0; rank < ranks; rank++) {
            BlockTree tree = rank == me ? own.tree() : tree(blocks, rank);
            trees.add(tree);
            send.add(rank == me ? EMPTY : message(own, rank));
            receive.add(rank == me ? EMPTY : room(in, rank, bytes(tree.depth(), me)));
        }
        collective.allToAll(send, receive);
        add(own, blocks, trees, receive);
        MemorySegment whole = own.gradient(0).segment();
        for (int rank = 0; rank < ranks; rank++) {
            send.set(rank, rank == me ? EMPTY : share(whole, me));
            receive.set(rank, rank == me ? EMPTY : share(whole, rank));
        }
        collective.allToAll(send, receive);
    }

    /// The sums that another rank has.
    private BlockTree tree(int blocks, int rank) {
        BlockTree tree = new BlockTree();
        tree.begin(blocks);
        for (int block = begin(blocks, rank, out.length); block < begin(blocks, rank + 1, out.length); block++) {
            tree.push(block, 1);
            while (tree.join()) {
                // only what is joined is asked for
            }
        }
        return tree;
    }

    private int firstFloat(int rank) {
        return Team.begin(floats, rank, out.length, FloatSum.GRAIN);
    }

    /// The share of a rank in a gradient.
    private MemorySegment share(MemorySegment gradient, int rank) {
        long from = (long) firstFloat(rank) * Float.BYTES;
        return gradient.asSlice(from, (long) firstFloat(rank + 1) * Float.BYTES - from);
    }

    private long shareBytes(int rank) {
        return (long) (firstFloat(rank + 1) - firstFloat(rank)) * Float.BYTES;
    }

    /// Of so many sums, to a rank: its shares one after the other, then the terms of each.
    private long bytes(int sums, int rank) {
        return sums * (shareBytes(rank) + (long) termCount * Double.BYTES);
    }

    private MemorySegment message(PartialSums own, int rank) {
        int sums = own.tree().depth();
        MemorySegment message = room(out, rank, bytes(sums, rank));
        long at = 0;
        for (int place = 0; place < sums; place++) {
            MemorySegment share = share(own.gradient(place).segment(), rank);
            MemorySegment.copy(share, 0, message, at, share.byteSize());
            at += share.byteSize();
        }
        for (int place = 0; place < sums; place++) {
            MemorySegment.copy(own.terms(place), 0, message, DOUBLE, at, termCount);
            at += (long) termCount * Double.BYTES;
        }
        return message;
    }

    /// Adds this rank's share of all sums, and all terms, in place; the result goes to place 0.
    private void add(PartialSums own, int blocks, List<BlockTree> trees, List<MemorySegment> received) {
        int me = collective.rank();
        BlockTree whole = new BlockTree();
        whole.begin(blocks);
        List<MemorySegment> shares = new ArrayList<>();
        List<double[]> terms = new ArrayList<>();
        for (int rank = 0; rank < out.length; rank++) {
            BlockTree tree = trees.get(rank);
            for (int place = 0; place < tree.depth(); place++) {
                shares.add(rank == me ? share(own.gradient(place).segment(), me)
                        : received.get(rank).asSlice(place * shareBytes(me), shareBytes(me)));
                terms.add(rank == me ? own.terms(place) : received.get(rank)
                        .asSlice(tree.depth() * shareBytes(me) + (long) place * termCount * Double.BYTES,
                                (long) termCount * Double.BYTES).toArray(DOUBLE));
                whole.push(tree.first(place), tree.span(place));
                while (whole.join()) {
                    sum.add(shares.removeLast(), shares.getLast());
                    PartialSums.addTerms(terms.removeLast(), terms.getLast());
                }
            }
        }
        share(own.gradient(0).segment(), me).copyFrom(shares.getFirst());
        if (own.terms(0) != terms.getFirst()) {
            System.arraycopy(terms.getFirst(), 0, own.terms(0), 0, termCount);
        }
    }

    /// The first bytes of one of the rooms, which grows where it has to.
    private MemorySegment room(MemorySegment[] rooms, int rank, long bytes) {
        if (rooms[rank].byteSize() < bytes) {
            rooms[rank] = arena.allocate(bytes, Long.BYTES);
        }
        return rooms[rank].asSlice(0, bytes);
    }
}
