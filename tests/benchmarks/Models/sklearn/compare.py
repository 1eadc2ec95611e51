#!/usr/bin/env python3
"""Times k-means beside scikit-learn: same float32 rows, same start, same machine, in turn.

    /usr/bin/python3 compare.py                       the cells of the README
    /usr/bin/python3 compare.py --cells 16/32 --rows 1000000 --threads 2 --pairs 7
    /usr/bin/python3 compare.py --what convergence    until the centroids stand still
    /usr/bin/python3 compare.py --what rest           silhouettes, micro-clusters and Ward

Build first: dotnet build tests/benchmarks -c Release.

The peer is the inner loop of scikit-learn, _kmeans_single_lloyd; this side is the whole of KMeans.Fit, checks included.
The cost of an iteration is (21 iterations - 1 iteration) / 20 on both sides, so what either does once counts for neither.
Medians over the pairs. Processor time is the sum over threads; on a machine with other work it is the figure to trust.

Which BLAS scikit-learn uses makes a factor of four: without OpenBLAS, Debian's falls back to the reference
implementation, and a ratio to that is worth nothing. The script says which one it found, and refuses the reference one
unless told --allow-reference-blas.
"""

import argparse
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import tempfile
import time

os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # Spinning threads would count as the peer's work.

import numpy as np
import sklearn
from sklearn.cluster import _kmeans
from threadpoolctl import threadpool_info

ROOT = pathlib.Path(__file__).resolve().parents[4]
ASSEMBLY = ROOT / "tests/benchmarks/bin/Release/net10.0/Segmentation.Benchmarks.dll"


