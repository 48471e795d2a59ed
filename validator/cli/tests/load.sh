#!/usr/bin/env bash
# Loads the service over the loopback interface with wrk (Debian package `wrk`) and prints what it measured.
#
#     cargo build --release -p s1spki-validator-cli
#     bash validator/cli/tests/load.sh [SECONDS] [CONNECTIONS]
#
# The certificates are those of a fixture, judged at its time. wrk and the service share the processors.
set -euo pipefail
cd "$(dirname "$0")/../../.."
seconds=${1:-10} connections=${2:-16}
program=${CARGO_TARGET_DIR:-target}/release/s1spki-validator
scenario=supplier-signing-and-key-agreement-are-good at=2026-03-01T00:00:00Z

folder=$(mktemp -d)
service=
finish() {
    [ -z "$service" ] || kill "$service" 2>/dev/null || true
    wait 2>/dev/null || true
    rm -rf "$folder"
}
trap finish EXIT

cargo run --quiet -p s1spki-fixtures --example specimens -- "$folder" >/dev/null
files=$folder/$scenario

# wrk sends the same body again and again; a status other than 200 shows up in its summary.
body() {
    local path=$1 certificate
    certificate=$(grep -v -- ----- "$files/supplier-signing.pem" | tr -d '\n')
    cat <<LUA
wrk.method = "POST"
wrk.path = "$path"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"certificates":["$certificate"],"at":"$at"}'
LUA
}

measure() {
    local name=$1 scheme=$2 path=$3
    shift 3
    "$program" serve --listen 127.0.0.1:0 --policy lab --anchor "$files/root.pem" \
        --intermediate "$files/issuing.pem" --crl "$files/root.crl" "$files/issuing.crl" \
        --connections 2000 --concurrency 2000 "$@" >"$folder/out" 2>"$folder/log" &
    service=$!
    until grep -q listening "$folder/out"; do sleep 0.1; done
    local address
    address=$(sed -n "s|.*$scheme://||p" "$folder/out")
    body "$path" >"$folder/body.lua"
    echo "=== $name"
    wrk --threads 1 --connections "$connections" --duration "${seconds}s" --latency \
        --script "$folder/body.lua" "$scheme://$address" | tail -n +3
    curl -fsS ${tls_check:-} "$scheme://$address/metrics" | grep -E '_verdicts_total|_requests_total' || true
    ps -o rss= -p "$service" | awk '{ printf "resident memory %d MiB\n", $1 / 1024 }'
    kill -TERM "$service"
    wait "$service"
    service=
}

measure "chain, HTTP" http /v1/chain --insecure-http
measure "certificate alone, HTTP" http /v1/certificate --insecure-http
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost -days 2 \
    -keyout "$folder/server.key" -out "$folder/server.pem" 2>/dev/null
tls_check=--insecure
measure "chain, TLS 1.3, connections kept" https /v1/chain \
    --tls-certificate "$folder/server.pem" --tls-key "$folder/server.key"
