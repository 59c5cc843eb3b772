package lanewise.core;

/// The caller alone.
final class SingleTeam implements Team {

    static final SingleTeam INSTANCE = new SingleTeam();

    private SingleTeam() {
    }

    @Override
    public int size() {
        return 1;
    }

    @Override
    public void run(Work work) {
        work.part(0, 1);
    }

    @Override
    public void close() {
        // nothing of its own
    }
}
