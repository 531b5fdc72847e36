package main

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// The reasons of http_client_errors_total.
const (
	reasonTimeout     = "timeout"
	reasonCancelled   = "cancelled"
	reasonRefused     = "refused"
	reasonNoEndpoint  = "no_endpoint"
	reasonTransport   = "transport"
	reasonBreakerOpen = "breaker_open"
	reasonStatus4xx   = "status_4xx"
	reasonStatus5xx   = "status_5xx"
	reasonLocal       = "local"
)

var clientReasons = []string{reasonTimeout, reasonCancelled, reasonRefused, reasonNoEndpoint, reasonTransport, reasonBreakerOpen, reasonStatus4xx, reasonStatus5xx, reasonLocal}

// bankPath is where the admin process plays the bank.
const bankPath = "/external/bank"

// targetsOf lists whom a service calls, and how long it waits.
var targetsOf = map[string]map[string]time.Duration{
	"gateway": {"auth": 500 * time.Millisecond, "order": 2500 * time.Millisecond},
	"order":   {"inventory": 800 * time.Millisecond, "payment": 1200 * time.Millisecond},
	"payment": {"risk": 500 * time.Millisecond, "bank": time.Second},
}

// caller makes the outgoing calls of a service: breaker, time-out, one retry on a refused connection, span, metrics.
type caller struct {
	s        *service
	http     *http.Client
	breakers map[string]*breaker
	bank     string // host:port of the admin process
}

