#!/usr/bin/env bash
# What the public postgres image's entry point does, for Debian's packages: makes the data folder once, then runs the server.
set -euo pipefail
bin="$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)"
chown postgres: "$(dirname "$PGDATA")"
as_postgres() { setpriv --reuid=postgres --regid=postgres --init-groups "$@"; }
if [ ! -f "$PGDATA/PG_VERSION" ]; then
  install -o postgres -m 600 /run/secrets/db_password /tmp/password
  as_postgres "$bin/initdb" -D "$PGDATA" -U troupe --pwfile=/tmp/password --auth=scram-sha-256 --encoding=UTF8 --locale=C --data-checksums
  rm /tmp/password
  echo 'host all all all scram-sha-256' >> "$PGDATA/pg_hba.conf"
  as_postgres "$bin/postgres" --single -D "$PGDATA" postgres <<< 'CREATE DATABASE troupe'
fi
mkdir -p /var/run/postgresql && chown postgres: /var/run/postgresql
exec setpriv --reuid=postgres --regid=postgres --init-groups "$bin/postgres" -D "$PGDATA" "$@"
