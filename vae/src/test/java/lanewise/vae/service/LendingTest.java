package lanewise.vae.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LendingTest {

    private static final long MILLI = 1_000_000;

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(30, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void giveBack(Lending lending, int session) {
        assertTrue(lending.holder(session).enter(Thread.currentThread()));
        lending.giveBack(session);
    }

    /// Returns when the thread waits in the queue.
    private static void waits(Thread thread) throws InterruptedException {
        while (thread.getState() != Thread.State.TIMED_WAITING && thread.getState() != Thread.State.WAITING) {
            assertTrue(thread.isAlive(), "still waits");
            Thread.sleep(1);
        }
    }

    @Test
    void threadsAreServedInTheOrderInWhichTheyCame() throws InterruptedException {
        Lending lending = new Lending(1, Lending.FOREVER);
        List<Integer> served = Collections.synchronizedList(new ArrayList<>());
        int own = lending.take(0);
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            int number = t;
            Runnable work = () -> {
                int session = lending.take(Lending.FOREVER);
                served.add(number);
                giveBack(lending, session);
            };
            Thread thread = t % 2 == 0 ? Thread.ofPlatform().start(work) : Thread.ofVirtual().start(work);
            waits(thread);
            threads.add(thread);
        }
        giveBack(lending, own);
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7), served);
        assertEquals(0, lending.take(0), "free again");
    }

    /// Never more at work than there are sessions, nobody forgotten.
    @Test
    void manyThreadsShareFewSessions() throws InterruptedException {
        Lending lending = new Lending(3, Lending.FOREVER);
        int[] users = new int[3];
        AtomicInteger wrong = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 400; t++) {
            boolean virtual = t % 20 != 0;
            Runnable work = () -> {
                for (int i = 0; i < 100; i++) {
                    int session = lending.take(Lending.FOREVER);
                    wrong.addAndGet(users[session]++);
                    if (i % 10 == 0) {
                        Thread.yield();
                    }
                    wrong.addAndGet(--users[session]);
                    giveBack(lending, session);
                    done.incrementAndGet();
                }
            };
            threads.add(virtual ? Thread.ofVirtual().start(work) : Thread.ofPlatform().start(work));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(40_000, done.get());
        assertEquals(0, wrong.get());
    }

    @Test
    void whoDoesNotGetOneInTimeIsTold() throws InterruptedException {
        Lending lending = new Lending(2, Lending.FOREVER);
        CountDownLatch taken = new CountDownLatch(2);
        CountDownLatch go = new CountDownLatch(1);
        for (String name : List.of("first", "second")) {
            Thread.ofPlatform().name(name).start(() -> {
                int session = lending.take(0);
                taken.countDown();
                await(go);
                giveBack(lending, session);
            });
        }
        await(taken);
        String atOnce = assertThrows(RejectedExecutionException.class, () -> lending.take(0)).getMessage();
        assertTrue(atOnce.matches("pool: all 2 sessions are in use; the thread (first|second) has had one for \\d+ ms,"
                + " expected fewer callers, more sessions or a longer wait"), atOnce);
        long start = System.nanoTime();
        String later = assertThrows(RejectedExecutionException.class, () -> lending.take(20 * MILLI)).getMessage();
        assertTrue(System.nanoTime() - start >= 20 * MILLI);
        assertTrue(later.matches("pool: all 2 sessions are in use, also after \\d+ ms; the thread .*"), later);
        AtomicReference<Throwable> told = new AtomicReference<>();
        Thread interrupted = Thread.ofVirtual().unstarted(() -> {
            told.set(assertThrows(RejectedExecutionException.class, () -> lending.take(Lending.FOREVER)));
            assertTrue(Thread.currentThread().isInterrupted());
        });
        interrupted.start();
        waits(interrupted);
        interrupted.interrupt();
        interrupted.join();
        assertEquals("pool: the virtual thread #" + interrupted.threadId()
                + " was interrupted while it waited for one of 2 sessions", told.get().getMessage());
        go.countDown();
        giveBack(lending, lending.take(Lending.FOREVER));
    }

    @Test
    void twoAtATimeAreRefused() {
        Lending lending = new Lending(2, Lending.FOREVER);
        int session = lending.take(0);
        String name = Thread.currentThread().getName();
        assertEquals("pool: the thread " + name + " has a lease already, expected it to be closed first",
                assertThrows(IllegalStateException.class, () -> lending.take(0)).getMessage());
        giveBack(lending, session);
        lending.take(0);
    }

    @Test
    void whatIsKeptTooLongIsTakenBackIfAnotherWaits() throws InterruptedException {
        Lending lending = new Lending(1, 30 * MILLI);
        Holder holder = lending.holder(lending.take(0));
        Thread me = Thread.currentThread();
        Thread.sleep(50);
        assertTrue(holder.enter(me), "nobody waits");
        CountDownLatch taken = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Thread other = Thread.ofPlatform().name("other").start(() -> {
            int session = lending.take(Lending.FOREVER);
            taken.countDown();
            await(go);
            giveBack(lending, session);
        });
        waits(other);
        assertFalse(taken.await(60, TimeUnit.MILLISECONDS), "not while a call is at work");
        holder.leave(me);
        await(taken);
        assertFalse(holder.enter(me));
        String told = holder.refusal(me).getMessage();
        assertTrue(told.matches("lease: was taken back from the thread .*, which kept it for \\d+ ms while others"
                + " waited, expected it to be closed sooner"), told);
        go.countDown();
        other.join();
        lending.take(Lending.FOREVER);
        assertTrue(holder.enter(me), "a lease of its own again");
    }

    @Test
    void closingEndsCallsAndRefusesTheOthers() throws InterruptedException {
        Lending lending = new Lending(2, Lending.FOREVER);
        Thread me = Thread.currentThread();
        Holder busy = lending.holder(lending.take(0));
        assertTrue(busy.enter(me));
        CountDownLatch idle = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicReference<Throwable> told = new AtomicReference<>();
        Thread holder = Thread.ofPlatform().start(() -> {
            Holder own = lending.holder(lending.take(0));
            idle.countDown();
            await(go);
            assertFalse(own.enter(Thread.currentThread()));
            told.set(own.refusal(Thread.currentThread()));
        });
        await(idle);
        AtomicReference<Throwable> waiter = new AtomicReference<>();
        Thread waiting = Thread.ofPlatform().start(() ->
                waiter.set(assertThrows(IllegalStateException.class, () -> lending.take(Lending.FOREVER))));
        waits(waiting);
        Thread closer = Thread.ofPlatform().start(lending::close);
        waiting.join();
        assertEquals("pool: was closed", waiter.get().getMessage());
        assertEquals("pool: was closed",
                assertThrows(IllegalStateException.class, () -> lending.take(0)).getMessage());
        closer.join(30);
        assertTrue(closer.isAlive(), "a call is at work");
        lending.callEnds(0, me);
        closer.join();
        go.countDown();
        holder.join();
        assertEquals("pool: was closed", told.get().getMessage());
        assertFalse(busy.enter(me));
        assertFalse(lending.close(), "a second time");
    }
}
