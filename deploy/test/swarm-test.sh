#!/usr/bin/env bash
# The stack as written, plus deploy/lab-override.yml, on the three engines of lab.sh, while agents work on it: deployed, updated, a broken image rolled
# back, scaled, a node lost, certificates renewed, scaled by its own advice, watched by Prometheus, restored from a backup, deployed ten times in a row.
# Prints a table of times and failed calls; exits with 1 when a call failed beyond one repetition where none may, or a step did not end as it should.
# Needs root and what lab.sh needs.
#   swarm-test.sh [STEP …]   steps: deploy update bluegreen broken rollback scale loss certificates metrics restore ten (default: all, in this order), autoscale;
#                            "down" removes everything at the end
set -euo pipefail
shopt -s inherit_errexit
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)"
home="$(dirname "$(dirname "$here")")"
lab="${TROUPE_LAB:-/tmp/troupe-lab}"
work="$lab/test"
export DOCKER_HOST="unix://$lab/1/docker.sock"
cluster=https://tasks.troupe-edge:8080
say() { printf '%s %s\n' "$(date +%T)" "$*" >&2; }

# ---- small tools

fail() { say "FAILED: $*"; printf '%s\n' "$*" >> "$work/failures"; }

await() { # seconds what command…: how long it took; fails when it takes longer
  local limit="$1" what="$2" begun=$SECONDS; shift 2
  until "$@" >/dev/null 2>&1; do
    if [ $((SECONDS - begun)) -ge "$limit" ]; then say "$what: not within $limit s"; return 1; fi
    sleep 1
  done
  echo $((SECONDS - begun))
}

engine() { "$here/lab.sh" docker "$@"; }
gone() {
  local n stack=label=com.docker.stack.namespace=troupe
  for n in 1 2 3; do [ -z "$(engine "$n" ps -aq --filter "$stack")$(engine "$n" network ls -q --filter "$stack")" ] || return 1; done
}
asks() { docker run --rm --label troupe-test --network troupe_edge -v "$work/secrets:/in:ro" -e TROUPE_API_KEY_FILE=/in/admin_key --entrypoint java troupe-lab/traffic \
  -XX:TieredStopAtLevel=1 -Djdk.internal.httpclient.disableHostnameVerification=true -cp '/lib-troupe/*' dev.troupe.load.Main "$1" \
  --at "$cluster" --authority /in/https-ca.crt; }
members() { [ "$(asks members 2>/dev/null)" = "$1" ]; }
others() { local now; now="$(asks members 2>/dev/null)" && [ "$now" != "$1" ]; } # an answer, and another one
engines_ready() { [ "$(docker node ls --format '{{.Status}}' | grep -c Ready)" = 3 ]; }
update_state() { docker service inspect troupe_node --format '{{if .UpdateStatus}}{{.UpdateStatus.State}}{{end}}'; }
state_is() { [ "$(update_state)" = "$1" ]; }

answered() { docker logs "traffic-$1" 2>&1 | grep -c ' [1-9][0-9.]* calls/s' || true; } # how often traffic told of answered calls
answers_beyond() { [ "$(answered "$1")" -gt "$2" ]; }

