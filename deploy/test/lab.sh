#!/usr/bin/env bash
# A real Docker Swarm of three engines on one Linux machine: a network namespace an engine, joined by a bridge. For tests; root is needed.
#   lab.sh up         makes what is missing: base images (once, kept in the cache), namespaces, engines, the Swarm
#   lab.sh down       ends what "up" started, by pid, and removes namespaces, bridge and data; the cache stays
#   lab.sh docker N … the docker command on engine N (1 to 3)
#   lab.sh share IMAGE  copies an image of engine 1 to the others (there is no registry)
#   lab.sh kill N     ends engine N and everything on it at once, as if its machine had lost power
#   lab.sh start N    starts engine N again on its data
# Needs: docker.io iproute2 iptables debootstrap. TROUPE_LAB: its data (/tmp/troupe-lab). TROUPE_LAB_CACHE: base images (/var/cache/troupe-lab).
set -euo pipefail

lab="${TROUPE_LAB:-/tmp/troupe-lab}"
cache="${TROUPE_LAB_CACHE:-/var/cache/troupe-lab}"
engines=(1 2 3)
bridge=troupelab0
say() { printf '%s\n' "$*" >&2; }

namespace() { echo "troupelab$1"; }
address() { echo "10.99.0.$1"; }
engine() { local n="$1"; shift; docker -H "unix://$lab/$n/docker.sock" "$@"; }

# ---- base images: stand-ins for the public ones, made from Debian packages

