package lanewise.vae.train;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// The processes that share the blocks of a run's steps, for [Trainer#collective(Collective)]: an all-to-all exchange,
/// as message passing has it (MPI 1995, `MPI_Alltoallv`).
///
/// Each of W processes, rank 0 to W - 1, trains the same run, that is the same architecture, configuration and data. Of
/// the n blocks of a step rank r computes blocks `n r / W` to `n (r + 1) / W`, adds what is a node of the step's tree
/// ([Trainer]) and exchanges: first each rank gets its share of the floats of all nodes and adds them, then all get the
/// shares of the sum. So all ranks make the same step, and the bits are those of one process, whatever W is. A rank
/// with s nodes sends about `4 P (s + 1) (W - 1) / W` bytes in a step over P parameters; s is 1 where W and n are
/// powers of 2, and below `2 log2 n` else. An exchange of 40 bytes before the first step refuses ranks of different
/// runs.
///
/// A trainer calls the methods from its own thread only. Ranks are of one byte order.
public interface Collective {

    /// Which process this is.
    /// @return 0 to `size() - 1`
    int rank();

    /// How many there are.
    /// @return at least 1, at most the blocks of a step
    int size();

    /// Exchanges bytes: `send.get(r)` here becomes `receive.get(rank())` at rank r. All ranks call it equally often,
    /// and two that send and receive know the same length, which may be 0: then nothing needs to be sent. Entries of
    /// the own rank are empty.
    ///
    /// Returns when `receive` is complete and `send` may be overwritten.
    ///
    /// @param send what goes to each rank, native memory
    /// @param receive where what each rank sends goes, native memory
    /// @throws IOException if another rank is not there any more; the run ends with it
    void allToAll(List<MemorySegment> send, List<MemorySegment> receive) throws IOException;
}
