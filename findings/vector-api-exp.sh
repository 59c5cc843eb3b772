#!/usr/bin/env bash
# JDK 25 (jdk.incubator.vector): the same vector exponential of the same numbers gives other bits once it is
# compiled.
#
# Behaviour: FloatVector.lanewise(EXP) and (LOG) round Math.exp and Math.log to floats while they are interpreted;
# the optimising compiler puts a routine of libjsvml there, whose last bit differs for some per cent of the numbers.
# Most would guess: one operation, one result on one machine; other JVM operations keep their bits when compiled.
# It matters because a training run with a fixed seed does not repeat: the step at which the compiler is ready
# depends on the load of the machine, and from that step on the weights differ.

set -euo pipefail
sed -n '2,/^$/s/^# \{0,1\}//p' "$0"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
jdk=$(for d in "${JAVA_HOME:-/none}" /usr/lib/jvm/*; do
    if grep -qs '^JAVA_VERSION="25' "$d/release"; then echo "$d"; break; fi
done)
[ -n "$jdk" ] || { echo "needs a JDK 25, installed or in JAVA_HOME" >&2; exit 2; }

cat >"$dir/Finding.java" <<'END'
import java.util.SplittableRandom;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

public class Finding {
    static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

    static void exp(float[] x, float[] y) {
        for (int i = 0; i < x.length; i += SPECIES.length()) {
            FloatVector.fromArray(SPECIES, x, i).lanewise(VectorOperators.EXP).intoArray(y, i);
        }
    }

    static void log(float[] x, float[] y) {
        for (int i = 0; i < x.length; i += SPECIES.length()) {
            FloatVector.fromArray(SPECIES, x, i).lanewise(VectorOperators.LOG).intoArray(y, i);
        }
    }

    static int differences(float[] a, float[] b) {
        int count = 0;
        for (int i = 0; i < a.length; i++) {
            count += a[i] != b[i] ? 1 : 0;
        }
        return count;
    }

    public static void main(String[] args) {
        var random = new SplittableRandom(1);
        float[] x = new float[4096], exp = new float[4096], log = new float[4096];
        for (int i = 0; i < x.length; i++) {
            x[i] = 10 * random.nextFloat() + 0.1f;
        }
        exp(x, exp);
        log(x, log);
        float[] firstExp = exp.clone(), firstLog = log.clone();
        for (int i = 0; i < 5000; i++) {
            exp(x, exp);
            log(x, log);
        }
        int changed = differences(exp, firstExp) + differences(log, firstLog);
        System.out.println("seen: of 4096 results changed bits from the first to the 5001st call: exp "
                + differences(exp, firstExp) + ", log " + differences(log, firstLog) + " (" + SPECIES + ")");
        boolean seen = changed > 0;
        if (!seen) {
            System.err.println("changed: the bits stay");
            System.exit(1);
        }
    }
}
END
"$jdk/bin/java" --add-modules jdk.incubator.vector "$dir/Finding.java" 2>"$dir/log" ||
    { cat "$dir/log" >&2; exit 1; }
