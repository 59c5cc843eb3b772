package lanewise.vae.table;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;

final class WatchTest {

    @Test
    void aWaitWithoutEndIsEnded() {
        try (Watch watch = new Watch(Duration.ofMillis(50))) {
            watch.begin();
            assertThrows(InterruptedException.class, () -> new CountDownLatch(1).await());
            watch.end();
            assertTrue(watch.isLate());
            assertFalse(Thread.currentThread().isInterrupted());
        }
    }

    @Test
    void anInterruptThatComesLateIsTakenBack() throws InterruptedException {
        try (Watch watch = new Watch(Duration.ofMillis(1))) {
            watch.begin();
            while (!watch.isLate()) {
                Thread.onSpinWait();
            }
            watch.end();
            assertFalse(Thread.currentThread().isInterrupted());
        }
    }

    @Test
    void betweenReadingsNothingIsWatched() throws InterruptedException {
        try (Watch watch = new Watch(Duration.ofMillis(20))) {
            for (int i = 0; i < 3; i++) {
                watch.begin();
                watch.end();
                Thread.sleep(30);
            }
            assertFalse(watch.isLate());
        }
    }
}
