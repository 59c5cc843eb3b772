#!/usr/bin/env bash
# Spark 4.2.0 (spark-sql_2.13): rows of several files come in the order of the files' sizes, not of their names.
#
# Behaviour: of a folder with a.csv (one row) and b.csv (three rows), read.csv(...).collect() gives the rows of b
# first, and monotonically_increasing_id() numbers them so: the larger files come first. With b.csv
# cut to one short row the row of a comes first.
# Most would guess: the order of the names, as of part-00000, part-00001, ..., and numbers that follow from it.
# It matters because rows that are numbered so, for a split or for the order of training, are numbered anew when a file
# grows.

set -euo pipefail
sed -n '2,/^$/s/^# \{0,1\}//p' "$0"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
jdk=$(for d in "${JAVA_HOME:-/none}" /usr/lib/jvm/*; do
    if grep -qs '^JAVA_VERSION="25' "$d/release"; then echo "$d"; break; fi
done)
[ -n "$jdk" ] || { echo "needs a JDK 25, installed or in JAVA_HOME" >&2; exit 2; }

# Takes packages as GROUP:ARTIFACT:VERSION into the folder lib, with what they need.
{
    echo '<project><modelVersion>4.0.0</modelVersion><groupId>finding</groupId><artifactId>finding</artifactId>'
    echo '<version>1</version><dependencies>'
    for package in org.apache.spark:spark-sql_2.13:4.2.0; do
        IFS=: read -r group name version <<<"$package"
        echo "<dependency><groupId>$group</groupId><artifactId>$name</artifactId><version>$version</version>"
        echo '</dependency>'
    done
    echo '</dependencies></project>'
} >"$dir/pom.xml"
mvn -q -B -f "$dir/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
    -DoutputDirectory="$dir/lib" >"$dir/log" 2>&1 || { cat "$dir/log" >&2; exit 2; }

mkdir "$dir/data"
cat >"$dir/Finding.java" <<'END'
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

public class Finding {
    private static String read(SparkSession spark, Path data, String b) throws Exception {
        Files.writeString(data.resolve("a.csv"), "a1.\n");
        Files.writeString(data.resolve("b.csv"), b);
        StringBuilder seen = new StringBuilder();
        List<Row> rows = spark.read().csv(data.toString())
                .withColumn("number", functions.monotonically_increasing_id()).collectAsList();
        rows.forEach(row -> seen.append(row.get(0)).append('#').append(row.getLong(1)).append(' '));
        return seen.toString().strip();
    }

    public static void main(String[] args) throws Exception {
        Path data = Path.of(args[0]);
        SparkSession spark = SparkSession.builder().master("local[1]").config("spark.ui.enabled", "false")
                .config("spark.driver.host", "127.0.0.1").config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.sql.files.openCostInBytes", "0").config("spark.sql.files.maxPartitionBytes", "64")
                .getOrCreate();
        String large = read(spark, data, "b1.\nb2.\nb3.\n");
        String small = read(spark, data, "b1\n");
        System.out.println("seen: " + large + " where b is larger, " + small + " where it is smaller");
        spark.stop();
        if (!large.startsWith("b1") || !small.startsWith("a1")) {
            System.err.println("changed: the order no longer follows from the sizes");
            System.exit(1);
        }
    }
}
END
"$jdk/bin/java" -Xmx512m -cp "$dir/lib/*" "$dir/Finding.java" "$dir/data" 2>"$dir/log" ||
    { tail -5 "$dir/log" >&2; exit 1; }