func newCaller(s *service) *caller {
	c := &caller{s: s, breakers: map[string]*breaker{}}
	c.http = &http.Client{Transport: newTransport(), CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	if u, err := url.Parse(s.opt.admin); err == nil {
		c.bank = u.Host
	}
	for target := range targetsOf[s.opt.service] {
		target := target
		gauge := s.m.breakerState.with(target)
		gauge.set(breakerClosed)
		for _, name := range breakerStateNames {
			s.m.breakerTransitions.with(target, name)
		}
		s.m.breakerRejected.with(target)
		for _, reason := range clientReasons {
			s.m.clientErrors.with(target, reason)
		}
		c.breakers[target] = newBreaker(func(state int) {
			gauge.set(float64(state))
			s.m.breakerTransitions.with(target, breakerStateNames[state]).inc()
			s.log.write("warn", "circuit breaker is "+breakerStateNames[state], field{"target", target})
		})
	}
	return c
}

func newTransport() *http.Transport {
	return &http.Transport{
		DialContext:         (&net.Dialer{Timeout: 300 * time.Millisecond, KeepAlive: 30 * time.Second}).DialContext,
		MaxIdleConnsPerHost: 256,
		IdleConnTimeout:     30 * time.Second,
		DisableCompression:  true,
	}
}

// call asks target for path; route is the path's template. Errors: *callError, a fault's *statusError, or the reason ctx ended.
func (c *caller) call(ctx context.Context, target, method, path, route string) (err error) {
	s, b := c.s, c.breakers[target]
	if !b.allow() {
		s.m.breakerRejected.with(target).inc()
		return c.rejected(ctx, target, method, route)
	}
	settled := false
	defer func() {
		if !settled { // a panic on the way: the probe must not stay taken
			b.fail()
		}
	}()
	if err = s.faults.at(ctx, "client"); err == nil {
		err = c.exchange(ctx, target, method, path, route)
	}
	settled = true
	reason := reasonOf(ctx, err)
	if reason != "" {
		s.m.clientErrors.with(target, reason).inc()
	}
	switch reason {
	case reasonCancelled:
		b.abandon()
	case "", reasonStatus4xx:
		b.succeed()
	default:
		b.fail()
	}
	return err
}

func (c *caller) rejected(ctx context.Context, target, method, route string) error {
	err := &callError{target: target, reason: reasonBreakerOpen, detail: "circuit breaker is open"}
	c.s.m.clientErrors.with(target, reasonBreakerOpen).inc()
	_, sp := c.s.tracer.start(ctx, method+" "+route, clientSpan, attribute{"peer.service", target}, attribute{"http.request.method", method})
	sp.fail("circuit_open", err.Error())
	sp.end()
	return err
}

func reasonOf(ctx context.Context, err error) string {
	var call *callError
	switch {
	case err == nil:
		return ""
	case errors.As(err, &call):
		return call.reason
	case ctx.Err() != nil:
		return reasonCancelled
	default:
		return reasonLocal
	}
}

func (c *caller) timeout(target string) time.Duration {
	if v, ok := c.s.faults.view.Load().config["timeout_ms."+target]; ok {
		if ms, err := strconv.ParseFloat(v.text(), 64); err == nil && ms > 0 {
			return millis(ms)
		}
	}
	return targetsOf[c.s.opt.service][target]
}

func (c *caller) exchange(ctx context.Context, target, method, path, route string) error {
	s := c.s
	limit := c.timeout(target)
	ctx, sp := s.tracer.start(ctx, method+" "+route, clientSpan,
		attribute{"http.request.method", method}, attribute{"url.path", path}, attribute{"peer.service", target})
	defer sp.end()
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	began := time.Now()

	status, err := c.send(ctx, sp, target, method, path)

	s.m.clientDuration.with(target).observe(time.Since(began).Seconds(), exemplarID(sp), time.Now())
	if status != 0 {
		sp.set("http.response.status_code", status)
	}
	if failed := classify(ctx, target, limit, status, err); failed != nil {
		kind := failed.reason
		if status != 0 {
			kind = strconv.Itoa(status)
		}
		sp.fail(kind, failed.Error())
		return failed
	}
	return nil
}

// send picks an endpoint and, when it refuses the connection, one other.
func (c *caller) send(ctx context.Context, sp *span, target, method, path string) (int, error) {
	avoid := ""
	for attempt := 0; ; attempt++ {
		address, ok := c.bank, target == "bank"
		if !ok {
			address, ok = c.s.endpoints.pick(target, avoid)
		}
		if !ok {
			if attempt > 0 {
				return 0, syscall.ECONNREFUSED
			}
			return 0, errNoEndpoint
		}
		status, err := c.once(ctx, sp, address, method, path)
		if attempt > 0 || target == "bank" || !errors.Is(err, syscall.ECONNREFUSED) {
			if attempt > 0 {
				sp.set("http.request.resend_count", attempt)
			}
			sp.set("server.address", address)
			return status, err
		}
		avoid = address
	}
}

var errNoEndpoint = errors.New("no ready endpoint")

func (c *caller) once(ctx context.Context, sp *span, address, method, path string) (int, error) {
	req, err := http.NewRequestWithContext(ctx, method, "http://"+address+path, http.NoBody)
	if err != nil {
		return 0, err
	}
	req.Header["X-Idempotency-Key"] = nil // not sent; lets the transport replay on a connection that died idle
	req.Header.Set("Traceparent", sp.traceparent())
	if rq := requestFrom(ctx); rq != nil {
		for name, values := range rq.header {
			if strings.HasPrefix(name, "X-") {
				req.Header[name] = values
			}
		}
	}
	res, err := c.http.Do(req)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	_, err = io.Copy(io.Discard, io.LimitReader(res.Body, 1<<20))
	return res.StatusCode, err
}

func classify(ctx context.Context, target string, limit time.Duration, status int, err error) *callError {
	f := &callError{target: target, status: status}
	switch {
	case err == nil && status < 400:
		return nil
	case err == nil && status < 499:
		f.reason = reasonStatus4xx
	case err == nil: // 499 included: the callee gave up although nobody told it to
		f.reason = reasonStatus5xx
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		f.status, f.reason, f.detail = 0, reasonTimeout, "context deadline exceeded after "+limit.String()
	case ctx.Err() != nil:
		f.status, f.reason, f.detail = 0, reasonCancelled, "context canceled"
	case errors.Is(err, errNoEndpoint):
		f.status, f.reason, f.detail = 0, reasonNoEndpoint, err.Error()
	case errors.Is(err, syscall.ECONNREFUSED):
		f.status, f.reason, f.detail = 0, reasonRefused, "connection refused"
	default:
		f.status, f.reason, f.detail = 0, reasonTransport, err.Error()
	}
	return f
}
