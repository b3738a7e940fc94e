#!/usr/bin/env bash
# Every operation with the AWS CLI of Debian and the access key of the door.
set -u
export AWS_CA_BUNDLE=$MATRIX_CA AWS_DEFAULT_REGION=us-east-1 AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null AWS_MAX_ATTEMPTS=1
aws=(/usr/bin/aws --endpoint-url "$MATRIX_URL" s3)
place=s3://$MATRIX_BUCKET/$MATRIX_STAGE
report() {
  case $2 in *"$3"*) printf '%s\tyes\n' "$1" ;; *) printf '%s\tFAILED: %s\n' "$1" "${2//$'\n'/ }" ;; esac
}

report upload "$("${aws[@]}" cp file.bin "$place/a/file.bin" 2>&1)" 'upload: ./file.bin'
report download "$("${aws[@]}" cp "$place/a/file.bin" got-aws.bin >log 2>&1; cmp got-aws.bin file.bin 2>>log && echo same || cat log)" same
report list "$("${aws[@]}" ls "$place/" 2>&1)" 'PRE a/'
report 'own presigned URL' "$(curl -sS ${MATRIX_HTTP:+--http$MATRIX_HTTP} --cacert "$MATRIX_CA" -o got-aws.bin "$("${aws[@]}" presign "$place/a/file.bin" 2>&1)"; cmp got-aws.bin file.bin && echo same || head -c 300 got-aws.bin)" same
report delete "$("${aws[@]}" rm --recursive "$place" 2>&1)" 'delete: s3://'
