package main

import (
	"context"
	"os"
	"time"
)

var requestBounds = []float64{.005, .01, .025, .05, .075, .1, .14, .18, .24, .3, .4, .5, .75, 1, 2.5, 5, 10}

// service is one pod: everything that its handlers share.
type service struct {
	opt       options
	log       *logger
	reg       *registry
	m         serviceMetrics
	exporter  *otlpExporter
	tracer    *tracer
	endpoints *endpointFile
	faults    *faultEngine
	client    *caller
	db        *database // order only
	random    *rng
	routes    []route
	probe     readiness
}

type serviceMetrics struct {
	duration, inFlight, cancelled, panics             *family
	clientDuration, clientErrors                      *family
	breakerState, breakerTransitions, breakerRejected *family
	logMessages                                       *family
}

func newService(ctx context.Context, opt options) *service {
	startedAt := time.Now()
	s := &service{opt: opt, reg: &registry{}, log: newLogger(os.Stdout, opt), random: newRNG(0, opt.pod)}
	s.probe.startedAt = startedAt
	s.registerMetrics()
	s.log.count = func(level string) { s.m.logMessages.with(level).inc() }
	s.exporter = newOTLPExporter(opt.otlp, resourceOf(opt))
	s.tracer = newTracer(opt.traceRatio, s.exporter.enqueue)
	s.endpoints = openEndpoints(opt.endpoints, s.log)
	s.faults = newFaultEngine(opt)
	s.client = newCaller(s)
	var connections *pool
	if opt.service == "order" {
		s.db = newDatabase(s)
		connections = s.db.pool
		s.faults.onView = func(v *faultView) { s.db.configure(v.config) }
	}
	s.faults.proc = newProcessFaults(ctx, s.log, connections, s.faults.random)
	s.tracer.now = s.faults.clock("spans")
	s.log.now = s.faults.clock("logs")
	s.routes = routesOf(s)
	for _, r := range s.routes {
		s.m.duration.with(r.pattern, r.method, "200")
	}
	collectRuntime(s.reg, startedAt)
	s.reg.collect(s.exporter.collect)
	s.reg.collect(s.faults.proc.collect)
	return s
}

func (s *service) registerMetrics() {
	r, m := s.reg, &s.m
	m.duration = r.histogram("http_request_duration_seconds", "Duration of requests served.", requestBounds, "route", "method", "status")
	m.inFlight = r.gauge("http_requests_in_flight", "Requests being served.")
	m.cancelled = r.counter("http_request_cancelled_total", "Requests that ended early: the caller hung up, or a deadline passed.", "reason")
	m.panics = r.counter("middleware_panic_total", "Panics recovered by the middleware.")
	m.clientDuration = r.histogram("http_client_request_duration_seconds", "Duration of outgoing requests.", requestBounds, "target")
	m.clientErrors = r.counter("http_client_errors_total", "Outgoing requests that failed.", "target", "reason")
	m.breakerState = r.gauge("circuit_breaker_state", "Circuit breaker state by target: 0 closed, 1 half-open, 2 open.", "target")
	m.breakerTransitions = r.counter("circuit_breaker_transitions_total", "Circuit breaker state changes.", "target", "to")
	m.breakerRejected = r.counter("circuit_breaker_rejected_total", "Calls that an open circuit breaker refused.", "target")
	m.logMessages = r.counter("log_messages_total", "Log lines written.", "level")
	r.gauge("build_info", "The build that runs; always 1.", "commit").with(s.opt.commit).set(1)

	m.inFlight.with()
	m.panics.with()
	m.cancelled.with("cancelled")
	m.cancelled.with("deadline")
	for _, level := range []string{"info", "warn", "error", "panic"} {
		m.logMessages.with(level)
	}
}

func resourceOf(o options) []attribute {
	attrs := []attribute{
		{"service.name", o.service}, {"service.version", o.version}, {"deployment.environment.name", "demo"},
		{"k8s.pod.name", o.pod}, {"k8s.deployment.name", o.service}, {"k8s.namespace.name", "shop"},
	}
	if o.zone != "" {
		attrs = append(attrs, attribute{"cloud.availability_zone", o.zone})
	}
	if o.commit != "unknown" {
		attrs = append(attrs, attribute{"vcs.ref.head.revision", o.commit})
	}
	return attrs
}

// inSpan runs fn in a child span, which ends failed when fn fails or panics.
func (s *service) inSpan(ctx context.Context, name string, kind spanKind, attrs []attribute, fn func(context.Context) error) error {
	ctx, sp := s.tracer.start(ctx, name, kind, attrs...)
	returned := false
	defer func() {
		if !returned {
			sp.fail("panic", "panic")
		}
		sp.end()
	}()
	err := fn(ctx)
	returned = true
	if err != nil {
		sp.fail(outcomeOf(err).errorType, err.Error())
	}
	return err
}

func exemplarID(s *span) string {
	if !s.sampled {
		return ""
	}
	return s.trace.String()
}
