/// How a comparison is made: start at [lanewise.bench.peers.run.Section]. [lanewise.bench.peers.run.Runner] times,
/// [lanewise.bench.peers.run.Remote] does so in a process of its own.
package lanewise.bench.peers.run;
