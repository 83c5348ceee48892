#!/usr/bin/env bash
# One nightly round of a sweep. Two rounds never overlap, each day has a log file of its own, and
# rounds.log has a line for each round:
#
#   OK       exit code 0
#   DRIFT    3: the sweep ended, but a target was not reached or a result has drifted
#   FAILED   1 (failed), 2 (wrong usage), or anything else, 128 + n where signal n ended it
#   SKIPPED  the round before is still running
#
# DRIFT and FAILED are also printed with the end of the log, which cron sends by mail (MAILTO). The
# exit code is that of taucrit, and 0 where the round was skipped.
#
# Settings, from the environment:
#   TAUCRIT_SWEEP      the sweep file        (sweeps/nightly.yaml)
#   TAUCRIT_OUT        where results go      (taucrit-out/nightly; on a cluster hdfs:// or the like)
#   TAUCRIT_LOGS       folder of the logs    (taucrit-logs)
#   TAUCRIT_KEEP_DAYS  logs older are removed (30)
# and those of the command itself: SPARK_HOME, TAUCRIT_SUBMIT_ARGS. With a standalone cluster keep
# --deploy-mode client: in cluster mode spark-submit's exit code is 0 whatever becomes of the driver.
#
# Tried: every exit code, a second round while the first one runs, and removal of old logs, by
# NightlyTest, with a stand-in for the command. Not tried: a real cron daemon, mail.
set -uo pipefail

sweep=${TAUCRIT_SWEEP:-sweeps/nightly.yaml}
out=${TAUCRIT_OUT:-taucrit-out/nightly}
logs=${TAUCRIT_LOGS:-taucrit-logs}
keep=${TAUCRIT_KEEP_DAYS:-30}

mkdir -p "$logs" || exit 1

note() {
  echo "$(date +%Y-%m-%dT%H:%M:%S%z) $*" | tee -a "$logs/rounds.log"
}

# The command inherits the lock: it is free once the command has ended, even if this script was
# killed before.
exec 9>"$logs/lock" || exit 1
if ! flock --nonblock 9; then
  note "SKIPPED the round before is still running" >/dev/null
  exit 0
fi

find "$logs" -maxdepth 1 -name 'nightly-*.log' -mtime +"$keep" -delete
log="$logs/nightly-$(date +%Y-%m-%d).log"

taucrit sweep "$sweep" --out "$out" --fresh >>"$log" 2>&1
code=$?

case $code in
  0) note "OK $sweep" >/dev/null ;;
  3) note "DRIFT $sweep, see $log" ;;
  *) note "FAILED with exit code $code, $sweep, see $log" ;;
esac
if [ "$code" -ne 0 ]; then
  tail -n 30 "$log"
fi
exit "$code"
