/// Training: a run is a function of data, architecture, configuration and seed.
///
/// Neither the number of threads nor the kernels, paths or times change a bit of what a run produces, and stopping it anywhere and resuming it gives
/// the same files byte for byte.
package lanewise.vae.train;
