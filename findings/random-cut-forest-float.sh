#!/usr/bin/env bash
# Random Cut Forest 4.2.0 (randomcutforest-core): takes doubles, keeps floats.
#
# Behaviour: a forest that has seen 2000 values between 1.7e9 and 1.7e9 + 10, such as seconds since 1970, gives
# 1.7e9 + 50 exactly the score of its own data. The same values without the offset: the outlier gets several times
# their score.
# Most would guess: process and getAnomalyScore take double[], so differences of 10 in 1.7e9 (2e-9 of the value)
# count.
# It matters because times, identifiers and counters lie there: floats near 1.7e9 are 128 apart, and all become one
# point.

set -euo pipefail
sed -n '2,/^$/s/^# \{0,1\}//p' "$0"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
jdk=$(for d in "${JAVA_HOME:-/none}" /usr/lib/jvm/*; do
    if grep -qs '^JAVA_VERSION="25' "$d/release"; then echo "$d"; break; fi
done)
[ -n "$jdk" ] || { echo "needs a JDK 25, installed or in JAVA_HOME" >&2; exit 2; }

# Takes packages as GROUP:ARTIFACT:VERSION[:CLASSIFIER] into the folder lib, with what they need.
{
    echo '<project><modelVersion>4.0.0</modelVersion><groupId>finding</groupId><artifactId>finding</artifactId>'
    echo '<version>1</version><dependencies>'
    for package in software.amazon.randomcutforest:randomcutforest-core:4.2.0; do
        IFS=: read -r group name version classifier <<<"$package"
        echo "<dependency><groupId>$group</groupId><artifactId>$name</artifactId><version>$version</version>"
        echo "${classifier:+<classifier>$classifier</classifier>}</dependency>"
    done
    echo '</dependencies></project>'
} >"$dir/pom.xml"
mvn -q -B -f "$dir/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
    -DoutputDirectory="$dir/lib" >"$dir/log" 2>&1 || { cat "$dir/log" >&2; exit 2; }

cat >"$dir/Finding.java" <<'END'
import com.amazon.randomcutforest.RandomCutForest;
import java.util.SplittableRandom;

public class Finding {
    static double[] scores(double offset) {
        var forest = RandomCutForest.builder().dimensions(1).randomSeed(1).build();
        var random = new SplittableRandom(1);
        for (int i = 0; i < 2000; i++) {
            forest.update(new double[] {offset + 10 * random.nextDouble()});
        }
        double inside = forest.getAnomalyScore(new double[] {offset + 5});
        double outside = forest.getAnomalyScore(new double[] {offset + 50});
        System.out.println("seen: data from " + offset + " to +10: score of +5 " + inside + ", of +50 " + outside);
        return new double[] {inside, outside};
    }

    public static void main(String[] args) {
        double[] plain = scores(0);
        double[] shifted = scores(1.7e9);
        boolean seen = plain[1] > 3 * plain[0] && shifted[1] == shifted[0];
        if (!seen) {
            System.err.println("changed: the outlier is seen beside an offset");
            System.exit(1);
        }
    }
}
END
"$jdk/bin/java" -cp "$dir/lib/*" "$dir/Finding.java" 2>"$dir/log" ||
    { cat "$dir/log" >&2; exit 1; }
