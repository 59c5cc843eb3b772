#!/usr/bin/env bash
# ND4J 1.0.0-M2.1 (nd4j-native): equals() says that two arrays of unlike small numbers are equal.
#
# Behaviour: INDArray.equals compares with an absolute tolerance of 1e-5, for doubles too: gradients of 1e-6 and
# -3e-6 are equal, and both equal zero. Equal arrays have unequal hash codes, against the contract of Object.
# Most would guess: equal means equal, and a tolerance is asked for by equalsWithEps.
# It matters because a test that compares gradients or small probabilities by assertEquals cannot fail.

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
import org.nd4j.linalg.factory.Nd4j;

public class Finding {
    public static void main(String[] args) {
        var a = Nd4j.createFromArray(1e-6, 2e-6, 9e-6);
        var b = Nd4j.createFromArray(-3e-6, 0.0, 1e-7);
        var far = Nd4j.createFromArray(-3e-6, 0.0, 1.0);
        System.out.println("seen: " + a + " equals " + b + ": " + a.equals(b));
        System.out.println("seen: equal hash codes: " + (a.hashCode() == b.hashCode()));
        System.out.println("seen: equalsWithEps(.., 0): " + a.equalsWithEps(b, 0));
        boolean seen = a.equals(b) && a.hashCode() != b.hashCode() && !a.equals(far) && !a.equalsWithEps(b, 0);
        if (!seen) {
            System.err.println("changed: equals no longer has this tolerance");
            System.exit(1);
        }
        System.exit(0);
    }
}
END
"$jdk/bin/java" --enable-native-access=ALL-UNNAMED -Dorg.bytedeco.javacpp.cachedir="$dir/cache" \
    -cp "$dir/lib/*" "$dir/Finding.java" 2>"$dir/log" ||
    { cat "$dir/log" >&2; exit 1; }
