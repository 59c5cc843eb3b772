package lanewise.vae.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import lanewise.vae.format.FormatException;
import lanewise.vae.layer.Shape;
import lanewise.vae.picture.Picture;
import lanewise.vae.picture.Png;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A folder of coloured PNG files from training to pictures.
final class ColourRunTest {

    private static final String NET = "--encoder conv2d:channels=4:kernel=3:stride=2:padding=1,dense:units=8"
            + " --decoder dense:units=4x3x4,conv_transpose2d:channels=4:kernel=4:stride=2:padding=1"
            + " --decoder-head conv2d:kernel=3:padding=1 --latent 2";

    @TempDir
    static Path home;

    /// Reddish stripes in one class, bluish ones in the other: 8 wide, 6 high.
    private static void write(Path folder, int count, int width, int height) throws IOException {
        for (int i = 0; i < count; i++) {
            Path of = folder.resolve(i % 2 == 0 ? "blue" : "red");
            Files.createDirectories(of);
            Picture picture = Picture.rgb(width, height, i % 2 == 0 ? 0x101060 : 0x601010);
            picture.fill(i % width, 0, 1, height, i % 2 == 0 ? 0x2040f0 : 0xf04020);
            picture.write(of.resolve("%03d.png".formatted(i)));
        }
    }

    @BeforeAll
    static void train() throws IOException {
        write(home.resolve("data/train"), 40, 8, 6);
        write(home.resolve("data/test"), 10, 8, 6);
        assertEquals(0, trained("run", NET).status());
    }

    private static CommandLine trained(String out, String options) {
        List<String> words = new ArrayList<>(List.of("train", "--data", home + "/data", "--out", home + "/" + out,
                "--epochs", "1", "--batch", "8", "--threads", "1", "--no-report"));
        words.addAll(List.of(options.split(" ")));
        return CommandLine.run(words.toArray(String[]::new));
    }

    private static CommandLine run(String words) {
        return CommandLine.run(words.replace("@", home.toString()).split(" "));
    }