class Server:
    """The other side: a process that answers one line of JSON per question."""

    def __init__(self, assembly):
        self.process = subprocess.Popen(
            ["dotnet", str(assembly), "kmeans"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, *words):
        self.process.stdin.write(" ".join(str(word) for word in words) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        if "error" in answer:
            sys.exit(answer["error"])
        return answer


def fit_peer(rows, start, threads, iterations, tolerance):
    weights = np.ones(len(rows), dtype=np.float32)
    centers = start.copy()
    processor, wall = time.process_time(), time.perf_counter()
    _, inertia, _, count = _kmeans._kmeans_single_lloyd(
        rows, weights, centers, max_iter=iterations, tol=tolerance, n_threads=threads
    )
    return {
        "wall_ms": (time.perf_counter() - wall) * 1e3,
        "cpu_ms": (time.process_time() - processor) * 1e3,
        "iterations": count,
        "inertia": float(inertia),
    }


def median(answers, field):
    return statistics.median(answer[field] for answer in answers)


def make_rows(server, options, count, columns, clusters, file):
    server.ask("rows", options.kind, count, columns, clusters, file)
    rows = np.fromfile(file, dtype=np.float32).reshape(-1, columns)
    return rows, np.fromfile(file + ".start", dtype=np.float32).reshape(-1, columns)


def per_iteration(server, options, count, columns, clusters, file):
    rows, start = make_rows(server, options, count, columns, clusters, file)
    ours, theirs = {1: [], 21: []}, {1: [], 21: []}
    for pair in range(options.pairs + 1):
        for iterations in (1, 21):
            our = server.ask("fit", clusters, options.threads, iterations, 0, "Never", file + ".start")
            their = fit_peer(rows, start, options.threads, iterations, 0)
            if pair > 0:  # The first warms both sides up.
                ours[iterations].append(our)
                theirs[iterations].append(their)

    def each(side, field):
        return (median(side[21], field) - median(side[1], field)) / 20

    cpu, wall = each(ours, "cpu_ms"), each(ours, "wall_ms")
    peer_cpu, peer_wall = each(theirs, "cpu_ms"), each(theirs, "wall_ms")
    gigaflops = 2e-6 * count * columns * clusters / cpu
    gigabytes = 1e-6 * count * (4 * columns + 4) / cpu
    drift = abs(median(ours[21], "inertia") / median(theirs[21], "inertia") - 1)
    print(
        f"| {count:,} | {columns} | {clusters} | {cpu:.2f} | {peer_cpu:.1f} | {peer_cpu / cpu:.1f} "
        f"| {wall:.2f} | {peer_wall:.1f} | {peer_wall / wall:.1f} | {gigaflops:.0f} | {gigabytes:.1f} | {drift:.0e} |",
        flush=True,
    )


def convergence(server, options, count, columns, clusters, file):
    rows, start = make_rows(server, options, count, columns, clusters, file)
    tolerance = 1e-4 * float(np.mean(np.var(rows, axis=0, dtype=np.float64)))
    ours, plain, theirs = [], [], []
    for bounds in ("Never", "Always"):  # Warms this side up; the peer is compiled.
        server.ask("fit", clusters, options.threads, 30, 1e-4, bounds, file + ".start")
    for _ in range(options.pairs):
        ours.append(server.ask("fit", clusters, options.threads, 300, 1e-4, "Auto", file + ".start"))
        plain.append(server.ask("fit", clusters, options.threads, 300, 1e-4, "Never", file + ".start"))
        theirs.append(fit_peer(rows, start, options.threads, 300, tolerance))
    cpu, peer_cpu = median(ours, "cpu_ms") / 1e3, median(theirs, "cpu_ms") / 1e3
    print(
        f"| {options.kind} | {count:,} | {columns} | {clusters} | {cpu:.2f} ({ours[0]['iterations']}) "
        f"| {median(plain, 'cpu_ms') / 1e3:.2f} | {peer_cpu:.2f} ({theirs[0]['iterations']}) | {peer_cpu / cpu:.1f} "
        f"| {ours[0]['inertia'] / theirs[0]['inertia'] - 1:+.1e} |",
        flush=True,
    )


def rest(server, options, file):
    print("| question | wall ms | cpu ms |\n|---|---|---|")
    make_rows(server, options, 20_000, 16, 8, file)
    report(server, options, "exact silhouette, 20,000 x 16, k = 8", "silhouette", 8)
    make_rows(server, options, 10_000_000, 16, 32, file)
    report(server, options, "simplified silhouette, 10,000,000 x 16, k = 32", "simplified", 32)
    report(server, options, "1,000 micro-clusters and Ward, 10,000,000 x 16", "ward", 1000)


def report(server, options, name, question, clusters):
    server.ask(question, clusters, options.threads)
    answers = [server.ask(question, clusters, options.threads) for _ in range(options.pairs)]
    print(f"| {name} | {median(answers, 'wall_ms'):.0f} | {median(answers, 'cpu_ms'):.0f} |", flush=True)


def find_blas(options):
    for library in threadpool_info():
        if library["user_api"] == "blas":
            return f"{library['internal_api']} {library['version']} ({library.get('architecture', '?')})"
    if not options.allow_reference_blas:
        sys.exit("scikit-learn runs on the reference BLAS here. Install libopenblas0, or say --allow-reference-blas.")
    return "reference BLAS"


def processor_name():
    lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
    name, family = (next(l.split(":")[1].strip() for l in lines if l.startswith(key)) for key in ("model name", "cpu family"))
    return f"{name} (family {family})"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--what", choices=["iteration", "convergence", "rest"], default="iteration")
    parser.add_argument("--cells", default="8/8,8/32,8/100,16/8,16/32,16/100,32/8,32/32,32/100", help="columns/clusters")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--kind", choices=["customers", "blobs"], default="customers")
    parser.add_argument("--allow-reference-blas", action="store_true")
    parser.add_argument("--assembly", default=ASSEMBLY)
    options = parser.parse_args()
    cells = [tuple(int(number) for number in cell.split("/")) for cell in options.cells.split(",")]
    blas = find_blas(options)
    server = Server(options.assembly)
    limits = server.ask("limits", options.threads)
    print(
        f"{time.strftime('%Y-%m-%d')}, {processor_name()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the "
        f"start; .NET {server.ask('version')['runtime']}; scikit-learn {sklearn.__version__}, numpy {np.__version__}, "
        f"{blas}, Python {platform.python_version()}; {options.kind}, {options.threads} threads, medians of "
        f"{options.pairs}. Limits: {limits['fma_gflops']:.0f} GFLOP/s and {limits['read_gbs']:.1f} GB/s per "
        f"processor-second.\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "rows")
        if options.what == "rest":
            return rest(server, options, file)
        if options.what == "convergence":
            print("| rows are | rows | d | k | cpu s (iterations) | without bounds | peer | ratio | inertia |")
            print("|---|---|---|---|---|---|---|---|---|")
        else:
            print("| rows | d | k | cpu ms | peer | ratio | wall ms | peer | ratio | GFLOP/cpu-s | GB/cpu-s | inertia off |")
            print("|---|---|---|---|---|---|---|---|---|---|---|---|")
        for columns, clusters in cells:
            measure = convergence if options.what == "convergence" else per_iteration
            measure(server, options, options.rows, columns, clusters, file)


main()
