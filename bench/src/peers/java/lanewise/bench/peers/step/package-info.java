/// One training step beside PyTorch: start at [lanewise.bench.peers.step.StepTask], which all contenders do;
/// [lanewise.bench.peers.step.StepTruth] is the result in double precision.
package lanewise.bench.peers.step;
