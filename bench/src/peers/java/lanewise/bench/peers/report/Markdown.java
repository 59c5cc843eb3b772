package lanewise.bench.peers.report;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import lanewise.bench.peers.run.Outcome;
import lanewise.bench.peers.run.Section;
import lanewise.bench.peers.run.Unit;

/// Prints a report as Markdown: the head, and for each section its table and the geometric means of its ratios.
public final class Markdown {

    private Markdown() {
    }

    public static void print(PrintStream out, Report report, List<Section> sections) {
        out.println("# Lanewise beside its peers");
        out.println();
        report.head().forEach(line -> out.println("- " + line));
        report.roof().forEach((threads, value) -> out.println("- FMA peak of this run, " + threads
                + (threads == 1 ? " thread: " : " threads: ") + number(value) + " GFLOP/s"));
        for (Section section : sections) {
            List<Outcome> outcomes = report.of(section);
            if (!outcomes.isEmpty()) {
                table(out, report, section, outcomes);
                means(out, outcomes);
            }
        }
    }

    private static void table(PrintStream out, Report report, Section section, List<Outcome> outcomes) {
        out.println();
        out.println("## " + section.name());
        out.println();
        out.println(section.description());
        out.println();
        boolean latency = outcomes.stream().anyMatch(o -> o.unit() == Unit.MICROS_PER_CALL);
        boolean flops = outcomes.stream().anyMatch(o -> o.unit() == Unit.GFLOPS);
        out.println("| job | threads | contender | median | unit | spread | speed of base / its | cores |"
                + (flops ? " of peak |" : "") + (latency ? " p50 us | p99 us | p99.9 us |" : ""));
        out.println("|---|---:|---|---:|---|---:|---:|---:|" + (flops ? "---:|" : "")
                + (latency ? "---:|---:|---:|" : ""));
        for (Outcome o : outcomes) {
            for (Outcome.Row row : o.rows()) {
                boolean base = row == o.rows().getFirst();
                out.print("| " + o.job() + " | " + o.threads() + " | " + row.name() + " | " + number(o.value(row))
                        + " | " + o.unit().label() + " | " + percent(row.spread()) + " | "
                        + (base ? row.own() ? "base" : "base (!)" : number(Outcome.ratio(o.rows().getFirst(), row)))
                        + " | " + cores(row.cores(), o.threads()) + " |");
                if (flops) {
                    out.print(" " + percent(o.value(row) / report.roof().getOrDefault(o.threads(), Double.NaN)) + " |");
                }
                out.println(latency ? " " + number(row.p50() * 1e-3) + " | " + number(row.p99() * 1e-3) + " | "
                        + number(row.p999() * 1e-3) + " |" : "");
            }
        }
        var reasons = new LinkedHashMap<String, List<String>>();
        for (Outcome o : outcomes) {
            o.unavailable().forEach((peer, reason) -> reasons.computeIfAbsent(peer + ": " + reason,
                    key -> new ArrayList<>()).add(o.job() + " on " + o.threads()));
        }
        if (!reasons.isEmpty()) {
            out.println();
            out.println("Not measured:");
            out.println();
            reasons.forEach((reason, jobs) -> out.println("- " + reason + " ("
                    + (jobs.size() > 4 ? jobs.getFirst() + " and " + (jobs.size() - 1) + " more"
                            : String.join("; ", jobs)) + ")"));
        }
    }

    /// More or fewer cores than there are threads to use would make a comparison untrue.
    private static String cores(double cores, int threads) {
        return String.format(Locale.ROOT, "%.2f", cores) + (cores > threads + 0.1 ? " (!)" : "");
    }

    private static void means(PrintStream out, List<Outcome> outcomes) {
        var groups = new LinkedHashMap<String, List<Outcome>>();
        for (Outcome o : outcomes) {
            if (!o.group().isEmpty() && o.rows().stream().anyMatch(Outcome.Row::own)) {
                groups.computeIfAbsent(o.group() + " | " + o.threads(), key -> new ArrayList<>()).add(o);
            }
        }
        if (groups.isEmpty()) {
            return;
        }
        out.println();
        out.println("Geometric means of the ratios Lanewise / peer, and the worst shape of each:");
        out.println();
        out.println("| group | threads | Lanewise's form | peer | mean | jobs | worst | at |");
        out.println("|---|---:|---|---|---:|---:|---:|---|");
        groups.forEach((group, members) -> {
            var forms = new LinkedHashSet<String>();
            var peers = new LinkedHashSet<String>();
            members.forEach(o -> o.rows().forEach(row -> (row.own() ? forms : peers).add(row.name())));
            for (String form : forms) {
                for (String peer : peers) {
                    mean(out, group, form, peer, members);
                }
                if (peers.size() > 1) {
                    mean(out, group, form, null, members);
                }
            }
        });
    }

    /// One line; where a job lacks the form of Lanewise, its first form counts. A null peer stands for the
    /// fastest one of each job.
    private static void mean(PrintStream out, String group, String form, String peer, List<Outcome> members) {
        double sum = 0;
        int count = 0;
        double worst = Double.POSITIVE_INFINITY;
        String at = "";
        for (Outcome o : members) {
            Map<String, Outcome.Row> rows = new LinkedHashMap<>();
            o.rows().forEach(row -> rows.put(row.name(), row));
            Outcome.Row own = rows.get(form);
            if (own == null) {
                own = o.rows().stream().filter(Outcome.Row::own).findFirst().orElseThrow();
            }
            Outcome.Row base = own;
            double ratio = rows.values().stream().filter(row -> !row.own() && (peer == null || row.name().equals(peer)))
                    .mapToDouble(row -> Outcome.ratio(base, row)).min().orElse(Double.NaN);
            if (Double.isNaN(ratio)) {
                continue;
            }
            sum += Math.log(ratio);
            count++;
            if (ratio < worst) {
                worst = ratio;
                at = o.job();
            }
        }
        if (count > 0) {
            out.println("| " + group + " | " + form + (form.equals("Lanewise") ? "" : " (where there is one)") + " | "
                    + (peer == null ? "**best peer**" : peer) + " | "
                    + String.format(Locale.ROOT, "%.2f", Math.exp(sum / count)) + " | " + count + " | "
                    + String.format(Locale.ROOT, "%.2f", worst) + " | " + at + " |");
        }
    }

    static String number(double value) {
        return Double.isNaN(value) ? ""
                : Math.abs(value) >= 100 ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.3g", value);
    }

    private static String percent(double share) {
        return Double.isNaN(share) ? "" : String.format(Locale.ROOT, "%.0f%%", 100 * share);
    }
}
