/// Encoding rows beside ONNX Runtime and PyTorch, and by `peers exchange` the numbers that exported graphs give there.
package lanewise.bench.peers.encode;
