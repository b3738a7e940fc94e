#!/usr/bin/env bash
# databend-jdbc 0.2.8 behind nginx 1.22.1: uploads through the server lose the name of their stage.
#
# With presigned_url_disabled=true, uploadStream sends the stage and the directory as the headers stage_name and relative_path.
# nginx takes a header with an underscore for invalid and drops it, unless underscores_in_headers is on.
# It says so only at the log level info; the usual level, error, shows nothing.
# The server behind it gets the file without a stage, and can only refuse it.
# The driver then tries again by itself, with the stream that it has already read to its end.
# So the caller is told "unexpected end of stream", and the server's own sentence is lost.
# That sounds like a broken connection, but none was broken.
#
# Seen:
#   directly: uploaded
#     stage_name=shelf relative_path=2026/
#   nginx: java.net.ProtocolException: unexpected end of stream
#     stage_name=None relative_path=None
#   nginx, underscores_in_headers on: uploaded
#     stage_name=shelf relative_path=2026/
#   nginx's log at info: 2 headers dropped; at error: 0
set -euo pipefail

nginx=$(PATH=$PATH:/usr/sbin command -v nginx) || { echo "nginx is not installed" >&2; exit 1; }
"$nginx" -v 2>&1 | grep -F 'nginx/1.22.1' || { echo "this is about nginx 1.22.1" >&2; exit 1; }

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

    def log_message(self, *args):
        pass

    def body(self):
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def answer(self, status, content):
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        self.body()
        self.answer(200, {
            "id": "query", "session_id": "session", "node_id": "node", "state": "Succeeded", "session": None, "error": None,
            "schema": [], "data": [], "affect": None, "stats_uri": None, "final_uri": None, "next_uri": None, "kill_uri": None,
            "stats": {"scan_progress": NOTHING, "write_progress": NOTHING, "result_progress": NOTHING, "running_time_ms": 1.0}})

    def do_PUT(self):
        self.body()
        stage, path = self.headers.get("stage_name"), self.headers.get("relative_path")
        with open("uploads", "a") as uploads:
            uploads.write("  stage_name=%s relative_path=%s\n" % (stage, path))
        if stage is None:
            self.answer(400, {"error": {"code": 400, "message": "which stage?"}})
        else:
            self.answer(200, {"id": "upload", "stage_name": stage, "state": "SUCCESS", "files": ["books.csv"]})


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Backend)
with open("port.new", "w") as port:
    port.write(str(server.server_port))
os.rename("port.new", "port")
server.serve_forever()
PYTHON
python3 backend.py &
servers+=($!)
for ((try = 0; try < 100; try++)); do [ -s port ] && break; sleep 0.1; done

# Two ports that are free now.
read -r plain underscores < <(python3 -c '
import socket
sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
print(*(s.getsockname()[1] for s in sockets))')
cat > nginx.conf <<NGINX
daemon off;
master_process off;
pid $work/nginx.pid;
error_log $work/info.log info;
error_log $work/error.log error;
events {}
http {
  access_log off;
  client_body_temp_path $work/body;
  proxy_temp_path $work/proxy;
  fastcgi_temp_path $work/fastcgi;
  uwsgi_temp_path $work/uwsgi;
  scgi_temp_path $work/scgi;
  server {
    listen 127.0.0.1:$plain;
    location / { proxy_pass http://127.0.0.1:$(cat port); }
  }
  server {
    listen 127.0.0.1:$underscores;
    underscores_in_headers on;
    location / { proxy_pass http://127.0.0.1:$(cat port); }
  }
}
NGINX
"$nginx" -e "$work/error.log" -p "$work" -c "$work/nginx.conf" &
servers+=($!)
for ((try = 0; try < 100; try++)); do [ -s nginx.pid ] && break; sleep 0.1; done

cat > Upload.java <<'JAVA'
import com.databend.jdbc.FileTransferAPI;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

public class Upload {
    public static void main(String[] arguments) throws Exception {
        Properties properties = new Properties();
        properties.setProperty("user", "example");
        properties.setProperty("password", "example");
        properties.setProperty("presigned_url_disabled", "true");
        byte[] content = "isbn,title\n1,Atlas\n".getBytes(StandardCharsets.UTF_8);
        try (Connection connection = DriverManager.getConnection("jdbc:databend://127.0.0.1:" + arguments[0] + "/default", properties)) {
            ((FileTransferAPI) connection).uploadStream(
                    "shelf", "2026", new ByteArrayInputStream(content), "books.csv", content.length, false);
            System.out.println("uploaded");
        } catch (SQLException e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            System.out.println(cause);
        }
    }
}
JAVA

upload() {
  : > uploads
  printf '%s: ' "$1"
  "${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "lib/*" Upload.java "$2" 2> driver.log || { cat driver.log >&2; return 1; }
  cat uploads
}
dropped() {
  grep -c 'client sent invalid header line' "$1" || true
}
{
  upload directly "$(cat port)"
  upload nginx "$plain"
  upload 'nginx, underscores_in_headers on' "$underscores"
  echo "nginx's log at info: $(dropped info.log) headers dropped; at error: $(dropped error.log)"
} | tee seen

diff seen - <<'EXPECTED' || { echo "this is not what was seen before" >&2; exit 1; }
directly: uploaded
  stage_name=shelf relative_path=2026/
nginx: java.net.ProtocolException: unexpected end of stream
  stage_name=None relative_path=None
nginx, underscores_in_headers on: uploaded
  stage_name=shelf relative_path=2026/
nginx's log at info: 2 headers dropped; at error: 0
EXPECTED