bootstrap() { # name packages
  local to="$cache/$1.tar"
  [ -f "$to" ] && return
  say "Making the base image $1 ($2); takes a minute or two ..."
  local root; root="$(mktemp -d "$cache/$1.XXXXXX")"
  debootstrap --variant=minbase --include="$2" bookworm "$root" "${TROUPE_LAB_MIRROR:-$(mirror)}" > "$cache/$1.log" 2>&1 || {
    tail -n 5 "$cache/$1.log" >&2; rm -rf "$root"; exit 1; }
  rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/* "$root"/usr/share/{doc,man,locale}
  tar -C "$root" --numeric-owner -cf "$to.part" . && mv "$to.part" "$to"
  rm -rf "$root"
}

mirror() { # where this machine's own packages come from
  grep -hoE '^URIs: *\S+|^deb +(\[[^]]*\] +)?\S+' /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | grep -oE '[a-z]+://\S+' | head -n 1
}

import() { # engine name
  engine "$1" image inspect "troupe-lab/$2" >/dev/null 2>&1 || engine "$1" import "$cache/$2.tar" "troupe-lab/$2" >/dev/null
}

# ---- the network

join_bridge() {
  local n ns
  ip link show "$bridge" >/dev/null 2>&1 || { ip link add "$bridge" type bridge; ip link set "$bridge" up; }
  for n in "${engines[@]}"; do
    ns="$(namespace "$n")"
    ip netns list | grep -qw "$ns" && continue
    ip netns add "$ns"
    ip link add "tlab$n" type veth peer name eth0 netns "$ns"
    ip link set "tlab$n" master "$bridge" up
    ip -n "$ns" link set lo up
    ip -n "$ns" addr add "$(address "$n")/24" dev eth0
    ip -n "$ns" link set eth0 up
    nsenter --net="/var/run/netns/$ns" sysctl -qw net.ipv4.ip_forward=1
  done
  # Frames between the namespaces must not pass this machine's own firewall.
  if [ -e /proc/sys/net/bridge/bridge-nf-call-iptables ]; then
    [ -f "$lab/bridge-nf" ] || sysctl -n net.bridge.bridge-nf-call-iptables > "$lab/bridge-nf"
    sysctl -qw net.bridge.bridge-nf-call-iptables=0
  fi
}

# ---- engines

alive() { [ -f "$1" ] && kill -0 "$(cat "$1")" 2>/dev/null; }

start_engine() {
  local n="$1" dir="$lab/$1"
  alive "$dir/docker.pid" && return
  mkdir -p "$dir"
  rm -f "$dir/docker.pid" "$dir/docker.sock"
  # Not "ip netns exec": it mounts /sys anew, without the cgroups the engine needs.
  nsenter --net="/var/run/netns/$(namespace "$n")" setsid dockerd --data-root "$dir/data" --exec-root "$dir/run" \
    -H "unix://$dir/docker.sock" --pidfile "$dir/docker.pid" --cgroup-parent "/troupelab$n" >> "$dir/dockerd.log" 2>&1 < /dev/null &
  disown
}

await_engine() {
  local n="$1" tries
  for tries in $(seq 120); do
    engine "$n" info >/dev/null 2>&1 && return
    sleep 0.5
  done
  say "Engine $n does not answer; its log ends:"; tail -n 5 "$lab/$n/dockerd.log" >&2; exit 1
}

# Every process that lives in the engine's network namespace, or in one of its containers.
processes_of() {
  local n="$1" ns="/var/run/netns/$(namespace "$1")"
  { [ -e "$ns" ] && ip netns pids "$(namespace "$n")" || true
    cat /sys/fs/cgroup/{pids,cpu,memory}/troupelab"$n"/*/cgroup.procs /sys/fs/cgroup/troupelab"$n"/*/cgroup.procs 2>/dev/null || true; } | sort -un
}

kill_engine() {
  local n="$1" round pids
  for round in 1 2 3 4 5; do
    pids="$(processes_of "$n")"
    [ -n "$pids" ] || break
    kill -KILL $pids 2>/dev/null || true
    sleep 0.3
  done
  unmount "$lab/$n"
  rm -f "$lab/$n/docker.pid"
}

unmount() { # everything below a folder, deepest first
  awk -v top="$1/" 'index($2, top) == 1 { print $2 }' /proc/mounts | sort -r | while read -r at; do umount -l "$at" 2>/dev/null || true; done
}

# ---- commands

up() {
  local n token
  [ "$(id -u)" = 0 ] || { say "lab.sh needs root: it makes network namespaces."; exit 1; }
  for n in docker dockerd ip iptables debootstrap; do command -v "$n" >/dev/null || { say "lab.sh needs $n: apt-get install docker.io iproute2 iptables debootstrap"; exit 1; }; done
  mkdir -p "$lab" "$cache"
  bootstrap java openjdk-17-jre-headless,ca-certificates
  bootstrap tools postgresql,prometheus
  join_bridge
  for n in "${engines[@]}"; do start_engine "$n"; done
  for n in "${engines[@]}"; do await_engine "$n"; done
  for n in "${engines[@]}"; do import "$n" java; import "$n" tools; done
  if [ "$(engine 1 info --format '{{.Swarm.LocalNodeState}}')" != active ]; then
    engine 1 swarm init --advertise-addr "$(address 1)" >/dev/null
  fi
  token="$(engine 1 swarm join-token -q manager)"
  for n in 2 3; do
    [ "$(engine "$n" info --format '{{.Swarm.LocalNodeState}}')" = active ] || engine "$n" swarm join --token "$token" --advertise-addr "$(address "$n")" "$(address 1):2377" >/dev/null
  done
  say "Three engines form a Swarm; docker -H unix://$lab/1/docker.sock"
}

down() {
  local n
  for n in "${engines[@]}"; do kill_engine "$n"; done
  for n in "${engines[@]}"; do
    ip netns list | grep -qw "$(namespace "$n")" && ip netns del "$(namespace "$n")"
    find /sys/fs/cgroup -depth -type d -path "*/troupelab$n*" -exec rmdir {} \; 2>/dev/null || true
  done
  ip link show "$bridge" >/dev/null 2>&1 && ip link del "$bridge"
  [ -f "$lab/bridge-nf" ] && sysctl -qw net.bridge.bridge-nf-call-iptables="$(cat "$lab/bridge-nf")"
  rm -rf "$lab"
}

command="${1:-}"; [ $# -gt 0 ] && shift
case "$command" in
  up) up ;;
  down) down ;;
  docker) engine "$@" ;;
  share) for n in 2 3; do engine 1 save "$1" | engine "$n" load -q >/dev/null; done ;;
  kill) kill_engine "$1" ;;
  start) start_engine "$1"; await_engine "$1" ;;
  *) sed -n '2,9s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 1 ;;
esac
