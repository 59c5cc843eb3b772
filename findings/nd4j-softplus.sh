#!/usr/bin/env bash
# ND4J 1.0.0-M2.1 (nd4j-native): softPlus of a float is infinite from 89 up and exactly 0 from -17 down.
#
# Behaviour: the function is computed as log(1 + exp(x)) in single precision. At 90 it gives Infinity, right is 90;
# at -17 it gives 0, right is 4.1e-8.
# Most would guess: a form that holds for all floats, such as max(x, 0) + log1p(exp(-|x|)).
# It matters because softplus of a logit is the negative log-likelihood of a pixel: a sure decoder has an infinite
# loss, and a scale that passes through softplus to stay positive becomes 0.

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
    for package in org.nd4j:nd4j-native:1.0.0-M2.1 \
        org.nd4j:nd4j-native:1.0.0-M2.1:linux-x86_64 \
        org.bytedeco:openblas:0.3.19-1.5.7:linux-x86_64 \
        org.bytedeco:javacpp:1.5.7:linux-x86_64 \
        org.slf4j:slf4j-nop:1.7.36; do
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
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

public class Finding {
    public static void main(String[] args) {
        float[] x = {-30, -17, 1, 80, 90};
        float[] y = Transforms.softPlus(Nd4j.createFromArray(x)).toFloatVector();
        for (int i = 0; i < x.length; i++) {
            double truth = Math.max(x[i], 0) + Math.log1p(Math.exp(-Math.abs(x[i])));
            System.out.println("seen: softPlus(" + x[i] + ") is " + y[i] + ", right is " + (float) truth);
        }
        boolean seen = y[0] == 0 && y[1] == 0 && y[2] > 1.31f && y[3] == 80 && y[4] == Float.POSITIVE_INFINITY;
        if (!seen) {
            System.err.println("changed: softPlus no longer does this");
            System.exit(1);
        }
        System.exit(0);
    }
}
END
"$jdk/bin/java" --enable-native-access=ALL-UNNAMED -Dorg.bytedeco.javacpp.cachedir="$dir/cache" \
    -cp "$dir/lib/*" "$dir/Finding.java" 2>"$dir/log" ||
    { cat "$dir/log" >&2; exit 1; }
