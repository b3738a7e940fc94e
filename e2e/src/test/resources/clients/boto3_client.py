# Every operation with boto3 and the access key of the door.
import os
import urllib.request
import ssl

import boto3
from botocore.client import Config

from matrix import CA, CONTENT, URL, attempt

BUCKET = os.environ["MATRIX_BUCKET"]
PREFIX = os.environ["MATRIX_STAGE"] + "/"
KEY = PREFIX + "a b/file+1.bin"

s3 = boto3.client(
    "s3",
    endpoint_url=URL,
    region_name="us-east-1",
    verify=CA,
    config=Config(signature_version="s3v4", s3={"addressing_style": "path"}, retries={"max_attempts": 1}),
)
trusting = ssl.create_default_context(cafile=CA)


def keys():
    return [found["Key"] for found in s3.list_objects_v2(Bucket=BUCKET, Prefix=PREFIX).get("Contents", [])]


def presigned():
    url = s3.generate_presigned_url("get_object", Params={"Bucket": BUCKET, "Key": KEY})
    with urllib.request.urlopen(url, context=trusting) as answer:
        return answer.read()


attempt("upload", lambda: s3.put_object(Bucket=BUCKET, Key=KEY, Body=CONTENT)["ResponseMetadata"]["HTTPStatusCode"] == 200)
attempt("download", lambda: s3.get_object(Bucket=BUCKET, Key=KEY)["Body"].read() == CONTENT)
attempt("list", lambda: keys() == [KEY] or keys())
attempt("own presigned URL", lambda: presigned() == CONTENT)
attempt("delete", lambda: s3.delete_object(Bucket=BUCKET, Key=KEY)["ResponseMetadata"]["HTTPStatusCode"] == 204 and keys() == [])
