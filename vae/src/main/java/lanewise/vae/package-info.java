/// Variational autoencoders with hand-derived gradients.
package lanewise.vae;
