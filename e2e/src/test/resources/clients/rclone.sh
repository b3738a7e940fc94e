#!/usr/bin/env bash
# Every operation with rclone and the access key of the door.
set -u
unset AWS_CA_BUNDLE # which makes rclone fail before it has begun
export RCLONE_CONFIG=/dev/null RCLONE_CONFIG_DOOR_TYPE=s3 RCLONE_CONFIG_DOOR_PROVIDER=Other RCLONE_CONFIG_DOOR_REGION=us-east-1 \
  RCLONE_CONFIG_DOOR_ENDPOINT=$MATRIX_URL RCLONE_CONFIG_DOOR_ACCESS_KEY_ID=$AWS_ACCESS_KEY_ID RCLONE_CONFIG_DOOR_SECRET_ACCESS_KEY=$AWS_SECRET_ACCESS_KEY
rclone=(rclone --ca-cert "$MATRIX_CA" --retries 1 --low-level-retries 1)
[ "${MATRIX_HTTP:-}" = 1.1 ] && rclone+=(--disable-http2)
place=door:$MATRIX_BUCKET/$MATRIX_STAGE
report() {
  case $2 in *"$3"*) printf '%s\tyes\n' "$1" ;; *) printf '%s\tFAILED: %s\n' "$1" "${2//$'\n'/ }" ;; esac
}

mkdir -p up down && cp file.bin up/
report upload "$("${rclone[@]}" copy up "$place" 2>&1 && echo done)" done
report list "$("${rclone[@]}" lsf "$place" 2>&1)" file.bin
report check "$("${rclone[@]}" check up "$place" 2>&1)" '0 differences found'
report download "$("${rclone[@]}" copyto "$place/file.bin" down/got.bin 2>&1; cmp down/got.bin file.bin && echo same)" same
link=$("${rclone[@]}" link "$place/file.bin" 2>link.log)
report "own presigned URL" "$(curl -sS ${MATRIX_HTTP:+--http$MATRIX_HTTP} --cacert "$MATRIX_CA" -o got-rclone.bin "$link"; cmp got-rclone.bin file.bin && echo same || { echo "$link"; cat link.log; head -c 300 got-rclone.bin; })" same
report delete "$("${rclone[@]}" delete "$place" 2>&1 && "${rclone[@]}" lsf "$place" 2>&1 && echo done)" done
