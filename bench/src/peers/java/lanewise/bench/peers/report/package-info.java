/// What a run is told as: a [lanewise.bench.peers.report.Report] with its roof, printed as Markdown, written as CSV and
/// read again, drawn as SVG.
package lanewise.bench.peers.report;
