package main

import (
	"context"
	crand "crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"math/rand"
	"strings"
	"sync"
	"time"
)

type spanKind int

// The numbers of OTLP.
const (
	internalSpan spanKind = 1
	serverSpan   spanKind = 2
	clientSpan   spanKind = 3
)

type traceID [16]byte
type spanID [8]byte

func (t traceID) String() string { return hex.EncodeToString(t[:]) }
func (s spanID) String() string  { return hex.EncodeToString(s[:]) }

// spanContext is what traceparent carries.
type spanContext struct {
	trace   traceID
	span    spanID
	sampled bool
}

func (c spanContext) traceparent() string {
	flags := "00"
	if c.sampled {
		flags = "01"
	}
	return "00-" + c.trace.String() + "-" + c.span.String() + "-" + flags
}

// parseTraceparent reads a W3C traceparent header; false when it is absent or malformed, as the standard asks.
func parseTraceparent(s string) (spanContext, bool) {
	var c spanContext
	parts := strings.Split(s, "-")
	if len(parts) < 4 || len(parts[0]) != 2 || parts[0] == "ff" || (parts[0] == "00" && len(parts) != 4) {
		return c, false
	}
	if strings.ToLower(s) != s || len(parts[1]) != 32 || len(parts[2]) != 16 || len(parts[3]) != 2 {
		return c, false
	}
	var flags [1]byte
	for _, p := range []struct {
		to   []byte
		from string
	}{{c.trace[:], parts[1]}, {c.span[:], parts[2]}, {flags[:], parts[3]}} {
		if _, err := hex.Decode(p.to, []byte(p.from)); err != nil {
			return spanContext{}, false
		}
	}
	c.sampled = flags[0]&1 == 1
	return c, c.trace != traceID{} && c.span != spanID{}
}

// attribute values are strings, ints or bools.
type attribute struct {
	key   string
	value any
}

// span is used by one goroutine until end.
type span struct {
	spanContext
	tracer  *tracer
	parent  spanID
	name    string
	kind    spanKind
	start   time.Time
	finish  time.Time
	attrs   []attribute
	failed  bool
	message string
}

// tracer makes spans and hands the sampled ones to its exporter.
type tracer struct {
	export func(*span)
	ratio  float64
	now    func() time.Time

	mu  sync.Mutex
	ids *rand.Rand
}

func newTracer(ratio float64, export func(*span)) *tracer {
	var seed [8]byte
	if _, err := crand.Read(seed[:]); err != nil {
		binary.BigEndian.PutUint64(seed[:], uint64(time.Now().UnixNano()))
	}
	return &tracer{export: export, ratio: ratio, now: time.Now, ids: rand.New(rand.NewSource(int64(binary.BigEndian.Uint64(seed[:]))))}
}

// newRoot starts a trace: fresh ids (never from the scenario's seed, or two runs would share traces) and the sampling decision.
func (t *tracer) newRoot() spanContext {
	t.mu.Lock()
	defer t.mu.Unlock()
	var c spanContext
	t.ids.Read(c.trace[:])
	t.ids.Read(c.span[:])
	c.sampled = t.ids.Float64() < t.ratio
	return c
}

func (t *tracer) newSpanID() (id spanID) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.ids.Read(id[:])
	return id
}

type spanKey struct{}

// start begins a child of the span in ctx.
func (t *tracer) start(ctx context.Context, name string, kind spanKind, attrs ...attribute) (context.Context, *span) {
	parent := spanFrom(ctx)
	if parent == nil {
		return t.startAt(ctx, t.newRoot(), spanID{}, name, kind, attrs...)
	}
	return t.startAt(ctx, spanContext{parent.trace, t.newSpanID(), parent.sampled}, parent.span, name, kind, attrs...)
}

func (t *tracer) startAt(ctx context.Context, c spanContext, parent spanID, name string, kind spanKind, attrs ...attribute) (context.Context, *span) {
	s := &span{spanContext: c, tracer: t, parent: parent, name: name, kind: kind, start: t.now(), attrs: attrs}
	return context.WithValue(ctx, spanKey{}, s), s
}

func spanFrom(ctx context.Context) *span {
	s, _ := ctx.Value(spanKey{}).(*span)
	return s
}

func (s *span) set(key string, value any) { s.attrs = append(s.attrs, attribute{key, value}) }

// fail gives the span status ERROR.
func (s *span) fail(errorType, message string) {
	s.failed, s.message = true, message
	s.set("error.type", errorType)
}

func (s *span) end() {
	s.finish = s.tracer.now()
	if s.sampled {
		s.tracer.export(s)
	}
}
