#!/usr/bin/env bash
# ONNX Runtime 1.26.0 (Java, CPU): with a dynamically quantised layer, a row's result depends on the rows beside it.
#
# Behaviour: DynamicQuantizeLinear, which such a layer begins with, takes one scale from all numbers of the batch; ONNX
# defines it so. The row 0.1 0.2 0.3 0.4 times the weights 10 20 30 40 is 30.008 when it is alone, right is 30; beside
# a row that holds one 1000 it is exactly 0.
# Most would guess: rows of a batch are computed independently of each other, and quantisation costs each a few digits.
# It matters because services put requests of several callers into one batch: one outlier, the very thing a detector is
# there for, erases its neighbours, and a row scored again by itself has another score.

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
import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import java.util.List;
import java.util.Map;

public class Finding {
    static final int FLOAT = 1, INT8 = 3;

    static ValueInfoProto value(String name) {
        var tensor = TypeProto.Tensor.newBuilder().setElemType(FLOAT);      // any shape
        return ValueInfoProto.newBuilder().setName(name).setType(TypeProto.newBuilder().setTensorType(tensor)).build();
    }

    static NodeProto.Builder node(String operator, String inputs, String outputs) {
        return NodeProto.newBuilder().setOpType(operator).addAllInput(List.of(inputs.split(" ")))
                .addAllOutput(List.of(outputs.split(" ")));
    }

    /// x times the weights 10, 20, 30, 40, with x quantised for the occasion.
    static byte[] model() {
        var graph = GraphProto.newBuilder().setName("layer").addInput(value("x")).addOutput(value("y"))
                .addInitializer(TensorProto.newBuilder().setName("w").setDataType(INT8).addDims(4).addDims(1)
                        .addAllInt32Data(List.of(10, 20, 30, 40)))
                .addNode(node("DynamicQuantizeLinear", "x", "bytes scale zero"))
                .addNode(node("MatMulInteger", "bytes w zero", "sums"))
                .addNode(node("Cast", "sums", "floats").addAttribute(AttributeProto.newBuilder().setName("to")
                        .setType(AttributeProto.AttributeType.INT).setI(FLOAT)))
                .addNode(node("Mul", "floats scale", "y"));
        return ModelProto.newBuilder().setIrVersion(8).setGraph(graph)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17)).build().toByteArray();
    }

    /// The result for the first of the rows.
    static float first(float[]... rows) throws Exception {
        var environment = OrtEnvironment.getEnvironment();
        try (var session = environment.createSession(model());
                var x = OnnxTensor.createTensor(environment, rows);
                var result = session.run(Map.of("x", x))) {
            return ((float[][]) result.get(0).getValue())[0][0];
        }
    }

    public static void main(String[] args) throws Exception {
        float[] row = {0.1f, 0.2f, 0.3f, 0.4f}, outlier = {0, 0, 0, 1000};
        float alone = first(row), beside = first(row, outlier);
        System.out.println("seen: " + alone + " alone, " + beside + " beside the outlier; right is 30");
        boolean seen = Math.abs(alone - 30) < 0.1f && beside == 0;
        if (!seen) {
            System.err.println("changed: a neighbour no longer decides a row's result");
            System.exit(1);
        }
    }
}
END
"$jdk/bin/java" --enable-native-access=ALL-UNNAMED -cp "$dir/lib/*" "$dir/Finding.java" 2>"$dir/log" ||
    { cat "$dir/log" >&2; exit 1; }
