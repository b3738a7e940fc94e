#!/usr/bin/env bash
# rclone 1.60.1 (Debian 12) cannot use an s3 remote at all while the environment variable AWS_CA_BUNDLE is set.
#
# AWS_CA_BUNDLE is how the AWS command line and SDKs are told of a private certificate authority, so it is often set for a whole shell.
# The AWS SDK inside rclone reads it too, and then refuses rclone's own HTTP transport.
# It does so although the bundle is a good one, and although the endpoint here is plain HTTP and needs none.
# No request is sent. Listing, making a bucket and uploading all stop the same way, with exit code 1.
# The message speaks of a transport type and does not name the variable.
# Without the variable the same commands work. rclone has its own option for a private authority, --ca-cert.
#
# Seen (time left out):
#   Failed to create file system for "shelf:books": LoadCustomCABundleError: unable to load custom CA bundle, HTTPClient's transport unsupported type
#   caused by: unsupported transport, *fshttp.Transport
set -euo pipefail

rclone version 2>&1 | grep -F 'rclone v1.60.1' || { echo "this is about rclone 1.60.1" >&2; exit 1; }

work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT
cd "$work"

cat > bucket.py <<'PYTHON'
"""Just enough of S3 to list a bucket with one file and to take any PUT. Writes down each request."""
import http.server
import os

LISTING = b"""<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>books</Name><Prefix></Prefix><KeyCount>1</KeyCount>
<MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated><Contents><Key>atlas.csv</Key><LastModified>2024-01-01T00:00:00.000Z</LastModified>
<ETag>&quot;5d41402abc4b2a76b9719d911017c592&quot;</ETag><Size>5</Size><StorageClass>STANDARD</StorageClass></Contents></ListBucketResult>"""


class Bucket(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def answer(self, body):
        with open("requests", "a") as requests:
            requests.write(self.requestline + "\n")
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        self.answer(LISTING)

    def do_PUT(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.answer(b"")


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Bucket)
with open("port.new", "w") as port:
    port.write(str(server.server_port))
os.rename("port.new", "port")
server.serve_forever()
PYTHON
python3 bucket.py &
server=$!
for ((try = 0; try < 100; try++)); do [ -s port ] && break; sleep 0.1; done

: > rclone.conf
: > requests
export RCLONE_CONFIG=$work/rclone.conf
export RCLONE_CONFIG_SHELF_TYPE=s3 RCLONE_CONFIG_SHELF_PROVIDER=Other RCLONE_CONFIG_SHELF_ENDPOINT=http://127.0.0.1:$(cat port)
export RCLONE_CONFIG_SHELF_ACCESS_KEY_ID=example RCLONE_CONFIG_SHELF_SECRET_ACCESS_KEY=example
openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out bundle.pem -days 2 -subj /CN=example 2> openssl.log
printf hello > atlas.csv

refused() {
  echo "with AWS_CA_BUNDLE: rclone $*"
  local code=0
  AWS_CA_BUNDLE=$work/bundle.pem rclone "$@" > said 2>&1 || code=$?
  cat said
  [ "$code" -eq 1 ] || { echo "exit code $code, not 1" >&2; exit 1; }
  grep -qF 'LoadCustomCABundleError: unable to load custom CA bundle' said
  grep -qF 'unsupported transport, *fshttp.Transport' said
}
refused lsf shelf:books
refused mkdir shelf:books
refused copyto atlas.csv shelf:books/atlas.csv
[ ! -s requests ] || { echo "a request was sent" >&2; exit 1; }

echo "without it: rclone lsf shelf:books"
unset AWS_CA_BUNDLE
rclone lsf shelf:books | tee said
[ "$(cat said)" = atlas.csv ]
[ -s requests ]
echo "requests sent with the variable: 0, without it: $(wc -l < requests)"
