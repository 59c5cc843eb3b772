/// Likelihoods p(x|z) of the decoder: negative log-density in nats with all constants, gradient, mean, random draw, and which data suit.
///
/// All work on unconstrained decoder outputs (logits, means, log-variances) in their stable forms. Each file holds the specification, a scalar loop, and
/// beside it the vector loop that returns the same bits.
package lanewise.vae.likelihood;
