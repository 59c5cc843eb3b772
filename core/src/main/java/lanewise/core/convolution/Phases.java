package lanewise.core.convolution;

/// The adjoint of a stride: positions of the image that lie `stride` apart read the map with stride 1, with every
/// `stride`-th tap of the kernel.
///
/// A position y belongs to phase `(y + padding) % stride` and reads the map rows up to `(y + padding) / stride`, one
/// for each tap of the phase.
final class Phases {

    private Phases() {
    }

    /// Taps `phase, phase + stride, ...` below `kernel`.
    static int taps(int kernel, int stride, int phase) {
        return phase >= kernel ? 0 : (kernel - 1 - phase) / stride + 1;
    }
}
