package lanewise.vae.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import lanewise.core.Kernels;
import lanewise.core.Matrix;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files of few bytes, or many, that ask for much: read in a process with a small heap by every reader, they end in a
/// value or in a message that begins with their name, never in the end of the heap.
final class SmallHeapTest {

    private static final int HEAP_MEGABYTES = 64;

    @TempDir
    Path home;

    private interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    private void file(String name, Content content) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(home.resolve(name)), 1 << 16)) {
            content.writeTo(out);
        }
    }

    private static void repeat(OutputStream out, String text, int count) throws IOException {
        byte[] bytes = text.repeat(1000).getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < count / 1000; i++) {
            out.write(bytes);
        }
    }

    private void header(String name, String begin, String element, int count, String end) throws IOException {
        long length = begin.length() + (long) element.length() * count + end.length();
        file(name, out -> {
            out.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array());
            out.write(begin.getBytes(StandardCharsets.UTF_8));
            repeat(out, element, count);
            out.write(end.getBytes(StandardCharsets.UTF_8));
        });
    }

    private void write() throws IOException {
        header("header-arrays", "{\"a\":[", "[],", 4_000_000, "1]}");
        header("header-numbers", "{\"a\":[", "1,", 3_000_000, "1]}");
        header("header-blanks", "{", "    ", 4_000_000, "}");
        file("widths.json", out -> {
            out.write("{\"inputs\":4,\"encoder_hidden\":[".getBytes());
            repeat(out, "2,", 1_000_000);
            out.write("2],\"latent\":2,\"decoder_hidden\":[2],\"activation\":{\"name\":\"relu\"},".getBytes());
            out.write("\"likelihood\":{\"name\":\"bernoulli_logits\"}}".getBytes());
        });
        file("groups.json", out -> {
            out.write("{\"inputs\":4,\"encoder_hidden\":[4],\"latent\":2,\"decoder_hidden\":[2],".getBytes());
            out.write("\"activation\":{\"name\":\"relu\"},\"likelihood\":{\"name\":\"categorical\",".getBytes());
            out.write("\"groups\":[".getBytes());
            repeat(out, "2,", 300_000);
            out.write("2]}}".getBytes());
        });
        file("empty-lines.csv", out -> repeat(out, "\n", 10_000_000));
        file("blank-lines.csv", out -> {
            out.write("a,b\n".getBytes());
            repeat(out, "\r\n", 5_000_000);
        });
        file("commas.csv", out -> {
            for (int i = 0; i < 8; i++) {
                repeat(out, ",", 1_000_000);
                out.write('\n');
            }
        });
        file("columns.csv", out -> {
            for (int c = 0; c < 500_000; c++) {
                out.write(("c" + c + ",").getBytes());
            }
            out.write("last\n".getBytes());
            for (int r = 0; r < 3; r++) {
                repeat(out, "1,", 500_000);
                out.write("1\n".getBytes());
            }
        });
        file("cell.csv", out -> {
            out.write("a,b\n1,\"".getBytes());
            repeat(out, "x", 30_000_000);
            out.write("\"\n".getBytes());
        });
        file("name.csv", out -> {
            repeat(out, "x", 10_000_000);
            out.write(",b\n1,2\n".getBytes());
        });
        file("bomb.csv.gz", out -> {
            try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
                repeat(zip, "x", 40_000_000);
            }
        });
        file("bomb-idx.gz", out -> {
            try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
                zip.write(ByteBuffer.allocate(16).putInt(0x803).putInt(20_000).putInt(1000).putInt(5).array());
                repeat(zip, "\0", 100_000_000);
            }
        });
        file("many.npz", out -> {
            ZipOutputStream zip = new ZipOutputStream(out);
            for (int i = 0; i < 50_000; i++) {
                zip.putNextEntry(new ZipEntry(i + ".npy"));
            }
            zip.finish();
        });
        file("wide.npz", out -> {
            ZipOutputStream zip = new ZipOutputStream(out);
            for (int i = 0; i < 20; i++) {
                zip.putNextEntry(new ZipEntry(i + ".npy"));
                zip.write(npy(1_000_000));
                repeat(zip, "\0", 1_000_000);
            }
            zip.finish();
        });
        file("wide.npy", out -> {
            out.write(npy(1_000_000));
            repeat(out, "\0", 1_000_000);
        });
        file("long.png", out -> repeat(out, "x", 40_000_000));
    }

    private static byte[] npy(int columns) {
        String text = "{'descr': '|u1', 'fortran_order': False, 'shape': (1, " + columns + "), }";
        byte[] header = (text + " ".repeat(117 - text.length()) + "\n").getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(10 + header.length).order(ByteOrder.LITTLE_ENDIAN).put((byte) 0x93)
                .put("NUMPY".getBytes()).put((byte) 1).put((byte) 0).putShort((short) header.length).put(header)
                .array();
    }

    /// Reads each file with each reader, in the process with the small heap.
    static final class Child {

        public static void main(String[] files) {
            for (String file : files) {
                for (Readers.Reader reader : Readers.all()) {
                    String end;
                    try {
                        reader.read(Path.of(file));
                        end = "value";
                    } catch (IOException | IllegalArgumentException e) {
                        String message = String.valueOf(e.getMessage());
                        end = message.startsWith(file + ":") && message.length() < 3000 ? "refused" : "?: " + e;
                    } catch (Throwable e) {
                        end = "?: " + e;
                    }
                    System.out.println(Path.of(file).getFileName() + " " + reader.name() + ": " + end);
                }
            }
        }
    }

    @Test
    void noFileExhaustsASmallHeap() throws Exception {
        assumeTrue(System.getProperty(Kernels.PROPERTY) == null, "nothing here depends on the kernels: once is enough");
        write();
        List<String> paths = new ArrayList<>();
        for (Class<?> type : List.of(Matrix.class, Json.class, SmallHeapTest.class)) {
            paths.add(Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString());
        }
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java")
                .toString(), "-Xmx" + HEAP_MEGABYTES + "m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
                "-D" + Kernels.PROPERTY + "=scalar", "--add-modules", "jdk.incubator.vector", "-cp",
                String.join(java.io.File.pathSeparator, paths), Child.class.getName()));
        List<String> files;
        try (Stream<Path> all = Files.list(home)) {
            files = all.sorted().map(Path::toString).toList();
        }
        command.addAll(files);
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        List<String> ends = process.inputReader().lines().toList();
        assertEquals(0, process.waitFor());
        assertEquals(List.of(), ends.stream().filter(end -> end.contains(": ?: ")).toList());
        assertEquals(files.size() * Readers.all().size(), ends.size());
    }
}
