/// Anomalies of tables, beside an isolation forest.
package lanewise.bench.peers.tables;
