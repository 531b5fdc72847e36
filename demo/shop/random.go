package main

import (
	"context"
	"hash/fnv"
	"math"
	"math/rand"
	"strconv"
	"sync"
	"time"
)

// rng is a random sequence that several goroutines may draw from.
type rng struct {
	mu sync.Mutex
	r  *rand.Rand
}

// newRNG gives every (seed, name) its own repeatable sequence.
func newRNG(seed int64, name string) *rng {
	return &rng{r: rand.New(rand.NewSource(seedFor(seed, name)))}
}

func seedFor(seed int64, name string) int64 {
	h := fnv.New64a()
	h.Write([]byte(strconv.FormatInt(seed, 10)))
	h.Write([]byte{0})
	h.Write([]byte(name))
	return int64(h.Sum64())
}

func (g *rng) reseed(seed int64, name string) {
	g.mu.Lock()
	g.r.Seed(seedFor(seed, name))
	g.mu.Unlock()
}

// float is uniform in [0, 1).
func (g *rng) float() float64 {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.r.Float64()
}

// exp is exponential with mean 1.
func (g *rng) exp() float64 {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.r.ExpFloat64()
}

// around draws a log-normal duration (sigma 0.22) whose mean is the given one, within half and 2.5 times of it.
func (g *rng) around(mean time.Duration) time.Duration {
	const sigma = 0.22
	g.mu.Lock()
	n := g.r.NormFloat64()
	g.mu.Unlock()
	f := math.Exp(sigma*n - sigma*sigma/2)
	return time.Duration(float64(mean) * math.Min(2.5, math.Max(0.5, f)))
}

// within draws uniformly from base ± jitter, never below zero.
func (g *rng) within(base, jitter time.Duration) time.Duration {
	d := base + time.Duration((g.float()*2-1)*float64(jitter))
	if d < 0 {
		return 0
	}
	return d
}

// sleep waits for d, or less when ctx ends first; then it returns the reason.
func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
