package lanewise.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import lanewise.core.Kernels;
import lanewise.vae.model.VaeModel;
import lanewise.vae.tabular.TableForm;

/// The models of this JVM, one for each digest of a model's file, shared by all tasks. A model that no task uses stays
/// for the next one; of more than [#MOST_IDLE] such models those that were used longest ago are closed. Thread-safe.
final class SharedModels {

    /// Models that wait for another task.
    static final int MOST_IDLE = 4;

    private static final Logger LOG = LoggerFactory.getLogger(SharedModels.class);

    /// Ordered by use, longest ago first; its lock guards the numbers of uses.
    private static final Map<String, Entry> ENTRIES = new LinkedHashMap<>(16, 0.75f, true);

    private SharedModels() {
    }

    private static final class Entry {

        private VaeModel model;
        private TableForm form;
        private int uses;

        /// Threads that want the same model wait for the one that reads it; others do not.
        private synchronized void load(Supplier<byte[]> bytes) {
            if (model == null) {
                model = read(bytes.get());
                form = form(model);
            }
        }
    }

    /// A task's use of a model. Not thread-safe, but for [#close()].
    static final class Use implements AutoCloseable {

        private final String digest;
        private final Entry entry;
        private boolean closed;

        private Use(String digest, Entry entry) {
            this.digest = digest;
            this.entry = entry;
        }

        VaeModel model() {
            return entry.model;
        }

        /// What the model knows of its table; null if it is no model of a table.
        TableForm form() {
            return entry.form;
        }

        @Override
        public void close() {
            synchronized (ENTRIES) {
                if (!closed) {
                    closed = true;
                    release(digest, entry);
                }
            }
        }
    }

    /// Takes a model into use, which is read if no task of this JVM did so before.
    ///
    /// @param digest of its file
    /// @param bytes gives the file
    /// @return the use, to be closed
    static Use open(String digest, Supplier<byte[]> bytes) {
        Entry entry;
        synchronized (ENTRIES) {
            entry = ENTRIES.computeIfAbsent(digest, _ -> new Entry());
            entry.uses++;
        }
        try {
            entry.load(bytes);
        } catch (RuntimeException | Error e) {
            synchronized (ENTRIES) {
                release(digest, entry);
            }
            throw e;
        }
        Log.sayOnce();
        return new Use(digest, entry);
    }

    private static void release(String digest, Entry entry) {
        entry.uses--;
        if (entry.model == null && entry.uses == 0) {
            ENTRIES.remove(digest);
        }
        List<Entry> idle = new ArrayList<>(ENTRIES.values().stream().filter(each -> each.uses == 0).toList());
        Iterator<Entry> all = ENTRIES.values().iterator();
        while (idle.size() > MOST_IDLE) {
            Entry oldest = all.next();
            if (idle.remove(oldest)) {
                all.remove();
                oldest.model.close();
            }
        }
    }

    /// Models in use and waiting, for tests.
    static int[] counts() {
        synchronized (ENTRIES) {
            int used = (int) ENTRIES.values().stream().filter(entry -> entry.uses > 0).count();
            return new int[] {used, ENTRIES.size() - used};
        }
    }

    /// Reads a model from the bytes of its file.
    ///
    /// @param bytes the file
    /// @return the model, to be closed
    static VaeModel read(byte[] bytes) {
        try {
            Path file = Files.createTempFile("lanewise", ".safetensors");
            try {
                Files.write(file, bytes);
                return VaeModel.load(file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What a model knows of its table.
    ///
    /// @param model the model
    /// @return the form, or null
    static TableForm form(VaeModel model) {
        try {
            return TableForm.of(model, "model");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What the library says through `System.Logger` is lost within the tasks of an executor, whose class loader has no
    /// part in the JDK's logging: it is said by Spark's.
    private static final class Log {

        static {
            if (!Kernels.VECTOR) {
                LOG.warn("Lanewise runs its scalar twins, which give the same bits and are slower: {}",
                        Kernels.reason());
            }
        }

        private Log() {
        }

        /// Initialises this class, which a JVM does once.
        static void sayOnce() {
            // done by the initialiser
        }
    }
}
