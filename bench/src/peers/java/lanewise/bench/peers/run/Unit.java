package lanewise.bench.peers.run;

/// How a job's rate or time is told.
public enum Unit {

    /// Billions of floating-point operations per second; more is better. [Job#amount] is operations per call (an
    /// FMA counts as two).
    GFLOPS("GFLOP/s"),

    /// Nanoseconds per element; less is better. [Job#amount] is elements per call.
    NANOS_PER_ELEMENT("ns/element"),

    /// Microseconds per call, with p50 and p99 of the single calls; less is better. [Job#amount] is calls per
    /// [Contender#run], that is 1.
    MICROS_PER_CALL("us/call"),

    /// Milliseconds per training step; less is better. [Job#amount] is steps per [Contender#run].
    MILLIS_PER_STEP("ms/step");

    private final String label;

    Unit(String label) {
        this.label = label;
    }

    /// What stands in a table's head.
    ///
    /// @return such as `GFLOP/s`
    public String label() {
        return label;
    }

    /// A call's time in this unit.
    ///
    /// @param nanosPerCall nanoseconds of one [Contender#run]
    /// @param amount       [Job#amount]
    /// @return the rate or time
    public double of(double nanosPerCall, double amount) {
        return switch (this) {
            case GFLOPS -> amount / nanosPerCall;
            case NANOS_PER_ELEMENT -> nanosPerCall / amount;
            case MICROS_PER_CALL -> nanosPerCall / amount * 1e-3;
            case MILLIS_PER_STEP -> nanosPerCall / amount * 1e-6;
        };
    }
}
