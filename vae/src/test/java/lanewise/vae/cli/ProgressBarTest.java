package lanewise.vae.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

final class ProgressBarTest {

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private Terminal terminal(int columns) {
        return new Terminal(new PrintStream(new ByteArrayOutputStream()),
                new PrintStream(err, true, StandardCharsets.UTF_8), columns, new StopSignal());
    }

    @Test
    void drawsShareSpeedAndTimeLeft() {
        assertEquals("epoch 3/10 [" + "#".repeat(15) + "-".repeat(15) + "]  50%  loss 103.2  24,000 samples/s "
                + " 12 s left", ProgressBar.line(120, "epoch 3/10", 288_000, 576_000, "loss 103.2", 24_000));
    }

    @Test
    void leavesTheBarOutWhereItDoesNotFit() {
        String line = ProgressBar.line(60, "epoch 3/10", 1, 2, "loss 103.2", 24_000);
        assertEquals(-1, line.indexOf('['));
        assertTrue(ProgressBar.line(90, "epoch 3/10", 1, 2, "loss 103.2", 24_000).length() < 90);
    }

    @Test
    void timeReadsAsPeopleSayIt() {
        assertEquals("4 s", ProgressBar.duration(4.2));
        assertEquals("2:07", ProgressBar.duration(127));
        assertEquals("1:02:07", ProgressBar.duration(3727));
    }

    @Test
    void speedFollowsTheLastSeconds() {
        ProgressBar bar = new ProgressBar(terminal(100), 0, 1_000_000, 0);
        long now = 0;
        long done = 0;
        for (int i = 0; i < 100; i++) {
            done += i < 20 ? 10 : 1000;
            now += 200_000_000L;
            bar.update("epoch 1/1", done, "", now);
        }
        String all = err.toString(StandardCharsets.UTF_8);
        String last = all.substring(all.lastIndexOf('\r'));
        assertTrue(last.matches("(?s).* (4,9[5-9].|5,0[0-4].) samples/s .*"), "5,000 within 1 percent: " + last);
    }

    @Test
    void drawsNothingWhereThereIsNoTerminal() {
        ProgressBar bar = new ProgressBar(terminal(0), 0, 10, 0);
        bar.update("epoch 1/1", 5, "", 1_000_000_000L);
        assertEquals("", err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void aLineOfTextReplacesTheStatusLine() {
        Terminal terminal = terminal(80);
        terminal.status("status");
        terminal.note("note");
        assertEquals("\rstatus\r      \rnote\n",
                err.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n"));
    }
}
