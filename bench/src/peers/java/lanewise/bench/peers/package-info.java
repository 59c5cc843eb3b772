/// Lanewise beside its peers, in one run: `bench/bin/peers`, explained in `bench/PEERS.md`. Here is the
/// command line; below it
///
/// - `run`: how a comparison is made. A [lanewise.bench.peers.run.Section] has [lanewise.bench.peers.run.Job]s, a job
///   has [lanewise.bench.peers.run.Contender]s, Lanewise first. The [lanewise.bench.peers.run.Runner] checks every
///   contender's result before it times anything and then runs all contenders in interleaved slices.
/// - `matmul`, `function`, `random`, `step`, `encode`: the sections, each with its jobs and its contenders.
/// - `library`: the doors to native libraries that several sections use.
/// - `report`: what a run is told as: tables, rounds, a plot.
///
/// A new section is one class and one line in `Sections`.
package lanewise.bench.peers;
