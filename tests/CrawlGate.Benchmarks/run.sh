#!/usr/bin/env bash
# run.sh [functions|servers|memory|ledger|settlement|deferred|personhood|all] [--quick true] [--seconds 3] [--bursts 16] [--rounds 7] [--repeats 3] [--connections 32] [--only free|quotes|paid] [--results FOLDER]
# Measures CrawlGate on this machine, which should do nothing else meanwhile, and writes results/report.md and report.json.
# --quick true shows in a few minutes that everything runs; its figures mean nothing and go to artifacts/.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

for tool in dotnet node wrk taskset redis-server; do
    command -v $tool >/dev/null || { echo "run.sh: $tool is missing; ./build.sh bench installs wrk and redis-server" >&2; exit 1; }
done

dotnet build -c Release -v quiet
exec dotnet bin/Release/net10.0/CrawlGate.Benchmarks.dll "$@"
