/// Vector loops and what they share. Loaded only where [lanewise.core.Kernels#VECTOR] is true.
///
/// Performance notes: a vector stays in a register only while every method in between is inlined, so kernels are
/// static methods that take segments and offsets and return nothing; helpers stay far below the JIT compiler's
/// inlining limit of 325 bytecodes, and kernels small enough for the first-tier compiler, which otherwise skips them
/// and leaves them slow for ever.
/// A load whose result is not used is no slip: it settles the class of the segment that a loop stores into,
/// as [Species] says.
package lanewise.core.kernel;
