/// What changes in the course of a training run: the learning rate and the weight of the divergence.
///
/// All are functions of the number of the step and of the losses of the epochs before it, in double with StrictMath, so that a resumed run has the same
/// bits as one that was never stopped.
package lanewise.vae.schedule;
