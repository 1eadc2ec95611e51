# shellcheck shell=bash
# What the scripts beside share: where Spark is, where a running one is noted down, and waiting.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${SEGBATCH_SPARK_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/segbatch/spark}
run=${SEGBATCH_SPARK_RUN:-${XDG_STATE_HOME:-$HOME/.local/state}/segbatch/spark}

fail() {
    printf '%s: %s\n' "$(basename "$0")" "$1" >&2
    exit "${2:-1}"
}

# SPARK_HOME, or what install left in the cache.
find_spark() {
    SPARK_HOME=${SPARK_HOME:-$cache}
    [ -x "$SPARK_HOME/bin/spark-submit" ] ||
        fail "there is no Spark in $SPARK_HOME. Set SPARK_HOME, or run $here/install --archive FILE or --url URL --sha512 SUM."
    export SPARK_HOME
}

find_java() {
    local java=java
    [ -z "${JAVA_HOME:-}" ] || java=$JAVA_HOME/bin/java
    command -v "$java" >/dev/null ||
        fail "Java is not installed. Spark 4 needs Java 17 or 21: apt-get install openjdk-17-jre-headless, or set JAVA_HOME."
}

is_alive() {
    [ -f "$run/$1.pid" ] && kill -0 "$(cat "$run/$1.pid")" 2>/dev/null
}

is_open() {
    (exec 3<>"/dev/tcp/$1/$2") 2>/dev/null
}

# Starts a program in the background: name, then the command. Its log is $run/name.log.
start_as() {
    local name=$1
    shift
    is_alive "$name" && fail "$name runs already ($run/$name.pid). Stop it first: $here/stop"
    mkdir -p "$run"
    # No pipe of ours may stay open in it: who called us would wait for it.
    nohup "$@" >"$run/$name.log" 2>&1 </dev/null &
    printf '%s\n' "$!" >"$run/$name.pid"
}

# Waits until a program that was started listens: name, host, port, seconds.
wait_for() {
    local name=$1 host=$2 port=$3 left=${4:-600}
    until is_open "$host" "$port"; do
        is_alive "$name" || {
            tail -n 20 "$run/$name.log" >&2
            fail "$name ended before it was ready. Its log: $run/$name.log"
        }
        left=$((left - 1))
        [ "$left" -gt 0 ] || fail "$name does not listen on $host:$port yet. Its log: $run/$name.log"
        sleep 1
    done
}

stop_one() {
    local name=$1 pid left=60
    is_alive "$name" || {
        rm -f "$run/$name.pid"
        return 0
    }
    pid=$(cat "$run/$name.pid")
    kill "$pid" 2>/dev/null || true
    while kill -0 "$pid" 2>/dev/null && [ "$left" -gt 0 ]; do
        sleep 0.5
        left=$((left - 1))
    done
    kill -9 "$pid" 2>/dev/null || true
    rm -f "$run/$name.pid"
    printf 'Stopped %s.\n' "$name"
}

# The Connect server as an application: master, then further arguments of Spark's own spark-submit.
start_server() {
    local master=$1
    shift
    is_open "$host" "$port" && fail "something listens on $host:$port already. Stop it, or name another port with --port."
    mkdir -p "$work"
    # The token, if there is one, is in SPARK_CONNECT_AUTHENTICATE_TOKEN: arguments are seen by everybody on the machine.
    export SPARK_CONNECT_MODE=0
    start_as server "$SPARK_HOME/bin/spark-submit" \
        --class org.apache.spark.sql.connect.service.SparkConnectServer \
        --name "Segmentation.Batch" \
        --master "$master" \
        --driver-memory "$memory" \
        --properties-file "${SEGBATCH_SPARK_CONF:-$here/conf/spark-defaults.conf}" \
        --conf spark.connect.grpc.binding.address="$host" \
        --conf spark.connect.grpc.binding.port="$port" \
        --conf spark.sql.warehouse.dir="$work/warehouse" \
        --conf spark.sql.catalog.lake.warehouse="$work/lake" \
        "$@"
    wait_for server "$host" "$port"
    printf 'Spark Connect listens on sc://%s:%s (%s). Log: %s\n' "$host" "$port" "$master" "$run/server.log"
}

# Options that start-local, start-standalone and submit share. What is left over is in "rest".
read_options() {
    host=127.0.0.1
    port=15002
    memory=4g
    work=$run/work
    master=
    rest=()
    while [ $# -gt 0 ]; do
        case $1 in
        --host | --port | --memory | --work | --run | --master)
            [ $# -ge 2 ] || fail "$1 needs a value." 2
            printf -v "${1#--}" '%s' "$2"
            shift 2
            ;;
        --)
            shift
            rest+=("$@")
            break
            ;;
        *)
            rest+=("$1")
            shift
            ;;
        esac
    done
    [ "$host" = 127.0.0.1 ] || export SPARK_LOCAL_IP="$host"
    export SPARK_LOCAL_IP=${SPARK_LOCAL_IP:-127.0.0.1}
}
