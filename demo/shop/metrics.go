package main

import (
	"sort"
	"strings"
	"sync"
	"time"
)

// maxSeries bounds every family: what comes beyond shares one series labelled "other".
const maxSeries = 400

type metricKind string

const (
	counterKind   metricKind = "counter"
	gaugeKind     metricKind = "gauge"
	histogramKind metricKind = "histogram"
	summaryKind   metricKind = "summary"
)

// registry holds the metric families of a process, and collectors for figures that are read at scrape time.
type registry struct {
	mu         sync.Mutex
	families   []*family
	collectors []func(*exposition)
}

// family is one metric with its series. Counter names end in _total.
type family struct {
	name, help string
	kind       metricKind
	labels     []string
	bounds     []float64

	mu     sync.Mutex
	series map[string]*series
}

// series is one line (or one histogram) of a family.
type series struct {
	family    *family
	labels    string // rendered: a="b",c="d"
	value     float64
	buckets   []uint64 // per bound, plus one for +Inf; not cumulative
	sum       float64
	count     uint64
	exemplars []exemplar
}

type exemplar struct {
	traceID string
	value   float64
	at      time.Time
}

func (r *registry) counter(name, help string, labels ...string) *family {
	return r.add(&family{name: name, help: help, kind: counterKind, labels: labels})
}

func (r *registry) gauge(name, help string, labels ...string) *family {
	return r.add(&family{name: name, help: help, kind: gaugeKind, labels: labels})
}

func (r *registry) histogram(name, help string, bounds []float64, labels ...string) *family {
	return r.add(&family{name: name, help: help, kind: histogramKind, labels: labels, bounds: bounds})
}

func (r *registry) add(f *family) *family {
	f.series = map[string]*series{}
	r.mu.Lock()
	r.families = append(r.families, f)
	r.mu.Unlock()
	return f
}

// collect registers a function that writes further families at every scrape.
func (r *registry) collect(c func(*exposition)) {
	r.mu.Lock()
	r.collectors = append(r.collectors, c)
	r.mu.Unlock()
}

// with returns the series of these label values, made on first use.
func (f *family) with(values ...string) *series {
	key := renderLabels(f.labels, values)
	f.mu.Lock()
	defer f.mu.Unlock()
	if s, ok := f.series[key]; ok {
		return s
	}
	if len(f.series) >= maxSeries {
		other := make([]string, len(f.labels))
		for i := range other {
			other[i] = "other"
		}
		key = renderLabels(f.labels, other)
		if s, ok := f.series[key]; ok {
			return s
		}
	}
	s := &series{family: f, labels: key}
	if f.kind == histogramKind {
		s.buckets = make([]uint64, len(f.bounds)+1)
		s.exemplars = make([]exemplar, len(f.bounds)+1)
	}
	f.series[key] = s
	return s
}

func (s *series) add(v float64) {
	s.family.mu.Lock()
	s.value += v
	s.family.mu.Unlock()
}

func (s *series) inc() { s.add(1) }

func (s *series) set(v float64) {
	s.family.mu.Lock()
	s.value = v
	s.family.mu.Unlock()
}

// observe counts v in its bucket; a trace id, when there is one, becomes the bucket's exemplar.
func (s *series) observe(v float64, traceID string, at time.Time) {
	i := sort.SearchFloat64s(s.family.bounds, v)
	s.family.mu.Lock()
	s.buckets[i]++
	s.sum += v
	s.count++
	if traceID != "" {
		s.exemplars[i] = exemplar{traceID, v, at}
	}
	s.family.mu.Unlock()
}

// snapshot copies the series in a stable order, so that rendering holds no lock.
func (f *family) snapshot() []series {
	f.mu.Lock()
	out := make([]series, 0, len(f.series))
	for _, s := range f.series {
		c := *s
		c.buckets = append([]uint64(nil), s.buckets...)
		c.exemplars = append([]exemplar(nil), s.exemplars...)
		out = append(out, c)
	}
	f.mu.Unlock()
	sort.Slice(out, func(i, j int) bool { return out[i].labels < out[j].labels })
	return out
}

var labelEscaper = strings.NewReplacer(`\`, `\\`, "\n", `\n`, `"`, `\"`)

func renderLabels(names, values []string) string {
	var b strings.Builder
	for i, name := range names {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(name)
		b.WriteString(`="`)
		b.WriteString(labelEscaper.Replace(values[i]))
		b.WriteByte('"')
	}
	return b.String()
}
