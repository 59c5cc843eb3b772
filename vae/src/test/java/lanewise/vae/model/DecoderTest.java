package lanewise.vae.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import lanewise.core.Matrix;
import lanewise.core.random.RandomStream;
import lanewise.vae.Allocations;
import lanewise.vae.likelihood.Likelihood;
import lanewise.vae.model.Decoder.Output;
import lanewise.vae.random.Purpose;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class DecoderTest extends DecoderFixture {

    @TempDir
    Path directory;

    @Test
    void everyLikelihoodGivesItsMeanItsModeAndItsDraw() {
        for (Likelihood likelihood : Likelihood.all()) {
            try (VaeModel other = model(ARCHITECTURE.withLikelihood(likelihood));
                    DecoderSession session = other.decoder().session(4)) {
                Matrix raw = matrix(9, other.decoder().parameters().layout().slots().getLast().biases());
                Matrix expected = matrix(9, 37);
                session.outputs(z, raw);
                likelihood.mean(raw, expected);
                assertArrayEquals(expected.toArray(), decoded(other.decoder(), 4, Output.MEAN), likelihood.name());
                likelihood.mode(raw, expected);
                assertArrayEquals(expected.toArray(), decoded(other.decoder(), 4, Output.MODE), likelihood.name());
                likelihood.sample(raw, new RandomStream(5, Purpose.SAMPLE.stream(1)), 0, expected);
                assertArrayEquals(expected.toArray(), decoded(other.decoder(), 4, Output.DRAW), likelihood.name());
            }
        }
    }

    @Test
    void newExamplesDependOnSeedAndRowAlone() {
        for (Output output : Output.values()) {
            Matrix many = matrix(9, 37);
            Matrix few = matrix(4, 37);
            Matrix other = matrix(4, 37);
            Matrix fromPrior = matrix(4, 37);
            Matrix prior = matrix(4, 3);
            try (DecoderSession session = model.decoder().session(3);
                    DecoderSession wide = model.decoder().session(9)) {
                wide.generate(77, output, many);
                session.generate(77, output, few);
                session.generate(78, output, other);
                session.prior(77, prior);
                session.decode(prior, output, 77, fromPrior);
            }
            assertArrayEquals(many.rows(0, 4).toArray(), few.toArray());
            assertArrayEquals(fromPrior.toArray(), few.toArray());
            Matrix part = matrix(4, 37);
            try (DecoderSession session = model.decoder().session(3)) {
                session.prior(77, 5, prior);
                session.decode(prior, output, 77, 5, part);
                assertThrows(IllegalArgumentException.class, () -> session.prior(77, -1, prior));
                assertThrows(IllegalArgumentException.class, () -> session.decode(prior, output, 77, -1, part));
            }
            assertArrayEquals(many.rows(5, 9).toArray(), part.toArray());
            assertTrue(!Arrays.equals(few.toArray(), other.toArray()));
        }
    }

    @Test
    void conditionsAreTheLastColumns() {
        Architecture conditional = ARCHITECTURE.withCondition(2);
        Matrix conditions = matrix(9, 2);
        new RandomStream(9, 1).fillUniform(conditions, 0);
        Matrix codes = matrix(9, 3);
        Matrix joined = matrix(9, 5);
        Matrix expected = matrix(9, 37);
        Matrix found = matrix(9, 37);
        try (VaeModel model = model(conditional); Session session = model.session(4);
                DecoderSession decoding = model.decoder().session(4)) {
            decoding.prior(6, codes);
            join(codes, conditions, joined);
            decoding.mean(joined, expected);
            decoding.generate(6, Output.MEAN, conditions, found);
            assertArrayEquals(expected.toArray(), found.toArray());
            Matrix x = matrix(9, 39);
            join(expected, conditions, x);
            session.encode(x, codes);
            join(codes, conditions, joined);
            decoding.mean(joined, expected);
            session.reconstruct(x, found);
            assertArrayEquals(expected.toArray(), found.toArray());
            assertEquals("conditions: are missing, expected 9 x 2",
                    message(() -> decoding.generate(6, Output.MEAN, found)));
            assertEquals("conditions: is 9 x 3, expected 9 x 2",
                    message(() -> decoding.generate(6, Output.MEAN, codes, found)));
            assertEquals("z: is 9 x 3, expected any number of rows x 5", message(() -> decoding.mean(codes, found)));
        }
        try (DecoderSession decoding = model.decoder().session(4)) {
            assertEquals("conditions: is 9 x 2, expected null: the model has none",
                    message(() -> decoding.generate(6, Output.MEAN, conditions, found)));
        }
    }

    private static void join(Matrix left, Matrix right, Matrix both) {
        both.columns(0, left.columns()).copyFrom(left);
        both.columns(left.columns(), both.columns()).copyFrom(right);
    }

    @Test
    void threadsShareOneDecoder() throws Exception {
        float[] expected = decoded(model.decoder(), 9, Output.DRAW);
        List<Callable<Boolean>> calls = new ArrayList<>();
        for (int t = 0; t < 3; t++) {
            calls.add(() -> {
                boolean same = true;
                for (int i = 0; i < 20; i++) {
                    same &= Arrays.equals(expected, decoded(model.decoder(), 9, Output.DRAW));
                }
                return same;
            });
        }
        try (var executor = Executors.newFixedThreadPool(3)) {
            for (Future<Boolean> same : executor.invokeAll(calls)) {
                assertTrue(same.get());
            }
        }
    }

    @Test
    void aWarmCallAllocatesNothing() {
        Matrix one = z.rows(0, 1);
        Matrix x = matrix(1, 37);
        try (DecoderSession session = model.decoder().session(1)) {
            assertEquals(0, Allocations.fewest(0, () -> {
                for (int i = 0; i < 200; i++) {
                    session.mean(one, x);
                    session.decode(one, Output.MEAN, 3, x);
                    session.generate(3, Output.DRAW, x);
                }
            }), "bytes in 200 calls");
        }
    }

    @Test
    void wrongUseIsNamed() throws IOException {
        try (DecoderSession session = model.decoder().session(2)) {
            assertEquals("z: is 9 x 2, expected any number of rows x 3",
                    message(() -> session.mean(z.columns(0, 2), matrix(9, 37))));
            assertEquals("mean: is 9 x 36, expected 9 x 37", message(() -> session.mean(z, matrix(9, 36))));
            assertEquals("x: is 2 x 36, expected any number of rows x 37",
                    message(() -> session.generate(1, Output.MEAN, matrix(2, 36))));
            assertEquals("raw: is 9 x 36, expected 9 x 37", message(() -> session.outputs(z, matrix(9, 36))));
        }
        assertEquals("maxRows: 0, expected at least 1", message(() -> model.decoder().session(0)));
        Path file = directory.resolve("model.safetensors");
        model.save(file);
        Decoder decoder = Decoder.load(file);
        DecoderSession session = decoder.session(9);
        decoder.close();
        decoder.close();
        assertEquals("decoder: was closed",
                assertThrows(IllegalStateException.class, () -> session.mean(z, matrix(9, 37))).getMessage());
        session.close();
        model.decoder().close();
        DecoderSession closed = model.decoder().session(9);
        closed.close();
        assertEquals("session: was closed",
                assertThrows(IllegalStateException.class, () -> closed.mean(z, matrix(9, 37))).getMessage());
    }

    private static String message(Executable executable) {
        return assertThrows(IllegalArgumentException.class, executable).getMessage();
    }
}
