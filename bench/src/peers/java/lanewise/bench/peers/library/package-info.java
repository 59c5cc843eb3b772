/// Native libraries of peers that several sections use: opened by path and called by handle, or set up for a
/// process of their own.
package lanewise.bench.peers.library;
