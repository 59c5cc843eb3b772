/// Dense layers, stacks of them, and the memory of their parameters.
///
/// All parameters of a model are slices of one off-heap segment, all gradients of another, all moments of an optimizer of a third, each with the same
/// [lanewise.vae.network.ParameterLayout]: optimizer, clipping, checkpoint and export work on the whole and know no layer. Forward and backward of a
/// layer stand side by side in one file.
package lanewise.vae.network;
