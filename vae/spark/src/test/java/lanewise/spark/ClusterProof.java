package lanewise.spark;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

import lanewise.vae.train.Checkpoint;

/// Trains one model on one machine by `lanewise train --accumulate` and on standalone clusters of real processes, a
/// master, a worker and executors, kills executors and drivers in mid-training with signal 9, and compares
/// the SHA-256 of the files.
///
/// Arguments: a table (CSV) or a directory of MNIST, of which the first [Digits#IMAGES] images are taken, a directory
/// for all files, epochs, where to train, such as `local,1,2,4`, or `none`: `local` is two threads of one process,
/// numbers are those of executors; rounds of kills. `vae/spark/bin/cluster` starts it.
public final class ClusterProof {

    /// In a round, of executors and of drivers in turn.
    private static final int KILLS = 4;
    private static final int POLL_MILLIS = 2;

    private final Path directory;
    private final Path table;
    private final Path run;
    private final Random random = new Random();
    private final List<Process> processes = new ArrayList<>();
    private String master;
    private Process worker;

    private ClusterProof(Path table, Path directory) {
        this.table = table;
        this.directory = directory;
        this.run = directory.resolve("run");
    }

    /// Runs everything and says what came of it.
    ///
    /// @param args as above
    /// @throws Exception if anything but a killed process ends otherwise than it should
    public static void main(String[] args) throws Exception {
        ClusterProof proof = new ClusterProof(Path.of(args[0]).toAbsolutePath(),
                Files.createDirectories(Path.of(args[1])).toAbsolutePath());
        boolean equal;
        try {
            equal = proof.run(args[2], args[3].equals("none") ? new String[0] : args[3].split(","),
                    Integer.parseInt(args[4]));
        } finally {
            for (Process process : proof.processes) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        }
        System.exit(equal ? 0 : 1);
    }

    private boolean run(String epochs, String[] numbers, int rounds) throws Exception {
        long begin = System.nanoTime();
        if (!Files.exists(run.resolve("model.safetensors"))) {
            trainOnOneMachine(epochs);
        }
        String expected = sha256(run.resolve("model.safetensors"));
        say("one machine, lanewise train --accumulate 4", expected, begin);
        startCluster();
        boolean equal = true;
        for (String number : numbers) {
            begin = System.nanoTime();
            boolean isLocal = number.equals("local");
            String name = "plain" + number;
            Process driver = isLocal ? driver(name, "local[2]", 2) : driver(name, master, Integer.parseInt(number));
            require(driver.waitFor() == 0, "the driver ended with " + driver.exitValue());
            equal &= found(isLocal ? "local[2]" : "cluster, executors: " + number, name, expected, begin);
        }
        int[] kills = new int[2];
        for (int round = 0; round < rounds; round++) {
            equal &= killed(round, kills, expected);
        }
        System.out.println(kills[0] + " executors and " + kills[1] + " drivers killed by signal 9 in mid-training; "
                + (equal ? "one hash" : "DIFFERENT HASHES"));
        return equal;
    }

    /// A run of two executors that is hit several times, between two checkpoints each time.
    ///
    /// @param kills executors and drivers killed so far, counted on
    private boolean killed(int round, int[] kills, String expected) throws Exception {
        long begin = System.nanoTime();
        String name = "killed" + round;
        Path checkpoint = directory.resolve(name + ".checkpoint");
        long steps = Checkpoint.read(run.resolve("checkpoint.safetensors")).step();
        Process driver = driver(name, master, 2);
        for (int kill = 0; kill < KILLS; kill++) {
            long from = steps * kill / KILLS + random.nextInt((int) (steps / KILLS));
            while (driver.isAlive() && (!Files.exists(checkpoint) || Checkpoint.read(checkpoint).step() < from)) {
                Thread.sleep(POLL_MILLIS);
            }
            boolean killsDriver = kill % 2 == 1;
            if (killsDriver) {
                driver.destroyForcibly().waitFor();
            } else {
                List<ProcessHandle> executors = worker.children().toList();
                executors.get(random.nextInt(executors.size())).destroyForcibly();
            }
            // a last one that came too late is not counted
            long step = Checkpoint.read(checkpoint).step();
            kills[killsDriver ? 1 : 0] += step < steps ? 1 : 0;
            System.out.println((killsDriver ? "driver" : "executor") + " killed after step " + step + " of "
                    + steps);
            if (killsDriver) {
                driver = driver(name, master, 2);
            }
        }
        require(driver.waitFor() == 0, "the driver ended with " + driver.exitValue() + ", see " + name + ".log");
        return found("killed " + KILLS + " times", name, expected, begin);
    }

