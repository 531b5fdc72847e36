package main

import (
	"sync"
	"time"
)

// The numbers behind the gauge circuit_breaker_state.
const (
	breakerClosed   = 0
	breakerHalfOpen = 1
	breakerOpen     = 2
)

const (
	breakerWindow   = 10 // buckets of one second
	breakerMinCalls = 10
	breakerOpenFor  = 5 * time.Second
)

var breakerStateNames = [...]string{"closed", "half_open", "open"}

// breaker opens after half of at least ten calls failed within ten seconds, stays open for five, then lets one probe through.
// A timer ends the open state, so the gauge tells the truth without traffic too.
type breaker struct {
	now      func() time.Time
	after    func(time.Duration, func())
	onChange func(state int)

	mu      sync.Mutex
	state   int
	probing bool
	buckets [breakerWindow]struct {
		second       int64
		calls, fails int
	}
}

func newBreaker(onChange func(state int)) *breaker {
	return &breaker{
		now:      time.Now,
		after:    func(d time.Duration, f func()) { time.AfterFunc(d, f) },
		onChange: onChange,
	}
}

// allow says whether a call may go out. After true, exactly one of succeed, fail or abandon must follow.
func (b *breaker) allow() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.state == breakerClosed:
		return true
	case b.state == breakerHalfOpen && !b.probing:
		b.probing = true
		return true
	default:
		return false
	}
}

func (b *breaker) succeed() { b.record(false) }

func (b *breaker) fail() { b.record(true) }

// abandon ends a call that says nothing about the target, such as one that the caller gave up.
func (b *breaker) abandon() {
	b.mu.Lock()
	b.probing = false
	b.mu.Unlock()
}

func (b *breaker) record(failed bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch b.state {
	case breakerHalfOpen:
		b.probing = false
		if failed {
			b.open()
			return
		}
		b.forget()
		b.change(breakerClosed)
	case breakerClosed:
		second := b.now().Unix()
		bucket := &b.buckets[second%breakerWindow]
		if bucket.second != second {
			bucket.second, bucket.calls, bucket.fails = second, 0, 0
		}
		bucket.calls++
		if failed {
			bucket.fails++
		}
		calls, fails := b.window(second)
		if failed && calls >= breakerMinCalls && fails*2 >= calls {
			b.open()
		}
	}
	// An answer that arrives while the breaker is open belongs to the time before it opened.
}

func (b *breaker) window(second int64) (calls, fails int) {
	for _, x := range b.buckets {
		if second-x.second < breakerWindow {
			calls += x.calls
			fails += x.fails
		}
	}
	return calls, fails
}

func (b *breaker) open() {
	b.change(breakerOpen)
	b.after(breakerOpenFor, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		if b.state == breakerOpen {
			b.probing = false
			b.change(breakerHalfOpen)
		}
	})
}

func (b *breaker) forget() {
	for i := range b.buckets {
		b.buckets[i].second, b.buckets[i].calls, b.buckets[i].fails = 0, 0, 0
	}
}

func (b *breaker) change(state int) {
	b.state = state
	b.onChange(state)
}

func (b *breaker) current() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.state
}
