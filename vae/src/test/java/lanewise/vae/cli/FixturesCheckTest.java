package lanewise.vae.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import lanewise.vae.format.Json;
import lanewise.vae.format.JsonObject;

final class FixturesCheckTest {

    @TempDir
    static Path home;
    static Path good;
    static Path wrong;
    static Path cut;

    @BeforeAll
    static void makeFiles() throws IOException {
        good = home.resolve("good.safetensors");
        try (InputStream in = FixturesCheckTest.class.getResourceAsStream(
                "/lanewise/vae/loss/mc3_bern_sum.f64.safetensors")) {
            byte[] bytes = in.readAllBytes();
            Files.write(good, bytes);
            // the sign of the last result, grad.out.logits
            bytes[bytes.length - 1] ^= (byte) 0x80;
            wrong = Files.write(home.resolve("wrong.safetensors"), bytes);
            cut = Files.write(home.resolve("cut.safetensors"), Arrays.copyOf(bytes, bytes.length - 8));
        }
    }

    private static JsonObject json(CommandLine run) throws IOException {
        assertEquals(1, run.out().lines().count(), run.out());
        return JsonObject.of(Json.parse(run.out(), "output"), "output");
    }

    @Test
    void theTableHasALineForEveryResult() {
        CommandLine run = CommandLine.run("fixtures", "check", good.toString());
        assertEquals(0, run.status(), run.err());
        assertEquals("", run.err());
        assertTrue(run.out().lines().anyMatch(line -> line.matches("  grad\\.enc\\.mu\\.weight +48 .* float64 pass")),
                run.out());
        assertTrue(run.out().contains("pass " + good + ": 30 tensors, 0 beyond the limits; "), run.out());
        assertEquals(33, run.out().lines().count(), "the file, a heading, 30 tensors, the verdict");
    }

    @Test
    void aWrongSignFailsAndIsNamed() {
        CommandLine run = CommandLine.run("fixtures", "check", "--brief", wrong.toString());
        assertEquals(1, run.status());
        assertEquals("lanewise fixtures check: " + wrong + ": 1 of 30 tensors deviate: grad.out.logits",
                run.err().strip());
        assertTrue(run.out().contains("FAIL grad.out.logits: 1 of 240 elements, the worst at 239: "), run.out());
        assertEquals(2, run.out().lines().count(), run.out());
    }

    @Test
    void oneFileIsOneObject() throws IOException {
        JsonObject answer = json(CommandLine.run("fixtures", "check", "--json", good.toString()));
        assertTrue(answer.bool("pass"));
        JsonObject total = answer.object("tensors").object("loss.total");
        assertTrue(total.bool("pass"));
        assertTrue(total.real("absolute") < 1e-12 && total.real("relative") < 1e-14 && total.real("ulp") < 10);
        assertEquals("float64", total.string("ulp_type"));

        CommandLine run = CommandLine.run("fixtures", "check", "--json", wrong.toString());
        assertEquals(1, run.status());
        answer = json(run);
        assertTrue(!answer.bool("pass") && !answer.object("tensors").object("grad.out.logits").bool("pass"));
        assertTrue(answer.object("tensors").object("loss.total").bool("pass"));
    }

    @Test
    void severalFilesAreAList() throws IOException {
        CommandLine run = CommandLine.run("fixtures", "check", good.toString(), wrong.toString(), "--json");
        assertEquals(1, run.status());
        JsonObject answer = json(run);
        assertEquals(false, answer.bool("pass"));
        assertTrue(run.out().contains("\"files\":[{\"file\":\"" + good + "\",\"pass\":true,"), run.out());
    }

    @Test
    void badFilesFailWhateverElseThereIs() throws IOException {
        CommandLine run = CommandLine.run("fixtures", "check", "--brief", wrong.toString(), cut.toString(),
                good.toString());
        assertEquals(1, run.status());
        assertEquals(1, run.err().lines().count());
        assertTrue(run.err().startsWith("lanewise fixtures check: " + cut + ": tensor \"grad.out.logits\""), run.err());
        assertTrue(run.out().contains("FAIL " + wrong) && run.out().contains("pass " + good), run.out());
        run = CommandLine.run("fixtures", "check", "--json", home + "/nowhere");
        assertEquals(1, run.status(), "as with any command that misses a file");
        JsonObject answer = json(run);
        assertEquals(false, answer.bool("pass"));
        assertEquals(home + "/nowhere: no such file, expected a safetensors file", answer.string("error"));
    }

