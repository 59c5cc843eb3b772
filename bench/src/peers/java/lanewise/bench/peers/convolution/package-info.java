/// Convolutions and transposed convolutions with both gradients, layer by layer, and the training step of a net of
/// them: the section is
/// [lanewise.bench.peers.convolution.ConvolutionSection], a layer [lanewise.bench.peers.convolution.LayerTask].
package lanewise.bench.peers.convolution;
