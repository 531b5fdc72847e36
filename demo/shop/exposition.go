package main

import (
	"bytes"
	"math"
	"strconv"
	"strings"
	"time"
)

const (
	textContentType        = "text/plain; version=0.0.4; charset=utf-8"
	openMetricsContentType = "application/openmetrics-text; version=1.0.0; charset=utf-8"
)

// exposition writes one scrape, as Prometheus text or as OpenMetrics.
type exposition struct {
	buf         bytes.Buffer
	openMetrics bool
	stamp       time.Time              // when not zero, every sample carries this time
	hide        func(name string) bool // families to leave out; nil hides none
}

// expose renders everything that the registry knows.
func (r *registry) expose(e *exposition) []byte {
	r.mu.Lock()
	families := append([]*family(nil), r.families...)
	collectors := append(make([]func(*exposition), 0, len(r.collectors)), r.collectors...)
	r.mu.Unlock()
	for _, f := range families {
		if e.header(f.name, f.help, f.kind) {
			for _, s := range f.snapshot() {
				e.series(f, &s)
			}
		}
	}
	for _, c := range collectors {
		c(e)
	}
	if e.openMetrics {
		e.buf.WriteString("# EOF\n")
	}
	return e.buf.Bytes()
}

// single writes a family of one unlabelled sample.
func (e *exposition) single(name, help string, kind metricKind, v float64) {
	if e.header(name, help, kind) {
		e.sample(name, "", v, nil)
	}
}

// header writes HELP and TYPE; false when the family is hidden.
func (e *exposition) header(name, help string, kind metricKind) bool {
	if e.hide != nil && e.hide(name) {
		return false
	}
	if e.openMetrics && kind == counterKind {
		name = strings.TrimSuffix(name, "_total")
	}
	e.buf.WriteString("# HELP " + name + " " + strings.ReplaceAll(help, "\n", " ") + "\n")
	e.buf.WriteString("# TYPE " + name + " " + string(kind) + "\n")
	return true
}

func (e *exposition) series(f *family, s *series) {
	if f.kind != histogramKind {
		e.sample(f.name, s.labels, s.value, nil)
		return
	}
	prefix := s.labels
	if prefix != "" {
		prefix += ","
	}
	cumulative := uint64(0)
	for i, n := range s.buckets {
		cumulative += n
		bound := math.Inf(1)
		if i < len(f.bounds) {
			bound = f.bounds[i]
		}
		e.sample(f.name+"_bucket", prefix+`le="`+e.boundText(bound)+`"`, float64(cumulative), &s.exemplars[i])
	}
	e.sample(f.name+"_sum", s.labels, s.sum, nil)
	e.sample(f.name+"_count", s.labels, float64(s.count), nil)
}

func (e *exposition) sample(name, labels string, v float64, ex *exemplar) {
	b := &e.buf
	b.WriteString(name)
	if labels != "" {
		b.WriteByte('{')
		b.WriteString(labels)
		b.WriteByte('}')
	}
	b.WriteByte(' ')
	b.WriteString(numberText(v))
	if !e.stamp.IsZero() {
		b.WriteByte(' ')
		if e.openMetrics {
			b.WriteString(secondsText(e.stamp))
		} else {
			b.WriteString(strconv.FormatInt(e.stamp.UnixMilli(), 10))
		}
	}
	if e.openMetrics && ex != nil && ex.traceID != "" {
		b.WriteString(` # {trace_id="` + ex.traceID + `"} ` + numberText(ex.value) + " " + secondsText(ex.at))
	}
	b.WriteByte('\n')
}

func numberText(v float64) string {
	switch {
	case math.IsInf(v, 1):
		return "+Inf"
	case math.IsInf(v, -1):
		return "-Inf"
	default:
		return strconv.FormatFloat(v, 'g', -1, 64)
	}
}

// boundText is canonical for le and quantile: OpenMetrics wants 1.0 where the text format says 1.
func (e *exposition) boundText(v float64) string {
	s := numberText(v)
	if e.openMetrics && !strings.ContainsAny(s, ".e+") {
		return s + ".0"
	}
	return s
}

func secondsText(t time.Time) string {
	return strconv.FormatFloat(float64(t.UnixMilli())/1000, 'f', 3, 64)
}
