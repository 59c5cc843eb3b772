package lanewise.spark;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.Options;

import lanewise.vae.file.AtomicFile;

/// A checkpoint where all executors and a later driver find it. It is there whole or not at all.
final class SharedCheckpoint {

    private final FileContext files;
    private final org.apache.hadoop.fs.Path shared;
    /// Null where the file is in no file system of the host. Hadoop's own local one deletes a file before another takes
    /// its name, and has a file of check sums beside it that may be the one of the other: a kill would leave no
    /// checkpoint, or one that nobody can read.
    private final Path mounted;
    private Object published;

    SharedCheckpoint(String shared, Configuration hadoop) throws IOException {
        this.files = FileContext.getFileContext(hadoop);
        this.shared = files.makeQualified(new org.apache.hadoop.fs.Path(shared));
        this.mounted = "file".equals(this.shared.toUri().getScheme()) ? Path.of(this.shared.toUri().getPath()) : null;
    }

    /// Copies what is there to a local file.
    ///
    /// @param local the file
    /// @return whether something was there
    boolean fetch(Path local) throws IOException {
        if (mounted != null ? !Files.exists(mounted) : !files.util().exists(shared)) {
            return false;
        }
        try (InputStream in = mounted != null ? Files.newInputStream(mounted) : files.open(shared)) {
            Files.copy(in, local);
        }
        return true;
    }

    /// Copies a local file over what is there, unless it is the one that was published last.
    ///
    /// @param local the file, which may be missing still
    void publish(Path local) throws IOException {
        if (!Files.exists(local)) {
            return;
        }
        BasicFileAttributes now = Files.readAttributes(local, BasicFileAttributes.class);
        Object version = now.lastModifiedTime() + " " + now.fileKey();
        if (version.equals(published)) {
            return;
        }
        if (mounted != null) {
            Files.createDirectories(mounted.getParent());
            AtomicFile.write(mounted, out -> Files.copy(local, out));
        } else {
            org.apache.hadoop.fs.Path beside = shared.suffix(".part");
            try (OutputStream out = files.create(beside, EnumSet.of(CreateFlag.CREATE, CreateFlag.OVERWRITE),
                    Options.CreateOpts.createParent())) {
                Files.copy(local, out);
            }
            files.rename(beside, shared, Options.Rename.OVERWRITE);
        }
        published = version;
    }
}
