#!/usr/bin/env bash
# JDK 25, jdk.incubator.vector: a loop over memory segments gets many times slower for good by what else was passed in.
#
# Behaviour: one small loop (y += a x, loads and stores of vectors by FloatVector.fromMemorySegment) is run 200 times
# with other segments before it is measured with native memory in a loop of thousands: segments over a float[] first,
# and the native ones take more than twice as long (some seven times), segments over a float[] and a byte[] first, and
# they take more than five times as long (some thirty times). Nothing in the JVM recovers; each process measures alone.
# Most would guess: MemorySegment hides where memory lies, and compiled code deals with each kind at its speed.
# It matters because a service that scores one array before it reads from a buffer is slow for the rest of its life,
# and a benchmark that runs both kinds in one process measures neither.

set -euo pipefail
sed -n '2,/^$/s/^# \{0,1\}//p' "$0"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
jdk=$(for d in "${JAVA_HOME:-/none}" /usr/lib/jvm/*; do
    if grep -qs '^JAVA_VERSION="25' "$d/release"; then echo "$d"; break; fi
done)
[ -n "$jdk" ] || { echo "needs a JDK 25, installed or in JAVA_HOME" >&2; exit 2; }

cat >"$dir/Finding.java" <<'END'
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

public class Finding {
    static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
    static final int COUNT = 4096;

    static void axpy(MemorySegment x, MemorySegment y, float a) {
        FloatVector factor = FloatVector.broadcast(F, a);
        for (int i = 0; i < COUNT; i += F.length()) {
            long at = 4L * i;
            FloatVector sum = FloatVector.fromMemorySegment(F, y, at, ByteOrder.nativeOrder());
            FloatVector.fromMemorySegment(F, x, at, ByteOrder.nativeOrder()).fma(factor, sum)
                    .intoMemorySegment(y, at, ByteOrder.nativeOrder());
        }
    }

    public static void main(String[] args) {
        for (String kind : args) {
            MemorySegment other = kind.equals("floats") ? MemorySegment.ofArray(new float[COUNT])
                    : MemorySegment.ofArray(new byte[4 * COUNT]);
            for (int i = 0; i < 200; i++) {
                axpy(other, other, 0);
            }
        }
        try (Arena arena = Arena.ofShared()) {
            MemorySegment x = arena.allocate(4L * COUNT, 64);
            MemorySegment y = arena.allocate(4L * COUNT, 64);
            long best = Long.MAX_VALUE;
            for (int round = 0; round < 3000; round++) {
                long begin = System.nanoTime();
                for (int i = 0; i < 20; i++) {
                    axpy(x, y, 0.001f);
                }
                best = Math.min(best, System.nanoTime() - begin);
            }
            System.out.println(best);
        }
    }
}
END
"$jdk/bin/javac" --add-modules jdk.incubator.vector -nowarn -d "$dir" "$dir/Finding.java" 2>"$dir/log" ||
    { cat "$dir/log" >&2; exit 1; }
run() { "$jdk/bin/java" --add-modules jdk.incubator.vector -cp "$dir" Finding "$@" 2>/dev/null; }
alone=$(run) one=$(run floats) two=$(run floats bytes)
awk -v alone="$alone" -v one="$one" -v two="$two" 'BEGIN {
    printf "seen: native memory after float[] takes %.1f times as long as alone, after float[] and byte[] %.1f times\n",
        one / alone, two / alone
    if (one < 2 * alone || two < 5 * alone) {
        print "changed: kinds of segments no longer slow each other down" > "/dev/stderr"
        exit 1
    }
}'
