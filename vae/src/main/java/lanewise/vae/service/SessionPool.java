package lanewise.vae.service;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;

import lanewise.vae.check.Require;
import lanewise.vae.evaluate.RowScore;
import lanewise.vae.evaluate.Scoring;
import lanewise.vae.model.VaeModel;

/// A fixed number of sessions of a model for any number of threads, platform or virtual: each use takes a [Lease] and
/// closes it.
///
/// ```java
/// try (Lease lease = pool.lease(Duration.ofMillis(50))) {
///     lease.encode(x, mean);
/// }
/// ```
///
/// As many sessions as there are processors keep all of them busy: a virtual thread that computes is not taken from its
/// carrier, so no more than these compute at a time. Nothing is locked while a session computes. Where one is free it
/// is taken without a lock; where none is, threads wait in a queue and get sessions in the order in which they came,
/// and a thread that comes later does not overtake them.
///
/// Lending allocates nothing; a call of a [Lease] allocates nothing once warm. A thread that has to wait allocates what
/// the JDK's parking does.
///
/// Thread-safe. The model stays the caller's to close, after the pool.
public final class SessionPool implements AutoCloseable {

    private final VaeModel model;
    private final int maxRows;
    private final long patience;
    private final Lending lending;
    private final Seat[] seats;
    private final Lease[] leases;

    private SessionPool(Builder builder) {
        this.model = builder.model;
        this.maxRows = builder.maxRows;
        this.patience = builder.patience;
        this.lending = new Lending(builder.sessions, builder.longestLease);
        this.seats = new Seat[builder.sessions];
        this.leases = new Lease[builder.sessions];
        try {
            for (int i = 0; i < leases.length; i++) {
                seats[i] = new Seat(lending, i, model, maxRows, builder.scoring);
                leases[i] = new Lease(seats[i]);
            }
        } catch (RuntimeException | Error e) {
            free();
            throw e;
        }
    }

    /// Begins to describe a pool.
    ///
    /// @param model the model, which must not be closed before the pool
    /// @return a builder with the standard of every setting
    public static Builder builder(VaeModel model) {
        return new Builder(model);
    }

    /// What a pool is made of. Not thread-safe.
    public static final class Builder {

        private final VaeModel model;
        private int sessions = Runtime.getRuntime().availableProcessors();
        private int maxRows = 64;
        private long patience = Lending.FOREVER;
        private long longestLease = Lending.FOREVER;
        private Scoring scoring;

        private Builder(VaeModel model) {
            this.model = Objects.requireNonNull(model, "model");
        }

        /// How many sessions there are, at least 1; as many as processors if it is not said.
        ///
        /// @param number how many
        /// @return this
        public Builder sessions(int number) {
            sessions = Require.atLeast(1, "sessions", number);
            return this;
        }

        /// The largest number of rows in a call, at least 1; 64 if it is not said.
        ///
        /// @param rows how many
        /// @return this
        public Builder maxRows(int rows) {
            maxRows = Require.atLeast(1, "maxRows", rows);
            return this;
        }

        /// How long a call that names no time waits for a session; as long as it takes if it is not said.
        ///
        /// @param time at least zero, which is not to wait
        /// @return this
        public Builder patience(Duration time) {
            patience = nanos("patience", time, 0);
            return this;
        }

        /// How long a lease lasts at least: one that is kept longer, with no call at work, is taken back as soon as
        /// another thread waits, and its next call is refused. Never if it is not said.
        ///
        /// @param time above zero
        /// @return this
        public Builder longestLease(Duration time) {
            longestLease = nanos("longestLease", time, 1);
            return this;
        }

        /// How rows are scored; they are not if it is not said.
        ///
        /// @param how draws, seed, columns and thresholds
        /// @return this
        public Builder scoring(Scoring how) {
            scoring = Objects.requireNonNull(how, "scoring");
            return this;
        }

        /// Makes the pool: allocates all sessions.
        ///
        /// @return the pool; close it to free their memory
        public SessionPool build() {
            return new SessionPool(this);
        }
    }

    private static long nanos(String argument, Duration time, long least) {
        boolean large = time.compareTo(Duration.ofNanos(Lending.FOREVER)) >= 0;
        if (!large && (time.isNegative() || time.toNanos() < least)) {
            throw new IllegalArgumentException(argument + ": " + time + ", expected " + (least == 0 ? "at least zero"
                    : "more than zero"));
        }
        return large ? Lending.FOREVER : time.toNanos();
    }

    /// Takes a session; waits as long as the pool's patience lasts.
    ///
    /// @return the lease, for the calling thread alone; close it in the same thread
    /// @throws RejectedExecutionException if none became free in time, or the thread was interrupted while it waited
    /// @throws IllegalStateException if the pool was closed, or the thread has a lease of it already
    public Lease lease() {
        return lease(patience);
    }

