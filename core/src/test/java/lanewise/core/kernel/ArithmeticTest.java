package lanewise.core.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import lanewise.core.Kernels;

import org.junit.jupiter.api.Test;

/// Runs itself in JVMs with other flags, and with native code that leaves other modes behind.
class ArithmeticTest {

    private static final int UPWARD = 0x800;
    private static final long MXCSR = 28;
    private static final int FLUSH = 0x8040;

    /// Uses the kernels' choice and says what the arithmetic is like.
    static final class Print {
        public static void main(String[] args) {
            System.out.println(Kernels.name() + "|" + Arithmetic.fused() + "|" + Arithmetic.reason());
        }
    }

    /// Leaves modes behind as native code does, and says what is noticed.
    static final class Foreign {
        @SuppressWarnings("restricted") // the tests' JVM allows native access
        public static void main(String[] args) throws Throwable {
            Arithmetic.watch();
            MemorySegment environment = Arena.global().allocate(64, 16);
            int unused = (int) call("fegetenv", environment);
            MemorySegment flushing = Arena.global().allocate(64, 16).copyFrom(environment);
            flushing.set(ValueLayout.JAVA_INT, MXCSR, environment.get(ValueLayout.JAVA_INT, MXCSR) | FLUSH);
            unused += (int) Linker.nativeLinker().downcallHandle(Linker.nativeLinker().defaultLookup()
                    .find("fesetround").orElseThrow(), FunctionDescriptor.of(ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT)).invokeExact(UPWARD);
            String rounding = Arithmetic.reason();
            boolean usual = Arithmetic.usual();
            unused += (int) call("fesetenv", flushing);
            String flush = Arithmetic.reason();
            usual |= Arithmetic.usual();
            Arithmetic.watch();
            Arithmetic.watch();
            unused += (int) call("fesetenv", environment);
            System.out.println(rounding + "\n" + flush + "\n" + Arithmetic.reason() + "\n" + usual + unused);
        }

        @SuppressWarnings("restricted")
        private static Object call(String function, MemorySegment environment) throws Throwable {
            MethodHandle handle = Linker.nativeLinker().downcallHandle(Linker.nativeLinker().defaultLookup()
                    .find(function).orElseThrow(), FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
            return handle.invoke(environment);
        }
    }

    private static String fresh(Class<?> program, String... flags) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1", "-Dlanewise.kernels=scalar"));
        command.addAll(List.of(flags));
        command.addAll(List.of("-cp", location(Kernels.class) + File.pathSeparator + location(program),
                program.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), out);
        return out;
    }

    private static String location(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    }

    private static void assumeX86(boolean linux) {
        assumeTrue(System.getProperty("os.arch").equals("amd64")
                && (!linux || System.getProperty("os.name").equals("Linux")), "skipped: wants x86-64 Linux");
    }

    @Test
    void thisThreadComputesAsJavaDoes() {
        assertTrue(Arithmetic.usual());
        assertTrue(Arithmetic.reason().endsWith("; this thread rounds to nearest and keeps denormal numbers"),
                Arithmetic.reason());
    }

    @Test
    void hiddenMultiplyAddsAreNoticedAndSaidOnce() throws Exception {
        assumeX86(false);
        String hidden = fresh(Print.class, "-XX:-UseFMA");
        assertTrue(hidden.contains("scalar|false|multiply-adds by BigDecimal"), hidden);
        assertEquals(2, hidden.split("Lanewise runs very slowly", -1).length, hidden);
    }

    @Test
    void multiplyAddsInHardwareAreFoundAndNothingIsSaid() throws Exception {
        String here = fresh(Print.class);
        assumeTrue(Arithmetic.fused(), "skipped: this machine has none");
        assertTrue(here.startsWith("scalar|true|multiply-adds in hardware"), here);
        assertFalse(here.contains("WARNING"), here);
    }

    @Test
    void modesThatNativeCodeLeavesAreNoticedAndSaidOnce() throws Exception {
        assumeX86(true);
        String out = fresh(Foreign.class, "--enable-native-access=ALL-UNNAMED");
        assertTrue(out.contains("; this thread does not round to nearest, as native code left it\n"), out);
        assertTrue(out.contains("; this thread flushes denormal numbers to zero, as native code left it\n"), out);
        assertTrue(out.contains("; this thread rounds to nearest and keeps denormal numbers\nfalse0"), out);
        assertEquals(2, out.split("The thread main flushes denormal numbers to zero", -1).length, out);
    }
}
