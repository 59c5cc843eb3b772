/// Variational autoencoders with hand-derived gradients. Start at [lanewise.vae.model.Architecture], what a model is
/// made of, and [lanewise.vae.train.Trainer], which makes a [lanewise.vae.model.VaeModel] of it and of data.
///
/// A batch goes `data` - `network` - `latent` - `network` - `likelihood`; `objective` leads it there and back, `train`
/// does so step by step with `schedule`, `model` keeps what came out, `evaluate` and `explore` ask what it is worth and
/// what it knows. `reference` is all of it again in float64, straight from the formulas; `interchange`, `format` and
/// `picture` are the ways in and out, `cli` the commands.
package lanewise.vae;
