#!/usr/bin/env bash
# ONNX Runtime 1.26.0 (Java, CPU): random nodes without a seed draw the same numbers in all sessions of a process.
#
# Behaviour: RandomNormal without its attribute seed gives a second session the values of the first, in the same
# order; within a session they go on. The seed is taken once for the process. ONNX says of a missing seed that one
# is generated.
# Most would guess: noise of its own for each session, as from generators that nobody has seeded.
# It matters because a model that was exported with its sampling inside, with a session for each worker, gives all
# workers the same draws: the mean over ten of them has the variance of one.

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
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import java.util.Arrays;
import java.util.Map;

public class Finding {
    static ValueInfoProto value(String name) {
        var tensor = TypeProto.Tensor.newBuilder().setElemType(1);      // float32, any shape
        return ValueInfoProto.newBuilder().setName(name).setType(TypeProto.newBuilder().setTensorType(tensor)).build();
    }

    public static void main(String[] args) throws Exception {
        var shape = AttributeProto.newBuilder().setName("shape").setType(AttributeProto.AttributeType.INTS).addInts(3);
        var graph = GraphProto.newBuilder().setName("noise").addOutput(value("y"))
                .addNode(NodeProto.newBuilder().setOpType("RandomNormal").addOutput("y").addAttribute(shape));
        byte[] model = ModelProto.newBuilder().setIrVersion(8).setGraph(graph)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17)).build().toByteArray();
        float[][] draws = new float[4][];
        for (int i = 0; i < 4; i += 2) {
            try (var session = OrtEnvironment.getEnvironment().createSession(model)) {
                for (int j = 0; j < 2; j++) {
                    try (var result = session.run(Map.of())) {
                        draws[i + j] = (float[]) result.get(0).getValue();
                    }
                }
            }
        }
        System.out.println("seen: first session " + Arrays.toString(draws[0]) + ", then " + Arrays.toString(draws[1]));
        System.out.println("seen: second session " + Arrays.toString(draws[2]) + ", then " + Arrays.toString(draws[3]));
        boolean seen = Arrays.equals(draws[0], draws[2]) && Arrays.equals(draws[1], draws[3])
                && !Arrays.equals(draws[0], draws[1]);
        if (!seen) {
            System.err.println("changed: sessions without a seed draw different numbers");
            System.exit(1);
        }
    }
}
END
"$jdk/bin/java" --enable-native-access=ALL-UNNAMED -cp "$dir/lib/*" "$dir/Finding.java" 2>"$dir/log" ||
    { cat "$dir/log" >&2; exit 1; }
