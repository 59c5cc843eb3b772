/// Matrices over off-heap memory and the operations on them.
///
/// **The law.** The scalar loop is the specification; the vector kernel is an optimisation that returns the same bits.
/// For equal inputs every public operation returns equal bits whatever the vector width, the number of threads, the
/// tile sizes, the state of the JIT compiler and the CPU, and with or without the Vector API module. A NaN counts as
/// one value: which NaN pattern comes out is not specified.
///
/// **Memory** belongs to the [java.lang.foreign.Arena] that allocated it; a [Matrix] is a view. Access is
/// bounds-checked, and access after the arena was closed fails with an [IllegalStateException].
///
/// **Threads.** Views are immutable and may be shared. Operations do not synchronise on the contents: two calls may run
/// at the same time if neither writes what the other reads or writes. A [Workspace] serves one call at a time.
///
/// **Which kernels run** is decided once per JVM by [Kernels], which also says why.
package lanewise.core;
