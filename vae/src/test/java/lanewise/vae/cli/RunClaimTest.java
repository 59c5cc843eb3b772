package lanewise.vae.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunClaimTest {

    private static final Option<Path> RESUME = Option.path("resume", "DIR", "", "the run");

    @TempDir
    Path home;

    /// A process that claims a run, says so, and waits.
    private Process holder(Path run) throws Exception {
        Path classes = Path.of(RunClaim.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Path tests = Path.of(RunClaimTest.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                classes + System.getProperty("path.separator") + tests, Holder.class.getName(), run.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        assertEquals("claimed", process.inputReader().readLine());
        return process;
    }

    /// What [#holder] starts.
    static final class Holder {

        public static void main(String[] arguments) throws Exception {
            RunClaim.named(new RunDirectory(Path.of(arguments[0])));
            System.out.println("claimed");
            System.in.read();
        }
    }

    @Test
    void anotherProcessIsRefusedByNumberUntilItIsKilled() throws Exception {
        Path run = home.resolve("run");
        Process holder = holder(run);
        try {
            CommandException out = assertThrows(CommandException.class,
                    () -> RunClaim.named(new RunDirectory(run)));
            assertEquals("--out: " + run + " is being written to by process " + holder.pid()
                    + ", expected a run that nobody works on", out.getMessage());
            CommandException resume = assertThrows(CommandException.class,
                    () -> RunClaim.resumed(new RunDirectory(run), RESUME));
            assertTrue(resume.getMessage().startsWith("--resume: " + run + " is being written to by process "
                    + holder.pid()), resume.getMessage());
        } finally {
            holder.destroyForcibly().waitFor();
        }
        assertTrue(Files.exists(run.resolve(RunClaim.LOCK)), "killed: it could not tidy up");
        RunClaim.named(new RunDirectory(run)).close();
        assertFalse(Files.exists(run.resolve(RunClaim.LOCK)));
    }

    @Test
    void ofManyClaimantsOneHolds() throws Exception {
        for (int round = 0; round < 20; round++) {
            RunDirectory run = new RunDirectory(home.resolve("run" + round));
            List<CompletableFuture<RunClaim>> claims = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                claims.add(CompletableFuture.supplyAsync(() -> {
                    try {
                        return RunClaim.named(run);
                    } catch (CommandException e) {
                        assertTrue(e.getMessage().contains("is being written to by another command of this process"),
                                e.getMessage());
                        return null;
                    }
                }));
            }
            List<RunClaim> held = claims.stream().map(CompletableFuture::join).filter(c -> c != null).toList();
            assertEquals(1, held.size());
            held.getFirst().close();
        }
    }

    @Test
    void aRunThatEndedMeanwhileIsNotOverwritten() throws Exception {
        RunDirectory run = new RunDirectory(home.resolve("run"));
        try (RunClaim claim = RunClaim.named(run)) {
            Files.writeString(claim.run().config(), "{}");
        }
        CommandException e = assertThrows(CommandException.class, () -> RunClaim.named(run));
        assertTrue(e.getMessage().contains("holds a run already"), e.getMessage());
        assertFalse(Files.exists(run.path().resolve(RunClaim.LOCK)));
    }

    @Test
    void runsOfOneSecondHaveNamesOfTheirOwn() throws Exception {
        LocalDateTime now = LocalDateTime.of(2031, 1, 2, 3, 4, 5);
        String data = "claims " + home.getFileName();
        List<RunClaim> claims = new ArrayList<>();
        Set<Path> paths = new HashSet<>();
        try {
            for (int i = 0; i < 5; i++) {
                claims.add(RunClaim.standard(data, now));
                paths.add(claims.getLast().run().path());
            }
            assertEquals(5, paths.size());
            assertNotEquals(claims.get(0).run().path(), claims.get(1).run().path());
        } finally {
            for (RunClaim claim : claims) {
                claim.close();
                Files.delete(claim.run().path());
            }
        }
    }

    @Test
    void trainAndResumeHoldTheirRun() throws IOException, CommandException {
        Path run = TinyRun.train(home);
        assertFalse(Files.exists(run.resolve(RunClaim.LOCK)));
        try (RunClaim claim = RunClaim.resumed(new RunDirectory(run), RESUME)) {
            CommandLine line = CommandLine.run("train", "--resume", claim.run().path().toString(), "--epochs", "9");
            assertEquals(1, line.status());
            assertTrue(line.err().contains("--resume: " + run + " is being written to by "), line.err());
        }
        assertEquals(0, CommandLine.run("train", "--resume", run.toString(), "--epochs", "3").status());
        assertFalse(Files.exists(run.resolve(RunClaim.LOCK)));
    }
}
