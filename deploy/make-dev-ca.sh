#!/usr/bin/env bash
# Makes certificates for trying things out: deploy/make-dev-ca.sh DIR [NAME …]. For production take them from your own authority.
# DIR gets ca.key (keep it off the Swarm), and the secrets' files: node_ca, node_cert, node_key, https_cert, https_key. The HTTPS certificate is
# for localhost and the NAMEs given (names or IP addresses); all nodes share one certificate of the name "troupe-node". Valid for 90 days.
# An authority that is there already is kept, so that running it again renews the certificates.
set -euo pipefail
[ $# -ge 1 ] || { sed -n '2,5s/^# //p' "${BASH_SOURCE[0]}" >&2; exit 1; }
dir="$1"; shift
umask 077
mkdir -p "$dir"; cd "$dir"

authority() { # file name
  [ -f "$1.key" ] || openssl req -x509 -newkey rsa:3072 -nodes -sha256 -days 3650 -subj "/CN=$2" -keyout "$1.key" -out "$1.crt" \
    -addext "basicConstraints=critical,CA:TRUE" -addext "keyUsage=critical,keyCertSign,cRLSign" 2>/dev/null
}

issue() { # file authority common-name alternative-names
  openssl req -newkey rsa:2048 -nodes -subj "/CN=$3" -keyout "$1_key" -out "$1.csr" 2>/dev/null
  openssl x509 -req -in "$1.csr" -CA "$2.crt" -CAkey "$2.key" -CAcreateserial -days 90 -sha256 -out "$1_cert" 2>/dev/null -extfile <(
    printf 'basicConstraints=CA:FALSE\nkeyUsage=digitalSignature,keyEncipherment\nextendedKeyUsage=serverAuth,clientAuth\nsubjectAltName=%s\n' "$4")
  rm "$1.csr"
}

alternatives="DNS:localhost,IP:127.0.0.1"
for name in "$@"; do
  case "$name" in *[!0-9.]*) alternatives+=",DNS:$name" ;; *) alternatives+=",IP:$name" ;; esac
done
# Two authorities: whoever has a certificate of the nodes' is a node.
authority ca "Troupe development nodes"
authority https-ca "Troupe development HTTPS"
issue node ca troupe-node DNS:troupe-node
issue https https-ca "${1:-localhost}" "$alternatives"
cp ca.crt node_ca
