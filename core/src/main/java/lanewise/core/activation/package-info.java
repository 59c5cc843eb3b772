/// What a layer does to each element of its output, and the derivative of that: start at
/// [lanewise.core.activation.Activation].
///
/// One record a function, one file a record: the scalar formula and derivative, which are the specification, and the
/// vector loops that return the same bits. `ActivationRuns` has the scalar loops that all of them share,
/// `ActivationLanes` the vector loops that several share. Loops that need an exponential, a tanh and so on take them
/// from `lanewise.core.math`; some records bear the names of the classes there. A load whose result is not used settles
/// the class of the segment that a loop stores into: [lanewise.core.kernel.Species].
package lanewise.core.activation;
