package lanewise.vae.report;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What is known of a run, by topic. Not thread-safe.
public final class RunReport {

    private final String name;
    private final String summary;
    private final Map<Topic, List<Part>> parts = new EnumMap<>(Topic.class);

    /// A report without parts.
    ///
    /// @param name what the run is called
    /// @param summary the run in one line
    public RunReport(String name, String summary) {
        this.name = Objects.requireNonNull(name, "name");
        this.summary = Objects.requireNonNull(summary, "summary");
    }

    /// What the run is called.
    /// @return the name
    public String name() {
        return name;
    }

    /// The run in one line.
    /// @return the line
    public String summary() {
        return summary;
    }

    /// Adds a part.
    ///
    /// @param topic its section
    /// @param part the part
    /// @return this
    public RunReport add(Topic topic, Part part) {
        parts.computeIfAbsent(topic, _ -> new ArrayList<>()).add(Objects.requireNonNull(part, "part"));
        return this;
    }

    /// Says what is left out and why.
    ///
    /// @param topic its section
    /// @param text a sentence
    /// @return this
    public RunReport note(Topic topic, String text) {
        return add(topic, new Part.Note(text));
    }

    /// The parts of a section.
    ///
    /// @param topic the section
    /// @return in the order in which they were added; empty if there are none
    public List<Part> parts(Topic topic) {
        return List.copyOf(parts.getOrDefault(topic, List.of()));
    }
}
