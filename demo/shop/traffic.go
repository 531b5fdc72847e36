package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

const (
	shopperPatience  = 5 * time.Second
	maxInFlight      = 2000
	dayLength        = 20 * time.Minute
	businessShare    = 0.15
	unrecordedParent = "shop=unrecorded-parent"
)

func knownShape(s string) bool { return s == "steady" || s == "daily" || s == "spike" }

// rate is the mean arrival rate at a moment after the start. Every shape has rps as its mean: daily swings by 30 % over a day
// of 20 minutes, spike packs 1.8 times the mean into one second of five.
func (t traffic) rate(since time.Duration) float64 {
	switch t.Shape {
	case "daily":
		return t.RPS * (1 + 0.3*math.Sin(2*math.Pi*since.Seconds()/dayLength.Seconds()))
	case "spike":
		if since%(5*time.Second) < time.Second {
			return t.RPS * 1.8
		}
		return t.RPS * 0.8
	default:
		return t.RPS
	}
}

// generator is the shoppers: arrivals do not wait for answers, so an overload shows as it would outside.
type generator struct {
	store     *store
	stats     *trafficStats
	endpoints *endpointFile
	tracer    *tracer
	spans     bool // record the shopper's own span; else traces start at the gateway
	random    *rng
	seed      int64
	client    *http.Client
	inFlight  atomic.Int64
}

// run draws exponential gaps and spends them at the current rate, in steps short enough to notice a change.
func (g *generator) run(ctx context.Context) {
	const step = 50 * time.Millisecond
	began, last := time.Now(), time.Now()
	gap := g.random.exp()
	for {
		st := g.store.current()
		if st.Seed != g.seed {
			g.seed = st.Seed
			g.random.reseed(st.Seed, "traffic")
			gap = g.random.exp()
		}
		rate := st.Traffic.rate(last.Sub(began))
		wait := step
		if rate > 0 && gap/rate < step.Seconds() {
			wait = time.Duration(gap / rate * float64(time.Second))
		}
		if sleep(ctx, wait) != nil {
			return
		}
		now := time.Now()
		elapsed := math.Min(now.Sub(last).Seconds(), 1) // after a long stall, no more than a second's worth at once
		last = now
		for gap -= rate * elapsed; gap <= 0 && rate > 0; gap += g.random.exp() {
			g.arrive(ctx)
		}
	}
}

type errand struct {
	method, path, route string
	body                string
	business            bool
}

// next draws what a shopper wants.
func (g *generator) next() errand {
	kind, id, business := g.random.float(), int(g.random.float()*9000)+1000, g.random.float() < businessShare
	switch {
	case kind < 0.30:
		return errand{"GET", "/catalog", "/catalog", "", business}
	case kind < 0.65:
		return errand{"GET", "/orders/" + strconv.Itoa(id) + "/items", "/orders/{id}/items", "", business}
	case kind < 0.90:
		return errand{"POST", "/checkout", "/checkout", fmt.Sprintf(`{"cart":%d}`, id), business}
	default:
		return errand{"POST", "/login", "/login", fmt.Sprintf(`{"user":%d}`, id), business}
	}
}

func (g *generator) arrive(ctx context.Context) {
	e := g.next()
	if g.inFlight.Load() >= maxInFlight {
		g.stats.drop()
		return
	}
	g.inFlight.Add(1)
	g.stats.start()
	go func() {
		defer g.inFlight.Add(-1)
		began := time.Now()
		status, err := g.send(ctx, e)
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			status = 0
		}
		g.stats.finish(result{time.Now(), time.Since(began), status})
	}()
}

func (g *generator) send(ctx context.Context, e errand) (status int, err error) {
	ctx, sp := g.tracer.start(ctx, e.method+" "+e.route, clientSpan,
		attribute{"http.request.method", e.method}, attribute{"url.path", e.path}, attribute{"peer.service", "gateway"})
	if g.spans {
		defer func() {
			if err != nil {
				sp.fail("transport", err.Error())
			} else if sp.set("http.response.status_code", status); status >= 500 {
				sp.fail(strconv.Itoa(status), "gateway answered "+strconv.Itoa(status))
			}
			sp.end()
		}()
	}
	avoid := ""
	for attempt := 0; ; attempt++ {
		address, ok := g.endpoints.pick("gateway", avoid)
		if !ok {
			return 0, errNoEndpoint
		}
		status, err := g.once(ctx, sp, address, e)
		if attempt > 0 || !errors.Is(err, syscall.ECONNREFUSED) {
			return status, err
		}
		avoid = address
	}
}

func (g *generator) once(ctx context.Context, sp *span, address string, e errand) (int, error) {
	req, err := http.NewRequestWithContext(ctx, e.method, "http://"+address+e.path, strings.NewReader(e.body))
	if err != nil {
		return 0, err
	}
	req.Header["X-Idempotency-Key"] = nil // not sent; lets the transport replay on a connection that died idle
	req.Header.Set("Traceparent", sp.traceparent())
	if !g.spans {
		req.Header.Set("Tracestate", unrecordedParent)
	}
	if e.business {
		req.Header.Set("X-Tier", "business")
	}
	res, err := g.client.Do(req)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	_, err = io.Copy(io.Discard, io.LimitReader(res.Body, maxBody))
	return res.StatusCode, err
}
