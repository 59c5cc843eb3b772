/// The matrix product behind [lanewise.core.Gemm]: driver, packing, blocking, microkernels, and the scalar loop
/// that specifies them.
///
/// Five loops around a microkernel, labelled `jc pc ic jr ir` in [lanewise.core.gemm.GemmDriver]: Goto and van de
/// Geijn, ACM TOMS 34(3), 2008, section 4; Van Zee and van de Geijn, ACM TOMS 41(3), 2015, Fig. 1. A microkernel
/// adds the product of a panel of A and a panel of B to a tile of C; packing makes one kernel serve all strides
/// and transpositions.
///
/// **Performance notes.** Kernels call the Vector API directly: its methods are inlined whatever the size of the
/// caller, while helpers of our own are not once a method has grown, and then every vector is boxed. Panels of A lie in
/// a `float[]`: a broadcast from an array costs the first-tier compiler far less than one from a segment, which lets an
/// 8 x 2 kernel with loads and stores of C pass its limit of virtual registers ("COMPILE SKIPPED: out of virtual
/// registers"; a kernel that fails there may stay slow for ever). For the same reason `C = A * B` and `C += A * B` are
/// methods of their own, and any other beta is applied to C before. A vector load whose result nobody uses stands
/// before stores into a segment that is not read: it settles the class of the segment, see
/// [lanewise.core.kernel.Species].
package lanewise.core.gemm;
