package lanewise.vae.file;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import lanewise.vae.check.Targets;

/// A file that appears under its name whole or not at all.
///
/// What is written goes to a file beside the target, named `.TARGET.*.partial`. [#commit()] forces it to disk,
/// renames it over the target in one step and forces the directory (where the platform can), so that a killed
/// process or a power cut leaves the old file or the new one. Closing without commit removes what was written and
/// leaves the target alone.
///
/// A target that is there keeps its mode and, where the process may give it, its owner; other names of it (hard links)
/// keep the old contents. Of a symbolic link what it leads to is the target, whether that is there or not. What is no
/// regular file, a device or a pipe, cannot be replaced: it is written to as the bytes come, and so is standard output,
/// for which the target `-` stands.
///
/// A killed writer leaves its partial file behind. It does no harm, and the next writer of the same target removes it:
/// writers hold an exclusive lock on their partial file, which the operating system drops when a process dies.
///
/// One instance serves one thread; different instances, also for the same target, may be used concurrently:
/// the last commit wins.
public final class AtomicFile implements AutoCloseable {

    private static final String SUFFIX = ".partial";
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();
    private static final AtomicLong COUNTER = new AtomicLong();

    private final Path target;
    /// Null where the target is written to, not replaced.
    private final Path partial;
    private final FileChannel channel;
    private boolean done;

    private AtomicFile(Path target, Path partial, FileChannel channel) {
        this.target = target;
        this.partial = partial;
        this.channel = channel;
    }

    /// What writes a file's contents.
    @FunctionalInterface
    public interface Contents {
        /// Writes all of it; the stream is buffered and closed by the caller.
        ///
        /// @param out where to
        /// @throws IOException if it cannot be written
        void writeTo(OutputStream out) throws IOException;
    }

    /// Begins a file.
    ///
    /// @param target the file to appear at commit; its directory must exist. `-` for standard output
    /// @return the file, to be written by [#write(ByteBuffer)]
    /// @throws IOException `cannot write TARGET: ...` if the directory is missing or not writable, or the
    /// target is a directory
    public static AtomicFile open(Path target) throws IOException {
        if (Targets.isStream(target)) {
            return new AtomicFile(target, null, Targets.stream(target));
        }
        Path file = Targets.resolved(target);
        Path directory = file.getParent();
        if (directory == null || Files.isDirectory(file)) {
            throw new IOException("cannot write " + target + ": it is a directory, expected the name of a file");
        }
        if (!Files.exists(directory)) {
            throw new IOException("cannot write " + target + ": the directory " + directory + " does not exist");
        }
        if (!Files.isDirectory(directory)) {
            throw new IOException("cannot write " + target + ": " + directory + " is not a directory");
        }
        removeLeftovers(directory, file.getFileName().toString());
        try {
            return create(file);
        } catch (AccessDeniedException e) {
            throw new IOException("cannot write " + target + ": no permission to write into the directory "
                    + directory, e);
        } catch (IOException e) {
            throw cannotWrite(target, e);
        }
    }

    /// The platform's own words, such as "No space left on device", do not name the file.
    private static IOException cannotWrite(Path target, IOException cause) {
        return new IOException("cannot write " + target + ": "
                + Objects.requireNonNullElse(cause.getMessage(), cause.toString()), cause);
    }

    /// Writes a whole file.
    ///
    /// @param target the file
    /// @param contents writes the contents
    /// @throws IOException if it cannot be written; the target is then as it was
    public static void write(Path target, Contents contents) throws IOException {
        try (AtomicFile file = open(target)) {
            OutputStream out = new BufferedOutputStream(file.stream(), 1 << 16);
            contents.writeTo(out);
            out.flush();
            file.commit();
        }
    }

    /// Writes a whole file.
    ///
    /// @param target the file
    /// @param contents its bytes
    /// @throws IOException if it cannot be written; the target is then as it was
    public static void write(Path target, byte[] contents) throws IOException {
        write(target, out -> out.write(contents));
    }

