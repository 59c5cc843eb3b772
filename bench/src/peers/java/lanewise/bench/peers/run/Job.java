package lanewise.bench.peers.run;

import java.util.List;

/// One thing to do that several libraries can do: a shape, a function, a net, with its inputs, its reference and
/// its way of counting.
///
/// Inputs are made in the constructor or on first use and shared by the contenders where their layout allows it.
public interface Job extends AutoCloseable {

    /// What is done, for the table and for `--size`, such as `128,400,784 NT`.
    ///
    /// @return a name, unique in the section together with [#threads]
    String name();

    /// On how many threads every contender works.
    ///
    /// @return 1 or more
    int threads();

    /// How the result is told.
    ///
    /// @return the unit
    Unit unit();

    /// What one [Contender#run] does, in the measure that the unit names.
    ///
    /// @return operations, elements, calls or steps
    double amount();

    /// Makes the contenders, Lanewise first. Go through [Selection#add] for every peer: it leaves out who is not wanted
    /// and notes the reason of who is not available, so that nobody is missing silently.
    ///
    /// @param selection what the command line asks for
    /// @return those that are ready to run; the first is the base of all ratios
    /// @throws Exception if the job itself cannot be set up
    List<Contender> contenders(Selection selection) throws Exception;

    /// Compares a result with the reference, before anything is timed. A contender that fails is not timed, and
    /// the table says why.
    ///
    /// @param contender whose result
    /// @param result    what [Contender#result] gave after one run
    /// @throws AssertionError with the deviation and the bound
    void check(Contender contender, float[] result);

    /// In which geometric mean of ratios the job counts; empty for none.
    ///
    /// @return a few words, such as `layers`
    default String group() {
        return "";
    }

    /// On which line of the plot over sizes the job is; empty if it is on none.
    ///
    /// @return such as `cubes NN`
    default String series() {
        return "";
    }

    /// Where on that line: the size on the logarithmic axis.
    ///
    /// @return such as 512
    default double size() {
        return Double.NaN;
    }

    /// Whether contenders are to run one after the other in blocks instead of in interleaved slices: for peers whose
    /// threads go on spinning.
    ///
    /// @return false
    default boolean inTurn() {
        return false;
    }

    /// How many calls are needed before a contender is in its steady state (a training step whose numbers change over
    /// the first thousand). The runner warms up for its usual time and at least so many calls.
    ///
    /// @return 0
    default int warmUpCalls() {
        return 0;
    }

    /// Frees what the contenders share. Called after all of them are closed.
    @Override
    default void close() {
    }
}
