/// What a network is made of, described once: immutable records without arithmetic and without buffers. Training,
/// inference, the float64 reference, file names, JSON, ONNX and the command line all read these.
///
/// Start at [lanewise.vae.layer.Network]: a chain of [lanewise.vae.layer.Layer]s, each a
/// [lanewise.vae.layer.LinearMap], a normalisation and an activation, and the map of the heads behind them.
package lanewise.vae.layer;
