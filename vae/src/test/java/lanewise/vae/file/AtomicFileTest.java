package lanewise.vae.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AtomicFileTest {

    @TempDir
    Path directory;

    @Test
    void appearsAtCommitAndNotBefore() throws IOException {
        Path target = directory.resolve("a.txt");
        try (AtomicFile file = AtomicFile.open(target)) {
            file.write(ByteBuffer.wrap("new".getBytes()));
            assertFalse(Files.exists(target));
            file.commit();
            assertEquals("new", Files.readString(target));
            assertThrows(IllegalStateException.class, file::commit);
        }
        assertEquals(List.of("a.txt"), names());
    }

    @Test
    void failureLeavesTheOldFileAndNothingElse() throws IOException {
        Path target = directory.resolve("a.txt");
        AtomicFile.write(target, "old");
        IOException e = assertThrows(IOException.class, () -> AtomicFile.write(target, out -> {
            out.write(new byte[1 << 20]);
            throw new IOException("disk on fire");
        }));
        assertEquals("disk on fire", e.getMessage());
        assertEquals("old", Files.readString(target));
        assertEquals(List.of("a.txt"), names());
    }

    @Test
    void theLastCommitWins() throws IOException {
        Path target = directory.resolve("a.txt");
        try (AtomicFile one = AtomicFile.open(target); AtomicFile two = AtomicFile.open(target)) {
            one.write(ByteBuffer.wrap("one".getBytes()));
            two.write(ByteBuffer.wrap("two".getBytes()));
            two.commit();
            one.commit();
        }
        assertEquals("one", Files.readString(target));
        assertEquals(List.of("a.txt"), names());
    }

    @Test
    void removesLeftoversOfKilledWritersOfTheSameTargetOnly() throws IOException {
        Files.writeString(directory.resolve(".a.txt.4711-1-abc.partial"), "cut");
        Files.writeString(directory.resolve(".b.txt.4711-1-abc.partial"), "of another");
        Files.writeString(directory.resolve(".a.txt.mine.partial"), "not of our pattern");
        AtomicFile.write(directory.resolve("a.txt"), "whole");
        assertEquals(List.of(".a.txt.mine.partial", ".b.txt.4711-1-abc.partial", "a.txt"), names());
    }

    @Test
    void leavesThePartialFileOfALivingProcessAlone() throws Exception {
        Path target = directory.resolve("a.txt");
        String program = """
                import java.nio.file.Path;
                public class Holder {
                    public static void main(String[] args) throws Exception {
                        var file = lanewise.vae.file.AtomicFile.open(Path.of(args[0]));
                        file.write(java.nio.ByteBuffer.wrap(new byte[] {'x'}));
                        System.out.println("open");
                        System.in.read();
                        Runtime.getRuntime().halt(137);
                    }
                }
                """;
        Path source = directory.resolve("Holder.java");
        Files.writeString(source, program);
        Path classes = Path.of(AtomicFile.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Process holder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                classes.toString(), source.toString(), target.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try {
            assertEquals("open", holder.inputReader().readLine());
            AtomicFile.write(target, "ours");
            assertEquals(1, partials(), "the living writer keeps its file");
        } finally {
            holder.destroyForcibly().waitFor();
        }
        assertEquals(1, partials(), "the killed writer left it behind");
        AtomicFile.write(target, "ours again");
        assertEquals(0, partials());
        assertEquals("ours again", Files.readString(target));
    }

    @Test
    void writesThroughASymbolicLink() throws IOException {
        Path target = directory.resolve("a.txt");
        Files.writeString(target, "old");
        Path link = Files.createSymbolicLink(directory.resolve("link"), target);
        AtomicFile.write(link, "new");
        assertTrue(Files.isSymbolicLink(link));
        assertEquals("new", Files.readString(target));
    }

    @Test
    void namesWhatIsWrongWithTheTarget() throws IOException {
        Path missing = directory.resolve("no/a.txt");
        assertMessage("cannot write " + missing + ": the directory " + missing.getParent()
                + " does not exist", missing);
        Path file = Files.writeString(directory.resolve("file"), "");
        assertMessage("cannot write " + file.resolve("a") + ": " + file + " is not a directory", file.resolve("a"));
        assertMessage("cannot write " + directory + ": it is a directory, expected the name of a file", directory);
    }

    @Test
    void namesTheTargetWhenItCannotBeWrittenOrRenamed() throws IOException {
        Path target = directory.resolve("a.txt");
        try (AtomicFile file = AtomicFile.open(target)) {
            Files.createDirectories(target.resolve("in the way"));
            IOException e = assertThrows(IOException.class, file::commit);
            assertTrue(e.getMessage().startsWith("cannot write " + target + ": "), e.getMessage());
        }
        assertEquals(List.of("a.txt"), names());
        AtomicFile closed = AtomicFile.open(directory.resolve("b.txt"));
        closed.close();
        IOException e = assertThrows(IOException.class, () -> closed.write(ByteBuffer.allocate(1)));
        assertEquals("cannot write " + directory.resolve("b.txt") + ": java.nio.channels.ClosedChannelException",
                e.getMessage());
    }

    private static void assertMessage(String message, Path target) {
        assertEquals(message, assertThrows(IOException.class, () -> AtomicFile.open(target)).getMessage());
    }

    private long partials() throws IOException {
        return names().stream().filter(name -> name.endsWith(".partial")).count();
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