    /// What an earlier proof in the same directory has done stays.
    private void trainOnOneMachine(String epochs) throws Exception {
        List<String> line = new ArrayList<>(List.of("lanewise.vae.cli.Main", "train", "--data", table.toString(),
                "--accumulate", "4", "--batch", "128", "--epochs", epochs,
                "--out", run.toString(), "--json", "--no-report"));
        line.addAll(Files.isDirectory(table) ? List.of("--limit", "" + Digits.IMAGES)
                : List.of("--test", table.toString()));
        Process command = java("command", List.of(), line.toArray(String[]::new));
        require(command.waitFor() == 0, "lanewise train ended with " + command.exitValue() + ", see command.log");
    }

    private boolean found(String what, String name, String expected, long begin) throws Exception {
        String hash = sha256(directory.resolve(name + ".safetensors"));
        say(what, hash, begin);
        return hash.equals(expected);
    }

    private static void say(String what, String hash, long begin) {
        System.out.printf("%-46s %s %6.1f s%n", what, hash.substring(0, 16), (System.nanoTime() - begin) / 1e9);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalStateException(message);
        }
    }

    private static String sha256(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }

    /// A worker finds Spark's jars in a home, and starts executors with them.
    private void startCluster() throws Exception {
        Path jars = Files.createDirectories(directory.resolve("spark/jars"));
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path jar = Path.of(entry).toAbsolutePath();
            if (entry.endsWith(".jar") && !Files.exists(jars.resolve(jar.getFileName()))) {
                Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar);
            }
        }
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        master = "spark://127.0.0.1:" + port;
        // whoever is killed is missed by his closed connections; a machine that is slow is to be waited for
        List<String> patient = List.of("-Xmx256m", "-Dspark.worker.timeout=3600", "-Dspark.network.timeout=3600s");
        java("master", patient, "org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port",
                "" + port, "--webui-port", "0");
        worker = java("worker", patient, "org.apache.spark.deploy.worker.Worker", master, "--host",
                "127.0.0.1", "--cores", "4", "--memory", "4g", "--webui-port", "0", "--work-dir",
                directory.resolve("work").toString());
        while (!Files.readString(directory.resolve("worker.log")).contains("Successfully registered")) {
            require(worker.isAlive(), "the worker ended, see worker.log");
            Thread.sleep(100);
        }
    }

    private Process driver(String name, String master, int executors) throws IOException {
        StringBuilder own = new StringBuilder();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            own.append(entry.endsWith(".jar") ? "" : File.pathSeparator + Path.of(entry).toAbsolutePath());
        }
        return java(name, List.of("-Xmx1g", "-Dspark.master=" + master, "-Dspark.cores.max=" + executors,
                "-Dspark.executor.cores=1",
                "-Dspark.network.timeout=3600s", "-Dspark.executor.memory=512m", "-Dspark.ui.enabled=false",
                "-Dspark.driver.host=127.0.0.1", "-Dspark.driver.bindAddress=127.0.0.1",
                "-Dspark.executor.extraClassPath=" + own.substring(1)), "lanewise.spark.ClusterDriver", "" + executors,
                table.toString(), run.toString(), directory.resolve(name + ".checkpoint").toString(),
                directory.resolve(name + ".safetensors").toString());
    }

    private Process java(String name, List<String> options, String... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "--add-modules", "jdk.incubator.vector", "-cp", System.getProperty("java.class.path")));
        line.addAll(options);
        line.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(
                ProcessBuilder.Redirect.appendTo(directory.resolve(name + ".log").toFile()));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("SPARK_HOME", directory.resolve("spark").toString());
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        Process process = builder.start();
        processes.add(process);
        return process;
    }
}
