package main

import (
	"bytes"
	"context"
	"math"
	"runtime/debug"
	"strconv"
	"sync"
	"time"
)

// What a leak may cost before it stops growing, so that the machine survives.
const (
	maxLeakedGoroutines = 20000
	maxLeakedBytes      = 400 << 20
	maxExploded         = 20000
	maxLogLinesPerTick  = 50
	leakTick            = 100 * time.Millisecond
	leakChunk           = 64 << 10
	burners             = 4
)

// processFaults runs the faults that need no request. One goroutine per fault; clearing the fault gives back what it took.
type processFaults struct {
	log     *logger
	pool    *pool
	stop    context.Context
	random  *rng
	running map[string]context.CancelFunc // by id; touched by reconcile only

	mu       sync.Mutex
	exploded int
	drop     bool
	gaps     []fault
}

func newProcessFaults(ctx context.Context, log *logger, p *pool, random *rng) *processFaults {
	return &processFaults{log: log, pool: p, stop: ctx, random: random, running: map[string]context.CancelFunc{}}
}

// reconcile starts what is new and ends what is gone.
func (p *processFaults) reconcile(want []fault) {
	wanted := map[string]bool{}
	drop, gaps := false, []fault(nil)
	for _, f := range want {
		wanted[f.ID] = true
		switch f.Mode {
		case "drop_metrics":
			drop = true
			continue
		case "gap_metrics":
			gaps = append(gaps, f)
			continue
		}
		body := p.body(f)
		if _, on := p.running[f.ID]; on || body == nil {
			continue
		}
		ctx, cancel := context.WithCancel(p.stop)
		p.running[f.ID] = cancel
		go body(ctx)
	}
	for id, cancel := range p.running {
		if !wanted[id] {
			cancel()
			delete(p.running, id)
		}
	}
	p.mu.Lock()
	p.drop, p.gaps = drop, gaps
	p.mu.Unlock()
}

func (p *processFaults) body(f fault) func(context.Context) {
	switch f.Mode {
	case "leak_goroutines":
		return func(ctx context.Context) { leakGoroutines(ctx, f.PerSecond) }
	case "leak_memory":
		return func(ctx context.Context) { leakMemory(ctx, f.MBPerMinute) }
	case "cpu":
		return func(ctx context.Context) { burnCPU(ctx, f.Cores) }
	case "pool_exhaust":
		return func(ctx context.Context) { p.exhaustPool(ctx, f.Percent) }
	case "explode_labels":
		return func(ctx context.Context) { p.explodeLabels(ctx, f.PerSecond) }
	case "log_errors":
		return func(ctx context.Context) { p.logErrors(ctx, f.PerSecond) }
	case "crash_loop":
		return func(ctx context.Context) { p.crash(ctx, millis(f.DelayMs)) }
	}
	return nil
}

// atRate calls step with how many are due, about ten times a second, until ctx ends.
func atRate(ctx context.Context, perSecond float64, step func(n int)) {
	due, last := 0.0, time.Now()
	for sleep(ctx, leakTick) == nil {
		now := time.Now()
		due += perSecond * now.Sub(last).Seconds()
		last = now
		whole := math.Floor(due)
		due -= whole
		if whole > 0 {
			step(int(whole))
		}
	}
}

func leakGoroutines(ctx context.Context, perSecond float64) {
	leaked := 0
	atRate(ctx, perSecond, func(n int) {
		for ; n > 0 && leaked < maxLeakedGoroutines; n-- {
			go awaitReply(ctx.Done())
			leaked++
		}
	})
}

// awaitReply waits for an answer that nobody sends: the classic leak, and what a goroutine profile shows.
//
//go:noinline
func awaitReply(reply <-chan struct{}) { <-reply }

func leakMemory(ctx context.Context, mbPerMinute float64) {
	var cache [][]byte
	atRate(ctx, mbPerMinute*(1<<20)/60/leakChunk, func(n int) {
		for ; n > 0 && len(cache)*leakChunk < maxLeakedBytes; n-- {
			cache = append(cache, rememberSession())
		}
	})
	cache = nil
	debug.FreeOSMemory()
}

//go:noinline
func rememberSession() []byte { return bytes.Repeat([]byte{1}, leakChunk) }

// burnCPU keeps several goroutines busy; the process has one processor, so that is the most it can take.
func burnCPU(ctx context.Context, cores float64) {
	share := math.Min(1, cores) / burners
	const slice = 10 * time.Millisecond
	rest := time.Duration(float64(slice)/share) - burners*slice
	var done sync.WaitGroup
	for i := 0; i < burners; i++ {
		done.Add(1)
		go func() {
			defer done.Done()
			for ctx.Err() == nil {
				for end := time.Now().Add(slice); time.Now().Before(end); {
					hashAgain()
				}
				if rest > 0 && sleep(ctx, rest) != nil {
					return
				}
			}
		}()
	}
	done.Wait()
}

//go:noinline
func hashAgain() (x uint32) {
	for i := uint32(0); i < 20000; i++ {
		x = x*31 + i
	}
	return x
}

// exhaustPool takes connections and does not give them back before the fault ends.
func (p *processFaults) exhaustPool(ctx context.Context, percent *float64) {
	share := 1.0
	if percent != nil {
		share = *percent / 100
	}
	_, max, _ := p.pool.usage()
	held := 0
	for target := int(math.Ceil(share * float64(max))); held < target; held++ {
		if p.pool.acquire(ctx, 0) != nil {
			break
		}
	}
	<-ctx.Done()
	for ; held > 0; held-- {
		p.pool.release()
	}
}

func (p *processFaults) explodeLabels(ctx context.Context, perSecond float64) {
	atRate(ctx, perSecond, func(n int) {
		p.mu.Lock()
		if p.exploded += n; p.exploded > maxExploded {
			p.exploded = maxExploded
		}
		p.mu.Unlock()
	})
	p.mu.Lock()
	p.exploded = 0
	p.mu.Unlock()
}

func (p *processFaults) logErrors(ctx context.Context, perSecond float64) {
	atRate(ctx, perSecond, func(n int) {
		if n > maxLogLinesPerTick {
			n = maxLogLinesPerTick
		}
		for ; n > 0; n-- {
			p.log.write("error", "cannot refresh session cache", field{"err", "dial tcp 10.0.0.7:6379: i/o timeout"})
		}
	})
}

// crash ends the process as an unrecovered panic does: trace on stderr, exit code 2.
func (p *processFaults) crash(ctx context.Context, after time.Duration) {
	if sleep(ctx, after) != nil {
		return
	}
	p.log.write("panic", "cannot start worker: configuration is incomplete")
	panic("cannot start worker: configuration is incomplete")
}

// scrapeFaults says how a scrape is to be spoiled now: answered with nothing, or without the request metrics.
func (p *processFaults) scrapeFaults() (nothing, withoutRequests bool) {
	p.mu.Lock()
	drop, gaps := p.drop, p.gaps
	p.mu.Unlock()
	for _, f := range gaps {
		withoutRequests = withoutRequests || hits(f.Percent, p.random)
	}
	return drop, withoutRequests
}

func (p *processFaults) collect(e *exposition) {
	p.mu.Lock()
	n := p.exploded
	p.mu.Unlock()
	if n == 0 || !e.header("http_requests_by_session_total", "Requests by session.", counterKind) {
		return
	}
	for i := 0; i < n; i++ {
		e.sample("http_requests_by_session_total", `session="s-`+strconv.Itoa(i)+`"`, 1, nil)
	}
}
