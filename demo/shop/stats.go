package main

import (
	"sort"
	"strconv"
	"sync"
	"time"
)

const statsWindow = 10 * time.Second

// result is one answered (or failed, status 0) request.
type result struct {
	at     time.Time
	took   time.Duration
	status int
}

// trafficStats remembers what the shoppers saw.
type trafficStats struct {
	mu                   sync.Mutex
	sent                 []time.Time // within the window
	results              []result    // within the window
	totalSent, totalOK   int64
	totalFail, totalDrop int64
}

func newTrafficStats() *trafficStats { return &trafficStats{} }

func (t *trafficStats) start() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.totalSent++
	t.sent = append(t.sent, time.Now())
	t.forget(time.Now())
}

func (t *trafficStats) drop() {
	t.mu.Lock()
	t.totalDrop++
	t.mu.Unlock()
}

func (t *trafficStats) finish(r result) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if r.failed() {
		t.totalFail++
	} else {
		t.totalOK++
	}
	t.results = append(t.results, r)
	t.forget(r.at)
}

func (r result) failed() bool { return r.status == 0 || r.status >= 400 }

func (t *trafficStats) forget(now time.Time) {
	from := now.Add(-statsWindow)
	i := 0
	for i < len(t.sent) && t.sent[i].Before(from) {
		i++
	}
	t.sent = t.sent[i:]
	for i = 0; i < len(t.results) && t.results[i].at.Before(from); i++ {
	}
	t.results = t.results[i:]
}

type trafficReport struct {
	WindowS  float64          `json:"window_s"`
	Sent     int              `json:"sent"`
	OK       int              `json:"ok"`
	Failed   int              `json:"failed"`
	RPS      float64          `json:"rps"`
	InFlight int64            `json:"in_flight"`
	P50Ms    *float64         `json:"p50_ms"` // null without an answer in the window
	P95Ms    *float64         `json:"p95_ms"`
	P99Ms    *float64         `json:"p99_ms"`
	MaxMs    *float64         `json:"max_ms"`
	ByStatus map[string]int   `json:"by_status"` // "0": no answer
	Totals   map[string]int64 `json:"totals"`    // since start: sent, ok, failed, dropped
}

func (t *trafficStats) report(now time.Time) trafficReport {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.forget(now)
	rep := trafficReport{
		WindowS:  statsWindow.Seconds(),
		Sent:     len(t.sent),
		RPS:      float64(len(t.sent)) / statsWindow.Seconds(),
		InFlight: t.totalSent - t.totalOK - t.totalFail,
		ByStatus: map[string]int{},
		Totals:   map[string]int64{"sent": t.totalSent, "ok": t.totalOK, "failed": t.totalFail, "dropped": t.totalDrop},
	}
	took := make([]float64, 0, len(t.results))
	for _, r := range t.results {
		if r.failed() {
			rep.Failed++
		} else {
			rep.OK++
		}
		rep.ByStatus[strconv.Itoa(r.status)]++
		took = append(took, float64(r.took.Microseconds())/1000)
	}
	sort.Float64s(took)
	rep.P50Ms, rep.P95Ms, rep.P99Ms, rep.MaxMs = quantile(took, .5), quantile(took, .95), quantile(took, .99), quantile(took, 1)
	return rep
}

// quantile of sorted values by nearest rank; nil of none.
func quantile(sorted []float64, q float64) *float64 {
	if len(sorted) == 0 {
		return nil
	}
	i := int(q * float64(len(sorted)))
	if i >= len(sorted) {
		i = len(sorted) - 1
	}
	return &sorted[i]
}
