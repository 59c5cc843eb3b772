#!/usr/bin/env bash
# Weka 3.8.6 (weka-stable): the decision tree J48 sees no split between numbers less than 1e-5 apart.
#
# Behaviour: x = 0, 0.01, .. 0.99 with one class below 0.5 and the other above is learnt without a mistake. The same
# column in another unit (times 1e-4, so that neighbours lie 1e-6 apart) gives a tree of one leaf: half of the rows
# wrong.
# Most would guess: trees depend on the order of values alone, so that units and scales do not matter.
# It matters because a learning rate, a probability or a concentration is a perfectly good, and then a useless,
# feature. Random trees and one-level stumps of the same library do split it.

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
    for package in nz.ac.waikato.cms.weka:weka-stable:3.8.6; do
        IFS=: read -r group name version classifier <<<"$package"
        echo "<dependency><groupId>$group</groupId><artifactId>$name</artifactId><version>$version</version>"
        echo "${classifier:+<classifier>$classifier</classifier>}</dependency>"
    done
    echo '</dependencies></project>'
} >"$dir/pom.xml"
mvn -q -B -f "$dir/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
    -DoutputDirectory="$dir/lib" >"$dir/log" 2>&1 || { cat "$dir/log" >&2; exit 2; }

cat >"$dir/Finding.java" <<'END'
import java.util.ArrayList;
import java.util.List;
import weka.classifiers.Classifier;
import weka.classifiers.trees.DecisionStump;
import weka.classifiers.trees.J48;
import weka.core.Attribute;
import weka.core.DenseInstance;
import weka.core.Instances;

public class Finding {
    static int right(Classifier classifier, double unit) throws Exception {
        var columns = new ArrayList<>(List.of(new Attribute("x"), new Attribute("class", List.of("low", "high"))));
        var rows = new Instances("rows", columns, 100);
        rows.setClassIndex(1);
        for (int i = 0; i < 100; i++) {
            rows.add(new DenseInstance(1, new double[] {i * 0.01 * unit, i < 50 ? 0 : 1}));
        }
        classifier.buildClassifier(rows);
        int right = 0;
        for (var row : rows) {
            right += classifier.classifyInstance(row) == row.classValue() ? 1 : 0;
        }
        return right;
    }

    public static void main(String[] args) throws Exception {
        int plain = right(new J48(), 1);
        int scaled = right(new J48(), 1e-4);
        int stump = right(new DecisionStump(), 1e-4);
        System.out.println("seen: right of 100, J48 as it is " + plain + ", J48 times 1e-4 " + scaled
                + ", DecisionStump times 1e-4 " + stump);
        boolean seen = plain == 100 && scaled == 50 && stump == 100;
        if (!seen) {
            System.err.println("changed: J48 no longer depends on the unit");
            System.exit(1);
        }
    }
}
END
"$jdk/bin/java" -cp "$dir/lib/*" "$dir/Finding.java" 2>"$dir/log" ||
    { cat "$dir/log" >&2; exit 1; }
