package lanewise.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// Programs in JVMs of their own with default flags, which say what stays uncompiled.
public final class FreshJvm {

    private static final String ALL = "all compiled";
    private static final String BOXING = "still boxing: ";

    private FreshJvm() {
    }

    /// Runs a program that ends with [#say] and asserts that all is compiled, nothing for want of registers left out.
    ///
    /// @param program its main class
    /// @param argument what it is given
    public static void requireCompiled(Class<?> program, String argument) throws Exception {
        String classes = location(Kernels.class) + File.pathSeparator + location(program);
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules", "jdk.incubator.vector", "-XX:+PrintCompilation",
                "-D" + Kernels.PROPERTY + "=" + Kernels.name(), "-cp", classes, program.getName(), argument)
                .redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), out);
        assertTrue(out.contains(ALL), out.lines().filter(line -> line.startsWith(BOXING)).toList()::toString);
        List<String> skipped = out.lines().filter(line -> line.contains("lanewise")
                && line.contains("out of virtual registers")).toList();
        assertTrue(skipped.isEmpty(), skipped::toString);
    }

    private static String location(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    }

    /// In the program: runs a call until it allocates nothing; false, and a line, if that does not come.
    ///
    /// @param name what it is called in the line
    /// @param call the call
    /// @return whether nothing is allocated any more
    public static boolean isCompiled(String name, Runnable call) {
        boolean compiled = Allocations.fewest(0, call) == 0;
        if (!compiled) {
            System.out.println(BOXING + name);
        }
        return compiled;
    }

    /// In the program: its last line.
    ///
    /// @param all whether all is compiled
    public static void say(boolean all) {
        System.out.println(all ? ALL : "some not compiled");
    }
}
