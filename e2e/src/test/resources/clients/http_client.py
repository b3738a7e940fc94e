# Every operation with http.client, with its own idea of TLS: SSL_CERT_FILE names the authority.
import base64
import http.client
import json
import os
import urllib.parse

from matrix import CONTENT, URL, attempt

STAGE = os.environ["MATRIX_STAGE"]
LOGIN = "Basic " + base64.b64encode((os.environ["MATRIX_USER"] + ":" + os.environ["MATRIX_PASSWORD"]).encode()).decode()


def send(method, url, body=None, headers={}):
    parts = urllib.parse.urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.netloc)
    try:
        connection.request(method, parts.path + ("?" + parts.query if parts.query else ""), body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def sql(text):
    status, body = send("POST", URL + "/v1/query", json.dumps({"sql": text}), {"Content-Type": "application/json", "Authorization": LOGIN})
    answer = json.loads(body)
    if status != 200 or answer["error"]:
        raise RuntimeError(body)
    return answer["data"]


def presigned(action, body=None):
    method, headers, url = sql("PRESIGN %s @%s/a/file.bin" % (action, STAGE))[0]
    return send(method, url, body, json.loads(headers))


def form():
    body = b'--x\r\nContent-Disposition: form-data; name="upload"; filename="b/form.bin"\r\n\r\n' + CONTENT + b"\r\n--x--\r\n"
    headers = {"Authorization": LOGIN, "X-DATABEND-STAGE-NAME": STAGE, "Content-Type": "multipart/form-data; boundary=x"}
    return send("PUT", URL + "/v1/upload_to_stage", body, headers)[0]


def names():
    return [row[0] for row in sql("LIST @" + STAGE)]


attempt("SQL", lambda: sql("CREATE OR REPLACE STAGE " + STAGE) == [] and sql("SELECT 42") == [["42"]])
attempt("presigned upload", lambda: presigned("UPLOAD", CONTENT)[0] == 200)
attempt("presigned download", lambda: presigned("DOWNLOAD") == (200, CONTENT))
attempt("upload_to_stage", lambda: form() == 200)
attempt("list", lambda: names() == ["a/file.bin", "b/form.bin"] or names())
attempt("delete", lambda: sql("REMOVE @" + STAGE) == [] and names() == [])
