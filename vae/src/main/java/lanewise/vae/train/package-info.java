/// Training: a run is a function of data, architecture, configuration and seed. Start at [lanewise.vae.train.Trainer]
/// and [lanewise.vae.train.TrainingConfiguration].
///
/// Neither the number of threads nor the kernels, paths or times change a bit of what a run produces, and stopping it
/// anywhere and resuming it from its [lanewise.vae.train.Checkpoint] gives the same files byte for byte.
///
/// An [lanewise.vae.train.Optimizer] is a record with its formula; its rule, `AdamRule` and so on, has the scalar loop
/// and the vector loop side by side. Records in the configuration are written to files by their components, so that
/// adding one is its file and its name in `permits`. [lanewise.vae.random.Purpose] says which random stream is whose.
package lanewise.vae.train;
