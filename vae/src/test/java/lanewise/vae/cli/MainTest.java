package lanewise.vae.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Wrong command lines and bad files: each gets its exit status and one line that names it.
final class MainTest {

    @TempDir
    static Path home;

    @BeforeAll
    static void makeFiles() throws IOException {
        TinyImages.write(home.resolve("good"));
        Files.writeString(home.resolve("file"), "x");
        Files.createDirectories(home.resolve("full"));
        Files.writeString(home.resolve("full/notes.txt"), "x");
        Files.createDirectories(home.resolve("empty"));
        assertEquals(0, CommandLine.run("train", "--data", home + "/good", "--hidden", "5", "--latent", "2", "--epochs",
                "1", "--out", home + "/run", "--threads", "1").status());
        byte[] model = Files.readAllBytes(home.resolve("run/model.safetensors"));
        Files.write(home.resolve("cut.safetensors"), Arrays.copyOf(model, model.length - 5));
        Files.write(home.resolve("head.safetensors"), Arrays.copyOf(model, 20));
        model[3] = 0x7f;
        Files.write(home.resolve("huge.safetensors"), model);
        damaged("magic", "train-images-idx3-ubyte", bytes -> {
            bytes[2] = 9;
            return bytes;
        });
        damaged("cut", "train-images-idx3-ubyte", bytes -> Arrays.copyOf(bytes, bytes.length - 7));
        damaged("long", "train-labels-idx1-ubyte", bytes -> Arrays.copyOf(bytes, bytes.length + 3));
        damaged("mismatch", "train-labels-idx1-ubyte", _ -> TinyImages.labels(TinyImages.TRAIN - 1));
        damaged("gzip", "t10k-images-idx3-ubyte.gz", bytes -> {
            bytes[bytes.length / 2] ^= 0x55;
            return bytes;
        });
        damaged("gzipcut", "t10k-images-idx3-ubyte.gz", bytes -> Arrays.copyOf(bytes, bytes.length / 2));
        TinyImages.write(home.resolve("missing"));
        Files.delete(home.resolve("missing/t10k-labels-idx1-ubyte.gz"));
        copyRun("othershape");
        assertEquals(0, CommandLine.run("train", "--data", home + "/good", "--hidden", "7", "--latent", "2", "--epochs",
                "1", "--out", home + "/wide", "--threads", "1").status());
        Files.copy(home.resolve("wide/checkpoint.safetensors"), home.resolve("othershape/checkpoint.safetensors"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        copyRun("badconfig");
        Files.writeString(home.resolve("badconfig/config.json"), "{\"lanewise\": 1");
        copyRun("unfinished");
        Files.delete(home.resolve("unfinished/model.safetensors"));
        Files.delete(home.resolve("unfinished/checkpoint.safetensors"));
        copyRun("damagedcheckpoint");
        byte[] checkpoint = Files.readAllBytes(home.resolve("run/checkpoint.safetensors"));
        Files.write(home.resolve("damagedcheckpoint/checkpoint.safetensors"),
                Arrays.copyOf(checkpoint, checkpoint.length / 2));
        Files.delete(home.resolve("damagedcheckpoint/model.safetensors"));
    }

    private interface Damage {
        byte[] to(byte[] bytes);
    }

    private static void damaged(String name, String file, Damage damage) throws IOException {
        Path path = TinyImages.write(home.resolve(name)).resolve(file);
        Files.write(path, damage.to(Files.readAllBytes(path)));
    }

    private static void copyRun(String name) throws IOException {
        Files.createDirectories(home.resolve(name));
        for (String file : new String[] {"config.json", "checkpoint.safetensors", "model.safetensors"}) {
            Files.copy(home.resolve("run").resolve(file), home.resolve(name).resolve(file));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
            // usage: status 2
            "2 | trane | unknown command 'trane'; did you mean train?",
            "2 | frobnicate | unknown command 'frobnicate', expected one of train, evaluate",
            "2 | train --epoch 3 | unknown option --epoch; did you mean --epochs?",
            "2 | train --frobnicate | unknown option --frobnicate",
            "2 | train --epochs | --epochs: no value given, expected a whole number, at least 1",
            "2 | train --epochs --seed 3 | --epochs: no value given",
            "2 | train --epochs 0 | --epochs: '0', expected a whole number, at least 1",
            "2 | train --epochs=-1 | --epochs: '-1', expected",
            "2 | train --epochs 3 --epochs 4 | --epochs: given twice",
            "2 | train --json=yes | --json: takes no value",
            "2 | train 5 | unexpected argument '5'",
            "2 | train --preset pytorch | --preset: 'pytorch', expected one of default, pytorch-example, iwae-paper,"
                    + " keras-conv, tensorflow-conv; did you mean pytorch-example?",
            "2 | train --schedule stairs | --schedule: 'stairs', expected one of constant, steps, cosine, plateau,"
                    + " iwae_stages",
            "2 | train --schedule steps:often=2 | --schedule: 'often=2' after steps, expected every=... or factor=...",
            "2 | train --schedule steps:every=2.5 | --schedule: every is '2.5', expected a whole number",
            "2 | train --schedule steps | schedule: steps of 30 epochs never change the rate of a run of 10",
            "2 | train --schedule cosine:floor=2 | floor: 2.0, expected at least 0 and below 1",
            "2 | train --optimizer sgd --beta1 0.5 | --beta1: sgd has none, it is for adam, adamw",
            "2 | train --optimizer sgd --weight-decay 0.1 --second-moment 1 --epsilon 1 --beta2 0.5 --beta1 0.5 |"
                    + " --beta1: sgd has none, it is for adam, adamw",
            "2 | train --optimizer sgd --weight-decay 0.1 --epsilon 1 --beta2 0.5 | --beta2: sgd has none, it is for"
                    + " adam, adamw",
            "2 | train --binarize sometimes | --binarize: 'sometimes', expected one of none, fixed, per_epoch, dynamic",
            "2 | train --warmup linear | warmup: takes 10 epochs, the run has 10, expected fewer, so that some epochs"
                    + " have the whole weight",
            "2 | train --warmup linear:epochs=none | --warmup: epochs is 'none', expected a whole number",
            "2 | train --patience 10 --validation 0.1 | patience: 10 never ends a run of 10 epochs",
            "2 | train --keep best | --keep: best needs validation examples to tell the best epoch by, such as"
                    + " --validation 0.1",
            "2 | train --patience 3 | --patience: needs validation examples to tell the best epoch by, such as"
                    + " --validation 0.1",
            "2 | train --hidden 400,0 | --hidden: '400,0', expected whole numbers from 1",
            "2 | train --hidden -5 | --hidden: '-5'",
            "2 | train --latent 0 | --latent: '0', expected a whole number from 1",
            "2 | train --batch 0 | --batch: '0'",
            "2 | train --limit 0 | --limit: '0'",
            "2 | train --threads 0 | --threads: '0', expected a whole number from 1 to 1024",
            "2 | train --lr 0 | --lr: '0', expected a number above 0",
            "2 | train --lr nan | --lr: 'nan'",
            "2 | train --lr NaN | --lr: 'NaN'",
            "2 | train --beta -1 | --beta: '-1', expected a number from 0",
            "2 | train --validation 1 | --validation: '1', expected a number from 0 to 0.9",
            "2 | train --activation swish | --activation: 'swish', expected one of identity, relu",
            "2 | train --likelihood bernoulli | did you mean bernoulli_logits?",
            "2 | train --objective vae | --objective: 'vae', expected one of elbo, free_bits, iwae, dreg, beta_tc,"
                    + " info_vae, autoencoder",
            "2 | train --objective iwae --beta 2 | --beta: the objective iwae has none, it is for elbo,"
                    + " free_bits, beta_tc",
            "2 | train --free-bits 0.5 | --free-bits: the objective elbo has none, it is for free_bits",
            "2 | train --objective iwae --samples 0 | --samples: '0', expected a whole number from 1 to 10000",
            "2 | train --objective info_vae --lambda 0.5 | lambda: 0.5, expected a finite value of at least 1 -"
                    + " alpha = 1.0",
            "2 | train --momentum 0.9 | --momentum: adam has none, it is for rmsprop, sgd",
            "2 | train --variance 0.5 | --variance: the likelihood bernoulli_logits has none, it is for gaussian_fixed",
            "2 | train --optimizer adamw --lr 0.5 --weight-decay 4 | weightDecay",
            "2 | train --hidden 65536,65536 | --hidden: the net has more weights than fit 2^31 floats",
            "2 | train --resume @/run --lr 0.1 | --lr and --resume do not go together",
            "2 | evaluate --model @/x --run @/run | --model and --run do not go together",
            "2 | encode --run @/run --out codes.txt | --out: 'codes.txt', expected a name that ends with .csv, .npy or"
                    + " .safetensors",
            "2 | sample --run @/run --out x.txt | --out: 'x.txt', expected a name that ends with .png, .csv, .npy or"
                    + " .safetensors",
            "2 | scatter --run @/run --out x.csv | --out: 'x.csv', expected a name that ends with .png",
            "2 | likelihood --samples 0 | --samples: '0', expected a whole number from 1",
            "2 | score --samples 0 | --samples: '0', expected a whole number from 1",
            "2 | score --anomalous 4,x | --anomalous: '4,x', expected whole numbers from 0 to 255",
            "2 | calibrate --percentile 101 | --percentile: '101', expected a number from 0 to 100",
            "2 | probe --l2 0 | --l2: '0', expected a number above 0",
            "2 | train --without-labels 256 | --without-labels: '256', expected whole numbers from 0 to 255",
            // failures: status 1
            "1 | train --data @/nowhere | @/nowhere: no such directory",
            "1 | train --data @/file | @/file: has no row, expected at least one below the names",
            "1 | train --data @/empty | @/empty: has none of the files train-images-idx3-ubyte",
            "1 | train --data @/missing | @/missing: has none of the files t10k-labels-idx1-ubyte",
            "1 | train --data @/magic | @/magic/train-images-idx3-ubyte: ",
            "1 | train --data @/cut | @/cut/train-images-idx3-ubyte: ",
            "1 | train --data @/long | @/long/train-labels-idx1-ubyte: ",
            "1 | train --data @/mismatch | 59 labels, but",
            "1 | train --data @/gzip | @/gzip/t10k-images-idx3-ubyte.gz: ",
            "1 | train --data @/gzipcut | @/gzipcut/t10k-images-idx3-ubyte.gz: ",
            "1 | train --data @/good --preset pytorch-example | has 36 values per example, the preset pytorch-example"
                    + " is for 784",
            "1 | train --data @/good --out @/file | --out: @/file is a file, expected a new or empty directory",
            "1 | train --data @/good --out @/file/run | --out: @/file/run cannot be made: @/file is not a directory",
            "1 | train --data @/good --out @/full | --out: @/full is not empty",
            "1 | train --data @/good --out @/run | --out: @/run holds a run already; continue it with --resume @/run",
            "1 | train --resume @/nowhere | --resume: @/nowhere is not there, expected the directory of a run",
            "1 | train --resume @/empty | --resume: @/empty has no config.json",
            "1 | train --resume @/badconfig | @/badconfig/config.json: ",
            "1 | train --resume @/othershape | @/othershape/checkpoint.safetensors: is of the net 36-7-(2,2)-7-36 relu,"
                    + " bernoulli_logits, but config.json",
            "1 | train --resume @/damagedcheckpoint | @/damagedcheckpoint/checkpoint.safetensors: ",
            "1 | train --resume @/run --data @/cut | @/cut/train-images-idx3-ubyte: ",
            "1 | evaluate --model @/nowhere.safetensors | @/nowhere.safetensors: ",
            "1 | evaluate --model @/run | --model: @/run is a directory, expected a file; --run takes the directory"
                    + " of a run",
            "1 | evaluate --model @/cut.safetensors --data @/good | @/cut.safetensors: ",
            "1 | evaluate --model @/head.safetensors --data @/good | @/head.safetensors: ",
            "1 | evaluate --model @/huge.safetensors --data @/good | @/huge.safetensors: ",
            "1 | evaluate --run @/damagedcheckpoint | @/damagedcheckpoint/checkpoint.safetensors: ",
            "1 | evaluate --run @/unfinished | has neither a model nor a checkpoint yet; 'lanewise train --resume"
                    + " @/unfinished' finishes it",
            "1 | evaluate --run @/empty | --run: @/empty has no config.json",
            "1 | sample --run @/run --out @/nowhere/x.png | --out: @/nowhere/x.png cannot be written: there is no"
                    + " directory @/nowhere",
            "1 | sample --run @/run --out @/empty | --out: @/empty is a directory, expected a file",
            "1 | reconstruct --run @/run --data @/nowhere --out @/r.png | @/nowhere: no such directory",
    })
    void answersInOneLine(int status, String words, String message) {
        CommandLine run = CommandLine.run(words.replace("@", home.toString()).split(" "));
        String expected = message.replace("@", home.toString());
        assertAll(words,
                () -> assertEquals(status, run.status(), run.err()),
                () -> assertTrue(run.err().contains(expected), run.err()),
                () -> assertEquals("", run.out()),
                () -> assertEquals(1, run.err().lines().count(), run.err()),
                () -> assertTrue(run.err().startsWith("lanewise"), run.err()),
                () -> assertFalse(run.err().contains("Exception") || run.err().contains("\tat "), run.err()));
    }

    @Test
    void nothingIsLeftBehindWhereTheDataAreBad() {
        assertEquals(1, CommandLine.run("train", "--data", home + "/cut", "--out", home + "/never").status());
        assertFalse(Files.exists(home.resolve("never")));
    }

    @Test
    void withoutACommandShowsTheOverview() {
        CommandLine run = CommandLine.run();
        assertEquals(2, run.status());
        assertEquals("", run.out());
        assertTrue(run.err().contains("Usage: lanewise COMMAND"), run.err());
    }

    @Test
    void failuresHaveTheirJsonToo() {
        CommandLine run = CommandLine.run("train", "--data", home + "/nowhere", "--json");
        assertEquals(1, run.status());
        assertTrue(run.out().startsWith("{\"error\":\"" + home + "/nowhere: no such directory"), run.out());
        assertEquals(1, run.out().lines().count());
    }

    @Test
    void debugShowsWhere() {
        CommandLine run = CommandLine.run("train", "--data", home + "/nowhere", "--debug");
        assertEquals(1, run.status());
        assertTrue(run.err().contains("at lanewise.vae"), run.err());
    }
}
