/// Posterior and prior of the latent variable: sampling by reparameterisation, the divergence between the two in nats,
/// and the gradients of both.
///
/// A [lanewise.vae.latent.Posterior] is the family of q(z|x), a [lanewise.vae.latent.Prior] that of p(z): sealed, one
/// record each, found by name. A prior that learns brings tensors of its own. The arithmetic of priors is in
/// [lanewise.vae.prior].
package lanewise.vae.latent;
