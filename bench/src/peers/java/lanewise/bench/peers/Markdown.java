package lanewise.bench.peers;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/// Prints outcomes as Markdown tables, one per section.
final class Markdown {

    private Markdown() {
    }

    static void print(PrintStream out, Section section, List<Outcome> outcomes) {
        out.println();
        out.println("## " + section.name());
        out.println();
        out.println(section.description());
        out.println();
        boolean latency = outcomes.stream().anyMatch(o -> o.unit() == Unit.MICROS_PER_CALL);
        out.println("| job | threads | contender | median | unit | base / this | cores |" + (latency ? " p50 us | p99 us | p99.9 us |" : ""));
        out.println("|---|---:|---|---:|---|---:|---:|" + (latency ? "---:|---:|---:|" : ""));
        for (Outcome outcome : outcomes) {
            for (Outcome.Row row : outcome.rows()) {
                boolean base = row == outcome.rows().getFirst();
                out.print("| " + outcome.job() + " | " + outcome.threads() + " | " + row.name() + " | " + number(outcome.value(row)) + " | "
                        + outcome.unit().label() + " | " + (base ? "base" : number(Outcome.ratio(outcome.rows().getFirst(), row))) + " | "
                        + String.format(Locale.ROOT, "%.2f", row.cores()) + (row.cores() > outcome.threads() + 0.1 ? " (!)" : "") + " |");
                out.println(latency ? " " + number(row.p50() * 1e-3) + " | " + number(row.p99() * 1e-3) + " | " + number(row.p999() * 1e-3) + " |" : "");
            }
            outcome.unavailable().forEach((peer, reason) -> out.println("| " + outcome.job() + " | " + outcome.threads() + " | " + peer
                    + " | not measured: " + reason.replace('|', '/') + " | | | |" + (latency ? " | | |" : "")));
        }
    }

    static String number(double value) {
        return Math.abs(value) >= 100 ? String.format(Locale.ROOT, "%.0f", value) : String.format(Locale.ROOT, "%.3g", value);
    }
}
