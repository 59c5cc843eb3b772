#!/usr/bin/env bash
# Apache Commons Math 3.6.1: the U statistic of Mann and Whitney does not tell which sample is larger.
#
# Behaviour: MannWhitneyUTest.mannWhitneyU(x, y) returns the larger of U of x and U of y, so the order of its
# arguments does not matter, and U / (n m) is never below 0.5.
# Most would guess: U of the first argument, whose quotient by n m is the area under the ROC curve.
# It matters because an anomaly detector whose scores are upside down, with an area of 0, is reported as perfect.

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
    for package in org.apache.commons:commons-math3:3.6.1; do
        IFS=: read -r group name version classifier <<<"$package"
        echo "<dependency><groupId>$group</groupId><artifactId>$name</artifactId><version>$version</version>"
        echo "${classifier:+<classifier>$classifier</classifier>}</dependency>"
    done
    echo '</dependencies></project>'
} >"$dir/pom.xml"
mvn -q -B -f "$dir/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
    -DoutputDirectory="$dir/lib" >"$dir/log" 2>&1 || { cat "$dir/log" >&2; exit 2; }

cat >"$dir/Finding.java" <<'END'
import org.apache.commons.math3.stat.inference.MannWhitneyUTest;

public class Finding {
    public static void main(String[] args) {
        double[] ordinary = {0.6, 0.7, 0.8, 0.9, 1.0};
        double[] anomalous = {0.1, 0.2, 0.3, 0.4};      // all below: the detector is upside down
        var test = new MannWhitneyUTest();
        double area = test.mannWhitneyU(anomalous, ordinary) / (anomalous.length * ordinary.length);
        double turned = test.mannWhitneyU(ordinary, anomalous) / (anomalous.length * ordinary.length);
        System.out.println("seen: area from U(anomalous, ordinary) " + area + ", right is 0");
        System.out.println("seen: area from U(ordinary, anomalous) " + turned + ", right is 1");
        boolean seen = area == 1 && turned == 1;
        if (!seen) {
            System.err.println("changed: U now belongs to one of the samples");
            System.exit(1);
        }
    }
}
END
"$jdk/bin/java" -cp "$dir/lib/*" "$dir/Finding.java" 2>"$dir/log" ||
    { cat "$dir/log" >&2; exit 1; }
