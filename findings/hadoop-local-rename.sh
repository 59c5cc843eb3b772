#!/usr/bin/env bash
# Hadoop 3.5.0 (hadoop-client-runtime): a file of the local file system that is replaced by rename with OVERWRITE is
# missing for a moment.
#
# Behaviour: FileContext.rename(new, file, OVERWRITE) deletes the file before the other takes its name, so that a thread
# or process that looks for it, meanwhile, finds none. (The .crc beside it takes its place later still.)
# Most would guess: the old file or the new one, whole, at any time, as by rename(2) or Files.move(ATOMIC_MOVE), which
# is what the file system below offers. The documentation says that atomicity depends on the file system.
# It matters because "write beside, then rename over" is how a state is kept safe from kills: one that comes between the
# two leaves no state at all.

set -euo pipefail
sed -n '2,/^$/s/^# \{0,1\}//p' "$0"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
jdk=$(for d in "${JAVA_HOME:-/none}" /usr/lib/jvm/*; do
    if grep -qs '^JAVA_VERSION="25' "$d/release"; then echo "$d"; break; fi
done)
[ -n "$jdk" ] || { echo "needs a JDK 25, installed or in JAVA_HOME" >&2; exit 2; }

{
    echo '<project><modelVersion>4.0.0</modelVersion><groupId>finding</groupId><artifactId>finding</artifactId>'
    echo '<version>1</version><dependencies>'
    for name in hadoop-client-api hadoop-client-runtime; do
        echo "<dependency><groupId>org.apache.hadoop</groupId><artifactId>$name</artifactId><version>3.5.0</version>"
        echo '</dependency>'
    done
    echo '</dependencies></project>'
} >"$dir/pom.xml"
mvn -q -B -f "$dir/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
    -DoutputDirectory="$dir/lib" >"$dir/log" 2>&1 || { cat "$dir/log" >&2; exit 2; }

mkdir "$dir/data"
cat >"$dir/Finding.java" <<'END'
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.EnumSet;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.Options;

public class Finding {
    interface Replacement {
        void run() throws Exception;
    }

    /// How often a file was not there, looked at all the time while it is replaced.
    private static long missing(Path file, Replacement replacement) throws Exception {
        replacement.run();
        AtomicLong missing = new AtomicLong();
        Thread observer = new Thread(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                if (Files.notExists(file)) {
                    missing.incrementAndGet();
                }
            }
        });
        observer.start();
        for (int i = 0; i < 200; i++) {
            replacement.run();
        }
        observer.interrupt();
        observer.join();
        return missing.get();
    }

    public static void main(String[] args) throws Exception {
        Path file = Path.of(args[0], "state");
        Path beside = Path.of(args[0], "state.part");
        FileContext files = FileContext.getLocalFSFileContext(new Configuration());
        var name = new org.apache.hadoop.fs.Path(file.toUri());
        long byHadoop = missing(file, () -> {
            var part = new org.apache.hadoop.fs.Path(beside.toUri());
            files.create(part, EnumSet.of(CreateFlag.CREATE, CreateFlag.OVERWRITE)).close();
            files.rename(part, name, Options.Rename.OVERWRITE);
        });
        long byJava = missing(file, () -> {
            Files.write(beside, new byte[0]);
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        });
        System.out.println("seen: replaced 200 times, looked for without end: missing " + (byHadoop > 0
                ? "now and then" : "never") + " by FileContext.rename, " + byJava + " times by Files.move");
        if (byHadoop == 0 || byJava > 0) {
            System.err.println("changed: the file is no longer missing in between");
            System.exit(1);
        }
    }
}
END
"$jdk/bin/java" -Xmx256m -cp "$dir/lib/*" "$dir/Finding.java" "$dir/data" 2>"$dir/log" ||
    { tail -5 "$dir/log" >&2; exit 1; }
