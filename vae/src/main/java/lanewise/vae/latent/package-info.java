/// Posterior and prior of the latent variable: sampling by reparameterisation, the divergence between the two in nats, and the gradients of both.
package lanewise.vae.latent;
