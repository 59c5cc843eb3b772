package lanewise.vae.check;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// What an output's name stands for: a file to be replaced, one to appear, or something to be written to as it is.
public final class Targets {

    /// The name of standard output.
    public static final Path STANDARD_OUTPUT = Path.of("-");

    /// As many links as Linux follows.
    private static final int MOST_LINKS = 40;
    private static final String OWNER_ONLY = "rw-------";

    private Targets() {
    }

    /// Whether a path is `-`.
    ///
    /// @param target an output
    /// @return true if so
    public static boolean isStandardOutput(Path target) {
        return target.equals(STANDARD_OUTPUT);
    }

    /// Whether a target cannot be replaced by a file, but written to: standard output, a device, a pipe, a socket.
    ///
    /// @param target an output; links are followed
    /// @return true if so
    public static boolean isStream(Path target) {
        return isStandardOutput(target)
                || Files.exists(target) && !Files.isRegularFile(target) && !Files.isDirectory(target);
    }

    /// What a chain of links leads to, there or not.
    ///
    /// @param target an output
    /// @return an absolute path that is no link
    /// @throws IOException if the links go round in a circle or cannot be read
    public static Path resolved(Path target) throws IOException {
        Path file = target.toAbsolutePath().normalize();
        for (int i = 0; Files.isSymbolicLink(file); i++) {
            if (i == MOST_LINKS) {
                throw new IOException("cannot write " + target + ": it is a link in a circle of links");
            }
            // the directory of a link may be a link itself, from which `..` leads elsewhere
            file = file.getParent().toRealPath().resolve(Files.readSymbolicLink(file)).normalize();
        }
        return file;
    }

    /// Opens a target that is written to as it is.
    ///
    /// @param target one of which [#isStream(Path)] is true
    /// @return its channel; that of standard output is not to be closed
    /// @throws IOException `cannot write TARGET: ...`
    public static FileChannel stream(Path target) throws IOException {
        if (isStandardOutput(target)) {
            System.out.flush();
            return new FileOutputStream(FileDescriptor.out).getChannel();
        }
        try {
            return FileChannel.open(target, StandardOpenOption.WRITE);
        } catch (FileSystemException e) {
            throw new IOException("cannot write " + target + ": "
                    + (e.getReason() == null ? "permission denied" : e.getReason()), e);
        }
    }

    /// A new file that nobody may read who may not read the one that it will replace.
    ///
    /// @param partial the new file
    /// @param target what it will replace, there or not
    /// @return its channel
    /// @throws IOException if it cannot be made
    public static FileChannel createBeside(Path partial, Path target) throws IOException {
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        boolean replaces = Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)
                && Files.getFileAttributeView(target, PosixFileAttributeView.class) != null;
        FileAttribute<?>[] mode = replaces ? new FileAttribute<?>[] {
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY))}
                : new FileAttribute<?>[0];
        return FileChannel.open(partial, options, mode);
    }

    /// Gives a new file the mode of the one that it replaces, and its owner where the process may.
    ///
    /// @param target what will be replaced, there or not
    /// @param partial the new file
    /// @throws IOException if the mode cannot be given
    public static void keepModeAndOwner(Path target, Path partial) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(partial, PosixFileAttributeView.class);
        if (view == null || !Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        PosixFileAttributes old = Files.readAttributes(target, PosixFileAttributes.class);
        PosixFileAttributes now = view.readAttributes();
        try {
            if (!old.group().equals(now.group())) {
                view.setGroup(old.group());
            }
            if (!old.owner().equals(now.owner())) {
                view.setOwner(old.owner());
            }
        } catch (IOException e) {
            // who may not give a file away keeps it
        }
        // after the owner: a change of owner may take bits of the mode away
        if (!old.permissions().equals(view.readAttributes().permissions())) {
            view.setPermissions(old.permissions());
        }
    }
}
