/// The arithmetic of priors: [lanewise.vae.prior.PriorKernel] for a description of [lanewise.vae.latent.Prior], its
/// [lanewise.vae.prior.PriorPass] in training, its [lanewise.vae.prior.PriorSampler] afterwards; inside the module
/// only.
package lanewise.vae.prior;
