package lanewise.vae.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

import lanewise.vae.file.Inputs;

/// A run directory that this process alone writes to, until it is closed or the process ends, however it ends: a lock
/// of the operating system on the file `.lock` in it, which holds the number of the process.
///
/// The file may be left behind by a killed process; without the lock it means nothing. On a file system without locks
/// every claim succeeds.
final class RunClaim implements AutoCloseable {

    static final String LOCK = ".lock";
    private static final int MOST_NAMES = 10_000;
    private static final int LEAST_LENGTH = 32;
    private static final int LENGTHS = 1 << 14;
    /// What this process holds: a lock of the operating system does not tell its threads apart.
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    private final RunDirectory run;
    private final Path file;
    private final FileChannel channel;

    private RunClaim(RunDirectory run, Path file, FileChannel channel) {
        this.run = run;
        this.file = file;
        this.channel = channel;
    }

    RunDirectory run() {
        return run;
    }

    /// Makes and claims a directory with a name that nobody has, of those of [RunDirectory#standard].
    static RunClaim standard(String data, LocalDateTime now) throws CommandException {
        try {
            Files.createDirectories(RunDirectory.RUNS);
            for (int i = 1; i <= MOST_NAMES; i++) {
                RunDirectory run = RunDirectory.standard(data, now, i);
                try {
                    Files.createDirectory(run.path());
                    return claim(run, "--out");
                } catch (FileAlreadyExistsException e) {
                    // somebody was quicker: the next name
                }
            }
        } catch (IOException e) {
            throw new CommandException("--out: " + RunDirectory.RUNS + " cannot be written: " + Messages.reason(e));
        }
        throw new CommandException("--out: all " + MOST_NAMES + " names for runs of this second are taken, expected"
                + " --out DIR");
    }

    /// Makes and claims the directory that the command line names; one that a run began in meanwhile is refused.
    static RunClaim named(RunDirectory run) throws CommandException {
        try {
            Files.createDirectories(run.path());
        } catch (IOException e) {
            throw new CommandException("--out: " + run.path() + " cannot be made: " + Messages.reason(e));
        }
        RunClaim claim = claim(run, "--out");
        try {
            run.requireFree();
            return claim;
        } catch (CommandException e) {
            claim.close();
            throw e;
        }
    }

    /// Claims the directory of a run that goes on.
    static RunClaim resumed(RunDirectory run, Option<Path> option) throws CommandException {
        return claim(run, "--" + option.name());
    }

    private static RunClaim claim(RunDirectory run, String option) throws CommandException {
        try {
            Path file = run.path().toRealPath().resolve(LOCK);
            if (!OURS.add(file)) {
                throw held(run, option, "another command of this process");
            }
            FileChannel channel = null;
            try {
                channel = claimed(file);
                if (channel == null) {
                    throw held(run, option, owner(file));
                }
                return new RunClaim(run, file, channel);
            } finally {
                if (channel == null) {
                    OURS.remove(file);
                }
            }
        } catch (IOException e) {
            throw new CommandException(option + ": " + run.path() + " cannot be written: " + Messages.reason(e));
        }
    }

    private static CommandException held(RunDirectory run, String option, String owner) {
        return new CommandException(option + ": " + run.path() + " is being written to by " + owner
                + ", expected a run that nobody works on");
    }

    /// The locked file, or null if another process has it.
    private static FileChannel claimed(Path file) throws IOException {
        while (true) {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            boolean kept = false;
            try {
                if (!lock(channel)) {
                    return null;
                }
                // An owner that left removed its file, perhaps after this one was opened: then another one has the name
                // by now. A length that nobody else chose tells; reading the file would not do, since closing any other
                // descriptor of it gives up this process's locks on it.
                int length = LEAST_LENGTH + ThreadLocalRandom.current().nextInt(LENGTHS);
                byte[] text = String.format(Locale.ROOT, "%-" + length + "d", ProcessHandle.current().pid())
                        .getBytes(StandardCharsets.US_ASCII);
                channel.truncate(0);
                ByteBuffer bytes = ByteBuffer.wrap(text);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                kept = Files.exists(file) && Files.size(file) == length;
                if (kept) {
                    return channel;
                }
            } finally {
                if (!kept) {
                    channel.close();
                }
            }
        }
    }

    private static boolean lock(FileChannel channel) {
        try {
            return channel.tryLock() != null;
        } catch (IOException e) {
            return true;
        }
    }

    private static String owner(Path file) {
        try {
            String number = Inputs.text(file, LEAST_LENGTH + LENGTHS, "the number of a process").strip();
            return number.matches("\\d{1,18}") ? "process " + number : "another process";
        } catch (IOException e) {
            return "another process";
        }
    }

    @Override
    public void close() {
        try (channel) {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // left behind it means nothing
        } finally {
            OURS.remove(file);
        }
    }
}
