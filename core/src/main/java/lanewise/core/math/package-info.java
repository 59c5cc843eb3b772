/// Elementary functions in fp32, one class each: the static method is the scalar specification, the nested `Lanes` runs
/// the same operations lane by lane and gives the same bits.
///
/// Each function is built from add, multiply, fused multiply-add, divide, compare and integer operations alone. These
/// are exact in IEEE 754, so the values do not depend on CPU, vector width, compiler tier or library, as `Math.exp` and
/// `lanewise(EXP)` do. Each class states its maximum error, measured over all floats against float64, and the argument
/// where it occurs (`mvn -Pexhaustive -pl core test`).
///
/// Performance notes. Polynomials are split into halves (Estrin's scheme) and special arguments are put right at the
/// end, because the length of the chain of operations counts as much as their number. A vector body calls helpers of
/// its own at its beginning only: once a compilation has 18,000 nodes, some 60 vector operations, the JIT compiler
/// inlines nothing but the Vector API itself, and vectors that cross a call get boxed.
package lanewise.core.math;
