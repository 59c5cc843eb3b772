/// What a network is made of, described once: immutable records without arithmetic and without buffers. Training,
/// inference, the float64 reference, file names, JSON, ONNX and the command line all read these.
///
/// Start at [lanewise.vae.layer.Network]: a chain of [lanewise.vae.layer.Layer]s, each a
/// [lanewise.vae.layer.LinearMap], a normalisation and an activation, and the map of the heads behind them.
///
/// All [lanewise.vae.layer.Parameters] of a model are slices of one off-heap segment, all gradients of another, all
/// moments of an optimizer of a third, each with the same [lanewise.vae.layer.ParameterLayout]: optimizer, clipping,
/// checkpoint and export work on the whole and know no layer.
package lanewise.vae.layer;
