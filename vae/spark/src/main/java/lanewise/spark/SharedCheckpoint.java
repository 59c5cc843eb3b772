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

/// A checkpoint where all executors and a later driver find it. It is there whole or not at all.
final class SharedCheckpoint {

    private final FileContext files;
    private final org.apache.hadoop.fs.Path shared;
    private Object published;

    SharedCheckpoint(String shared, Configuration hadoop) throws IOException {
        this.shared = new org.apache.hadoop.fs.Path(shared);
        this.files = FileContext.getFileContext(hadoop);
    }

    /// Copies what is there to a local file.
    ///
    /// @param local the file
    /// @return whether something was there
    boolean fetch(Path local) throws IOException {
        if (!files.util().exists(shared)) {
            return false;
        }
        try (InputStream in = files.open(shared)) {
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
        org.apache.hadoop.fs.Path beside = shared.suffix(".part");
        try (OutputStream out = files.create(beside, EnumSet.of(CreateFlag.CREATE, CreateFlag.OVERWRITE),
                Options.CreateOpts.createParent())) {
            Files.copy(local, out);
        }
        files.rename(beside, shared, Options.Rename.OVERWRITE);
        published = version;
    }
}
