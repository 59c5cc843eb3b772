#!/usr/bin/env bash
# Tribuo 4.3.2 (tribuo-core): standardising with implicit zeros counted does not subtract the mean, of any column.
#
# Behaviour: Dataset.createTransformers(map, true) is there so that absent features of sparse rows count as zeros.
# MeanStdDevTransformation then takes 0 for the mean: 0 0 0 100 200 300 has mean 100 and deviation 126.5, it finds 0
# and 63.2; a column without a single gap, 1000 1001 1002, is left around 1000.
# Most would guess: mean and deviation of all values, zeros among them; and no change where nothing is absent.
# It matters because sparse readers (its IDX reader among them) leave zeros out, and this is the switch against
# that.

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
    for package in org.tribuo:tribuo-classification-core:4.3.2; do
        IFS=: read -r group name version classifier <<<"$package"
        echo "<dependency><groupId>$group</groupId><artifactId>$name</artifactId><version>$version</version>"
        echo "${classifier:+<classifier>$classifier</classifier>}</dependency>"
    done
    echo '</dependencies></project>'
} >"$dir/pom.xml"
mvn -q -B -f "$dir/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
    -DoutputDirectory="$dir/lib" >"$dir/log" 2>&1 || { cat "$dir/log" >&2; exit 2; }

cat >"$dir/Finding.java" <<'END'
import java.util.List;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;
import org.tribuo.transform.TransformationMap;
import org.tribuo.transform.transformations.MeanStdDevTransformation;

public class Finding {
    public static void main(String[] args) {
        var labels = new LabelFactory();
        var data = new MutableDataset<Label>(new SimpleDataSourceProvenance("rows", labels), labels);
        double[] sparse = {0, 0, 0, 100, 200, 300};
        double[] dense = {1000, 1001, 1002, 1000, 1001, 1002};
        for (int i = 0; i < sparse.length; i++) {
            var row = new ArrayExample<>(new Label("any"));
            row.add("dense", dense[i]);
            if (sparse[i] != 0) {
                row.add("sparse", sparse[i]);
            }
            data.add(row);
        }
        var scaling = new TransformationMap(List.of(new MeanStdDevTransformation()));
        var with = data.createTransformers(scaling, true);
        var without = data.createTransformers(scaling, false);
        System.out.println("seen: sparse " + with.get("sparse") + ", right are mean 100 and deviation 126.49");
        System.out.println("seen: dense  " + with.get("dense") + ", right are mean 1001 and deviation 0.894");
        System.out.println("seen: dense, zeros not counted " + without.get("dense"));
        boolean seen = with.get("sparse").get(0).transform(0) == 0
                && with.get("dense").get(0).transform(1001) > 1000
                && Math.abs(without.get("dense").get(0).transform(1001)) < 1e-9;
        if (!seen) {
            System.err.println("changed: the mean is no longer taken for 0");
            System.exit(1);
        }
    }
}
END
"$jdk/bin/java" -cp "$dir/lib/*" "$dir/Finding.java" 2>"$dir/log" ||
    { cat "$dir/log" >&2; exit 1; }
