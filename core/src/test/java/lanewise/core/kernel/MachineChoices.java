package lanewise.core.kernel;

/// What a machine is taken for, for tests outside this package.
public final class MachineChoices {

    private MachineChoices() {
    }

    /// The size of the second-level cache that is chosen, of a machine that says nothing of itself.
    public static long l2(String ports, String l2) {
        return Machine.choose(MachineFacts.nothing(""), ports, null, l2, null).l2();
    }
}
