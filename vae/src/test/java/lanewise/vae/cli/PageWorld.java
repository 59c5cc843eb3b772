package lanewise.vae.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.vae.data.Dataset;
import lanewise.vae.data.DrawnDigits;
import lanewise.vae.data.ImageSet;
import lanewise.vae.picture.Picture;

/// A directory in which what a page says is typed: what a page takes for granted is made there, small, when a command
/// first names it.
final class PageWorld {

    private static final int ROWS = 90;
    private static final int EXAMPLES = 40;
    private static final int TESTS = 20;

    private final Path home;

    PageWorld(Path home) {
        this.home = home;
    }

    Path at(String name) {
        return home.resolve(name);
    }

    /// Makes what a command is to read, unless it is there.
    ///
    /// @param name as the page has it
    /// @param option of which it is the value; null for an operand
    /// @param words the command
    void require(String name, String option, List<String> words) throws IOException {
        // A page imports several nets under one name.
        if (Files.exists(at(name)) && !name.equals("net.safetensors")) {
            return;
        }
        Files.createDirectories(at(name).getParent());
        if ("run".equals(option)) {
            run("train", "--data", digits("DIR"), "--out", at(name).toString(), "--hidden", "20", "--latent", "3");
            return;
        }
        switch (name) {
            case "DIR", "PATH" -> digits(name);
            case "PHOTOS", "photos" -> photos(name);
            case "payments.csv", "new.csv", "later.csv" -> table(name, "when,place,amount,visits,fraud", r ->
                "2026-0" + (1 + r % 9) + "-12," + (r % 3 == 0 ? "north," : "south,") + (r % 30 == 7 ? 90_000 : 20
                        + r % 11) + ',' + r % 5 + ',' + (r % 30 == 7 ? "yes" : "no"));
            case "people.csv", "others.csv" -> table(name, "age,kind,paid", r -> (r % 7 == 3 ? "" : 25 + (r * r
                    + name.length()) % 17) + "," + "abc".charAt(r % 3) + ',' + (r % 5 < 2 ? "yes" : "no"));
            case "adult.csv" -> table(name, "age,workclass,occupation,income", r -> 20 + r * r % 41 + ","
                    + (r % 9 == 4 ? "?,?" : "ab".charAt(r % 2) + "," + "xyz".charAt(r % 3)) + ',' + (r % 4 == 1
                    ? ">50K" : "<=50K"));
            case "mine.safetensors" -> run("fixtures", "write", "--out", at(name).toString(), "--hidden", "9");
            case "vae.safetensors", "net.safetensors" -> stateDict(name, words);
            default -> throw new AssertionError("no command before it makes " + name + ", and this class has none");
        }
    }

    private static void run(String... words) {
        CommandLine line = CommandLine.run(words[0].equals("train") ? with(List.of(words), "--epochs", "1", "--threads",
                "1", "--no-report", "--quiet") : words);
        assertEquals(0, line.status(), List.of(words) + ": " + line.err());
    }

    private static String[] with(List<String> words, String... more) {
        List<String> all = new ArrayList<>(words);
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private void table(String name, String names, IntFunction<String> row) throws IOException {
        StringBuilder text = new StringBuilder(names).append('\n');
        for (int r = 0; r < ROWS; r++) {
            text.append(row.apply(r)).append('\n');
        }
        Files.writeString(at(name), text);
    }

    private void photos(String name) throws IOException {
        Files.createDirectories(at(name));
        for (int i = 0; i < 12; i++) {
            Picture picture = Picture.rgb(32, 32, 0x101060);
            picture.fill(i % 20, i % 13, 9, 9, 0xf04020 + 5 * i);
            picture.write(at(name).resolve("%02d.png".formatted(i)));
        }
    }

    /// Drawn digits in the form of MNIST.
    private String digits(String name) throws IOException {
        if (!Files.exists(at(name))) {
            Files.createDirectories(at(name));
            try (Arena arena = Arena.ofShared()) {
                ImageSet drawn = DrawnDigits.draw(1, EXAMPLES, TESTS, arena, Team.single());
                write(at(name), "train", drawn.train(), arena);
                write(at(name), "t10k", drawn.test(), arena);
            }
        }
        return at(name).toString();
    }

    private static void write(Path into, String part, Dataset digits, Arena arena) throws IOException {
        int rows = digits.size();
        int side = DrawnDigits.SIZE;
        Matrix pixels = Matrix.allocate(arena, rows, side * side);
        digits.copy(0, rows, pixels);
        ByteBuffer images = ByteBuffer.allocate(16 + rows * side * side).putInt(0x803).putInt(rows).putInt(side)
                .putInt(side);
        ByteBuffer labels = ByteBuffer.allocate(8 + rows).putInt(0x801).putInt(rows);
        for (int r = 0; r < rows; r++) {
            for (int p = 0; p < side * side; p++) {
                images.put((byte) Math.round(255 * pixels.get(r, p)));
            }
            labels.put((byte) digits.label(r));
        }
        Files.write(into.resolve(part + "-images-idx3-ubyte"), images.array());
        Files.write(into.resolve(part + "-labels-idx1-ubyte"), labels.array());
    }

    /// The weights that an `import` is to read: of a net with its layers, under its names.
    private void stateDict(String name, List<String> words) throws IOException {
        String out = Files.createTempDirectory(home, name).resolve("run").toString();
        List<String> train = new ArrayList<>(List.of("train", "--data", digits("DIR"), "--out", out));
        String names = "own";
        for (int i = 0; i + 1 < words.size(); i++) {
            switch (words.get(i)) {
                case "--latent", "--encoder", "--decoder", "--decoder-head" ->
                    train.addAll(words.subList(i, i + 2));
                case "--names" -> names = words.get(i + 1);
                default -> {
                    // said by no option of train
                }
            }
        }
        if (!train.contains("--encoder")) {
            train.addAll(List.of("--hidden", names.contains("decoder.1=") ? "9,7" : "9", "--latent", "2"));
        }
        run(train.toArray(String[]::new));
        run("export", "--run", out, "--weights", at(name).toString(), "--names", names);
    }
}
