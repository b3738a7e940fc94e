#!/usr/bin/env bash
# Every operation with curl, as a user types it. See ClientMatrixTest for the environment; prints an operation and its outcome a line.
set -u
version=${MATRIX_HTTP:+--http${MATRIX_HTTP}}
run() { curl -sS ${version:-} --cacert "$MATRIX_CA" "$@"; }
sql() { run -u "$MATRIX_USER:$MATRIX_PASSWORD" -H 'Content-Type: application/json' -d "{\"sql\": \"$1\"}" "$MATRIX_URL/v1/query"; }
url() { sed -n 's|.*"\(https\{0,1\}://[^"]*\)".*|\1|p'; }
report() { # operation, what it printed, what it must hold
  case $2 in *"$3"*) printf '%s\tyes\n' "$1" ;; *) printf '%s\tFAILED: %s\n' "$1" "${2//$'\n'/ }" ;; esac
}

report 'SQL' "$(sql "CREATE OR REPLACE STAGE $MATRIX_STAGE"; sql 'SELECT 42')" '[["42"]]'
upload=$(sql "PRESIGN UPLOAD @$MATRIX_STAGE/a/file.bin" | url)
report 'presigned upload' "$(run -o /dev/null -w '%{http_code}' -T file.bin "$upload")" 200
run -o got.bin "$(sql "PRESIGN @$MATRIX_STAGE/a/file.bin" | url)"
report 'presigned download' "$(cmp got.bin file.bin && echo same)" same
report 'upload_to_stage' "$(run -u "$MATRIX_USER:$MATRIX_PASSWORD" -X PUT -H "X-DATABEND-STAGE-NAME: $MATRIX_STAGE" -F 'upload=@file.bin;filename=b/form.bin' \
  "$MATRIX_URL/v1/upload_to_stage")" SUCCESS
listed=$(sql "LIST @$MATRIX_STAGE")
report 'list' "$(case $listed in *a/file.bin*b/form.bin*) echo both ;; *) echo "$listed" ;; esac)" both
report 'delete' "$(sql "REMOVE @$MATRIX_STAGE" >removed; sql "LIST @$MATRIX_STAGE")" '"data":[]'
