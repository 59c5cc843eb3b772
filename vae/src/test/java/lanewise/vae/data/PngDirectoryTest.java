package lanewise.vae.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import lanewise.vae.layer.Shape;
import lanewise.vae.picture.Picture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PngDirectoryTest {

    private final Arena arena = Arena.ofAuto();

    @TempDir
    Path home;

    /// A picture of 3 x 2 pixels whose values tell its number, the pixel and the channel.
    private static Picture colour(int number) {
        Picture picture = Picture.rgb(3, 2, 0);
        for (int i = 0; i < 6; i++) {
            picture.set(i % 3, i / 3, number << 16 | 10 + i << 8 | 200 + i);
        }
        return picture;
    }

    private void write(String file, Picture picture) throws IOException {
        Path path = home.resolve(file);
        Files.createDirectories(path.getParent());
        picture.write(path);
    }

    private ImageSet read() throws IOException {
        assertTrue(PngDirectory.isOne(home));
        return PngDirectory.read(home, arena);
    }

    private void assertRefused(String message) {
        String found = assertThrows(IOException.class, () -> PngDirectory.read(home, arena)).getMessage();
        assertEquals(message.replace("@", home.toString()), found);
    }

    /// The first value of each row, which is the number of its picture.
    private static List<Integer> numbers(Dataset data) {
        List<Integer> numbers = new ArrayList<>();
        for (int r = 0; r < data.size(); r++) {
            numbers.add(Math.round(data.value(r, 0) * 255));
        }
        return numbers;
    }

    private static List<Integer> labels(Dataset data) {
        List<Integer> labels = new ArrayList<>();
        for (int r = 0; r < data.size(); r++) {
            labels.add(data.label(r));
        }
        return labels;
    }

    @Test
    void rowsAreChannelsOfRows() throws IOException {
        write("train/a.png", colour(7));
        write("test/a.PNG", colour(8));
        ImageSet set = read();
        assertEquals(new Shape(3, 2, 3), set.shape());
        for (int i = 0; i < 6; i++) {
            assertEquals(7 / 255f, set.train().value(0, i));
            assertEquals((10 + i) / 255f, set.train().value(0, 6 + i));
            assertEquals((200 + i) / 255f, set.train().value(0, 12 + i));
        }
        assertFalse(set.train().hasLabels());
        assertEquals(List.of(8), numbers(set.test()));
        assertEquals(home + " (train)", set.train().name());
        assertEquals(home + " (test)", set.test().name());
    }

    @Test
    void foldersAreClassesBySortedName() throws IOException {
        write("train/zebra/b.png", colour(5));
        write("train/zebra/a.png", colour(4));
        write("train/Ape/10.png", colour(1));
        write("train/Ape/9.png", colour(2));
        write("train/horse/x.png", colour(3));
        write("test/zebra/x.png", colour(6));
        ImageSet set = read();
        assertEquals(List.of(1, 2, 3, 4, 5), numbers(set.train()));
        assertEquals(List.of(0, 0, 1, 2, 2), labels(set.train()));
        assertEquals(List.of(6), numbers(set.test()));
        assertEquals(List.of(2), labels(set.test()));
    }

    @Test
    void withoutATestATenthIsKeptForIt() throws IOException {
        for (int i = 0; i < 20; i++) {
            write((i < 12 ? "a/" : "b/") + (char) ('c' + i) + ".png", colour(i));
        }
        ImageSet set = read();
        assertEquals(18, set.train().size());
        assertEquals(2, set.test().size());
        List<Integer> all = new ArrayList<>(numbers(set.train()));
        assertEquals(all.stream().sorted().toList(), all);
        all.addAll(numbers(set.test()));
        assertEquals(20, all.stream().distinct().count());
        for (Dataset data : List.of(set.train(), set.test())) {
            for (int r = 0; r < data.size(); r++) {
                assertEquals(numbers(data).get(r) < 12 ? 0 : 1, data.label(r));
            }
        }
        String before = set.train().sha256();
        assertEquals(before, read().train().sha256());
        write("a/c.png", colour(77));
        write("a/d.png", colour(77));
        write("a/e.png", colour(77));
        assertNotEquals(before, read().train().sha256());
    }

    @Test
    void greyPicturesHaveOneChannel() throws IOException {
        for (int i = 0; i < 2; i++) {
            Picture picture = Picture.grey(3, 2);
            picture.fill(0, 0, 3, 2, 0x010101 * (40 + i));
            write(i + ".png", picture);
        }
        ImageSet set = read();
        assertEquals(new Shape(1, 2, 3), set.shape());
        assertEquals(81, numbers(set.train()).getFirst() + numbers(set.test()).getFirst());
    }

    @Test
    void hiddenAndOtherFilesArePassedOverAndLinksAreFollowed() throws IOException {
        write("train/a.png", colour(1));
        write("test/a.png", colour(2));
        Files.writeString(home.resolve("train/.DS_Store"), "x");
        Files.writeString(home.resolve("train/._a.png"), "x");
        Files.writeString(home.resolve("train/README.txt"), "x");
        Files.createDirectories(home.resolve(".git"));
        Files.createSymbolicLink(home.resolve("train/b.png"), home.resolve("test/a.png"));
        assertEquals(List.of(1, 2), numbers(read().train()));
        Files.createSymbolicLink(home.resolve("train/c.png"), home.resolve("nowhere"));
        assertRefused("@/train/c.png: is a link that leads nowhere, expected a PNG file");
    }

    @Test
    void picturesThatDifferAreNamed() throws IOException {
        write("train/a.png", colour(1));
        write("train/b.png", Picture.rgb(4, 2, 0));
        write("test/a.png", colour(2));
        assertRefused("@/train/b.png: is of 2 x 4 pixels (height x width), expected 2 x 3 as @/train/a.png is");
        write("train/b.png", Picture.rgb(3, 1, 0));
        assertRefused("@/train/b.png: is of 1 x 3 pixels (height x width), expected 2 x 3 as @/train/a.png is");
        write("train/b.png", Picture.grey(3, 2));
        assertRefused("@/train/b.png: is grey (1 channel), expected RGB (3 channels) as @/train/a.png is");
        Files.delete(home.resolve("train/b.png"));
        write("test/a.png", Picture.grey(3, 2));
        assertRefused("@/test/a.png: is grey (1 channel), expected RGB (3 channels) as @/train/a.png is");
    }

    @Test
    void damagedPicturesAreNamedWithTheOffset() throws IOException {
        write("train/a.png", colour(1));
        write("test/a.png", colour(2));
        byte[] good = Files.readAllBytes(home.resolve("train/a.png"));
        byte[] wrong = good.clone();
        wrong[45] ^= 1;
        Files.write(home.resolve("train/b.png"), wrong);
        assertRefused("@/train/b.png: offset 33: the checksum of chunk IDAT is wrong: the file is damaged");
        Files.writeString(home.resolve("train/b.png"), "GIF89a");
        assertRefused("@/train/b.png: offset 0: is no PNG file, which begins with 89 'PNG'");
        Files.write(home.resolve("train/b.png"), new byte[0]);
        assertRefused("@/train/b.png: offset 0: is no PNG file, which begins with 89 'PNG'");
        Files.write(home.resolve("train/b.png"), java.util.Arrays.copyOf(good, 50));
        String found = assertThrows(IOException.class, () -> PngDirectory.read(home, arena)).getMessage();
        assertTrue(found.startsWith(home + "/train/b.png: offset 33: a chunk of "), found);
    }

    @Test
    void foldersThatDoNotFitAreNamed() throws IOException {
        assertFalse(PngDirectory.isOne(home));
        assertRefused("@: has no PNG file, expected at least one");
        write("a.png", colour(1));
        assertRefused("@: has one PNG file, expected at least one to learn from and one for the test");
        write("x/a.png", colour(1));
        assertRefused("@/a.png: stands beside the folder x, expected either PNG files or folders of them in @");
        write("train/a.png", colour(1));
        assertRefused("@: has a folder train but none called test, expected both or neither");
        write("test/a.png", colour(1));
        assertRefused("@/a.png: stands beside the folders train and test, expected it in one of them");
        Files.delete(home.resolve("a.png"));
        assertRefused("@/x: stands beside the folders train and test, expected it in one of them");
        Files.move(home.resolve("x"), home.resolve("test/x"));
        assertRefused("@/test/a.png: stands beside the folder x, expected either PNG files or folders of them in"
                + " @/test");
        Files.delete(home.resolve("test/a.png"));
        assertRefused("@/test/x: is a class that the training images do not have, expected PNG files without folders");
        Files.delete(home.resolve("train/a.png"));
        assertRefused("@/train: has no PNG file, expected at least one");
        write("train/y/a.png", colour(1));
        assertRefused("@/test/x: is a class that the training images do not have, expected one of y");
        Files.createDirectories(home.resolve("train/z"));
        assertRefused("@/train/z: has no PNG file, expected at least one");
        write("train/z/deep/a.png", colour(1));
        assertRefused("@/train/z/deep: is a folder, expected PNG files in the folder of a class");
        Files.writeString(home.resolve("train/y/b.jpeg"), "x");
        assertRefused("@/train/y/b.jpeg: is a picture in another format, expected PNG files");
    }

    @Test
    void labelsAreBytes() throws IOException {
        for (int i = 0; i < 257; i++) {
            Files.createDirectories(home.resolve("c" + i));
        }
        assertRefused("@: has 257 folders, expected at most 256 classes");
    }
}
