package lanewise.vae.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.Deflater;

import dev.hardwood.reader.ParquetFileReader;

import lanewise.core.Kernels;
import lanewise.vae.format.Json;
import lanewise.vae.format.JsonObject;
import lanewise.vae.table.TableFile;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real processes: the launcher in a checkout of its own, with a stand-in for Maven that delivers the
/// classes under test.
final class LauncherTest {

    private static final String JAVA = System.getProperty("java.home");

    @TempDir
    static Path jars;

    @TempDir
    Path home;

    private Path checkout;
    private Path tools;
    private Path launcher;

    private record Run(int status, String out, String err) {
    }

    @BeforeAll
    static void makeJars() throws IOException, URISyntaxException {
        pack(Kernels.class, jars.resolve("core.jar"));
        pack(Main.class, jars.resolve("vae.jar"));
    }

    @BeforeEach
    void makeCheckout() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "needs a POSIX shell");
        assumeTrue(System.getProperty(Kernels.PROPERTY) == null && Kernels.VECTOR,
                "the launcher does not depend on the kernels: once is enough");
        checkout = home.resolve("check out");
        launcher = checkout.resolve("vae/bin/lanewise");
        Files.createDirectories(launcher.getParent());
        Files.copy(Path.of("bin/lanewise"), launcher);
        write(checkout.resolve("pom.xml"), "<project>\n  <version>1.2</version>\n"
                + "  <hardwood.version>9</hardwood.version>\n</project>\n");
        for (String module : List.of("core", "vae")) {
            write(checkout.resolve(module + "/pom.xml"), "");
            write(checkout.resolve(module + "/src/main/java/module-info.java"), "");
        }
        Files.createLink(home.resolve("core.jar"), jars.resolve("core.jar"));
        Files.createLink(home.resolve("vae.jar"), jars.resolve("vae.jar"));
        tools = home.resolve("tools");
        Files.createDirectories(tools);
        mavenThat("sleep 0.3; mkdir -p core/target vae/target; cp '" + home + "/core.jar'"
                + " core/target/lanewise-core-1.2.jar; cp '" + home + "/vae.jar' vae/target/lanewise-vae-1.2.jar");
    }

    private void mavenThat(String does) throws IOException {
        Path maven = tools.resolve("mvn");
        write(maven, "#!/bin/sh\necho \"$*\" >> '" + home + "/maven.calls'\n" + does + "\n");
        Files.setPosixFilePermissions(maven, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private int mavenCalls() throws IOException {
        Path calls = home.resolve("maven.calls");
        return Files.exists(calls) ? Files.readAllLines(calls).size() : 0;
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /// Makes a jar of the directory that a class was loaded from, or copies the jar.
    private static void pack(Class<?> type, Path jar) throws IOException, URISyntaxException {
        Path classes = Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (Files.isRegularFile(classes)) {
            Files.copy(classes, jar);
            return;
        }
        try (OutputStream out = Files.newOutputStream(jar); JarOutputStream zip = new JarOutputStream(out);
                Stream<Path> all = Files.walk(classes)) {
            zip.setLevel(Deflater.BEST_SPEED);
            all.filter(Files::isRegularFile).forEach(file -> {
                try {
                    zip.putNextEntry(new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
                    Files.copy(file, zip);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    private Process start(Path program, Map<String, String> environment, String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
        builder.environment().clear();
        builder.environment().putAll(
                new TreeMap<>(Map.of("PATH", tools + ":/usr/bin:/bin", "HOME", home.toString(), "JAVA_HOME", JAVA,
                        "LANEWISE_JAVA_OPTS", "-XX:TieredStopAtLevel=1 -Dlanewise.kernels=scalar")));
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static Run finish(Process process) throws IOException, InterruptedException {
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes());
        String err = new String(process.getErrorStream().readAllBytes());
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        return new Run(process.exitValue(), out, err);
    }

    private Run run(Map<String, String> environment, String... words) throws IOException, InterruptedException {
        return finish(start(launcher, environment, words));
    }

    @Test
    void buildsOnFirstUseAndAfterChangesOnly() throws Exception {
        Run first = run(Map.of(), "--version");
        assertEquals(0, first.status(), first.err());
        assertTrue(first.out().startsWith("lanewise "), first.out());
        assertTrue(first.err().contains("building core and vae"), first.err());
        assertFalse(run(Map.of(), "--version").err().contains("building"));
        assertEquals(1, mavenCalls());
        Files.setLastModifiedTime(checkout.resolve("vae/src/main/java/module-info.java"),
                FileTime.from(Instant.now().plusSeconds(1)));
        assertEquals(0, run(Map.of(), "--version").status());
        assertEquals(2, mavenCalls());
    }

    /// As Maven by itself would leave it.
    private void build() throws IOException {
        for (String module : List.of("core", "vae")) {
            Path jar = checkout.resolve(module + "/target/lanewise-" + module + "-1.2.jar");
            Files.createDirectories(jar.getParent());
            Files.copy(home.resolve(module + ".jar"), jar);
            Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(2)));
        }
    }

    @Test
    void takesWhatMavenBuiltByItself() throws Exception {
        build();
        assertEquals(0, run(Map.of(), "--version").status());
        assertEquals(0, mavenCalls());
    }

    /// What reads Parquet comes from the repository of Maven, if it is there, and says nothing of itself.
    @Test
    void parquetIsReadWhereItsLibraryIs() throws Exception {
        String table = Path.of(TableFile.class.getResource("members.parquet").toURI()).toString();
        Run without = run(Map.of(), "schema", table);
        assertTrue(without.err().contains("members.parquet: reading Parquet needs hardwood-core"), without.err());
        Path jar = home.resolve(".m2/repository/dev/hardwood/hardwood-core/9/hardwood-core-9.jar");
        Files.createDirectories(jar.getParent());
        pack(ParquetFileReader.class, jar);
        Files.delete(checkout.resolve("target/lanewise/built"));
        Run with = run(Map.of(), "schema", table);
        assertEquals(0, with.status(), with.err());
        assertTrue(with.out().startsWith(table + ": Parquet; 60 rows, 9 columns"), with.out());
        assertFalse(with.err().contains("hardwood"), with.err());
    }

    @Test
    void twoStartedAtOnceBuildOnce() throws Exception {
        Process one = start(launcher, Map.of(), "--version");
        Process two = start(launcher, Map.of(), "--version");
        assertEquals(0, finish(one).status());
        assertEquals(0, finish(two).status());
        assertEquals(1, mavenCalls());
    }

    @Test
    void takesOverTheLockOfADeadBuild() throws Exception {
        Process dead = new ProcessBuilder("/bin/sh", "-c", "exit 0").start();
        dead.waitFor();
        write(checkout.resolve("target/lanewise/lock"), dead.pid() + "\n");
        assertEquals(0, run(Map.of(), "--version").status());
        assertFalse(Files.exists(checkout.resolve("target/lanewise/lock")));
    }

    @Test
    void worksThroughALinkFromAnyDirectory() throws Exception {
        build();
        Path link = home.resolve("bin/lw");
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, Path.of("../check out/vae/bin/lanewise"));
        assertEquals(0, finish(start(link, Map.of(), "--version")).status());
    }

    /// A colon parts the entries of Java's paths, and those of Maven's compiler.
    @Test
    void aCheckoutMayHaveAColonInItsPath() throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "needs names for open files");
        Path odd = Files.createDirectories(home.resolve("a:b")).resolve("c:d");
        Files.move(checkout, odd);
        launcher = odd.resolve("vae/bin/lanewise");
        mavenThat("pwd >> '" + home + "/built.in'; mkdir -p core/target vae/target; cp '" + home
                + "/core.jar' core/target/lanewise-core-1.2.jar; cp '" + home
                + "/vae.jar' vae/target/lanewise-vae-1.2.jar");
        for (int i = 0; i < 2; i++) {
            Run run = run(Map.of(), "--version");
            assertEquals(0, run.status(), run.err());
            assertTrue(run.out().startsWith("lanewise "), run.out());
        }
        String place = Files.readString(home.resolve("built.in")).strip();
        assertFalse(place.contains(":"), place);
        assertFalse(Files.exists(Path.of(place)), place);
    }

    @Test
    void filesMayHaveAnyLettersInAnyLocale() throws Exception {
        build();
        Files.writeString(home.resolve("data.csv"), "a,b\n1,2\n3,4\n5,7\n");
        assertEquals(0, new ProcessBuilder("/bin/sh", "-c",
                "mv data.csv \"$(printf 'donn\\303\\251es \\344\\270\\255.csv')\"")
                .directory(home.toFile()).start().waitFor());
        for (Map<String, String> locale : List.of(Map.<String, String>of(), Map.of("LC_ALL", "C"),
                Map.of("LC_ALL", "POSIX"), Map.of("LANG", "C"), Map.of("LC_CTYPE", "POSIX", "LANG", "C.UTF-8"),
                Map.of("LC_ALL", "C.UTF-8"))) {
            Path script = home.resolve("schema.sh");
            write(script, "exec '" + launcher + "' schema donn*.csv --out schema.json\n");
            Run run = finish(start(Path.of("/bin/sh"), locale, script.toString()));
            assertEquals(0, run.status(), locale + run.err());
        }
    }

    @Test
    void aFailedBuildIsShownAndLeavesNothing() throws Exception {
        mavenThat("echo '[INFO] noise'; echo '[ERROR] Foo.java:[3,1] broken'; exit 1");
        Run run = run(Map.of(), "--version");
        assertEquals(1, run.status());
        assertTrue(run.err().contains("Foo.java:[3,1] broken") && run.err().contains("the build failed"), run.err());
        assertFalse(run.err().contains("noise"), run.err());
        assertFalse(Files.exists(checkout.resolve("target/lanewise/lock")));
    }

    @Test
    void aWrongJavaIsNamed() throws Exception {
        Run run = run(Map.of("LANEWISE_JAVA_HOME", home.toString()), "--version");
        assertEquals(1, run.status());
        assertTrue(run.err().contains("LANEWISE_JAVA_HOME=" + home)
                && run.err().contains("expected a JDK 25"), run.err());
    }

    @Test
    void javaOptionsReachJava() throws Exception {
        build();
        Run leading = run(Map.of(), "-Dlanewise.kernels=7", "--version");
        assertEquals(2, leading.status());
        assertTrue(leading.err().contains("-Dlanewise.kernels: '7', expected one of 512, 256, 128, scalar"),
                leading.err());
        assertEquals(2, run(Map.of("LANEWISE_JAVA_OPTS", "-Dlanewise.kernels=7 -Xss1m"), "--version").status());
    }

    /// SIGTERM is handled as Ctrl-C is: the shutdown hook is the same.
    @Test
    void aSignalLosesNothing() throws Exception {
        build();
        TinyImages.write(home.resolve("bars"));
        String[] train = {"train", "--data", "bars", "--hidden", "64", "--latent", "3", "--batch", "1", "--epochs",
                "24", "--json", "--no-report", "--out", ""};
        train[train.length - 1] = "whole";
        JsonObject whole = Json.parseObject(run(Map.of(), train).out(), "whole");
        train[train.length - 1] = "parts";
        Process process = start(launcher, Map.of(), train);
        BufferedReader progress = process.errorReader();
        for (String line = progress.readLine(); line != null && !line.startsWith("epoch ");
                line = progress.readLine()) {
            assertTrue(process.isAlive() || progress.ready(), line);
        }
        process.toHandle().destroy(); // Process.destroy would close its streams
        String out = new String(process.getInputStream().readAllBytes());
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertEquals(143, process.exitValue(), out);
        assertTrue(Json.parseObject(out, "stopped").bool("stopped"), out);
        List<String> said = progress.lines().toList();
        assertTrue(said.stream().anyMatch(line -> line.endsWith("To go on: '" + launcher + "' train --resume parts")),
                said.toString());
        assertFalse(Files.exists(home.resolve("parts/model.safetensors")));
        JsonObject resumed = Json.parseObject(run(Map.of(), "train", "--resume", "parts", "--json").out(), "resumed");
        assertEquals(whole.string("modelSha256"), resumed.string("modelSha256"));
        assertEquals(whole.string("checkpointSha256"), resumed.string("checkpointSha256"));
    }

    /// There is no Windows here: what can be told is that both start the same program in the same way.
    @Test
    void theLauncherForWindowsHasTheSameOptions() throws IOException {
        Pattern option = Pattern.compile("(?<![\\w-])(-X[a-z]+\\d+m|-XX:[+-]\\w+|--(?:add|enable)-[a-z-]+[ =][\\w.=-]+"
                + "|-D[a-z][\\w.]+=|-m [\\w./]+)");
        List<Set<String>> options = new ArrayList<>();
        for (String name : List.of("bin/lanewise", "bin/lanewise.cmd")) {
            String text = Files.readString(Path.of(name)).lines().filter(line -> !line.matches("\\s*(#|rem ).*"))
                    .collect(Collectors.joining("\n"));
            options.add(option.matcher(text).results().map(MatchResult::group)
                    .collect(Collectors.toCollection(TreeSet::new)));
        }
        assertTrue(options.getFirst().remove("-Dlanewise.cli.columns="));
        assertEquals(options.get(0), options.get(1));
        List<String> libraries = Pattern.compile("\n +fetch (\\S+) (\\S+) ").matcher(Files.readString(
                Path.of("bin/lanewise"))).results().map(found -> found.group(1).replace('/', '\\') + '\\'
                + found.group(2) + '\\').toList();
        String windows = Files.readString(Path.of("bin/lanewise.cmd"));
        assertTrue(libraries.size() > 1 && libraries.stream().allMatch(windows::contains), libraries.toString());
        assertTrue(options.get(1).contains("-m lanewise.vae/lanewise.vae.cli.Main"), options.toString());
    }

    @Test
    void exitStatusAndStreamsPassThrough() throws Exception {
        build();
        assertEquals(2, run(Map.of(), "trane").status());
        assertEquals(2, run(Map.of()).status());
        Run json = run(Map.of(), "help", "--json");
        assertEquals(0, json.status());
        assertTrue(json.out().startsWith("{") && json.out().endsWith("}\n") && json.out().lines().count() == 1,
                json.out());
    }
}
