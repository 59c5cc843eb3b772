#!/usr/bin/env bash
# JDK 25: a reply of a few bytes more than 8 KB takes the JDK's HTTP server many times as long as one that fits.
#
# Behaviour: com.sun.net.httpserver.HttpServer sends a reply through a buffer of 8 KB and leaves Nagle's algorithm on,
# so a longer one goes in two pieces, of which the second waits until the caller's system has acknowledged the first,
# which it delays. On a kept connection on the loopback an exchange with 9,000 bytes takes more than ten times as long
# as one with 7,000 (the least tenth of 200 each); with -Dsun.net.httpserver.nodelay=true less than five times.
# Most would guess: 29% more bytes take 29% longer at most, and the loopback has no delays.
# It matters because an embedding fits and a reconstruction of an image does not: the same service, the same model, and
# one of its replies seems to take forty times as long.

set -euo pipefail
sed -n '2,/^$/s/^# \{0,1\}//p' "$0"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
jdk=$(for d in "${JAVA_HOME:-/none}" /usr/lib/jvm/*; do
    if grep -qs '^JAVA_VERSION="25' "$d/release"; then echo "$d"; break; fi
done)
[ -n "$jdk" ] || { echo "needs a JDK 25, installed or in JAVA_HOME" >&2; exit 2; }

cat >"$dir/Finding.java" <<'END'
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.concurrent.Executors;

public class Finding {
    public static void main(String[] args) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            byte[] reply = new byte[Integer.parseInt(exchange.getRequestURI().getPath().substring(1))];
            exchange.sendResponseHeaders(200, reply.length);
            try (var body = exchange.getResponseBody()) {
                body.write(reply);
            }
        });
        server.start();
        double ratio;
        try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            lowerTenth(client, server, 7000);
            ratio = lowerTenth(client, server, 9000) / lowerTenth(client, server, 7000);
        }
        server.stop(0);
        System.out.printf("seen: %s, 9,000 bytes take %.1f times as long as 7,000%n",
                Boolean.getBoolean("sun.net.httpserver.nodelay") ? "nodelay" : "as it is", ratio);
        System.exit(Boolean.getBoolean("sun.net.httpserver.nodelay") ? ratio < 5 ? 0 : 1 : ratio > 10 ? 0 : 1);
    }

    static double lowerTenth(HttpClient client, HttpServer server, int bytes) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/" + bytes);
        double[] times = new double[200];
        for (int i = 0; i < times.length; i++) {
            long begin = System.nanoTime();
            byte[] body = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofByteArray()).body();
            times[i] = System.nanoTime() - begin;
            if (body.length != bytes) {
                throw new IllegalStateException(body.length + " bytes");
            }
        }
        Arrays.sort(times);
        return times[times.length / 10];
    }
}
END
status=0
"$jdk/bin/java" "$dir/Finding.java" || status=1
"$jdk/bin/java" -Dsun.net.httpserver.nodelay=true "$dir/Finding.java" || status=1
[ $status -eq 0 ] || echo "changed: a reply of two pieces no longer waits, or nodelay does not help" >&2
exit $status
