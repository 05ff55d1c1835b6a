#!/usr/bin/env bash
# Everything CrawlGate is built, shown, tested and measured with. Needs the .NET 10 SDK, Node 20 and apt; installs the rest.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
configuration=Release

usage() {
    cat <<'TEXT'
./build.sh test          build, check the format, run all tests; what CI runs
./build.sh demo [--once] a chain, a site, the gateway and a crawler that pays; --once ends after the transcript
./build.sh bench [name]  measure: functions, servers, memory, ledger, settlement, deferred, personhood or all (the default)
./build.sh chaos [...]   kill gateways anywhere while crawlers pay, and compare chain, ledger and crawlers; about ten minutes, as root
./build.sh pack          NuGet packages into artifacts/packages
TEXT
}

fail() {
    echo "build.sh: $*" >&2
    exit 1
}

check_tools() {
    command -v dotnet >/dev/null || fail "the .NET 10 SDK is needed: https://dotnet.microsoft.com"
    [[ $(dotnet --version) == 10.* ]] || fail "the .NET 10 SDK is needed, this is $(dotnet --version)"
    command -v node >/dev/null && command -v npm >/dev/null || fail "Node 20 with npm is needed: https://nodejs.org"
}

# Installs a Debian package unless the file or command that it brings is there.
apt_package() {
    local package=$1 probe=$2
    if command -v "$probe" >/dev/null || ldconfig -p 2>/dev/null | grep -q "$probe"; then return; fi
    command -v apt-get >/dev/null || fail "$probe is missing, and there is no apt-get to install $package with"
    local sudo=""
    [[ $(id -u) == 0 ]] || sudo=sudo
    echo "installing $package"
    { $sudo apt-get install -y -q "$package" || { $sudo apt-get update -q && $sudo apt-get install -y -q "$package"; }; } >/dev/null 2>&1 ||
        fail "apt-get could not install $package"
}

# Adds up the counters of all result files: total, passed, failed.
count() {
    local sum=0 value
    for value in $(grep -ho "<Counters [^>]*" artifacts/test-results/*.trx 2>/dev/null | grep -o " $1=\"[0-9]*\"" | tr -dc '0-9\n'); do
        sum=$((sum + value))
    done
    echo $sum
}

# Names the tests that failed and why, from all result files: the end of a long log is what people read.
failures() {
    local results
    for results in artifacts/test-results/*.trx; do
        [[ -e $results ]] || continue
        sed -n '/<UnitTestResult .*outcome="Failed"/,/<\/UnitTestResult>/p' "$results" |
            sed -n 's/.*<UnitTestResult .*testName="\([^"]*\)".*/FAILED \1/p; /<Message>/,/<\/StackTrace>/p' |
            sed 's/^ *<[A-Za-z]*>//; s/<\/[A-Za-z]*>$//; s/&quot;/"/g; s/&lt;/</g; s/&gt;/>/g; s/&#x[DA];//g; s/&amp;/\&/g' | cut -c 1-500
    done
}

run_tests() {
    check_tools
    apt_package libsecp256k1-1 libsecp256k1.so
    apt_package libsqlite3-0 libsqlite3.so.0
    apt_package redis-server redis-server
    apt_package chromium chromium
    dotnet build CrawlGate.sln -c $configuration
    dotnet format CrawlGate.sln --verify-no-changes --no-restore
    rm -rf artifacts/test-results
    local status=0 project
    for project in CrawlGate.Tests CrawlGate.IntegrationTests; do
        dotnet test "tests/$project" -c $configuration --no-build --results-directory artifacts/test-results \
            --logger "trx;LogFileName=$project.trx" --logger "console;verbosity=normal" || status=1
    done
    local total passed failed
    total=$(count total) passed=$(count passed) failed=$(count failed)
    [[ $passed -gt 0 ]] || status=1
    failures
    echo "tests: $passed passed, $failed failed, $((total - passed - failed)) skipped"
    return $status
}

run_demo() {
    check_tools
    apt_package libsqlite3-0 libsqlite3.so.0
    dotnet build samples/Demo -c $configuration -v quiet
    exec dotnet run --project samples/Demo -c $configuration --no-build -- "$@"
}

case ${1:-} in
    test) run_tests ;;
    demo) run_demo "${@:2}" ;;
    bench)
        check_tools
        apt_package libsecp256k1-1 libsecp256k1.so
        apt_package redis-server redis-server
        apt_package wrk wrk
        apt_package libsqlite3-0 libsqlite3.so.0
        exec tests/CrawlGate.Benchmarks/run.sh "${@:2}"
        ;;
    chaos)
        check_tools
        apt_package libsecp256k1-1 libsecp256k1.so
        apt_package libsqlite3-0 libsqlite3.so.0
        apt_package redis-server redis-server
        dotnet build tests/CrawlGate.Chaos -c $configuration -v quiet
        [[ $# -gt 1 ]] || set -- chaos --report tests/CrawlGate.Benchmarks/results/chaos.md
        exec dotnet tests/CrawlGate.Chaos/bin/$configuration/net10.0/CrawlGate.Chaos.dll run "${@:2}"
        ;;
    pack)
        check_tools
        dotnet pack CrawlGate.sln -c $configuration -o artifacts/packages
        ;;
    *)
        usage
        [[ ${1:-} == help || ${1:-} == --help ]] || exit 2
        ;;
esac
