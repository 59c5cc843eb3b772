package lanewise.bench.peers.function;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

import lanewise.bench.peers.library.Mkl;
import lanewise.bench.peers.library.Natives;

/// MKL's vector mathematics on the calling thread: a function in one of three accuracies, subnormal numbers kept,
/// no error handling.
///
/// Source: oneMKL developer reference, "Vector Mathematical Functions": HA high accuracy, LA low accuracy (the
/// default), EP enhanced performance.
final class Vml implements ElementaryFunction.Run {

    /// The three accuracies.
    enum Mode {
        HA(2), LA(1), EP(3);

        private static final int IGNORE_ERRORS = 0x100;
        private static final int KEEP_SUBNORMALS = 0x140000;

        private final int bits;

        Mode(int accuracy) {
            bits = accuracy | IGNORE_ERRORS | KEEP_SUBNORMALS;
        }
    }

    private static final MethodHandle SET_MODE = Natives.function(Mkl.LIBRARY, "vmlSetMode",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle LINEAR_FRACTION = Natives.function(Mkl.LIBRARY, "vsLinearFrac",
            FunctionDescriptor.ofVoid(JAVA_INT, ADDRESS, ADDRESS, JAVA_FLOAT, JAVA_FLOAT, JAVA_FLOAT,
                    JAVA_FLOAT, ADDRESS));

    private final MethodHandle function;
    private final Mode mode;
    private final boolean sigmoid;

    /// A function by its name in C, or the logistic function made of `vsExp` and `vsLinearFrac`.
    Vml(String name, Mode mode) {
        this.sigmoid = name.equals("sigmoid");
        this.mode = mode;
        this.function = Natives.function(Mkl.LIBRARY, sigmoid ? "vsExp" : name,
                FunctionDescriptor.ofVoid(JAVA_INT, ADDRESS, ADDRESS));
    }

    @Override
    public void apply(MemorySegment x, MemorySegment y, int n) throws Throwable {
        int before = (int) SET_MODE.invokeExact(mode.bits);
        if (!sigmoid) {
            function.invokeExact(n, x, y);
            return;
        }
        // 1 / (1 + e^-x): minus x by (-1 x + 0) / (0 x + 1).
        LINEAR_FRACTION.invokeExact(n, x, x, -1f, 0f, 0f, 1f, y);
        function.invokeExact(n, y, y);
        LINEAR_FRACTION.invokeExact(n, y, y, 0f, 1f, 1f, 1f, y);
    }
}
