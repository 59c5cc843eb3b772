#!/usr/bin/env bash
# Smile 6.3.0 (smile-base): the Kullback-Leibler divergence of two distributions is negative.
#
# Behaviour: MathEx.KullbackLeiblerDivergence leaves out the terms where the second probability is 0. Of (1/2, 1/2)
# from (1, 0) it gives -0.347; right is infinity. Only if no term at all is left it answers infinity.
# Most would guess: infinity, or a large number; a divergence is never negative (Gibbs' inequality).
# It matters because histograms of real and of drawn data have empty bins: the model that misses most of the data
# gets the best score.

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
    for package in com.github.haifengl:smile-base:6.3.0; do
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
import smile.math.MathEx;

public class Finding {
    static double divergence(double[] p, double[] q) {
        double d = MathEx.KullbackLeiblerDivergence(p, q);
        System.out.println("seen: of " + Arrays.toString(p) + " from " + Arrays.toString(q) + " it is " + d);
        return d;
    }

    public static void main(String[] args) {
        double[] data = {0.25, 0.25, 0.25, 0.25};
        double near = divergence(data, new double[] {0.3, 0.3, 0.2, 0.2});
        double missing = divergence(data, new double[] {1, 0, 0, 0});
        double half = divergence(new double[] {0.5, 0.5}, new double[] {1, 0});
        boolean seen = near > 0 && missing < -0.3 && half < -0.3;
        if (!seen) {
            System.err.println("changed: the divergence is no longer negative");
            System.exit(1);
        }
    }
}
END
"$jdk/bin/java" -cp "$dir/lib/*" "$dir/Finding.java" 2>"$dir/log" ||
    { cat "$dir/log" >&2; exit 1; }
