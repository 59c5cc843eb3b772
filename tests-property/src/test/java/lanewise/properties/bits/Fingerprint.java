package lanewise.properties.bits;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.LinkedHashMap;
import java.util.Map;
import lanewise.core.Kernels;
import lanewise.core.Team;
import lanewise.core.Workspace;

/// Prints one line per group of operations: its name and a hash of all bits that it computed; first how it ran,
/// and last how often.
///
/// Arguments: number of threads; seconds to go on repeating ([#REPETITIONS] times at least, unless 0), each repetition
/// having to give the same hashes; `large` for long products too, `few` without further objectives and training.
public final class Fingerprint {
    private static final int REPETITIONS = 10;

    private Fingerprint() {
    }

    /// Runs the operations.
    ///
    /// @param arguments threads, seconds, `few`, `small` or `large`
    /// @throws IOException if a temporary file cannot be written
    public static void main(String[] arguments) throws IOException {
        int threads = Integer.parseInt(arguments[0]);
        double seconds = Double.parseDouble(arguments[1]);
        boolean large = arguments[2].equals("large");
        boolean few = arguments[2].equals("few");
        try (Team team = Team.ofThreads(threads); Workspace workspace = Workspace.with(team)) {
            System.out.println("# kernels " + Kernels.name() + ", threads " + threads);
            Map<String, String> first = once(workspace, large, few);
            first.forEach((name, hash) -> System.out.println(name + ": " + hash));
            Map<String, String> small = new LinkedHashMap<>(first);
            small.keySet().removeIf(name -> name.endsWith("of many blocks") || name.endsWith("of a wide net"));
            int repetitions = 0;
            long end = System.nanoTime() + (long) (seconds * 1e9);
            while (seconds > 0 && (repetitions < REPETITIONS || System.nanoTime() < end)) {
                Map<String, String> again = once(workspace, false, few);
                repetitions++;
                if (!again.equals(small)) {
                    again.entrySet().removeAll(small.entrySet());
                    System.out.println("repetition " + repetitions + " differs: " + again);
                    return;
                }
            }
            if (large && repetitions > 0 && !once(workspace, true, few).equals(first)) {
                System.out.println("the large products differ once hot");
            }
            System.out.println("# repetitions " + repetitions);
        }
    }

    private static Map<String, String> once(Workspace workspace, boolean large, boolean few) throws IOException {
        Map<String, String> fingerprints = new LinkedHashMap<>();
        try (Arena arena = Arena.ofShared()) {
            new CoreOperations(arena, workspace).run(fingerprints, large);
            new ModelOperations(arena, workspace).run(fingerprints, large, few);
        }
        return fingerprints;
    }
}
