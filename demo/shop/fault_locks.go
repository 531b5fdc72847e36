package main

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// maxStuck bounds the requests that hang in a deadlock, so that the machine survives.
const maxStuck = 5000

// lockPair is a real deadlock: two goroutines hold one lock each and want the other's. Every request that passes hangs for
// good, whatever its context says. untie frees them all.
type lockPair struct {
	accounts, journal sync.Mutex
	stuck             atomic.Int64
}

func tieLocks() *lockPair {
	p := &lockPair{}
	var both sync.WaitGroup
	both.Add(2)
	go func() { // its hold on accounts is released by untie
		p.accounts.Lock()
		both.Done()
		both.Wait()
		p.journal.Lock()
		p.journal.Unlock() //nolint:staticcheck // only passing through
	}()
	go func() {
		p.journal.Lock()
		both.Done()
		both.Wait()
		p.accounts.Lock()
		p.accounts.Unlock() //nolint:staticcheck // only passing through
		p.journal.Unlock()
	}()
	both.Wait()
	return p
}

// untie releases accounts in place of its holder: a Go mutex does not belong to a goroutine. The queue then drains in order.
func (p *lockPair) untie() { p.accounts.Unlock() }

func (p *lockPair) pass() error {
	if p.stuck.Add(1) > maxStuck {
		p.stuck.Add(-1)
		return &statusError{status: 503, kind: "overload", msg: "too many requests are waiting for the account lock"}
	}
	defer p.stuck.Add(-1)
	p.journal.Lock() // in this order, so that untie frees everybody who waits
	defer p.journal.Unlock()
	p.accounts.Lock()
	defer p.accounts.Unlock()
	return nil
}

// ledger loses updates when two requests overlap: read, think, write, without a lock around the three.
type ledger struct{ total atomic.Int64 }

func (l *ledger) post(ctx context.Context) error {
	before := l.total.Load()
	if err := sleep(ctx, 15*time.Millisecond); err != nil {
		return err
	}
	if now := l.total.Load(); now != before {
		l.total.Store(before + 1)
		return &statusError{status: 500, kind: "lost_update", msg: "order total does not match its items: concurrent update lost"}
	}
	l.total.Store(before + 1)
	return nil
}
