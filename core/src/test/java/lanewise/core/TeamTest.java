package lanewise.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.IntFunction;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TeamTest {

    private static final ExecutorService POOL = Executors.newFixedThreadPool(2);

    @AfterAll
    static void shutDown() {
        POOL.shutdownNow();
    }

    static Stream<Arguments> teams() {
        return Stream.of(
                named("threads", Team::ofThreads),
                named("spinning threads", n -> Team.ofThreads(n, 20_000)),
                named("executor", n -> Team.on(POOL, n)),
                named("executor that refuses", n -> Team.on(task -> {
                    throw new RejectedExecutionException("full");
                }, n)),
                named("executor that never starts anything", n -> Team.on(task -> { }, n)),
                named("executor on the calling thread", n -> Team.on(Runnable::run, n)));
    }

    private static Arguments named(String name, IntFunction<Team> factory) {
        return Arguments.of(org.junit.jupiter.api.Named.of(name, factory));
    }

    @ParameterizedTest
    @MethodSource("teams")
    void everyPartRunsExactlyOnceAndItsWritesAreVisible(IntFunction<Team> factory) {
        for (int size : new int[] {1, 2, 3, 5}) {
            try (Team team = factory.apply(size)) {
                assertEquals(size, team.size());
                int[] plain = new int[size];
                for (int round = 1; round <= 2_000; round++) {
                    team.run((part, parts) -> plain[part] += parts);
                    for (int part = 0; part < size; part++) {
                        assertEquals(round * size, plain[part]);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("teams")
    void theLowestPartsExceptionComesOutAfterAllHaveEnded(IntFunction<Team> factory) {
        try (Team team = factory.apply(3)) {
            for (int round = 0; round < 50; round++) {
                AtomicIntegerArray ended = new AtomicIntegerArray(3);
                IllegalArgumentException thrown = assertThrows(IllegalArgumentException.class,
                        () -> team.run((part, parts) -> {
                            ended.incrementAndGet(part);
                            if (part > 0) {
                                throw new IllegalArgumentException("part " + part);
                            }
                        }));
                assertEquals("part 1", thrown.getMessage());
                assertEquals("[1, 1, 1]", ended.toString());
            }
            int[] sum = new int[3];
            team.run((part, parts) -> sum[part] = 1);
            assertEquals(3, sum[0] + sum[1] + sum[2]);
        }
    }

    @ParameterizedTest
    @MethodSource("teams")
    void callsFromInsideAndAfterCloseAreRefused(IntFunction<Team> factory) {
        Team team = factory.apply(2);
        IllegalStateException inside = assertThrows(IllegalStateException.class,
                () -> team.run((part, parts) -> team.run((p, n) -> { })));
        assertTrue(inside.getMessage().contains("already running"), inside.getMessage());
        team.close();
        team.close();
        assertEquals("team: was closed",
                assertThrows(IllegalStateException.class, () -> team.run((p, n) -> { })).getMessage());
    }

    @Test
    void aRunAllocatesNothing() {
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (Team team = Team.ofThreads(2)) {
            Team.Work work = (part, parts) -> { };
            for (int i = 0; i < 5_000; i++) {
                team.run(work);
            }
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 5_000; i++) {
                team.run(work);
            }
            long perRun = (threads.getCurrentThreadAllocatedBytes() - before) / 5_000;
            assertEquals(0, perRun);
        }
    }

    @Test
    void anInterruptIsKeptForTheCaller() {
        try (Team team = Team.ofThreads(2)) {
            Thread.currentThread().interrupt();
            int[] done = new int[2];
            team.run((part, parts) -> {
                for (long end = System.nanoTime() + 2_000_000; part == 1 && System.nanoTime() < end;) {
                    Thread.onSpinWait();
                }
                done[part] = 1;
            });
            assertTrue(Thread.interrupted());
            assertEquals(2, done[0] + done[1]);
        }
    }

    @Test
    void bordersCoverTheRangeInGrains() {
        for (int n : new int[] {0, 1, 15, 16, 17, 100, 784}) {
            for (int parts = 1; parts <= 5; parts++) {
                for (int grain : new int[] {1, 8, 32}) {
                    assertEquals(0, Team.begin(n, 0, parts, grain));
                    assertEquals(n, Team.begin(n, parts, parts, grain));
                    for (int part = 0; part < parts; part++) {
                        int begin = Team.begin(n, part, parts, grain);
                        int end = Team.begin(n, part + 1, parts, grain);
                        assertTrue(begin <= end);
                        assertTrue(begin % grain == 0 || begin == n);
                        assertTrue(end - begin <= (n + parts - 1) / parts + grain);
                    }
                }
            }
        }
        assertEquals(Integer.MAX_VALUE, Team.begin(Integer.MAX_VALUE, 3, 3, 64));
    }

    @Test
    void sizesBelowOneAreRefused() {
        assertEquals("threads: 0, expected at least 1",
                assertThrows(IllegalArgumentException.class, () -> Team.ofThreads(0)).getMessage());
        assertEquals("parts: -1, expected at least 1",
                assertThrows(IllegalArgumentException.class, () -> Team.on(POOL, -1)).getMessage());
        assertEquals("spinNanos: -5, expected at least 0",
                assertThrows(IllegalArgumentException.class, () -> Team.ofThreads(2, -5)).getMessage());
        assertSame(Team.single(), Team.ofThreads(1));
    }

    @Test
    void aRunThatHasBegunKeepsItsThreadsWhoeverCloses() {
        TeamRun run = new TeamRun(1);
        int[] woken = new int[1];
        run.begin();
        assertFalse(run.markClosed(), "the run that is on wakes the threads, not who closes");
        assertFalse(run.isClosed(), "threads that saw it closed would leave before they do their part");
        assertThrows(IllegalStateException.class, run::begin);
        run.execute((part, parts) -> { }, 0);
        run.finish(0, () -> woken[0] += run.isClosed() ? 1 : 100);
        assertTrue(run.isClosed());
        assertEquals(1, woken[0]);
        assertFalse(run.markClosed());
    }

    @ParameterizedTest
    @MethodSource("teams")
    void closedByOneThreadWhileAnotherStartsRunsEndsAll(IntFunction<Team> factory) throws Exception {
        for (int round = 0; round < 300; round++) {
            Team team = factory.apply(3);
            AtomicIntegerArray done = new AtomicIntegerArray(3);
            AtomicInteger runs = new AtomicInteger();
            int pause = round % 50;
            Thread runner = Thread.ofPlatform().daemon().start(() -> {
                try {
                    while (true) {
                        team.run((part, parts) -> done.incrementAndGet(part));
                        runs.incrementAndGet();
                    }
                } catch (IllegalStateException closed) {
                    assertEquals("team: was closed", closed.getMessage());
                }
            });
            for (int i = 0; i < pause * 20; i++) {
                Thread.onSpinWait();
            }
            team.close();
            runner.join(20_000);
            assertFalse(runner.isAlive(), "round " + round + ": a run waits for threads that have left");
            for (int part = 0; part < 3; part++) {
                assertEquals(runs.get(), done.get(part));
            }
        }
    }
}
