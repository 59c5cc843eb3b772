package lanewise.bench;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// Counts work, so that JMH prints it per second beside the score: `gflop` becomes GFLOP/s where the
/// time unit is seconds.
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.OPERATIONS)
public class Rate {

    /// Billions of floating-point operations done; an FMA counts as two.
    public double gflop;
}
