package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"time"
)

const (
	slowRequestLog = time.Second
	maxBody        = 64 << 10
)

// handler does the work of a route; its error decides the answer.
type handler func(ctx context.Context, rq *request) error

type route struct {
	method, pattern string
	handle          handler
}

// request is what handlers and faults may know of the HTTP request.
type request struct {
	header http.Header
	params map[string]string
	cancel context.CancelFunc
}

type requestKey struct{}

func requestFrom(ctx context.Context) *request {
	rq, _ := ctx.Value(requestKey{}).(*request)
	return rq
}

// match compares a path with a pattern such as /orders/{id}/items.
func match(pattern, path string) (map[string]string, bool) {
	want, got := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(want) != len(got) {
		return nil, false
	}
	var params map[string]string
	for i, w := range want {
		if strings.HasPrefix(w, "{") && got[i] != "" {
			if params == nil {
				params = map[string]string{}
			}
			params[strings.Trim(w, "{}")] = got[i]
		} else if w != got[i] {
			return nil, false
		}
	}
	return params, true
}

// ServeHTTP serves the business routes: trace, metrics, authorisation, panic recovery, log line.
func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	began := time.Now()
	rt, rq := s.find(r)
	_, _ = io.Copy(io.Discard, io.LimitReader(r.Body, maxBody)) // the server notices a caller hanging up only after the body
	ctx, cancel := context.WithCancel(context.WithValue(r.Context(), requestKey{}, rq))
	defer cancel()
	rq.cancel = cancel
	ctx, sp := s.startServerSpan(ctx, r, rt.pattern)

	s.m.inFlight.with().add(1)
	out, err, stack := s.guarded(ctx, rt, rq)
	s.m.inFlight.with().add(-1)

	took := time.Since(began)
	s.m.duration.with(rt.pattern, methodLabel(r.Method), strconv.Itoa(out.status)).observe(took.Seconds(), exemplarID(sp), time.Now())
	if out.ended != "" {
		s.m.cancelled.with(out.ended).inc()
	}
	sp.set("http.response.status_code", out.status)
	if err != nil && (out.status >= 500 || out.status == statusClientClosed) {
		sp.fail(out.errorType, err.Error())
	}
	sp.end()
	s.logRequest(sp, rt, out, err, stack, took)
	s.answer(w, sp, out, err)
}

func (s *service) find(r *http.Request) (route, *request) {
	rq := &request{header: r.Header}
	for _, rt := range s.routes {
		if rt.method != r.Method {
			continue
		}
		if params, ok := match(rt.pattern, r.URL.Path); ok {
			rq.params = params
			return rt, rq
		}
	}
	return route{"", "unmatched", func(context.Context, *request) error {
		return &statusError{status: http.StatusNotFound, kind: "not_found", msg: "no such route"}
	}}, rq
}

func methodLabel(method string) string {
	if method == http.MethodGet || method == http.MethodPost {
		return method
	}
	return "other"
}

func (s *service) startServerSpan(ctx context.Context, r *http.Request, pattern string) (context.Context, *span) {
	attrs := []attribute{{"http.request.method", methodLabel(r.Method)}, {"http.route", pattern}, {"url.path", r.URL.Path}}
	if tier := r.Header.Get("X-Tier"); tier != "" {
		attrs = append(attrs, attribute{"app.tier", tier})
	}
	name := methodLabel(r.Method) + " " + pattern
	parent, ok := parseTraceparent(r.Header.Get("Traceparent"))
	if !ok {
		return s.tracer.startAt(ctx, s.tracer.newRoot(), spanID{}, name, serverSpan, attrs...)
	}
	c := spanContext{parent.trace, s.tracer.newSpanID(), parent.sampled}
	if r.Header.Get("Tracestate") == unrecordedParent {
		parent.span = spanID{} // or every trace would hang from a span that no store has
	}
	return s.tracer.startAt(ctx, c, parent.span, name, serverSpan, attrs...)
}

// guarded runs authorisation and handler, and turns a panic into a 500 with the first lines of its stack.
func (s *service) guarded(ctx context.Context, rt route, rq *request) (out outcome, err error, stack []string) {
	defer func() {
		if p := recover(); p != nil {
			s.m.panics.with().inc()
			err = fmt.Errorf("panic: %v", p)
			out = outcome{status: http.StatusInternalServerError, errorType: "panic"}
			stack = stackLines(string(debug.Stack()))
		}
	}()
	if err = s.faults.at(ctx, "auth"); err == nil {
		err = rt.handle(ctx, rq)
	}
	return outcomeOf(err), err, nil
}

// stackLines keeps the four innermost frames of a recovered panic, as "function file:line".
func stackLines(stack string) []string {
	lines := strings.Split(stack, "\n")
	from := 0
	for i, l := range lines {
		if strings.HasPrefix(l, "panic(") {
			from = i + 2
		}
	}
	var out []string
	for i := from; i+1 < len(lines) && len(out) < 4; i += 2 {
		if strings.HasPrefix(lines[i], "runtime.") {
			continue
		}
		function := lines[i]
		if j := strings.LastIndexByte(function, '('); j > 0 {
			function = function[:j]
		}
		place, _, _ := strings.Cut(strings.TrimSpace(lines[i+1]), " +0x")
		out = append(out, function+" "+place)
	}
	return out
}

func (s *service) logRequest(sp *span, rt route, out outcome, err error, stack []string, took time.Duration) {
	level, msg := "", "request failed"
	switch {
	case stack != nil:
		level, msg = "panic", "request panicked"
	case out.status == statusClientClosed || out.errorType == "circuit_open":
		level = "warn"
	case out.status >= 500:
		level = "error"
	case took > slowRequestLog:
		level, msg = "warn", "request was slow"
	default:
		return
	}
	fields := []field{
		{"trace_id", sp.trace.String()}, {"span_id", sp.span.String()}, {"route", rt.pattern},
		{"status", int64(out.status)}, {"duration_ms", took.Milliseconds()},
	}
	if err != nil {
		fields = append(fields, field{"err", err.Error()})
	}
	if stack != nil {
		fields = append(fields, field{"stack", stack})
	}
	s.log.write(level, msg, fields...)
}

func (s *service) answer(w http.ResponseWriter, sp *span, out outcome, err error) {
	w.Header().Set("Content-Type", "application/json")
	if s.probe.draining.Load() {
		w.Header().Set("Connection", "close")
	}
	w.WriteHeader(out.status)
	b := append([]byte(`{"trace_id":"`), sp.trace.String()...)
	b = append(b, '"')
	if err != nil {
		b = append(b, `,"error":`...)
		b = appendJSONString(b, err.Error())
	}
	_, _ = w.Write(append(b, '}', '\n')) // a caller that has gone is no error
}
