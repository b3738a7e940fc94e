#!/usr/bin/env bash
# databend-jdbc 0.2.8: when a store answers 503 once, uploadStream may leave an empty file and still return as if all were well.
#
# By default uploadStream sends the file to the presigned URL that the server gives it.
# When the store does not answer with success, the driver tries again by itself, up to 20 times.
# It has only the stream it was given, and the first attempt has read that to its end.
# The second attempt therefore sends a chunked body of 0 bytes, since the stream says that nothing is available.
# A store that takes chunked bodies stores an empty file and answers 200.
# uploadStream then returns normally: the caller is told nothing.
# A single 503 is a usual answer of a store or proxy that is busy or restarting.
# Who uploads with this version should compare the size afterwards, for example with LIST.
#
# Seen, for a file of 19 bytes:
#   attempt 1: Content-Length=19 Transfer-Encoding=None, 19 bytes, answered 503
#   attempt 2: Content-Length=None Transfer-Encoding=chunked, 0 bytes, answered 200
#   uploadStream returned for 19 bytes
#   stored: 0 bytes
set -euo pipefail

work=$(mktemp -d)
servers=()
trap '[ ${#servers[@]} -eq 0 ] || kill "${servers[@]}"; rm -rf "$work"' EXIT
cd "$work"

mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy \
    -Dartifact=com.databend:databend-jdbc:0.2.8 -DoutputDirectory="$work/lib" > maven.log 2>&1 \
    || { cat maven.log >&2; exit 1; }

cat > backend.py <<'PYTHON'
"""The few answers of Databend's HTTP protocol that the driver needs."""
import http.server
import json
import os

NOTHING = {"rows": 0, "bytes": 0}


class Backend(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    attempts = 0

    def log_message(self, *args):
        pass

    def body(self):
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        content = b""
        while True:
            size = int(self.rfile.readline(), 16)
            content += self.rfile.read(size)
            self.rfile.readline()
            if size == 0:
                return content

    def answer(self, status, content):
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        presign = json.loads(self.body())["sql"].startswith("PRESIGN UPLOAD")
        url = "http://127.0.0.1:%d/object" % self.server.server_port
        columns = [{"name": "method", "type": "String"}, {"name": "headers", "type": "Variant"}, {"name": "url", "type": "String"}]
        self.answer(200, {
            "id": "query", "session_id": "session", "node_id": "node", "state": "Succeeded", "session": None, "error": None,
            "schema": columns if presign else [], "data": [["PUT", "{}", url]] if presign else [], "affect": None, "stats_uri": None, "final_uri": None, "next_uri": None, "kill_uri": None,
            "stats": {"scan_progress": NOTHING, "write_progress": NOTHING, "result_progress": NOTHING, "running_time_ms": 1.0}})

    def do_PUT(self):
        content = self.body()
        Backend.attempts += 1
        status = 503 if Backend.attempts == 1 else 200
        with open("attempts", "a") as attempts:
            attempts.write("attempt %d: Content-Length=%s Transfer-Encoding=%s, %d bytes, answered %d\n" % (
                Backend.attempts, self.headers.get("Content-Length"), self.headers.get("Transfer-Encoding"), len(content), status))
        if status == 200:
            with open("stored", "wb") as stored:
                stored.write(content)
        self.answer(status, {})


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Backend)
with open("port.new", "w") as port:
    port.write(str(server.server_port))
os.rename("port.new", "port")
server.serve_forever()
PYTHON
python3 backend.py &
servers+=($!)
for ((try = 0; try < 100; try++)); do [ -s port ] && break; sleep 0.1; done

cat > Upload.java <<'JAVA'
import com.databend.jdbc.FileTransferAPI;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.Properties;

public class Upload {
    public static void main(String[] arguments) throws Exception {
        Properties properties = new Properties();
        properties.setProperty("user", "example");
        properties.setProperty("password", "example");
        byte[] content = "isbn,title\n1,Atlas\n".getBytes(StandardCharsets.UTF_8);
        try (Connection connection = DriverManager.getConnection("jdbc:databend://127.0.0.1:" + arguments[0] + "/default", properties)) {
            ((FileTransferAPI) connection).uploadStream(
                    "shelf", "2026", new ByteArrayInputStream(content), "books.csv", content.length, false);
            System.out.println("uploadStream returned for " + content.length + " bytes");
        }
    }
}
JAVA

"${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "lib/*" Upload.java "$(cat port)" > returned 2> driver.log || { cat driver.log >&2; exit 1; }
{ cat attempts returned; echo "stored: $(wc -c < stored) bytes"; } | tee seen

diff seen - <<'EXPECTED' || { echo "this is not what was seen before" >&2; exit 1; }
attempt 1: Content-Length=19 Transfer-Encoding=None, 19 bytes, answered 503
attempt 2: Content-Length=None Transfer-Encoding=chunked, 0 bytes, answered 200
uploadStream returned for 19 bytes
stored: 0 bytes
EXPECTED
