#!/usr/bin/env bash
# JDK 25 (java.util.Random): generators with the seeds 0, 1, 2, .. all begin with nearly the same number.
#
# Behaviour: the first nextDouble of the seeds 0 to 999 lies between 0.67 and 0.77, and the first nextGaussian has a
# mean of 0.88 instead of 0. SplittableRandom with the same seeds is uniform.
# Most would guess: another seed, another number; the seed is scrambled, after all.
# It matters because a generator for each row, worker or tensor, seeded by its number, is how draws are made
# independent of threads: a latent sample drawn so is no sample of the prior.

set -euo pipefail
sed -n '2,/^$/s/^# \{0,1\}//p' "$0"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
jdk=$(for d in "${JAVA_HOME:-/none}" /usr/lib/jvm/*; do
    if grep -qs '^JAVA_VERSION="25' "$d/release"; then echo "$d"; break; fi
done)
[ -n "$jdk" ] || { echo "needs a JDK 25, installed or in JAVA_HOME" >&2; exit 2; }

cat >"$dir/Finding.java" <<'END'
import java.util.Random;
import java.util.SplittableRandom;

public class Finding {
    public static void main(String[] args) {
        int seeds = 1000;
        double least = 1, most = 0, gaussians = 0, splitLeast = 1, splitMost = 0;
        for (int seed = 0; seed < seeds; seed++) {
            double first = new Random(seed).nextDouble();
            least = Math.min(least, first);
            most = Math.max(most, first);
            gaussians += new Random(seed).nextGaussian() / seeds;
            double split = new SplittableRandom(seed).nextDouble();
            splitLeast = Math.min(splitLeast, split);
            splitMost = Math.max(splitMost, split);
        }
        System.out.println("seen: first nextDouble of 1000 seeds, Random " + least + " to " + most
                + ", SplittableRandom " + splitLeast + " to " + splitMost);
        System.out.println("seen: mean of the first nextGaussian " + gaussians + ", standard error 0.03");
        boolean seen = most - least < 0.1 && gaussians > 0.8 && splitMost - splitLeast > 0.98;
        if (!seen) {
            System.err.println("changed: neighbouring seeds begin differently");
            System.exit(1);
        }
    }
}
END
"$jdk/bin/java" "$dir/Finding.java" 2>"$dir/log" ||
    { cat "$dir/log" >&2; exit 1; }