traffic() { # name [milliseconds-from-item-to-item option…]: in the background, until traffic_ends
  local name="$1" period="${2:-1000}"; shift; [ $# = 0 ] || shift
  docker rm -f "traffic-$name" >/dev/null 2>&1 || true
  docker run -d --label troupe-test --name "traffic-$name" --network troupe_edge -v "$work:/out" -v "$work/secrets:/in:ro" -e TROUPE_API_KEY_FILE=/in/admin_key troupe-lab/traffic \
    --at "$cluster" --authority /in/https-ca.crt --agents 4 --period "$period" --seconds 1800 --report "/out/$name.json" "$@" >/dev/null
  await 60 "traffic flows" answers_beyond "$name" 1 >/dev/null
}

traffic_ends() { # name
  await 60 "traffic still flows" answers_beyond "$1" "$(answered "$1")" >/dev/null
  docker stop -t 20 "traffic-$1" >/dev/null
  docker logs "traffic-$1" > "$work/$1.log" 2>&1
  docker rm "traffic-$1" >/dev/null
}

number() { sed -n "s/.*\"$2\" : \([0-9.]*\).*/\1/p" "$work/$1.json"; }

row() { # step seconds traffic-name-or-minus failures-allowed
  local calls=- repeated=- failed=- outage=-
  if [ "$3" != - ]; then
    calls="$(number "$3" calls)" repeated="$(number "$3" answered_after_one_repetition)" failed="$(number "$3" failed_beyond_one_repetition)"
    outage="$(number "$3" longest_outage_of_a_call_seconds)"
    [ "$failed" -le "$4" ] || fail "$1: $failed calls failed beyond one repetition"
  fi
  printf '%-44s %7s %7s %9s %7s %9s\n' "$1" "$2" "$calls" "$repeated" "$failed" "$outage" | tee -a "$work/rows" >&2
}

# ---- steps

images() {
  local context="$work/traffic-image"
  "$home/troupe" --version >/dev/null # builds what is out of date, so that no deployment below does so within its time
  TROUPE_IMAGE_BASE=troupe-lab/java "$home/deploy/image.sh" troupe:lab >/dev/null 2>&1
  rm -rf "$context"; mkdir -p "$context/lib"
  cp "$home"/load-tests/target/load-tests-*.jar "$home"/load-tests/target/lib/{coordinator-cli,jackson,picocli}*.jar "$context/lib/"
  docker build -q -t troupe-lab/traffic -f - "$context" >/dev/null 2>&1 <<'DOCKERFILE'
FROM troupe-lab/java
COPY lib/ /lib-troupe/
ENTRYPOINT ["java", "-Xmx256m", "-XX:+UseSerialGC", "-Djdk.internal.httpclient.disableHostnameVerification=true", "-cp", "/lib-troupe/*", "dev.troupe.load.Main", "traffic"]
DOCKERFILE
  # A new version: the same program under another image. A broken one: it lives, and never becomes ready.
  printf 'FROM troupe:lab\nLABEL lab.version=2\n' | docker build -q -t troupe:lab2 - >/dev/null 2>&1
  printf 'FROM troupe:lab\nENTRYPOINT ["sleep", "infinity"]\n' | docker build -q -t troupe:broken - >/dev/null 2>&1
  local image
  for image in troupe:lab troupe:lab2 troupe:broken; do "$here/lab.sh" share "$image"; done
}

certificates() { # number: new ones, as secrets of that number
  local name
  "$home/deploy/make-dev-ca.sh" "$work/secrets" troupe-edge
  chmod 755 "$work/secrets"; chmod 644 "$work/secrets"/*
  for name in node_ca node_cert node_key https_cert https_key; do docker secret create "troupe_${name}_$1" "$work/secrets/$name" >/dev/null; done
}

secrets() {
  local name
  [ -f "$work/secrets/admin_key" ] && return
  mkdir -p "$work/secrets"
  for name in db_password admin_key grafana_password; do
    openssl rand -hex 24 > "$work/secrets/$name"
    docker secret create "troupe_$name" "$work/secrets/$name" >/dev/null
  done
  certificates 1
  docker node update --label-add troupe.database=true "$(docker info --format '{{.Swarm.NodeID}}')" >/dev/null
}

stack() { # image [option…]: fails when the deployment does
  local image="$1"; shift
  "$home/troupe" deploy --env lab --override "$home/deploy/lab-override.yml" --no-resolve --image "$image" --data "$work" "$@"
}

nothing() { # no stack, nothing stored, and no container of a run that was broken off: it would hold the stack's network
  docker ps -aq --filter label=troupe-test | xargs -r docker rm -f >/dev/null
  docker stack rm troupe >/dev/null 2>&1 || true
  await 120 "the last stack is gone" gone >/dev/null
  ! docker volume inspect troupe_database >/dev/null 2>&1 || docker volume rm troupe_database >/dev/null
}

from_nothing() { # how long until three members are up
  nothing
  local begun=$SECONDS
  stack troupe:lab >&2
  await 300 "three members up" members 3/3 >/dev/null
  echo $((SECONDS - begun))
}

step_deploy() {
  local took
  took="$(from_nothing)"
  row "deploy from nothing, until three members up" "$took" - 0
}

step_ten() {
  local round took times=()
  for round in 1 2 3 4 5 6 7 8 9 10; do
    took="$(from_nothing)"
    times+=("$took")
    row "deployment $round of ten in a row, from nothing" "$took" - 0
  done
  mapfile -t times < <(printf '%s\n' "${times[@]}" | sort -n)
  row "their median; fastest ${times[0]}, slowest ${times[9]}" "$(((times[4] + times[5]) / 2))" - 0
}

step_scale() {
  local took
  traffic up
  docker service scale -d troupe_node=5 >/dev/null
  took="$(await 300 "five members" members 5/5)"
  traffic_ends up
  row "scale 3 to 5" "$took" up 0
  traffic down
  docker service scale -d troupe_node=3 >/dev/null
  took="$(await 300 "three members" members 3/3)"
  traffic_ends down
  row "scale 5 to 3" "$took" down 0
}

step_loss() {
  local begun took
  traffic loss
  begun=$SECONDS
  "$here/lab.sh" kill 3
  await 60 "the loss is noticed" others 3/3 >/dev/null
  await 300 "three members again" members 3/3 >/dev/null
  took=$((SECONDS - begun))
  traffic_ends loss
  # What is held for seconds by a machine that lost its power is repeated more than once; nothing may be lost.
  row "an engine dies, until three members are up" "$took" loss 1000000
  "$here/lab.sh" start 3
  await 60 "the engine is back" engines_ready >/dev/null
}

step_update() {
  local begun row_seconds
  traffic update
  begun=$SECONDS
  stack troupe:lab2
  row_seconds=$((SECONDS - begun))
  traffic_ends update
  row "rolling update of three nodes" "$row_seconds" update 0
}

step_bluegreen() {
  local begun row_seconds
  stack troupe:lab
  traffic bluegreen
  begun=$SECONDS
  stack troupe:lab2 --blue-green
  row_seconds=$((SECONDS - begun))
  await 60 "three members, the new ones" members 3/3 >/dev/null
  traffic_ends bluegreen
  row "blue-green: three new nodes beside three old" "$row_seconds" bluegreen 0
}

step_broken() {
  local begun row_seconds
  traffic broken
  begun=$SECONDS
  if stack troupe:broken; then fail "a broken image was deployed"; fi
  row_seconds=$((SECONDS - begun))
  state_is rollback_completed || fail "the broken image was not rolled back: $(update_state)"
  traffic_ends broken
  [ "$row_seconds" -lt 120 ] || fail "the broken image was rolled back after $row_seconds s, expected less than 120"
  row "broken image, until rolled back" "$row_seconds" broken 0
}

step_rollback() { # to what ran before the last deployment, by hand
  local begun row_seconds
  stack troupe:lab
  traffic rollback
  begun=$SECONDS
  "$home/troupe" rollback --env lab --data "$work"
  row_seconds=$((SECONDS - begun))
  traffic_ends rollback
  [ "$row_seconds" -lt 120 ] || fail "the rollback took $row_seconds s, expected less than 120"
  row "rollback of three good nodes, by hand" "$row_seconds" rollback 0
}

serials() { # of the certificates that the nodes show, a line each
  docker run --rm --network troupe_edge --entrypoint bash troupe-lab/traffic -c 'getent ahostsv4 tasks.troupe-edge | cut -d " " -f 1 | sort -u |
    while read -r at; do openssl s_client -connect "$at:8080" </dev/null 2>/dev/null | openssl x509 -noout -serial; done'
}

step_certificates() { # new ones of the same authorities, as secrets of the next number
  local begun took number serial
  number="$(($(docker secret ls --format '{{.Name}}' | sed -n 's/^troupe_node_cert_//p' | sort -n | tail -n 1) + 1))"
  certificates "$number"
  traffic certificates
  begun=$SECONDS
  stack troupe:lab --set "TROUPE_CERTIFICATES=$number"
  took=$((SECONDS - begun))
  traffic_ends certificates
  serial="$(openssl x509 -in "$work/secrets/https_cert" -noout -serial)"
  [ "$(serials)" = "$(printf '%s\n' "$serial" "$serial" "$serial")" ] || fail "not all three nodes show the new certificate"
  row "new certificates on three nodes" "$took" certificates 0
}

step_autoscale() { # ./troupe scale --follow on a manager, and a service that somebody made too small
  local took
  [ -f "$work/secrets/trust.p12" ] || keytool -importcert -noprompt -alias authority -file "$work/secrets/https-ca.crt" -keystore "$work/secrets/trust.p12" -storepass password 2>/dev/null
  chmod 644 "$work/secrets/trust.p12"
  traffic autoscale
  docker service scale -d troupe_node=2 >/dev/null
  await 120 "two members" members 2/2 >/dev/null
  docker rm -f follower >/dev/null 2>&1 || true
  docker run -d --label troupe-test --name follower --network troupe_edge -v "$lab/1/docker.sock:/var/run/docker.sock" -v "$(command -v docker):/usr/bin/docker:ro" -v "$work/secrets:/in:ro" \
    -e TROUPE_API_KEY="$(cat "$work/secrets/admin_key")" --user 0 --entrypoint java troupe:lab -Djavax.net.ssl.trustStore=/in/trust.p12 -Djavax.net.ssl.trustStorePassword=password \
    -cp '/opt/troupe/app/*:/opt/troupe/lib/*' dev.troupe.cli.Main scale --follow --every 5 --at https://troupe-edge:8080 >/dev/null
  took="$(await 420 "three members by the cluster's own advice" members 3/3)"
  docker logs follower > "$work/follower.log" 2>&1
  docker rm -f follower >/dev/null
  cat "$work/follower.log" >&2
  grep -q 'troupe_node is scaled from 2 to 3 tasks' "$work/follower.log" || fail "three members came, but not by the follower"
  traffic_ends autoscale
  row "scale --follow: from 2 to the advised 3" "$took" autoscale 0
}

prometheus() { # command…: within its container, wherever that is
  local n id
  for n in 1 2 3; do
    id="$(engine "$n" ps -q --filter name=troupe_prometheus)"
    [ -z "$id" ] || { engine "$n" exec "$id" "$@"; return; }
  done
  return 1
}
finds() { prometheus promtool query instant http://127.0.0.1:9090 "$1" | grep -q "=> $2 @"; } # query value

step_metrics() { # Prometheus as the stack configures it
  local took
  docker service scale -d troupe_prometheus=1 >/dev/null
  took="$(await 120 "three targets are scraped" finds 'count(up{job="troupe"} == 1)' 3)"
  await 30 "each tells of three members" finds 'count(troupe_cluster_members{status="up"} == 3)' 3 >/dev/null
  docker service scale -d troupe_prometheus=0 >/dev/null
  row "Prometheus starts, until it scrapes all three" "$took" - 0
}

sql() { docker exec -e PGPASSWORD="$(cat "$work/secrets/db_password")" "$(docker ps -q --filter name=troupe_database)" psql -h 127.0.0.1 -U troupe -v ON_ERROR_STOP=1 -qtAc "$1"; }
board_is_current() { [ "$(sql "SELECT count(*) FROM event_journal j, board_position b WHERE (j.txid, j.ordering) > (b.txid, b.ordering)")" = 0 ]; }
# Transactions are numbered anew by a restore; all else of an item's events must be the same.
journal_of_work() { sql "SELECT count(*), md5(string_agg((to_jsonb(e) - 'txid')::text, '' ORDER BY persistence_id, sequence_number)) FROM event_journal e WHERE persistence_id LIKE 'work|%'"; }
database_runs() { [ "$(docker service ls --filter name=troupe_database --format '{{.Replicas}}')" = 1/1 ]; }
task_of() { docker service ps "$1" --format '{{.CurrentState}}' | head -n 1; }
over() { case "$(task_of "$1")" in Complete* | Failed* | Rejected*) ;; *) return 1 ;; esac; }

job() { # name command…: the image's command line as a task in the database's network (docs/deployment.md); prints what it said, fails when it did
  local name="$1" ended said; shift
  docker service create -d -q --no-resolve-image --name "$name" --mode replicated-job --network troupe_data --secret troupe_db_password \
    --mount "type=bind,source=$work/backup,target=/backup" --user 10001 --restart-condition none --constraint node.labels.troupe.database==true \
    --env TROUPE_DB_URL=jdbc:postgresql://troupe-database:5432/troupe --env TROUPE_DB_PASSWORD_FILE=/run/secrets/troupe_db_password \
    --entrypoint java troupe:lab -cp '/opt/troupe/app/*:/opt/troupe/lib/*' dev.troupe.cli.Main "$@" >/dev/null
  await 120 "the end of $name" over "$name" >/dev/null
  ended="$(task_of "$name")"
  said="$(docker service logs --raw "$name" 2>&1)"
  say "$name: $said"
  echo "$said"
  docker service rm "$name" >/dev/null
  case "$ended" in Complete*) ;; *) return 1 ;; esac
}

step_restore() {
  local begun took said
  rm -rf "$work/backup"; mkdir -m 777 "$work/backup"
  traffic work 100 --leave 5
  traffic_ends work
  await 60 "the board has read all" board_is_current >/dev/null
  asks items > "$work/items-before"; journal_of_work > "$work/journal-before"
  say "$(wc -l < "$work/items-before") items; events and their checksum: $(cat "$work/journal-before")"
  [ "$(grep -o '"status":"[a-z]*"' "$work/items-before" | sort -u | tr -d '\n')" = '"status":"claimed""status":"completed""status":"ready"' ] || fail "expected claimed, completed and ready items"
  begun=$SECONDS
  job troupe-backup backup --to /backup/troupe.zip >/dev/null
  row "backup, as a task" "$((SECONDS - begun))" - 0

  nothing
  begun=$SECONDS
  stack troupe:lab --set TROUPE_REPLICAS=0
  await 120 "the database runs" database_runs >/dev/null
  cp "$work/backup/troupe.zip" "$work/backup/damaged.zip"
  dd if=/dev/zero of="$work/backup/damaged.zip" bs=64 count=1 seek="$(($(stat -c %s "$work/backup/troupe.zip") / 128))" conv=notrunc status=none
  if said="$(job troupe-restore restore /backup/damaged.zip)"; then fail "a damaged backup was restored"; fi
  [[ "$said" == *damaged* ]] || fail "a damaged backup was refused for another reason: $said"
  job troupe-restore restore /backup/troupe.zip >/dev/null
  stack troupe:lab
  await 120 "three members up" members 3/3 >/dev/null
  took=$((SECONDS - begun))
  if job troupe-restore restore /backup/troupe.zip >/dev/null; then fail "a backup was restored under running nodes"; fi
  await 60 "the board has read all" board_is_current >/dev/null
  asks items > "$work/items-after"; journal_of_work > "$work/journal-after"
  cmp "$work/items-before" "$work/items-after" >&2 || fail "items or histories differ after the restore: diff $work/items-before $work/items-after"
  cmp "$work/journal-before" "$work/journal-after" >&2 || fail "the journal differs after the restore"
  row "restore of $(wc -l < "$work/items-after") items into an empty stack" "$took" - 0
}

steps=("$@")
[ $# -gt 0 ] || steps=(deploy update bluegreen broken rollback scale loss certificates metrics restore ten)
mkdir -p "$work"
: > "$work/rows"; : > "$work/failures"
"$here/lab.sh" up
[ -n "${TROUPE_LAB_NO_BUILD:-}" ] || images
secrets
table() {
  printf '\n%-44s %7s %7s %9s %7s %9s\n' step seconds calls repeated failed 'longest s'
  cat "$work/rows"
  sed 's/^/FAILED: /' "$work/failures"
  [ ! -s "$work/failures" ]
}
passed=0 down=
for step in "${steps[@]}"; do
  if [ "$step" = down ]; then down=1; continue; fi
  say "step $step"
  set +e; (set -e; "step_$step"); ended=$?; set -e # not "step || …": within that a failed command would not end the step
  [ "$ended" = 0 ] || fail "step $step did not end as expected"
done
table || passed=1
[ -z "$down" ] || "$here/lab.sh" down
exit "$passed"
