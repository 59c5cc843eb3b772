#!/usr/bin/env bash
# ONNX Runtime 1.26.0 (Java, CPU): ReduceMax and ReduceMin see a NaN only if it stands first.
#
# Behaviour: the largest of (NaN, 1, 2) is NaN, of (0, NaN, 2) it is 2, of (0, 1, NaN) it is 1. The operators Max
# and Min of two tensors, and ReduceSum, give NaN wherever it stands.
# Most would guess: NaN in every place, as in NumPy, PyTorch and TensorFlow; or in none.
# It matters because the largest error of a row, used as its anomaly score, is an ordinary number for a row with a
# missing cell, unless the gap is in the first column.

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
    for package in com.microsoft.onnxruntime:onnxruntime:1.26.0 \
        org.tribuo:tribuo-util-onnx:4.3.2; do
        IFS=: read -r group name version classifier <<<"$package"
        echo "<dependency><groupId>$group</groupId><artifactId>$name</artifactId><version>$version</version>"
        echo "${classifier:+<classifier>$classifier</classifier>}</dependency>"
    done
    echo '</dependencies></project>'
} >"$dir/pom.xml"
mvn -q -B -f "$dir/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
    -DoutputDirectory="$dir/lib" >"$dir/log" 2>&1 || { cat "$dir/log" >&2; exit 2; }

cat >"$dir/Finding.java" <<'END'
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import java.util.Map;

public class Finding {
    static ValueInfoProto value(String name) {
        var tensor = TypeProto.Tensor.newBuilder().setElemType(1);      // float32, any shape
        return ValueInfoProto.newBuilder().setName(name).setType(TypeProto.newBuilder().setTensorType(tensor)).build();
    }

    /// What a graph of this one operator makes of a row.
    static float[] run(String operator, float... row) throws Exception {
        var graph = GraphProto.newBuilder().setName("one").addInput(value("x")).addOutput(value("y"))
                .addNode(NodeProto.newBuilder().setOpType(operator).addInput("x").addOutput("y"));
        byte[] model = ModelProto.newBuilder().setIrVersion(8).setGraph(graph)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17)).build().toByteArray();
        var environment = OrtEnvironment.getEnvironment();
        try (var session = environment.createSession(model);
                var x = OnnxTensor.createTensor(environment, new float[][] {row});
                var result = session.run(Map.of("x", x))) {
            return ((float[][]) result.get(0).getValue())[0];
        }
    }

    public static void main(String[] args) throws Exception {
        float nan = Float.NaN;
        float first = run("ReduceMax", nan, 1, 2)[0];
        float middle = run("ReduceMax", 0, nan, 2)[0];
        float last = run("ReduceMax", 0, 1, nan)[0];
        float least = run("ReduceMin", 5, nan, 7)[0];
        float sum = run("ReduceSum", 0, 1, nan)[0];
        System.out.println("seen: ReduceMax with NaN first " + first + ", in the middle " + middle + ", last " + last);
        System.out.println("seen: ReduceMin of 5, NaN, 7 " + least + ", ReduceSum with NaN last " + sum);
        boolean seen = Float.isNaN(first) && middle == 2 && last == 1 && least == 5 && Float.isNaN(sum);
        if (!seen) {
            System.err.println("changed: the place of a NaN no longer matters");
            System.exit(1);
        }
    }
}
END
"$jdk/bin/java" --enable-native-access=ALL-UNNAMED -cp "$dir/lib/*" "$dir/Finding.java" 2>"$dir/log" ||
    { cat "$dir/log" >&2; exit 1; }
