package lanewise.bench.peers.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import lanewise.bench.peers.run.Outcome;
import lanewise.bench.peers.run.Unit;

/// A report as a file: one line per contender of a job with all its rounds, so that tables and plots can be made again
/// from it (`--from`).
///
/// Columns: section, group, job, threads, series, size, unit, amount, contender, value (in the unit), cores, p50, p99
/// and p99.9 (nanoseconds), rounds (nanoseconds per call, joined by blanks), reason (why it was not measured). Lines of
/// the head begin with `#`; those of the roof are of section `roof`.
public final class Csv {

    private static final String HEAD = "section,group,job,threads,series,size,unit,amount,contender,value,cores,p50,"
            + "p99,p99.9,rounds,reason";

    private Csv() {
    }

    public static void write(Path file, Report report) throws IOException {
        var lines = new ArrayList<String>();
        report.head().forEach(line -> lines.add("# " + line));
        lines.add(HEAD);
        report.roof().forEach((threads, value) -> lines.add(line("roof", "", "fma", threads, "", Double.NaN, "GFLOPS",
                0, "", value, threads, Double.NaN, Double.NaN, Double.NaN, "", "")));
        for (Outcome o : report.outcomes()) {
            for (Outcome.Row row : o.rows()) {
                lines.add(line(o.section(), o.group(), o.job(), o.threads(), o.series(), o.size(), o.unit().name(),
                        o.amount(), row.name(), o.value(row), row.cores(), row.p50(), row.p99(), row.p999(),
                        Arrays.stream(row.rounds()).mapToObj(Csv::number).collect(Collectors.joining(" ")), ""));
            }
            o.unavailable().forEach((name, reason) ->
                    lines.add(line(o.section(), o.group(), o.job(), o.threads(), o.series(), o.size(), o.unit().name(),
                            o.amount(), name, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, "", reason)));
        }
        Files.write(file, lines);
    }

    public static Report read(Path file) throws IOException {
        var report = new Report();
        var jobs = new LinkedHashMap<String, Outcome>();
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith("# ")) {
                report.head().add(line.substring(2));
                continue;
            }
            if (line.isBlank() || line.equals(HEAD)) {
                continue;
            }
            List<String> f = split(line);
            if (f.size() != 16) {
                throw new IOException(file + ": " + f.size() + " columns, expected 16: " + line);
            }
            int threads = Integer.parseInt(f.get(3));
            if (f.get(0).equals("roof")) {
                report.roof().put(threads, Double.parseDouble(f.get(9)));
                continue;
            }
            Outcome outcome = jobs.computeIfAbsent(f.get(0) + "/" + f.get(2) + "/" + threads,
                    key -> new Outcome(f.get(0), f.get(1), f.get(2), threads, f.get(4), Double.parseDouble(f.get(5)),
                            Unit.valueOf(f.get(6)), Double.parseDouble(f.get(7)), new ArrayList<>(),
                            new LinkedHashMap<>()));
            if (f.get(14).isEmpty()) {
                outcome.unavailable().put(f.get(8), f.get(15));
            } else {
                outcome.rows().add(new Outcome.Row(f.get(8), Arrays.stream(f.get(14).split(" "))
                        .mapToDouble(Double::parseDouble).toArray(), Double.parseDouble(f.get(10)),
                        Double.parseDouble(f.get(11)), Double.parseDouble(f.get(12)), Double.parseDouble(f.get(13))));
            }
        }
        report.outcomes().addAll(jobs.values());
        return report;
    }

    private static String line(Object... fields) {
        return Arrays.stream(fields).map(f -> {
            String text = f instanceof Double d ? number(d) : f.toString();
            return text.matches("[^,\"\n]*") ? text : '"' + text.replace("\"", "\"\"").replace('\n', ' ') + '"';
        }).collect(Collectors.joining(","));
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "NaN" : String.format(Locale.ROOT, "%.7g", value);
    }

    private static List<String> split(String line) {
        var fields = new ArrayList<String>();
        var field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                field.append('"');
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString());
        return fields;
    }
}
