/// Models: what they are made of, [lanewise.vae.model.Architecture], and their use once trained.
///
/// A [lanewise.vae.model.VaeModel] is immutable and shared by threads; each thread brings a
/// [lanewise.vae.model.Session], which encodes, reconstructs and samples without allocating. A
/// [lanewise.vae.model.Decoder] with its [lanewise.vae.model.DecoderSession] is the half that generates. Both load from
/// the safetensors files that training and `export` write.
package lanewise.vae.model;
