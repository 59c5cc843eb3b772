/// What training minimises: the negative evidence lower bound of a batch, its terms in nats, and its gradient.
///
/// A pass goes encoder, sample, decoder, likelihood and divergence, then backward through the same rooms in reverse. Its buffers are allocated once;
/// a step allocates nothing. The work is split over rows, never over sums, so that the number of threads cannot change a result.
package lanewise.vae.objective;
