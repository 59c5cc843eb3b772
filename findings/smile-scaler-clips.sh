#!/usr/bin/env bash
# Smile 6.3.0 (smile-core): the min-max scaler hides outliers.
#
# Behaviour: Scaler, fitted to 0 .. 10, turns 1000 into 1 and -1000 into 0: what lies outside the range it has seen
# is cut off. Standardizer of the same package keeps it.
# Most would guess: (x - min) / (max - min), so 100 and -100, as in scikit-learn unless it is asked to clip.
# It matters because the rows an anomaly detector is there for look like the most ordinary ones at the edge of the
# data.

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
import java.util.Arrays;
import smile.data.DataFrame;
import smile.feature.transform.Scaler;
import smile.feature.transform.Standardizer;

public class Finding {
    public static void main(String[] args) {
        var past = DataFrame.of(new double[][] {{0}, {5}, {10}}, "x");
        var next = DataFrame.of(new double[][] {{-1000}, {10}, {1000}}, "x");
        double[][] scaled = Scaler.fit(past, "x").apply(next).toArray();
        double[][] standard = Standardizer.fit(past, "x").apply(next).toArray();
        System.out.println("seen: -1000, 10, 1000 by Scaler " + Arrays.deepToString(scaled)
                + ", by Standardizer " + Arrays.deepToString(standard));
        boolean seen = scaled[0][0] == 0 && scaled[1][0] == 1 && scaled[2][0] == 1 && standard[2][0] > 100;
        if (!seen) {
            System.err.println("changed: the scaler no longer cuts");
            System.exit(1);
        }
    }
}
END
"$jdk/bin/java" --enable-native-access=ALL-UNNAMED -cp "$dir/lib/*" "$dir/Finding.java" 2>"$dir/log" ||
    { cat "$dir/log" >&2; exit 1; }
