package lanewise.bench.peers.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import lanewise.bench.peers.run.Outcome;
import lanewise.bench.peers.run.Section;

/// All that is told of one or more runs.
///
/// @param head     machine, versions, command: a line each
/// @param roof     GFLOP/s of fused multiply-adds by number of threads
/// @param outcomes in the order in which they were measured
public record Report(List<String> head, Map<Integer, Double> roof, List<Outcome> outcomes) {

    /// An empty one.
    public Report() {
        this(new ArrayList<>(), new TreeMap<>(), new ArrayList<>());
    }

    /// Adds what another run on the same machine gave.
    public void add(Report other) {
        other.head.stream().filter(line -> !head.contains(line)).forEach(head::add);
        Map<Integer, Double> larger = Roof.larger(roof, other.roof);
        roof.putAll(larger);
        outcomes.addAll(other.outcomes);
    }

    public List<Outcome> of(Section section) {
        return outcomes.stream().filter(o -> o.section().equals(section.name())).toList();
    }
}
