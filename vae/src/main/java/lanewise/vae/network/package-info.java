/// The arithmetic of layers; inside the module only. Start at [lanewise.vae.network.TrainingNetwork], the
/// layers of an encoder or a decoder in training; [lanewise.vae.network.PackedNetwork] is the same for inference, with
/// the weights packed once.
///
/// Forward and backward of a layer stand side by side in one file: `LayerPass`,
/// the layer normalisation before its activation and the dropout behind it.
package lanewise.vae.network;
