package main

import (
	"context"
	"errors"
	"testing"
	"time"
)

func mustAcquire(t *testing.T, p *pool) {
	t.Helper()
	if err := p.acquire(context.Background(), time.Minute); err != nil {
		t.Fatal(err)
	}
}

// queue starts a waiter and returns once it stands in the queue.
func queue(t *testing.T, p *pool, ctx context.Context, maxWait time.Duration) <-chan error {
	t.Helper()
	_, _, before := p.usage()
	done := make(chan error, 1)
	go func() { done <- p.acquire(ctx, maxWait) }()
	eventually(t, "the waiter queues", func() bool { _, _, n := p.usage(); return n > before || len(done) > 0 })
	return done
}

func TestPoolServesWaitersInOrder(t *testing.T) {
	p := newPool(1)
	mustAcquire(t, p)
	first := queue(t, p, context.Background(), 0)
	second := queue(t, p, context.Background(), 0)
	p.release()
	if err := <-first; err != nil {
		t.Fatal(err)
	}
	if _, _, waiting := p.usage(); waiting != 1 {
		t.Fatalf("%d wait, want the second alone", waiting)
	}
	p.release()
	if err := <-second; err != nil {
		t.Fatal(err)
	}
}

func TestPoolWaiterThatGivesUpLeavesNoTrace(t *testing.T) {
	p := newPool(1)
	mustAcquire(t, p)
	ctx, cancel := context.WithCancel(context.Background())
	gone := queue(t, p, ctx, 0)
	cancel()
	if err := <-gone; !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
	if err := p.acquire(context.Background(), time.Millisecond); !errors.Is(err, errPoolTimeout) {
		t.Fatalf("got %v", err)
	}
	p.release()
	if inUse, _, waiting := p.usage(); inUse != 0 || waiting != 0 {
		t.Fatalf("in use %d, waiting %d", inUse, waiting)
	}
}

func TestPoolGrowsAndShrinksWhileInUse(t *testing.T) {
	p := newPool(1)
	mustAcquire(t, p)
	waiter := queue(t, p, context.Background(), 0)
	p.setMax(2)
	if err := <-waiter; err != nil {
		t.Fatal(err)
	}
	p.setMax(1)
	p.release()
	if err := p.acquire(context.Background(), time.Millisecond); !errors.Is(err, errPoolTimeout) {
		t.Fatalf("a pool of one lent two: %v", err)
	}
}
