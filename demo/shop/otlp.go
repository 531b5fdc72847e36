package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"
)

const (
	otlpFlushEvery = 250 * time.Millisecond
	otlpBatch      = 200
	otlpQueue      = 4096
	otlpTimeout    = 2 * time.Second
)

// otlpExporter posts spans as OTLP/HTTP JSON. A request never waits for it: when the queue is full or the receiver is away,
// spans are dropped and counted.
type otlpExporter struct {
	url      string
	resource []attribute
	queue    chan *span
	client   *http.Client
	exported atomic.Int64
	dropped  atomic.Int64
	stopped  chan struct{}
}

func newOTLPExporter(url string, resource []attribute) *otlpExporter {
	return &otlpExporter{
		url:      url,
		resource: resource,
		queue:    make(chan *span, otlpQueue),
		client:   &http.Client{Timeout: otlpTimeout},
		stopped:  make(chan struct{}),
	}
}

func (x *otlpExporter) enqueue(s *span) {
	if x.url == "" {
		return
	}
	select {
	case x.queue <- s:
	default:
		x.dropped.Add(1)
	}
}

// run exports until ctx ends, then sends what is queued and closes stopped.
func (x *otlpExporter) run(ctx context.Context) {
	defer close(x.stopped)
	t := time.NewTicker(otlpFlushEvery)
	defer t.Stop()
	batch := make([]*span, 0, otlpBatch)
	flush := func() {
		if len(batch) > 0 {
			x.post(batch)
			batch = batch[:0]
		}
	}
	for {
		select {
		case s := <-x.queue:
			if batch = append(batch, s); len(batch) >= otlpBatch {
				flush()
			}
		case <-t.C:
			flush()
		case <-ctx.Done():
			for {
				select {
				case s := <-x.queue:
					if batch = append(batch, s); len(batch) >= otlpBatch {
						flush()
					}
					continue
				default:
				}
				flush()
				return
			}
		}
	}
}

func (x *otlpExporter) post(batch []*span) {
	res, err := x.client.Post(x.url, "application/json", bytes.NewReader(encodeSpans(x.resource, batch)))
	if err != nil {
		x.dropped.Add(int64(len(batch)))
		return
	}
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, 64<<10)) // drained so that the connection is kept
	res.Body.Close()
	if res.StatusCode >= 300 {
		x.dropped.Add(int64(len(batch)))
		return
	}
	x.exported.Add(int64(len(batch)))
}

func (x *otlpExporter) collect(e *exposition) {
	e.single("trace_spans_exported_total", "Spans that the trace receiver took.", counterKind, float64(x.exported.Load()))
	e.single("trace_spans_dropped_total", "Spans dropped because the queue was full or the receiver refused.", counterKind, float64(x.dropped.Load()))
}

func encodeSpans(resource []attribute, batch []*span) []byte {
	b := make([]byte, 0, 512*len(batch)+512)
	b = append(b, `{"resourceSpans":[{"resource":{"attributes":`...)
	b = appendAttributes(b, resource)
	b = append(b, `},"scopeSpans":[{"scope":{"name":"shop"},"spans":[`...)
	for i, s := range batch {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendSpan(b, s)
	}
	return append(b, `]}]}]}`...)
}

func appendSpan(b []byte, s *span) []byte {
	b = append(b, `{"traceId":"`...)
	b = append(b, s.trace.String()...)
	b = append(b, `","spanId":"`...)
	b = append(b, s.span.String()...)
	if s.parent != (spanID{}) {
		b = append(b, `","parentSpanId":"`...)
		b = append(b, s.parent.String()...)
	}
	b = append(b, `","name":`...)
	b = appendJSONString(b, s.name)
	b = append(b, `,"kind":`...)
	b = strconv.AppendInt(b, int64(s.kind), 10)
	b = append(b, `,"startTimeUnixNano":"`...)
	b = strconv.AppendInt(b, s.start.UnixNano(), 10)
	b = append(b, `","endTimeUnixNano":"`...)
	b = strconv.AppendInt(b, s.finish.UnixNano(), 10)
	b = append(b, `","attributes":`...)
	b = appendAttributes(b, s.attrs)
	b = append(b, `,"status":{`...)
	if s.failed {
		b = append(b, `"code":2,"message":`...)
		b = appendJSONString(b, s.message)
	}
	return append(b, `}}`...)
}

func appendAttributes(b []byte, attrs []attribute) []byte {
	b = append(b, '[')
	for i, a := range attrs {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, `{"key":`...)
		b = appendJSONString(b, a.key)
		b = append(b, `,"value":{`...)
		switch v := a.value.(type) {
		case string:
			b = append(b, `"stringValue":`...)
			b = appendJSONString(b, v)
		case int:
			b = append(b, `"intValue":"`...) // int64 is a string in OTLP JSON
			b = strconv.AppendInt(b, int64(v), 10)
			b = append(b, '"')
		case bool:
			b = append(b, `"boolValue":`...)
			b = strconv.AppendBool(b, v)
		}
		b = append(b, `}}`...)
	}
	return append(b, ']')
}