    @Test
    void whatIsNoFixtureIsToldSo() throws IOException {
        Path model = home.resolve("model.safetensors");
        byte[] header = "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}".getBytes(
                java.nio.charset.StandardCharsets.UTF_8);
        Files.write(model, java.nio.ByteBuffer.allocate(8 + header.length + 4).order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length).put(header).array());
        CommandLine run = CommandLine.run("fixtures", "check", model.toString());
        assertEquals(1, run.status());
        assertEquals("lanewise fixtures check: " + model + ": metadata \"kind\": missing, expected one of"
                + " vae_gradients, optimizer_trajectory, elementwise", run.err().strip());
    }

    @Test
    void limitsAreOptions() {
        assertEquals(1, CommandLine.run("fixtures", "check", "--relative", "0", good.toString()).status());
        assertEquals(0, CommandLine.run("fixtures", "check", "--relative", "1e-12", good.toString()).status());
        assertEquals(0, CommandLine.run("fixtures", "check", "--absolute", "10", wrong.toString()).status());
        assertEquals(2, CommandLine.run("fixtures", "check", "--ulp", "-1", wrong.toString()).status());
    }

    @Test
    void usageIsStatusTwo() {
        assertEquals("lanewise fixtures check: no file given, expected fixtures (safetensors) to check",
                CommandLine.run("fixtures", "check").err().strip());
        CommandLine run = CommandLine.run("fixtures");
        assertEquals(2, run.status());
        assertTrue(run.err().contains("Usage: lanewise fixtures COMMAND"), run.err());
        run = CommandLine.run("fixtures", "chekc", good.toString());
        assertEquals(2, run.status());
        assertTrue(run.err().contains("did you mean fixtures check?"), run.err());
    }

    @Test
    void theKernelsAreHeldAgainstTheSameInputs() throws IOException {
        String[][] cases = {{"--objective", "dreg", "--samples", "3", "--prior", "vamp", "--posterior",
            "full_covariance"}, {"--objective", "info_vae", "--condition", "2"},
            {"--corruption", "masking", "--weights", "splitmix64", "--inputs", "700"},
            {"--objective", "beta_tc", "--likelihood", "laplace"}, {"--objective", "autoencoder"}, {"--steps", "2"},
            {"--kind", "elementwise"}, {"--objective", "beta_tc", "--posterior", "full_covariance", "--prior", "vamp"},
            {"--objective", "info_vae", "--prior", "gaussian_mixture", "--samples", "2"},
            {"--normalization", "layer", "--dropout", "0.2", "--hidden", "9,7", "--prior", "vamp", "--objective",
                "iwae", "--samples", "3"}, {"--normalization", "layer", "--steps", "2"},
            {"--dropout", "0.5", "--steps", "2", "--samples", "2", "--dtype", "f32"},
            {"--free-bits-mode", "per_sample", "--free-bits", "0.2", "--posterior", "full_covariance"}};
        for (int i = 0; i < cases.length; i++) {
            String file = home.resolve("kernels" + i + ".safetensors").toString();
            List<String> words = new ArrayList<>(List.of("fixtures", "write", "--out", file));
            words.addAll(List.of(cases[i]));
            assertEquals(0, CommandLine.run(words.toArray(String[]::new)).status(), words::toString);
            CommandLine run = CommandLine.run("fixtures", "check", "--kernels", file);
            assertEquals(0, run.status(), run.out());
            assertTrue(run.out().contains(i == 6 ? "softplus.dy" : i == 2 ? "grad.dec.0.bias" : "grad.enc.0.weight"),
                    run.out());
            // fp32 is not float64: something has to deviate
            assertFalse(run.out().contains("largest deviation absolute 0"), run.out());
        }
    }

    @Test
    void whatTheKernelsDoNotOfferIsRefused() throws IOException {
        String file = home.resolve("full.safetensors").toString();
        assertEquals(0, CommandLine.run("fixtures", "write", "--out", file, "--steps", "2", "--optimizer", "adamw",
                "--initial-second-moment", "1").status());
        CommandLine run = CommandLine.run("fixtures", "check", "--kernels", file);
        assertEquals(1, run.status(), run.out());
        assertTrue(run.err().contains("adamw starts its second moment at 1.0, expected 0"), run.err());
    }
}