    /// Takes a session.
    ///
    /// @param wait how long to wait for one at most; zero is not to wait
    /// @return the lease, for the calling thread alone; close it in the same thread
    /// @throws RejectedExecutionException if none became free in time, or the thread was interrupted while it waited,
    /// which it still is
    /// @throws IllegalStateException if the pool was closed, or the thread has a lease of it already
    public Lease lease(Duration wait) {
        return lease(nanos("wait", wait, 0));
    }

    private Lease lease(long wait) {
        return leases[lending.take(wait)];
    }

    private void requireOne(String argument, float[] row, int width) {
        if (Objects.requireNonNull(row, argument).length != width) {
            int condition = model.architecture().conditionWidth();
            throw new IllegalArgumentException(argument + ": has " + row.length + " values, expected " + width
                    + (condition == 0 ? "" : ", of which the last " + condition + " are the condition"));
        }
    }

    /// The embedding of one row, with a lease of its own: [Lease#encode(float[], float[])]. Allocates its result.
    ///
    /// @param x inputs + width of the condition values
    /// @return a new array of latent values
    /// @throws RejectedExecutionException as [#lease()]
    /// @throws IllegalArgumentException if x has another length
    public float[] encode(float[] x) {
        float[] mean = new float[model.architecture().latent()];
        try (Lease lease = lease()) {
            requireOne("x", x, model.architecture().encoderInputs());
            lease.encode(x, mean);
        }
        return mean;
    }

    /// The mean of the likelihood of one row of latent variables, with a lease of its own. Allocates its result.
    ///
    /// @param z latent + width of the condition values
    /// @return a new array of inputs values
    /// @throws RejectedExecutionException as [#lease()]
    /// @throws IllegalArgumentException if z has another length
    public float[] decode(float[] z) {
        float[] mean = new float[model.architecture().inputs()];
        try (Lease lease = lease()) {
            requireOne("z", z, model.architecture().decoderInputs());
            lease.decode(z, mean);
        }
        return mean;
    }

    /// The reconstruction of one row, with a lease of its own. Allocates its result.
    ///
    /// @param x inputs + width of the condition values
    /// @return a new array of inputs values
    /// @throws RejectedExecutionException as [#lease()]
    /// @throws IllegalArgumentException if x has another length
    public float[] reconstruct(float[] x) {
        float[] mean = new float[model.architecture().inputs()];
        try (Lease lease = lease()) {
            requireOne("x", x, model.architecture().encoderInputs());
            lease.reconstruct(x, mean);
        }
        return mean;
    }

    /// The scores of one row whose noise follows from its own values, with a lease of its own. Allocates its result.
    ///
    /// @param x inputs + width of the condition values
    /// @return the scores
    /// @throws RejectedExecutionException as [#lease()]
    /// @throws IllegalArgumentException if x has another length or a value that does not suit the model
    /// @throws IllegalStateException as [#lease()], or if the pool has no scoring
    public RowScore score(float[] x) {
        RowScore score = new RowScore();
        try (Lease lease = lease()) {
            lease.score(x, score);
        }
        return score;
    }

    /// Makes calls of all kinds on made-up rows until the time is over, so that the JIT compiler has done its work
    /// before the first request: a service does it before it opens its port. What is compiled serves all sessions,
    /// threads and models of the process.
    ///
    /// @param time how long: half for scores where the pool has a scoring, the rest for the other calls
    /// @param rows numbers of rows per call, each 1 to the largest allowed; none stands for 1 and the largest
    /// @return how many turns were made of all calls but scores
    /// @throws IllegalArgumentException if the time is negative or a number of rows is not allowed
    public long warmUp(Duration time, int... rows) {
        for (int i = 0; i < rows.length; i++) {
            if (rows[i] > maxRows) {
                throw new IllegalArgumentException("rows[" + i + "]: " + rows[i] + ", the pool allows " + maxRows);
            }
        }
        int number = lending.take(patience);
        try {
            return seats[number].warmUp(time, rows);
        } finally {
            seats[number].giveBack();
        }
    }

    /// The model.
    /// @return the model
    public VaeModel model() {
        return model;
    }

    /// How many sessions there are.
    /// @return their number
    public int size() {
        return leases.length;
    }

    /// The largest number of rows in a call.
    /// @return the number
    public int maxRows() {
        return maxRows;
    }

    /// Refuses new leases and calls, lets those that wait know, waits for the calls that are at work to end, and frees
    /// the sessions. A lease that was not closed has ended with it.
    @Override
    public void close() {
        if (lending.close()) {
            free();
        }
    }

    private void free() {
        for (Seat seat : seats) {
            if (seat != null) {
                seat.free();
            }
        }
    }
}
