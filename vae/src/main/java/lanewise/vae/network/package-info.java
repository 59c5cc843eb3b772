/// The arithmetic of layers, and the memory of their parameters. Start at [lanewise.vae.network.TrainingNetwork], the
/// layers of an encoder or a decoder in training; [lanewise.vae.network.PackedNetwork] is the same for inference, with
/// the weights packed once.
///
/// All parameters of a model are slices of one off-heap segment, all gradients of another, all moments of an optimizer
/// of a third, each with the same [lanewise.vae.layer.ParameterLayout]: optimizer, clipping, checkpoint and export
/// work on the whole and know no layer. Forward and backward of a layer stand side by side in one file: `LayerPass`,
/// the layer normalisation before its activation and the dropout behind it.
package lanewise.vae.network;
