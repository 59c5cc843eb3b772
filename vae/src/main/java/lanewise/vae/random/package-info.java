/// What random numbers are drawn for: each purpose has streams of its own, so that no part of a run shifts
/// what another draws.
package lanewise.vae.random;
