#!/usr/bin/env bash
# AssertJ 3.27.7, Hamcrest 3.0, Truth 1.4.5: NaN is greater than 0.9, and 0.5 is less than NaN.
#
# Behaviour: assertThat(NaN).isGreaterThan(0.9) of AssertJ and of Truth passes, as does Hamcrest's greaterThan: they
# order boxed numbers by compareTo, where NaN is the largest. Even greater than infinity passes. In AssertJ the weaker
# isGreaterThanOrEqualTo(0.9) fails, for that one compares by >=; isPositive passes.
# Most would guess: a comparison with NaN is false, as x > 0.9 is in Java, so a test that makes one fails.
# It matters because a test that asks of a trained model an AUC above 0.9 or a likelihood above a bound passes if the
# figure is NaN, and so does one that asks of the baseline to be less than it: the worst model there is.

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
    for package in org.assertj:assertj-core:3.27.7 \
        org.hamcrest:hamcrest:3.0 \
        com.google.truth:truth:1.4.5; do
        IFS=: read -r group name version classifier <<<"$package"
        echo "<dependency><groupId>$group</groupId><artifactId>$name</artifactId><version>$version</version>"
        echo "${classifier:+<classifier>$classifier</classifier>}</dependency>"
    done
    echo '</dependencies></project>'
} >"$dir/pom.xml"
mvn -q -B -f "$dir/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
    -DoutputDirectory="$dir/lib" >"$dir/log" 2>&1 || { cat "$dir/log" >&2; exit 2; }

cat >"$dir/Finding.java" <<'END'
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.lessThan;

import com.google.common.truth.Truth;
import org.assertj.core.api.Assertions;

public class Finding {
    static boolean passes(String text, Runnable assertion) {
        boolean passes;
        try {
            assertion.run();
            passes = true;
        } catch (AssertionError e) {
            passes = false;
        }
        System.out.println("seen: " + text + (passes ? " passes" : " fails"));
        return passes;
    }

    public static void main(String[] args) {
        double auc = Double.NaN;
        boolean seen = !(auc > 0.9)
                & passes("AssertJ, NaN greater than 0.9", () -> Assertions.assertThat(auc).isGreaterThan(0.9))
                & passes("AssertJ, NaN greater than infinity",
                        () -> Assertions.assertThat(auc).isGreaterThan(Double.POSITIVE_INFINITY))
                & passes("AssertJ, NaN positive", () -> Assertions.assertThat(auc).isPositive())
                & passes("AssertJ, 0.5 less than NaN", () -> Assertions.assertThat(0.5).isLessThan(auc))
                & !passes("AssertJ, NaN greater than or equal to 0.9",
                        () -> Assertions.assertThat(auc).isGreaterThanOrEqualTo(0.9))
                & passes("Hamcrest, NaN greater than 0.9", () -> assertThat(auc, greaterThan(0.9)))
                & passes("Hamcrest, 0.5 less than NaN", () -> assertThat(0.5, lessThan(auc)))
                & passes("Truth, NaN greater than 0.9", () -> Truth.assertThat(auc).isGreaterThan(0.9))
                & passes("Truth, 0.5 less than NaN", () -> Truth.assertThat(0.5).isLessThan(auc));
        if (!seen) {
            System.err.println("changed: these assertions no longer take NaN for the largest number");
            System.exit(1);
        }
    }
}
END
"$jdk/bin/java" -cp "$dir/lib/*" "$dir/Finding.java" 2>"$dir/log" ||
    { cat "$dir/log" >&2; exit 1; }
