package main

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"
)

// faultEngine breaks this process as the current state asks.
type faultEngine struct {
	opt    options
	random *rng
	proc   *processFaults
	ledger ledger
	view   atomic.Pointer[faultView]
	seed   int64
	onView func(*faultView)
}

// faultView is the part of a state that concerns this process; never changed once made.
type faultView struct {
	revision     int64
	request      map[string][]activeFault // by middleware
	process      []fault
	flags        map[string]flagRule
	config       map[string]configValue
	dependencies map[string]dependency
	shift        map[string]time.Duration // of metrics, logs, spans
	locks        *lockPair                // not nil while a deadlock is asked for
}

type activeFault struct {
	fault
	dynamic []condition // left to decide per request: flag and header
}

func newFaultEngine(opt options) *faultEngine {
	e := &faultEngine{opt: opt, random: newRNG(1, opt.pod), seed: 1, onView: func(*faultView) {}}
	e.view.Store(&faultView{})
	return e
}

// apply takes a new state over; called by one goroutine.
func (e *faultEngine) apply(s *state) {
	if s.Seed != e.seed {
		e.seed = s.Seed
		e.random.reseed(s.Seed, e.opt.pod)
	}
	old := e.view.Load()
	v := &faultView{
		revision:     s.Revision,
		request:      map[string][]activeFault{},
		flags:        s.Flags,
		config:       s.Config[e.opt.service],
		dependencies: s.Dependencies,
		shift:        map[string]time.Duration{},
	}
	deadlock := false
	for _, f := range s.Faults {
		if f.Service != e.opt.service {
			continue
		}
		conditions, err := parseConditions(f.When)
		if err != nil {
			continue // admin refuses these
		}
		dynamic, possible := e.settle(conditions, v)
		if !possible {
			continue
		}
		if _, ok := requestModes[f.Mode]; ok {
			v.request[f.Middleware] = append(v.request[f.Middleware], activeFault{f, dynamic})
			deadlock = deadlock || f.Mode == "deadlock"
			continue
		}
		v.process = append(v.process, f)
		if f.Mode == "shift_clock" {
			v.addShift(f)
		}
	}
	switch {
	case deadlock && old.locks != nil:
		v.locks = old.locks
	case deadlock:
		v.locks = tieLocks()
	case old.locks != nil:
		old.locks.untie()
	}
	e.view.Store(v)
	e.proc.reconcile(v.process)
	e.onView(v)
}

// settle decides what does not depend on a request. For a fault of the process a flag counts when it is on for anybody here.
func (e *faultEngine) settle(conditions []condition, v *faultView) (dynamic []condition, possible bool) {
	for _, c := range conditions {
		switch c.kind {
		case "version":
			possible = c.name == e.opt.version
		case "zone":
			possible = c.name == e.opt.zone
		case "config":
			value, set := v.config[c.name]
			possible = set && value.text() == c.value
		case "flag":
			rule, set := v.flags[c.name]
			possible = set && rule.inZone(e.opt.zone)
			dynamic = append(dynamic, c)
		case "header":
			possible = true
			dynamic = append(dynamic, c)
		}
		if !possible {
			return nil, false
		}
	}
	return dynamic, true
}

func (v *faultView) addShift(f fault) {
	kinds := []string{"metrics", "logs", "spans"}
	if f.Middleware == "metrics" || f.Middleware == "logs" {
		kinds = []string{f.Middleware}
	}
	for _, k := range kinds {
		v.shift[k] += time.Duration(f.Seconds * float64(time.Second))
	}
}

// clock is the time that metrics, logs or spans of this process believe in.
func (e *faultEngine) clock(kind string) func() time.Time {
	return func() time.Time { return time.Now().Add(e.view.Load().shift[kind]) }
}

// at is called by every middleware of a request; it suffers the faults that are active there.
func (e *faultEngine) at(ctx context.Context, middleware string) error {
	v := e.view.Load()
	for _, f := range v.request[middleware] {
		if !e.concerns(ctx, v, f) || !hits(f.Percent, e.random) {
			continue
		}
		if err := e.suffer(ctx, v, f); err != nil {
			return err
		}
	}
	return nil
}

func (e *faultEngine) concerns(ctx context.Context, v *faultView, f activeFault) bool {
	for _, c := range f.dynamic {
		switch c.kind {
		case "flag":
			var trace traceID
			if s := spanFrom(ctx); s != nil {
				trace = s.trace
			}
			if !v.flags[c.name].on(e.opt.zone, trace) {
				return false
			}
		case "header":
			rq := requestFrom(ctx)
			if rq == nil || rq.header.Get(c.name) != c.value {
				return false
			}
		}
	}
	return true
}

func (e *faultEngine) suffer(ctx context.Context, v *faultView, f activeFault) error {
	switch f.Mode {
	case "delay":
		return sleep(ctx, e.random.within(millis(f.DelayMs), millis(f.JitterMs)))
	case "error":
		return &statusError{status: f.Status, kind: "internal", msg: fmt.Sprintf("%s failed: unexpected state", f.Middleware)}
	case "panic":
		dereferenceMissing(nil)
	case "cancel":
		if err := sleep(ctx, e.random.within(millis(f.DelayMs), millis(f.JitterMs))); err != nil {
			return err
		}
		if rq := requestFrom(ctx); rq != nil {
			rq.cancel()
		}
		<-ctx.Done()
		return ctx.Err()
	case "deadlock":
		return v.locks.pass()
	case "race":
		return e.ledger.post(ctx)
	}
	return nil
}

type orderRecord struct{ items []string }

// dereferenceMissing is the bug of a release: nobody checked that the record was found.
//
//go:noinline
func dereferenceMissing(o *orderRecord) int { return len(o.items) }
