/// Values that PyTorch's automatic differentiation gives for convolutions, written to files that tests of other modules
/// hold their results against:
/// start at [lanewise.bench.peers.golden.Goldens].
package lanewise.bench.peers.golden;
