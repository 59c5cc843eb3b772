#!/usr/bin/env bash
# Spark 4.2.0 (spark-mllib_2.13) by Maven: as the only dependency of a project it brings a Scala library with which no
# session starts.
#
# Behaviour: Maven takes scala-library 2.13.13, which a library beside Spark's own names nearer to the root of the tree,
# where Spark is compiled against 2.13.18. The project compiles; getOrCreate() ends with NoSuchMethodError:
# MurmurHash3$.caseClassHash. With scala-library 2.13.18 named by the project itself the session starts.
# Most would guess: the coordinates that Spark's own page gives are enough, as they are for spark-sql_2.13.
# It matters because the error names neither Spark nor a version, and appears only when the program runs.

set -euo pipefail
sed -n '2,/^$/s/^# \{0,1\}//p' "$0"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
jdk=$(for d in "${JAVA_HOME:-/none}" /usr/lib/jvm/*; do
    if grep -qs '^JAVA_VERSION="25' "$d/release"; then echo "$d"; break; fi
done)
[ -n "$jdk" ] || { echo "needs a JDK 25, installed or in JAVA_HOME" >&2; exit 2; }

# Takes packages as GROUP:ARTIFACT:VERSION into the folder FOLDER, with what they need.
take() {
    local folder=$1
    shift
    {
        echo '<project><modelVersion>4.0.0</modelVersion><groupId>finding</groupId><artifactId>finding</artifactId>'
        echo '<version>1</version><dependencies>'
        for package in "$@"; do
            IFS=: read -r group name version <<<"$package"
            echo "<dependency><groupId>$group</groupId><artifactId>$name</artifactId><version>$version</version>"
            echo '</dependency>'
        done
        echo '</dependencies></project>'
    } >"$dir/pom.xml"
    mvn -q -B -f "$dir/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
        -DoutputDirectory="$dir/$folder" >"$dir/log" 2>&1 || { cat "$dir/log" >&2; exit 2; }
}
take alone org.apache.spark:spark-mllib_2.13:4.2.0
take named org.apache.spark:spark-mllib_2.13:4.2.0 org.scala-lang:scala-library:2.13.18

cat >"$dir/Finding.java" <<'END'
import org.apache.spark.sql.SparkSession;

public class Finding {
    public static void main(String[] args) throws Exception {
        String seen;
        try (SparkSession spark = SparkSession.builder().master("local[1]").config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1").config("spark.driver.bindAddress", "127.0.0.1")
                .getOrCreate()) {
            seen = "counted " + spark.range(3).count();
        } catch (NoSuchMethodError e) {
            seen = e.toString();
        }
        System.out.println("seen, Scala " + scala.util.Properties.versionNumberString() + ": " + seen);
    }
}
END
for folder in alone named; do
    "$jdk/bin/java" -Xmx512m -cp "$dir/$folder/*" "$dir/Finding.java" 2>"$dir/log" ||
        { tail -5 "$dir/log" >&2; exit 1; }
done | tee "$dir/out"
if ! grep -q '2.13.13: java.lang.NoSuchMethodError.*caseClassHash' "$dir/out" ||
    ! grep -q '2.13.18: counted 3' "$dir/out"; then
    echo "changed: the library that Maven takes is no longer too old" >&2
    exit 1
fi
