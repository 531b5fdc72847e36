package main

import (
	"container/list"
	"context"
	"errors"
	"sync"
	"time"
)

var errPoolTimeout = errors.New("no free connection in time")

// pool hands out at most max connections, first come first served.
type pool struct {
	mu      sync.Mutex
	max     int
	inUse   int
	waiters list.List // of chan struct{}
}

func newPool(max int) *pool { return &pool{max: max} }

// acquire takes a connection, waiting at most maxWait (0: as long as ctx lives). Errors: errPoolTimeout, or the reason ctx ended.
func (p *pool) acquire(ctx context.Context, maxWait time.Duration) error {
	p.mu.Lock()
	if p.inUse < p.max && p.waiters.Len() == 0 {
		p.inUse++
		p.mu.Unlock()
		return nil
	}
	granted := make(chan struct{})
	place := p.waiters.PushBack(granted)
	p.mu.Unlock()

	var timeout <-chan time.Time
	if maxWait > 0 {
		t := time.NewTimer(maxWait)
		defer t.Stop()
		timeout = t.C
	}
	var err error
	select {
	case <-granted:
		return nil
	case <-timeout:
		err = errPoolTimeout
	case <-ctx.Done():
		err = ctx.Err()
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case <-granted: // granted while giving up: hand it on
		p.inUse--
		p.grant()
	default:
		p.waiters.Remove(place)
	}
	return err
}

func (p *pool) release() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.inUse--
	p.grant()
}

func (p *pool) setMax(max int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.max = max
	p.grant()
}

func (p *pool) grant() {
	for p.inUse < p.max && p.waiters.Len() > 0 {
		granted, _ := p.waiters.Remove(p.waiters.Front()).(chan struct{})
		p.inUse++
		close(granted)
	}
}

func (p *pool) usage() (inUse, max, waiting int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.inUse, p.max, p.waiters.Len()
}
