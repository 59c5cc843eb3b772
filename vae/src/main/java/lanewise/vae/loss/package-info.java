/// The arithmetic of [lanewise.vae.objective.Objective]: its terms in nats, and its gradient; inside the module only.
///
/// An [lanewise.vae.loss.ObjectivePass] goes encoder, sample, decoder, likelihood, then backward through the same
/// rooms in reverse; what depends on the objective is in its `Loss`: factors of the samples, what z and the heads get
/// besides the likelihood's gradient. Buffers are allocated once; a step allocates nothing. The work is split over
/// rows, never over sums, so that the number of threads cannot change a result. Logarithms of weights and sums over
/// rows are in double.
package lanewise.vae.loss;
