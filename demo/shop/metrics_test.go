package main

import (
	"strings"
	"testing"
	"time"
)

func sampleRegistry() *registry {
	r := &registry{}
	h := r.histogram("latency_seconds", "Latency.", []float64{.1, 1}, "route")
	at := time.UnixMilli(1_795_196_367_053)
	h.with("/a").observe(.1, "4bf92f3577b34da6a3ce929d0e0e4736", at)
	h.with("/a").observe(.5, "", at)
	h.with("/a").observe(7, "", at)
	r.counter("errors_total", "Errors.", "why").with("a \"quote\"\\\n").add(2)
	return r
}

func TestTextExposition(t *testing.T) {
	want := `# HELP latency_seconds Latency.
# TYPE latency_seconds histogram
latency_seconds_bucket{route="/a",le="0.1"} 1
latency_seconds_bucket{route="/a",le="1"} 2
latency_seconds_bucket{route="/a",le="+Inf"} 3
latency_seconds_sum{route="/a"} 7.6
latency_seconds_count{route="/a"} 3
# HELP errors_total Errors.
# TYPE errors_total counter
errors_total{why="a \"quote\"\\\n"} 2
`
	if got := string(sampleRegistry().expose(&exposition{})); got != want {
		t.Fatalf("got\n%s", got)
	}
}

func TestOpenMetricsExposition(t *testing.T) {
	want := `# HELP latency_seconds Latency.
# TYPE latency_seconds histogram
latency_seconds_bucket{route="/a",le="0.1"} 1 # {trace_id="4bf92f3577b34da6a3ce929d0e0e4736"} 0.1 1795196367.053
latency_seconds_bucket{route="/a",le="1.0"} 2
latency_seconds_bucket{route="/a",le="+Inf"} 3
latency_seconds_sum{route="/a"} 7.6
latency_seconds_count{route="/a"} 3
# HELP errors Errors.
# TYPE errors counter
errors_total{why="a \"quote\"\\\n"} 2
# EOF
`
	if got := string(sampleRegistry().expose(&exposition{openMetrics: true})); got != want {
		t.Fatalf("got\n%s", got)
	}
}

func TestExpositionCarriesAShiftedClock(t *testing.T) {
	e := &exposition{stamp: time.UnixMilli(1500)}
	if got := string(sampleRegistry().expose(e)); !strings.Contains(got, "latency_seconds_count{route=\"/a\"} 3 1500\n") {
		t.Fatalf("got\n%s", got)
	}
}

func TestFamilyDoesNotGrowWithoutBound(t *testing.T) {
	r := &registry{}
	f := r.counter("c_total", "C.", "id")
	for i := 0; i < maxSeries*2; i++ {
		f.with(strings.Repeat("x", i)).inc()
	}
	if n := len(f.snapshot()); n != maxSeries+1 {
		t.Fatalf("%d series", n)
	}
	if v := f.with("other").value; v != maxSeries {
		t.Fatalf("other counts %v, want %d", v, maxSeries)
	}
}
