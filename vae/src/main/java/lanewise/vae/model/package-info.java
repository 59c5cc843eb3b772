/// Models: what they are made of, and their use once trained. A [lanewise.vae.model.VaeModel] is immutable and shared by threads; each thread
/// brings a [lanewise.vae.model.Session].
package lanewise.vae.model;
