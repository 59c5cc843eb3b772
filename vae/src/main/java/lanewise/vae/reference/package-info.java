/// The yardstick: model, loss, gradients and optimizers as scalar loops in float64, straight from the formulas.
///
/// Nothing here is fast, and no arithmetic here is the fp32 path's: no kernel, no buffer, no polynomial, no order of
/// work. What both share are descriptions: [lanewise.vae.layer.Network] and its layers, likelihoods by name, and the
/// stream of random numbers. Its own witnesses are central differences and the values of an autograd framework.
/// Functions that lose digits when written as in a textbook (a difference of nearly equal numbers in a tail) are
/// written in the form that does not.
///
/// The door is [lanewise.vae.reference.Fixture]: a string-to-string description and named tensors in, every named
/// result out. The names are those of the fixture files: `enc.0.weight`, `out.mu`, `loss.total`, `grad.dec.out.bias`,
/// `step3.loss` and so on; [lanewise.vae.reference.Deviation] measures how far another implementation is from them.
/// Shapes are written (rows, columns); S counts samples of the latent variable, B rows of the batch, D inputs, Z latent
/// dimensions. Losses are in nats.
package lanewise.vae.reference;
