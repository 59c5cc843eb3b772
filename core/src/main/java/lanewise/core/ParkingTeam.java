package lanewise.core;

import java.util.concurrent.locks.LockSupport;

/// The caller and daemon threads that sleep, after a bounded spin, until the next run.
final class ParkingTeam implements Team {

    private final TeamRun run;
    private final long spinNanos;
    private final Worker[] workers;
    private final Runnable waking = this::wake;
    private Work work;
    private volatile long generation;

    private ParkingTeam(int threads, long spinNanos) {
        this.run = new TeamRun(threads);
        this.spinNanos = spinNanos;
        this.workers = new Worker[threads - 1];
        for (int i = 0; i < workers.length; i++) {
            workers[i] = new Worker(this, i + 1);
        }
    }

    static ParkingTeam ofThreads(int threads, long spinNanos) {
        ParkingTeam team = new ParkingTeam(threads, spinNanos);
        for (Worker worker : team.workers) {
            worker.start();
        }
        return team;
    }

    @Override
    public int size() {
        return run.parts();
    }

    @Override
    public boolean isAwake() {
        return spinNanos > 0;
    }

    @Override
    public void run(Work toDo) {
        run.begin();
        work = toDo;
        generation++; // only the one caller that begin() let through writes it
        for (Worker worker : workers) {
            if (worker.asleep) {
                LockSupport.unpark(worker);
            }
        }
        run.execute(toDo, 0);
        run.finish(spinNanos, waking);
    }

    @Override
    public void close() {
        if (run.markClosed()) {
            wake();
        }
    }

    private void wake() {
        for (Worker worker : workers) {
            LockSupport.unpark(worker);
        }
    }

    private static final class Worker extends Thread {

        private final ParkingTeam team;
        private final int part;
        private volatile boolean asleep;

        Worker(ParkingTeam team, int part) {
            super(null, null, "lanewise-" + part, 0, false);
            this.team = team;
            this.part = part;
            setDaemon(true);
        }

        @Override
        public void run() {
            long seen = 0;
            while (awaitAfter(seen)) {
                seen = team.generation;
                team.run.execute(team.work, part);
            }
        }

        /// False once the team is closed.
        private boolean awaitAfter(long seen) {
            if (team.spinNanos > 0) {
                long end = System.nanoTime() + team.spinNanos;
                while (team.generation == seen && !team.run.isClosed() && System.nanoTime() < end) {
                    Thread.onSpinWait();
                }
            }
            while (team.generation == seen && !team.run.isClosed()) {
                // Announced before the last look: the caller either sees this thread asleep or this thread sees
                // the new generation.
                asleep = true;
                if (team.generation == seen && !team.run.isClosed()) {
                    LockSupport.park(team);
                }
                asleep = false;
            }
            return team.generation != seen;
        }
    }
}
