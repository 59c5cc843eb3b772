package lanewise.core;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/// `C = act(alpha * op(A) * op(B) + beta * C + bias)` where op is the matrix itself or its transpose.
///
/// **The law, for each element c of C.** `acc = beta == 0 ? 0 : beta * c` (c itself for beta 1); then for k ascending
/// `acc = fma(alpha * a, b, acc)` with `alpha * a` rounded to a float (a itself for alpha 1); then `acc + bias[j]` if
/// there is a bias; then the activation. The bits of the result are those of this loop whatever the kernels, the
/// strides, the transpositions and the number of threads. With beta 0, C is never read and may hold anything. An inner
/// dimension of 0 is legal: the sums are empty.
///
/// **Shapes.** op(A) is `m x k`, op(B) `k x n`, C `m x n`, any of them may be 0. C must share no memory with A, B, the
/// bias or the pre-activation, gaps between rows included.
///
/// **Errors.** [IllegalArgumentException] names the argument and both shapes, or both arguments that overlap, or the
/// one that is read-only or confined to a thread while a team is to work on it; [IllegalStateException] names the
/// matrix whose arena was closed. Nothing is written then.
///
/// **Threads.** Stateless. The work is split over rows and columns of C by the team of the workspace if there is enough
/// of it. Nothing is allocated once the workspace has seen the shape.
///
/// ```java
/// try (Arena arena = Arena.ofShared(); Team team = Team.ofThreads(2); Workspace workspace = Workspace.with(team)) {
///     Matrix a = Matrix.allocate(arena, 128, 784);
///     Matrix b = Matrix.allocate(arena, 784, 400);
///     Matrix c = Matrix.allocate(arena, 128, 400);
///     Gemm.multiply(a, b, c, workspace);       // c = a * b
/// }
/// ```
public final class Gemm {

    /// Only asked whether memory is open to threads other than the caller; never started.
    private static final Thread ANOTHER_THREAD = Thread.ofPlatform().unstarted(() -> {
    });

    private Gemm() {
    }

    /// `C = A * B`.
    ///
    /// @param a m x k
    /// @param b k x n
    /// @param c m x n, overwritten
    /// @param workspace scratch memory and team
    public static void multiply(Matrix a, Matrix b, Matrix c, Workspace workspace) {
        multiply(false, false, 1, a, b, 0, c, Epilogue.NONE, workspace);
    }

    /// `C = act(alpha * op(A) * op(B) + beta * C + bias)`.
    ///
    /// @param transposeA whether op(A) is the transpose of `a`
    /// @param transposeB whether op(B) is the transpose of `b`
    /// @param alpha factor of the product
    /// @param a op(A) is m x k
    /// @param b op(B) is k x n
    /// @param beta factor of what C holds; 0 overwrites without reading
    /// @param c m x n
    /// @param epilogue bias and activation, or [Epilogue#NONE]
    /// @param workspace scratch memory and team
    public static void multiply(boolean transposeA, boolean transposeB, float alpha, Matrix a, Matrix b, float beta,
            Matrix c, Epilogue epilogue, Workspace workspace) {
        Objects.requireNonNull(b, "b").requireOpen("b");
        int k = transposeB ? b.columns() : b.rows();
        int n = transposeB ? b.rows() : b.columns();
        check(transposeA, a, k, n, c, epilogue, workspace);
        requireApart("c", c, "b", b);
        if (epilogue.preActivation() != null) {
            requireApart("preActivation", epilogue.preActivation(), "b", b);
        }
        if (workspace.team().size() > 1) {
            requireShared("b", b.segment());
        }
        workspace.gemm().multiply(transposeA, transposeB, alpha, a, b, beta, c, epilogue);
    }

    /// `C = act(A * B + bias)` with weights packed once.
    ///
    /// @param a m x k
    /// @param b k x n
    /// @param c m x n, overwritten
    /// @param epilogue bias and activation, or [Epilogue#NONE]
    /// @param workspace scratch memory and team
    public static void multiply(Matrix a, PackedMatrix b, Matrix c, Epilogue epilogue, Workspace workspace) {
        multiply(false, 1, a, b, 0, c, epilogue, workspace);
    }

