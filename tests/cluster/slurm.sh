#!/usr/bin/env bash
# A sweep on a real cluster: two Slurm nodes on this machine, one of which is killed in the middle. The merged bytes have
# to be those of a local run. It installs Debian's slurm-wlm where there is none, needs root, and leaves nothing running.
#
#   tests/cluster/slurm.sh ZOPA
set -eu
zopa=$(realpath "$1")
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d /tmp/zopa-slurm.XXXXXX)
# The daemons drop to this user; it has to reach the folder.
chmod 755 "$work"

if ! command -v slurmctld >/dev/null || ! command -v slurmd >/dev/null || ! command -v munged >/dev/null; then
    apt-get update -qq || { sleep 5; apt-get update -qq; }
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends slurm-wlm munge >/dev/null
fi

cleanup() {
    set +e
    for file in "$work"/*.pid; do [ -s "$file" ] && kill "$(cat "$file")" 2>/dev/null; done
    sleep 1
    for file in "$work"/*.pid; do [ -s "$file" ] && kill -9 "$(cat "$file")" 2>/dev/null; done
    [ "${keep:-}" ] || rm -rf "$work"
}
trap cleanup EXIT

host=$(hostname -s)
mkdir -p "$work/spool1" "$work/spool2" "$work/state" "$work/munge"
# Who sends what to whom is proved by munge, with a key and a socket of our own.
dd if=/dev/urandom of="$work/munge/key" bs=128 count=1 2>/dev/null
chmod 700 "$work/munge"; chmod 600 "$work/munge/key"
munged --force --key-file="$work/munge/key" --socket="$work/munge/socket" --pid-file="$work/munged.pid" \
    --log-file="$work/munge/log" --seed-file="$work/munge/seed" >/dev/null 2>&1
cat > "$work/slurm.conf" <<CONF
ClusterName=zopa
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=26817
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$work/munge/socket
CryptoType=crypto/munge
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool%n
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd-%n.pid
SlurmctldLogFile=$work/slurmctld.log
SlurmdLogFile=$work/slurmd-%n.log
ProctrackType=proctrack/pgid
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SchedulerType=sched/backfill
SchedulerParameters=bf_interval=1,sched_interval=1
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
ReturnToService=2
SlurmdTimeout=5
SlurmctldTimeout=5
InactiveLimit=0
KillWait=2
MinJobAge=300
JobRequeue=1
BatchStartTimeout=10
MessageTimeout=10
NodeName=1 NodeHostname=$host NodeAddr=127.0.0.1 Port=26818 CPUs=1 State=UNKNOWN
NodeName=2 NodeHostname=$host NodeAddr=127.0.0.1 Port=26819 CPUs=1 State=UNKNOWN
PartitionName=all Nodes=1,2 Default=YES MaxTime=INFINITE State=UP
CONF
export SLURM_CONF="$work/slurm.conf"

slurmctld -i
sleep 1
slurmd -N 1
slurmd -N 2
for _ in $(seq 60); do
    [ "$(sinfo -h -N -t idle | wc -l)" -ge 2 ] && break
    sleep 0.5
done
sinfo

# Rows that each ask an engine, so that a shard takes some seconds.
scenario="$root/scenarios/wage_round.toml"
cp "$scenario" "$work/scenario.toml"
cat >> "$work/scenario.toml" <<'SWEEP'

[assumption.the_season]
values = { early = 0.5, late = 0.5 }
[party.the_press]
signs = false
[party.the_press.red_line.silence]
title = "Nothing is settled before the season"
reject = { the_season = "early" }
firmness = 0.5
[sweep.cluster]
design = "random"
rows = 300
vary = { "firmness.the_press.silence" = [0.0, 1.0] }
SWEEP
"$zopa" sweep run "$work/scenario.toml" cluster -o "$work/local" --threads 1 >/dev/null
"$zopa" sweep plan "$work/scenario.toml" cluster -o "$work/far" --shards 12 >/dev/null
"$zopa" sweep submit "$work/far" --slurm --time 10:00

# As soon as two shards are there, the second node dies with whatever it runs.
killed=
for _ in $(seq 900); do
    n=$(find "$work/far/shards" -name '*.parquet' 2>/dev/null | wc -l)
    job=$(squeue -h -t running -o '%A %N' | awk '$2 == 2 { print $1; exit }')
    if [ -z "$killed" ] && [ "$n" -ge 2 ] && { [ -n "$job" ] || [ "$n" -ge 8 ]; }; then
        kill -9 "$(cat "$work/slurmd-2.pid")"
        # A node that dies takes what runs on it with it: the step's keeper and the task.
        [ -z "$job" ] || pkill -9 -f "slurmstepd: \[$job\." || true
        for process in /proc/[0-9]*; do
            if [ -n "$job" ] && { tr "\0" "\n" < "$process/environ" | grep -qx "SLURM_JOB_ID=$job"; } 2>/dev/null; then
                kill -9 "${process#/proc/}" 2>/dev/null || true
            fi
        done
        killed=yes
        echo "node 2 is killed after $n shards, while it ran ${job:-nothing}"
    fi
    [ -n "$killed" ] && [ -z "$(squeue -h -o %A)" ] && break
    sleep 0.1
done
"$zopa" sweep status "$work/far"
# What the dead node took with it is handed in again, until nothing is missing.
for _ in 1 2 3; do
    "$zopa" sweep submit "$work/far" --slurm --time 10:00 | tee "$work/said"
    grep -q "every shard is finished" "$work/said" && break
    for _ in $(seq 300); do [ -z "$(squeue -h -o %A)" ] && break; sleep 0.2; done
done
"$zopa" sweep merge "$work/far"
cmp "$work/local/rows.parquet" "$work/far/rows.parquet"
[ -n "$killed" ]
echo "the same bytes from the cluster, one node killed, as from one machine"
