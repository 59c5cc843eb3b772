package lanewise.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What `-XX:+PrintCompilation` printed: which code of our methods is installed at the end, what was skipped, and
/// what was thrown away.
final class CompilationLog {

    private static final String OURS = "lanewise.";
    private static final Pattern LINE = Pattern.compile("\\s*(\\d+)\\s+(\\d+) (.....)\\s+([1-4])\\s+(\\S+::\\S+)(?: @"
            + " -?\\d+)? \\((\\d+) bytes\\)(.*)");

    private final Map<String, Map<String, Integer>> live = new HashMap<>();
    private final Map<String, Integer> discarded = new TreeMap<>();
    private final List<String> skipped = new ArrayList<>();

    CompilationLog(Iterable<String> lines) {
        for (String line : lines) {
            if (line.contains("COMPILE SKIPPED") && line.contains(OURS)) {
                skipped.add(line.strip());
            }
            Matcher m = LINE.matcher(line);
            if (m.matches()) {
                add(m.group(2), Integer.parseInt(m.group(4)), m.group(5), m.group(7));
            }
        }
    }

    private void add(String id, int tier, String method, String remark) {
        Map<String, Integer> codes = live.computeIfAbsent(method, key -> new HashMap<>());
        if (remark.contains("made not entrant") || remark.contains("made zombie")) {
            codes.remove(id);
            if (tier == 4 && method.startsWith(OURS)) {
                discarded.merge(method, 1, Integer::sum);
            }
        } else if (!remark.contains("COMPILE SKIPPED")) {
            codes.put(id, tier);
        } else {
            codes.remove(id);
        }
    }

    /// Lines about our methods that a compiler gave up.
    List<String> skipped() {
        return skipped;
    }

    /// How often second-tier (C2) code of our methods was thrown away, by method.
    Map<String, Integer> discarded() {
        return discarded;
    }

    /// Whether a method has code of the last tier: C2's, or C1's where it is trivial. Overloads count as one.
    boolean isDone(String method) {
        Set<Integer> tiers = new HashSet<>(live.getOrDefault(method, Map.of()).values());
        return tiers.contains(4) || tiers.contains(1);
    }
}
