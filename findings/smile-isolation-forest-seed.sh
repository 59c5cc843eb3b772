#!/usr/bin/env bash
# Smile 6.3.0 (smile-core): an isolation forest gives other scores at each run, whatever seed is set.
#
# Behaviour: MathEx.setSeed sets the generator of the calling thread. IsolationForest.fit grows its trees on the
# common pool, whose threads have generators of their own, and takes no seed. KMeans.fit, in one thread, does
# repeat.
# Most would guess: with the seed set before fit, equal data give equal forests.
# It matters because a threshold on scores that was fixed with one forest does not belong to the next one.

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
    for package in com.github.haifengl:smile-core:6.3.0 \
        org.slf4j:slf4j-nop:2.0.17; do
        IFS=: read -r group name version classifier <<<"$package"
        echo "<dependency><groupId>$group</groupId><artifactId>$name</artifactId><version>$version</version>"
        echo "${classifier:+<classifier>$classifier</classifier>}</dependency>"
    done
    echo '</dependencies></project>'
} >"$dir/pom.xml"
mvn -q -B -f "$dir/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
    -DoutputDirectory="$dir/lib" >"$dir/log" 2>&1 || { cat "$dir/log" >&2; exit 2; }

cat >"$dir/Finding.java" <<'END'
import java.util.HashSet;
import java.util.SplittableRandom;
import smile.anomaly.IsolationForest;
import smile.clustering.KMeans;
import smile.math.MathEx;

public class Finding {
    public static void main(String[] args) {
        var random = new SplittableRandom(1);
        double[][] rows = new double[1000][4];
        for (double[] row : rows) {
            for (int j = 0; j < row.length; j++) {
                row[j] = random.nextGaussian();
            }
        }
        var scores = new HashSet<Double>();
        var distortions = new HashSet<Double>();
        for (int i = 0; i < 5; i++) {
            MathEx.setSeed(42);
            scores.add(IsolationForest.fit(rows).score(rows[0]));
            MathEx.setSeed(42);
            distortions.add(KMeans.fit(rows, 5, 50).distortion());
        }
        System.out.println("seen: scores of one row, five forests, one seed " + scores);
        System.out.println("seen: distortion of KMeans, five times, one seed " + distortions);
        boolean seen = scores.size() > 1 && distortions.size() == 1;
        if (!seen) {
            System.err.println("changed: equal seeds now give equal forests");
            System.exit(1);
        }
    }
}
END
"$jdk/bin/java" --enable-native-access=ALL-UNNAMED -Djava.util.concurrent.ForkJoinPool.common.parallelism=4 \
    -cp "$dir/lib/*" "$dir/Finding.java" 2>"$dir/log" ||
    { cat "$dir/log" >&2; exit 1; }
