/// Elementary functions in fp32, one class each: the static method is the scalar specification, the nested `Lanes` runs the same
/// operations lane by lane and gives the same bits.
///
/// Each function is built from add, multiply, fused multiply-add, divide, compare and integer operations alone. These are exact in IEEE 754, so
/// the values do not depend on CPU, vector width, compiler tier or library, as `Math.exp` and `lanewise(EXP)` do.
package lanewise.core.math;
