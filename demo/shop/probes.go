package main

import (
	"encoding/json"
	"net/http"
	"net/http/pprof"
	"strings"
	"sync/atomic"
	"time"
)

const notReadyFor = 150 * time.Millisecond

type readiness struct {
	startedAt time.Time
	draining  atomic.Bool
}

// mux is everything that a pod answers.
func (s *service) mux() http.Handler {
	m := http.NewServeMux()
	m.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, http.StatusOK, map[string]string{"status": "UP"})
	})
	m.HandleFunc("/readyz", s.serveReady)
	m.HandleFunc("/metrics", s.serveMetrics)
	m.HandleFunc("/debug/pprof/", pprof.Index)
	m.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
	m.HandleFunc("/debug/pprof/profile", pprof.Profile)
	m.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	m.HandleFunc("/debug/pprof/trace", pprof.Trace)
	m.Handle("/", s)
	return m
}

type readyReport struct {
	Status  string       `json:"status"`
	Details readyDetails `json:"details"`
}

type readyDetails struct {
	Reason   string            `json:"reason,omitempty"`
	Breakers map[string]string `json:"breakers"`
}

func (s *service) ready() readyReport {
	rep := readyReport{Status: "UP", Details: readyDetails{Breakers: map[string]string{}}}
	for target, b := range s.client.breakers {
		state := b.current()
		rep.Details.Breakers[target] = breakerStateNames[state]
		if state == breakerOpen {
			rep.Status, rep.Details.Reason = "DEGRADED", "a circuit breaker is open"
		}
	}
	switch {
	case s.probe.draining.Load():
		rep.Status, rep.Details.Reason = "DOWN", "draining"
	case time.Since(s.probe.startedAt) < notReadyFor:
		rep.Status, rep.Details.Reason = "DOWN", "starting"
	}
	return rep
}

func (s *service) serveReady(w http.ResponseWriter, _ *http.Request) {
	rep := s.ready()
	status := http.StatusOK
	if rep.Status == "DOWN" {
		status = http.StatusServiceUnavailable
	}
	writeJSON(w, status, rep)
}

func (s *service) serveMetrics(w http.ResponseWriter, r *http.Request) {
	if err := s.faults.at(r.Context(), "metrics"); err != nil {
		http.Error(w, err.Error(), outcomeOf(err).status)
		return
	}
	nothing, withoutRequests := s.faults.proc.scrapeFaults()
	e := &exposition{openMetrics: strings.Contains(r.Header.Get("Accept"), "application/openmetrics-text")}
	contentType := textContentType
	if e.openMetrics {
		contentType = openMetricsContentType
	}
	w.Header().Set("Content-Type", contentType)
	if nothing {
		if e.openMetrics {
			_, _ = w.Write([]byte("# EOF\n"))
		}
		return
	}
	if shift := s.faults.view.Load().shift["metrics"]; shift != 0 {
		e.stamp = time.Now().Add(shift)
	}
	if withoutRequests {
		e.hide = func(name string) bool { return strings.HasPrefix(name, "http_request") }
	}
	_, _ = w.Write(s.reg.expose(e)) // a scraper that has gone is no error
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(append(body, '\n'))
}
