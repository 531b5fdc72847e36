package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// clockTicks is USER_HZ, 100 on every Linux that Go runs on.
const clockTicks = 100

// collectRuntime adds the figures that the Go and process collectors of client_golang give. Without /proc the process figures
// that come from there are left out rather than made up.
func collectRuntime(r *registry, startedAt time.Time) {
	r.collect(func(e *exposition) {
		var mem runtime.MemStats
		runtime.ReadMemStats(&mem)
		gc := debug.GCStats{PauseQuantiles: make([]time.Duration, 5)}
		debug.ReadGCStats(&gc)

		e.single("go_goroutines", "Number of goroutines that currently exist.", gaugeKind, float64(runtime.NumGoroutine()))
		if e.header("go_gc_duration_seconds", "Pause durations of garbage collection cycles.", summaryKind) {
			for i, q := range []float64{0, 0.25, 0.5, 0.75, 1} {
				e.sample("go_gc_duration_seconds", `quantile="`+e.boundText(q)+`"`, gc.PauseQuantiles[i].Seconds(), nil)
			}
			e.sample("go_gc_duration_seconds_sum", "", gc.PauseTotal.Seconds(), nil)
			e.sample("go_gc_duration_seconds_count", "", float64(gc.NumGC), nil)
		}
		e.single("go_memstats_heap_alloc_bytes", "Bytes of allocated heap objects.", gaugeKind, float64(mem.HeapAlloc))
		e.single("go_memstats_heap_inuse_bytes", "Bytes in heap spans in use.", gaugeKind, float64(mem.HeapInuse))
		e.single("go_memstats_alloc_bytes_total", "Bytes allocated for heap objects since start.", counterKind, float64(mem.TotalAlloc))
		e.single("go_gc_cycles_total_gc_cycles_total", "Completed garbage collection cycles.", counterKind, float64(mem.NumGC))
		e.single("process_start_time_seconds", "Start time of the process since the epoch in seconds.", gaugeKind, float64(startedAt.UnixMilli())/1000)

		if n, ok := openFiles(); ok {
			e.single("process_open_fds", "Number of open file descriptors.", gaugeKind, float64(n))
		}
		if n, ok := maxFiles(); ok {
			e.single("process_max_fds", "Maximum number of open file descriptors.", gaugeKind, float64(n))
		}
		if n, ok := residentBytes(); ok {
			e.single("process_resident_memory_bytes", "Resident memory size in bytes.", gaugeKind, float64(n))
		}
		if s, ok := cpuSeconds(); ok {
			e.single("process_cpu_seconds_total", "User and system CPU time spent in seconds.", counterKind, s)
		}
	})
}

func openFiles() (int, bool) {
	d, err := os.Open("/proc/self/fd")
	if err != nil {
		return 0, false
	}
	defer d.Close()
	names, err := d.Readdirnames(-1)
	return len(names), err == nil
}

// maxFiles is the soft limit, beyond which opening fails.
func maxFiles() (uint64, bool) {
	var limit syscall.Rlimit
	err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit)
	return limit.Cur, err == nil
}

func residentBytes() (int64, bool) {
	raw, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0, false
	}
	f := strings.Fields(string(raw))
	if len(f) < 2 {
		return 0, false
	}
	pages, err := strconv.ParseInt(f[1], 10, 64)
	return pages * int64(os.Getpagesize()), err == nil
}

func cpuSeconds() (float64, bool) {
	raw, err := os.ReadFile("/proc/self/stat")
	if err != nil {
		return 0, false
	}
	// The command name, in brackets, may hold spaces: count fields after it. utime and stime are fields 14 and 15.
	f := strings.Fields(string(raw[strings.LastIndexByte(string(raw), ')')+1:]))
	if len(f) < 13 {
		return 0, false
	}
	user, err1 := strconv.ParseFloat(f[11], 64)
	system, err2 := strconv.ParseFloat(f[12], 64)
	return (user + system) / clockTicks, err1 == nil && err2 == nil
}
