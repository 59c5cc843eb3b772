/// Elementary functions: their speed ([lanewise.bench.peers.function.Elementary]) and, by `peers accuracy`, their
/// errors ([lanewise.bench.peers.function.Accuracy]).
package lanewise.bench.peers.function;
