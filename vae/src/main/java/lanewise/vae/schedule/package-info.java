/// What changes in the course of a training run: the learning rate ([lanewise.vae.schedule.Schedule]) and the weight of
/// the divergence ([lanewise.vae.schedule.Warmup]). One record each; adding one is its file and its name in `permits`.
///
/// All are functions of the number of the step and of the losses of the epochs before it, in double with StrictMath, so
/// that a resumed run has the same bits as one that was never stopped.
package lanewise.vae.schedule;