    /// Whether a picture has a pixel in which red, green and blue are far from each other.
    private static boolean isColoured(Path file) throws IOException {
        Picture picture = Png.read(file);
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < picture.width(); x++) {
                int colour = picture.get(x, y);
                if (Math.abs((colour >> 16 & 0xff) - (colour & 0xff)) > 60) {
                    return true;
                }
            }
        }
        return false;
    }

    @Test
    void theRunKeepsTheChannels() throws IOException {
        RunConfig config = RunConfig.read(home.resolve("run/config.json"));
        assertEquals(new Shape(3, 6, 8), config.image());
        assertEquals(new Shape(3, 6, 8), config.architecture().data());
        assertTrue(Files.readString(home.resolve("run/config.json")).contains("\"channels\": 3"));
        // five pairs side by side at least, each pixel a square of 3: an original is coloured in any case
        assertTrue(isColoured(home.resolve("run/reconstructions.png")));
        assertTrue(Files.exists(home.resolve("run/samples.png")));
    }

    @Test
    void originalsAreShownInTheirColours() throws IOException {
        assertEquals(0, run("reconstruct --run @/run --count 1 --columns 1 --scale 1 --out @/pair.png").status());
        Picture pair = Png.read(home.resolve("pair.png"));
        Picture original = Png.read(home.resolve("data/test/blue/000.png"));
        for (int y = 0; y < 6; y++) {
            for (int x = 0; x < 8; x++) {
                assertEquals(original.get(x, y), pair.get(3 + x, 3 + y));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"evaluate", "likelihood --samples 2", "diagnose", "score", "probe",
        "sample --count 4 --out @/s.png", "sample --count 4 --out @/s.npy", "encode --out @/c.csv",
        "manifold --side 3 --out @/m.png", "traverse --out @/t.png", "interpolate --out @/i.png",
        "attribute --with 1 --out @/a.png", "reconstruct --out @/r.csv"})
    void everyCommandUsesTheRun(String words) throws IOException {
        CommandLine done = run(words + " --run @/run");
        assertEquals(0, done.status(), done.err());
        if (words.contains("interpolate")) {
            assertTrue(isColoured(home.resolve("i.png")));
        }
        if (words.startsWith("encode")) {
            assertEquals(11, Files.readAllLines(home.resolve("c.csv")).size());
        }
    }

    @Test
    void runsGoOnAndDenseNetsAndConditionsWorkToo() throws IOException {
        assertEquals(0, trained("dense", "--hidden 12 --latent 2 --condition labels").status());
        assertEquals(new Shape(3, 6, 8), RunConfig.read(home.resolve("dense/config.json")).image());
        assertEquals(0, run("sample --run @/dense --labels 1 --out @/d.png").status());
        byte[] model = Files.readAllBytes(home.resolve("dense/model.safetensors"));
        assertEquals(0, run("train --resume @/dense").status());
        assertArrayEquals(model, Files.readAllBytes(home.resolve("dense/model.safetensors")));
    }

    /// What an image of as many values but another shape is told.
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "8 | 12 | 1 | has images of 1x12x12, but @/run/model.safetensors takes 3x6x8: 1 channel, expected 3; height 12,"
                + " expected 6; width 12, expected 8",
        "8 | 6 | 3 | has images of 3x8x6, but @/run/model.safetensors takes 3x6x8: height 8, expected 6; width 6,"
                + " expected 8",
        "6 | 9 | 3 | has images of 3x6x9, but @/run/model.safetensors takes 3x6x8: width 9, expected 8",
    })
    void imagesOfAnotherShapeAreRefused(int height, int width, int channels, String message) throws IOException {
        Path folder = home.resolve("other" + height + width + channels);
        for (int i = 0; i < 4; i++) {
            for (String part : List.of("train", "test")) {
                Path of = Files.createDirectories(folder.resolve(part).resolve("red"));
                int side = channels == 1 ? 12 : height;
                Picture picture = channels == 1 ? Picture.grey(12, 12) : Picture.rgb(width, side, i);
                picture.write(of.resolve(i + ".png"));
            }
        }
        for (String words : List.of("score", "encode --out @/x.csv", "reconstruct --out @/x.png", "evaluate",
                "probe", "attribute --with 0 --out @/x.png")) {
            CommandLine refused = run(words + " --run @/run --data " + folder);
            assertEquals(1, refused.status(), refused.err());
            assertTrue(refused.err().contains(message.replace("@", home.toString())), refused.err());
        }
    }

    /// The command that the page of images prints for colour, on some of its size.
    @Test
    void theExampleOfThePageTrains() throws IOException {
        Path page = Path.of("docs", "images.md");
        assumeTrue(Files.exists(page), "skipped: no docs/images.md in the module");
        Matcher example = Pattern.compile("vae/bin/lanewise (train --data PHOTOS (?:[^\n]*\\\\\n)+[^\n]*)\n```")
                .matcher(Files.readString(page));
        assertTrue(example.find());
        write(home.resolve("photos"), 20, 32, 32);
        String words = example.group(1).replaceAll("\\\\\n *", "").replace("PHOTOS", "@/photos");
        CommandLine done = run(words + " --epochs 1 --out @/photos-run");
        assertEquals(0, done.status(), done.err());
        assertTrue(isColoured(home.resolve("photos-run/reconstructions.png")));
    }

    @Test
    void damagedFilesOfAFolderAreNamed() throws IOException {
        write(home.resolve("bad/train"), 4, 8, 6);
        write(home.resolve("bad/test"), 2, 8, 6);
        Files.writeString(home.resolve("bad/train/red/zz.png"), "no");
        CommandLine refused = run("encode --run @/run --data @/bad --out @/x.csv");
        assertEquals(1, refused.status());
        assertTrue(refused.err().contains(home + "/bad/train/red/zz.png: offset 0: is no PNG file"), refused.err());
    }

    @Test
    void convolutionsOverTablesAreRefused() throws IOException {
        Files.writeString(home.resolve("table.csv"), "a,b,c,d\n" + "0,1,0,1\n".repeat(20));
        CommandLine refused = run("train --data @/table.csv --out @/never --encoder conv2d:channels=2:kernel=1");
        assertEquals(2, refused.status());
        assertTrue(refused.err().contains("--encoder: convolutions slide over images, and table.csv is a table, whose"
                + " rows have no height and width, expected dense layers"), refused.err());
        assertFalse(Files.exists(home.resolve("never")));
    }

    @Test
    void configurationsWithoutChannelsAreGrey() throws IOException {
        TinyRun.train(Files.createDirectories(home.resolve("grey")));
        Path file = home.resolve("grey/run/config.json");
        assertFalse(Files.readString(file).contains("\"channels\""));
        assertEquals(new Shape(1, TinyImages.SIDE, TinyImages.SIDE), RunConfig.read(file).image());
        Path wrong = Files.createDirectories(home.resolve("wrong")).resolve("config.json");
        Files.writeString(wrong, Files.readString(home.resolve("run/config.json"))
                .replace("\"height\": 6,", "\"height\": 8,").replace("\"width\": 8", "\"width\": 6"));
        String message = assertThrows(FormatException.class,
                () -> RunConfig.read(wrong)).getMessage();
        assertTrue(message.contains("images of 3x8x6 are not those of the net, 3x6x8"), message);
    }
}