    /// `C = act(alpha * op(A) * B + beta * C + bias)` with weights packed once. Where they are narrow, see [Storage],
    /// beta is 0; with a scale s, `acc s[j]` takes the place of acc at the end of the sum.
    ///
    /// @param transposeA whether op(A) is the transpose of `a`
    /// @param alpha factor of the product
    /// @param a op(A) is m x k
    /// @param b k x n
    /// @param beta factor of what C holds; 0 overwrites without reading
    /// @param c m x n
    /// @param epilogue bias and activation, or [Epilogue#NONE]
    /// @param workspace scratch memory and team
    public static void multiply(boolean transposeA, float alpha, Matrix a, PackedMatrix b, float beta, Matrix c,
            Epilogue epilogue, Workspace workspace) {
        Objects.requireNonNull(b, "b");
        if (!b.segment().scope().isAlive()) {
            throw new IllegalStateException("b: the arena that owns this packed " + b.rows() + " x " + b.columns()
                    + " matrix was closed");
        }
        check(transposeA, a, b.rows(), b.columns(), c, epilogue, workspace);
        if (workspace.team().size() > 1) {
            requireShared("b", b.segment());
        }
        if (b.storage() == Storage.FLOAT32) {
            workspace.gemm().multiply(transposeA, alpha, a, b.segment(), beta, c, epilogue);
            return;
        }
        if (beta != 0) {
            throw new IllegalArgumentException("beta: " + beta + ", expected 0 with weights stored as "
                    + b.storage().id());
        }
        workspace.gemm().multiply(transposeA, alpha, a, b.storage(), b.segment(), b.scales(), c, epilogue);
    }

    /// Everything but what depends on how B is stored. op(B) is k x n.
    private static void check(boolean transposeA, Matrix a, int k, int n, Matrix c, Epilogue epilogue,
            Workspace workspace) {
        Objects.requireNonNull(a, "a").requireOpen("a");
        Objects.requireNonNull(c, "c").requireWritable("c");
        Objects.requireNonNull(epilogue, "epilogue");
        Objects.requireNonNull(workspace, "workspace");
        int m = transposeA ? a.columns() : a.rows();
        int inner = transposeA ? a.rows() : a.columns();
        if (inner != k) {
            throw new IllegalArgumentException("a, b: op(a) is " + m + " x " + inner + " and op(b) is " + k + " x " + n
                    + ", expected as many columns of op(a) as rows of op(b)");
        }
        if (c.rows() != m || c.columns() != n) {
            throw new IllegalArgumentException("c: is " + c.rows() + " x " + c.columns() + ", expected " + m + " x " + n
                    + ", for op(a) is " + m + " x " + k + " and op(b) is " + k + " x " + n);
        }
        requireApart("c", c, "a", a);
        Matrix bias = epilogue.bias();
        Matrix preActivation = epilogue.preActivation();
        if (bias != null) {
            bias.requireOpen("bias").requireShape("bias", 1, n);
            requireApart("c", c, "bias", bias);
        }
        if (preActivation != null) {
            preActivation.requireWritable("preActivation").requireShape("preActivation", m, n);
            requireApart("c", c, "preActivation", preActivation);
            requireApart("preActivation", preActivation, "a", a);
            if (bias != null) {
                requireApart("preActivation", preActivation, "bias", bias);
            }
        }
        if (workspace.team().size() > 1) {
            requireShared("a", a.segment());
            requireShared("c", c.segment());
            if (bias != null) {
                requireShared("bias", bias.segment());
            }
            if (preActivation != null) {
                requireShared("preActivation", preActivation.segment());
            }
        }
    }

    static void requireApart(String written, Matrix w, String read, Matrix r) {
        if (w.overlaps(r)) {
            throw new IllegalArgumentException(written + ", " + read + ": " + written + " " + shape(w)
                    + " shares memory with " + read + " " + shape(r) + ", expected separate memory");
        }
    }

    static void requireShared(String argument, MemorySegment segment) {
        if (!segment.isAccessibleBy(ANOTHER_THREAD)) {
            throw new IllegalArgumentException(argument + ": its arena is confined to one thread, but the workspace has"
                    + " a team; expected memory of a shared, automatic or global arena");
        }
    }

    private static String shape(Matrix matrix) {
        return matrix.rows() + " x " + matrix.columns();
    }
}
