package main

import (
	"context"
	"errors"
	"strconv"
	"time"
)

const (
	dbPoolMax    = 3
	dbQueryMean  = 35 * time.Millisecond // 3 connections / 35 ms = 85 queries a second and pod
	dbWaitAtMost = 800 * time.Millisecond
)

// database is the order service's own PostgreSQL: the pool and its queue are real, the query sleeps.
type database struct {
	s    *service
	pool *pool
	wait *family
	late *family
}

func newDatabase(s *service) *database {
	d := &database{s: s, pool: newPool(dbPoolMax)}
	d.wait = s.reg.histogram("db_pool_wait_seconds", "Time spent waiting for a database connection.",
		[]float64{.001, .005, .01, .025, .05, .1, .25, .5, 1})
	d.late = s.reg.counter("db_pool_timeouts_total", "Requests that got no database connection in time.")
	d.wait.with()
	d.late.with()
	s.reg.collect(func(e *exposition) {
		inUse, max, waiting := d.pool.usage()
		e.single("db_pool_in_use", "Database connections in use.", gaugeKind, float64(inUse))
		e.single("db_pool_max", "Most database connections that the pool opens.", gaugeKind, float64(max))
		e.single("db_pool_waiting", "Requests waiting for a database connection.", gaugeKind, float64(waiting))
	})
	return d
}

// configure takes pool.max over; anything but a whole number of 1 to 1000 falls back to the default.
func (d *database) configure(config map[string]configValue) {
	size := dbPoolMax
	if v, ok := config["pool.max"]; ok {
		if n, err := strconv.Atoi(v.text()); err == nil && n >= 1 && n <= 1000 {
			size = n
		}
	}
	d.pool.setMax(size)
}

// query waits for a connection, then runs one statement on it.
func (d *database) query(ctx context.Context, operation, table, statement string) error {
	if err := d.connect(ctx); err != nil {
		return err
	}
	defer d.pool.release()
	return d.s.inSpan(ctx, operation+" "+table, clientSpan, []attribute{
		{"db.system", "postgresql"}, {"db.name", "orders"}, {"db.operation", operation}, {"db.sql.table", table}, {"db.statement", statement},
	}, func(ctx context.Context) error {
		if err := d.s.faults.at(ctx, "database"); err != nil {
			return err
		}
		if err := d.outside(ctx); err != nil {
			return err
		}
		return sleep(ctx, d.s.random.around(dbQueryMean))
	})
}

func (d *database) connect(ctx context.Context) error {
	began := time.Now()
	_, sp := d.s.tracer.start(ctx, "db.pool.acquire", internalSpan)
	err := d.pool.acquire(ctx, dbWaitAtMost)
	waited := time.Since(began)
	d.wait.with().observe(waited.Seconds(), exemplarID(sp), time.Now())
	if errors.Is(err, errPoolTimeout) {
		d.late.with().inc()
		err = &statusError{status: 503, kind: "pool_timeout", msg: "database pool: no free connection within " + dbWaitAtMost.String()}
	}
	if err != nil {
		sp.fail(outcomeOf(err).errorType, err.Error())
	}
	if err != nil || waited > time.Millisecond { // an immediate grant is not worth a span
		sp.end()
	}
	return err
}

// outside is the trouble of the database server itself, as set by POST /dependency.
func (d *database) outside(ctx context.Context) error {
	dep, ok := d.s.faults.view.Load().dependencies["postgres"]
	if !ok || !hits(dep.Percent, d.s.random) {
		return nil
	}
	if dep.Mode == "error" {
		return &statusError{status: 500, kind: "db_error", msg: "pq: the database system is in recovery mode"}
	}
	return sleep(ctx, d.s.random.within(millis(dep.DelayMs), millis(dep.JitterMs)))
}
