/// Likelihoods p(x|z) of the decoder: negative log-density in nats with all constants, gradient, mean, mode, random
/// draw, and which data suit. Start at [lanewise.vae.likelihood.Likelihood]; adding one is a record in a file of its
/// own and its name in `permits`.
///
/// All work on unconstrained decoder outputs (logits, means, log-variances) in their stable forms. Each file holds the
/// specification, a scalar loop, and beside it the vector loop that returns the same bits;
/// [lanewise.vae.likelihood.Composite] joins several over ranges of columns.
package lanewise.vae.likelihood;
