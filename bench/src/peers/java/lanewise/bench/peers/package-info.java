/// Lanewise beside its peers, in one run: `bench/bin/peers`, explained in `bench/PEERS.md`.
///
/// A [lanewise.bench.peers.Section] has [lanewise.bench.peers.Job]s, a job has [lanewise.bench.peers.Contender]s, Lanewise first. The
/// [lanewise.bench.peers.Runner] checks every contender's result before it times anything and then runs all contenders in interleaved slices.
/// A new section is one class and one line in [lanewise.bench.peers.Sections].
package lanewise.bench.peers;
