package lanewise.bench.peers.run;

import java.lang.management.ManagementFactory;

import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/// Whether the JIT compilers have work: what is measured meanwhile is not the steady state.
final class Jit {

    private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

    private Jit() {
    }

    /// Asks the JVM for its compile queues; false where it does not tell.
    static boolean busy() {
        try {
            String queues = (String) SERVER.invoke(new ObjectName("com.sun.management:type=DiagnosticCommand"),
                    "compilerQueue", new Object[0], new String[0]);
            return queues.lines().anyMatch(line -> line.matches("(C[12] CompilerThread)?\\d+ .*"));
        } catch (JMException e) {
            return false;
        }
    }
}
