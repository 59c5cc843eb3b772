package lanewise.bench.peers.run;

import java.util.List;

/// A part of the comparison: `matmul`, `sgemv`, `exp` ... One class, listed in `Sections`.
public interface Section {

    /// For the command line.
    ///
    /// @return one lower-case word
    String name();

    /// For the head of the table: what is measured, and what to keep in mind.
    ///
    /// @return one sentence or a few
    String description();

    /// The jobs that the command line asks for. Use [Selection#threads] and [Selection#size]; jobs are cheap until
    /// their contenders are made.
    ///
    /// @param selection what the command line asks for
    /// @return in the order of the table
    List<Job> jobs(Selection selection);

    /// Libraries and what they say of themselves (version, code path), for the head of the report; called after
    /// the jobs have run.
    ///
    /// @return one line each
    default List<String> versions() {
        return List.of();
    }
}
