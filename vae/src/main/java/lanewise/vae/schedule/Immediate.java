package lanewise.vae.schedule;

/// The whole weight from the first step: `factor = 1`.
public record Immediate() implements Warmup {

    @Override
    public double factor(long step, int stepsPerEpoch, int epochs) {
        return 1;
    }

    @Override
    public void check(int epochs) {
        // suits any run
    }
}
