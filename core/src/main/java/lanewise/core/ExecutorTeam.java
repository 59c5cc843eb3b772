package lanewise.core;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/// The caller and tasks on an executor. Parts are claimed one by one, by the caller as well, so that all are done even
/// if no task ever starts.
final class ExecutorTeam implements Team {

    private static final Runnable NO_THREADS = () -> { };

    private final Executor executor;
    private final TeamRun run;
    private final Runnable task = this::claimParts;
    private final AtomicInteger next;
    private volatile Work work;

    ExecutorTeam(Executor executor, int parts) {
        this.executor = executor;
        this.run = new TeamRun(parts);
        this.next = new AtomicInteger(parts);
    }

    @Override
    public int size() {
        return run.parts();
    }

    @Override
    public void run(Work toDo) {
        run.begin();
        work = toDo;
        next.set(1);
        try {
            for (int i = 1; i < run.parts(); i++) {
                executor.execute(task);
            }
        } catch (RejectedExecutionException e) {
            // The caller claims what nobody else does.
        }
        run.execute(toDo, 0);
        claimParts();
        run.finish(0, NO_THREADS);
    }

    /// A task that starts late finds no part left, or helps with the run that is on by then.
    private void claimParts() {
        for (;;) {
            int part = next.get();
            if (part >= run.parts()) {
                return;
            }
            if (next.compareAndSet(part, part + 1)) {
                run.execute(work, part);
            }
        }
    }

    @Override
    public void close() {
        run.markClosed();
    }
}