    /// Writes a whole file of text in UTF-8.
    ///
    /// @param target the file
    /// @param contents its text
    /// @throws IOException if it cannot be written; the target is then as it was
    public static void write(Path target, String contents) throws IOException {
        write(target, contents.getBytes(StandardCharsets.UTF_8));
    }

    /// A stream into the file, neither buffered nor needed to be closed.
    ///
    /// @return the stream
    public OutputStream stream() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                AtomicFile.this.write(ByteBuffer.wrap(new byte[] {(byte) b}));
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                AtomicFile.this.write(ByteBuffer.wrap(bytes, offset, length));
            }
        };
    }

    /// Writes all that remains in the buffer.
    ///
    /// @param bytes what to write; its position moves to its limit
    /// @throws IOException `cannot write TARGET: ...` if it cannot be written, when the disk is full for instance
    public void write(ByteBuffer bytes) throws IOException {
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw cannotWrite(target, e);
        }
    }

    /// Makes the file appear under its name, with what was written until now.
    ///
    /// @throws IOException `cannot write TARGET: ...` if it cannot; the target is then as it was
    /// @throws IllegalStateException after close or a first commit
    public void commit() throws IOException {
        if (done) {
            throw new IllegalStateException(target + ": is already committed or closed");
        }
        if (partial == null) {
            close();
            return;
        }
        try {
            Targets.keepModeAndOwner(target, partial);
            channel.force(true);
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw cannotWrite(target, e);
        }
        done = true;
        OURS.remove(partial);
        channel.close();
        forceDirectory(target.getParent());
    }

    /// Removes the partial file if there was no commit; what a device or a pipe has been given stays given.
    @Override
    public void close() throws IOException {
        if (!done) {
            done = true;
            try {
                if (!Targets.isStandardOutput(target)) {
                    channel.close();
                }
            } finally {
                if (partial != null) {
                    OURS.remove(partial);
                    Files.deleteIfExists(partial);
                }
            }
        }
    }

    /// A new locked partial file. Where a cleaner of another process was quicker than our lock, another name is tried.
    private static AtomicFile create(Path target) throws IOException {
        while (true) {
            String unique = ProcessHandle.current().pid() + "-" + COUNTER.incrementAndGet() + "-"
                    + Long.toHexString(System.nanoTime());
            Path partial = target.resolveSibling("." + target.getFileName() + "." + unique + SUFFIX);
            OURS.add(partial);
            FileChannel channel = null;
            boolean kept = false;
            try {
                channel = Targets.createBeside(partial, target);
                if (lock(channel) && Files.exists(partial)) {
                    kept = true;
                    return new AtomicFile(target, partial, channel);
                }
            } catch (FileAlreadyExistsException e) {
                // the name is taken: try the next
            } finally {
                if (!kept) {
                    OURS.remove(partial);
                    if (channel != null) {
                        channel.close();
                    }
                }
            }
        }
    }

    /// False if somebody else holds the lock. A file system without locks counts as locked: there is then
    /// no cleaner either.
    private static boolean lock(FileChannel channel) {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /// Removes partial files of the target that no living writer has locked. Best effort: what cannot be removed stays.
    private static void removeLeftovers(Path directory, String name) {
        String prefix = "." + name + ".";
        DirectoryStream.Filter<Path> partials = path -> {
            String file = path.getFileName().toString();
            return file.startsWith(prefix) && file.substring(prefix.length()).matches("\\d+-\\d+-[0-9a-f]+\\.partial");
        };
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(directory, partials)) {
            for (Path leftover : leftovers) {
                if (!OURS.contains(leftover)) {
                    removeIfUnlocked(leftover);
                }
            }
        } catch (IOException e) {
            // the directory cannot be listed: leftovers do no harm
        }
    }

    private static void removeIfUnlocked(Path leftover) throws IOException {
        try (FileChannel channel = FileChannel.open(leftover, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock != null) {
                Files.deleteIfExists(leftover);
            }
        }
    }

    private static void forceDirectory(Path directory) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // not every platform opens directories; the rename itself is done
        }
    }
}
