package main

import (
	"testing"
	"time"
)

// heldBreaker runs on a clock and a timer that the test moves.
type heldBreaker struct {
	*breaker
	clock  time.Time
	timer  func()
	states []int
}

func newHeldBreaker() *heldBreaker {
	h := &heldBreaker{clock: time.Unix(1_800_000_000, 0)}
	h.breaker = newBreaker(func(s int) { h.states = append(h.states, s) })
	h.now = func() time.Time { return h.clock }
	h.after = func(_ time.Duration, f func()) { h.timer = f }
	return h
}

func (h *heldBreaker) calls(t *testing.T, failed, well int) {
	t.Helper()
	for i := 0; i < failed+well; i++ {
		if !h.allow() {
			t.Fatalf("call %d was refused in state %d", i, h.current())
		}
		if i < well {
			h.succeed()
		} else {
			h.fail()
		}
	}
}

func TestBreakerOpensAtHalfOfTenCalls(t *testing.T) {
	h := newHeldBreaker()
	h.calls(t, 4, 6)
	if h.current() != breakerClosed {
		t.Fatal("opened below half")
	}
	h.calls(t, 2, 0)
	if h.current() != breakerOpen || h.allow() {
		t.Fatalf("6 of 12 failed and it is in state %d", h.current())
	}
}

func TestBreakerStaysClosedBelowTenCalls(t *testing.T) {
	h := newHeldBreaker()
	h.calls(t, 9, 0)
	if h.current() != breakerClosed {
		t.Fatal("opened on nine calls")
	}
}

func TestBreakerForgetsFailuresOlderThanItsWindow(t *testing.T) {
	h := newHeldBreaker()
	h.calls(t, 9, 0)
	h.clock = h.clock.Add(10 * time.Second)
	h.calls(t, 1, 0)
	if h.current() != breakerClosed {
		t.Fatal("counted failures of ten seconds ago")
	}
}

func TestBreakerTurnsHalfOpenWithoutTraffic(t *testing.T) {
	h := newHeldBreaker()
	h.calls(t, 10, 0)
	h.timer()
	if h.current() != breakerHalfOpen {
		t.Fatalf("idle breaker is in state %d", h.current())
	}
	if !h.allow() || h.allow() {
		t.Fatal("want exactly one probe")
	}
	h.fail()
	if h.current() != breakerOpen {
		t.Fatal("a failed probe must open it again")
	}
	h.timer()
	h.calls(t, 0, 1)
	want := []int{breakerOpen, breakerHalfOpen, breakerOpen, breakerHalfOpen, breakerClosed}
	for i := range want {
		if i >= len(h.states) || h.states[i] != want[i] {
			t.Fatalf("states %v, want %v", h.states, want)
		}
	}
}

func TestBreakerGivesTheProbeBackWhenTheCallerLeaves(t *testing.T) {
	h := newHeldBreaker()
	h.calls(t, 10, 0)
	h.timer()
	h.allow()
	h.abandon()
	if !h.allow() {
		t.Fatal("the abandoned probe blocks the breaker for ever")
	}
}
