/// A SIMD numerical core: blocked matrix multiply, activations and counter-based sampling over off-heap memory.
///
/// Every operation is specified by a scalar loop; the vector kernels return the same bits.
@SuppressWarnings("module") // lanewise.vae is compiled later
module lanewise.core {
    requires jdk.incubator.vector;

    exports lanewise.core;
    exports lanewise.core.activation;
    exports lanewise.core.random;
    exports lanewise.core.kernel to lanewise.vae;
    exports lanewise.core.math to lanewise.vae;
}
