package main

import (
	"context"
	"encoding/json"
	"testing"
	"time"
)

func TestTraceparentIsReadAsTheStandardSays(t *testing.T) {
	const trace, span = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
	for header, ok := range map[string]bool{
		"00-" + trace + "-" + span + "-01":                    true,
		"00-" + trace + "-" + span + "-00":                    true,
		"01-" + trace + "-" + span + "-01-later":              true,
		"00-" + trace + "-" + span + "-01-extra":              false,
		"ff-" + trace + "-" + span + "-01":                    false,
		"00-00000000000000000000000000000000-" + span + "-01": false,
		"00-" + trace + "-0000000000000000-01":                false,
		"00-4BF92F3577B34DA6A3CE929D0E0E4736-" + span + "-01": false,
		"00-zzf92f3577b34da6a3ce929d0e0e4736-" + span + "-01": false,
		"": false,
	} {
		c, got := parseTraceparent(header)
		if got != ok {
			t.Errorf("%q: %v", header, got)
		}
		if got && header[:2] == "00" && c.traceparent() != header {
			t.Errorf("%q came back as %q", header, c.traceparent())
		}
	}
}

func TestSpansOfAnUnsampledTraceAreNotExported(t *testing.T) {
	n := 0
	tr := newTracer(0, func(*span) { n++ })
	ctx, root := tr.start(context.Background(), "root", serverSpan)
	_, child := tr.start(ctx, "child", internalSpan)
	child.end()
	root.end()
	if n != 0 || child.parent != root.span || child.trace != root.trace {
		t.Fatalf("%d exported, parent %v of %v", n, child.parent, root.span)
	}
}

func TestOTLPBodyIsWhatReceiversParse(t *testing.T) {
	var spans []*span
	tr := newTracer(1, func(s *span) { spans = append(spans, s) })
	tr.now = func() time.Time { return time.Unix(0, 1_700_000_000_000_000_001) }
	ctx, root := tr.start(context.Background(), "POST /checkout", serverSpan, attribute{"http.response.status_code", 500})
	_, child := tr.start(ctx, "odd \"name\" \x01 é", clientSpan, attribute{"ok", true})
	child.fail("timeout", "späte Antwort")
	child.end()
	root.end()

	var got sinkBody
	body := encodeSpans([]attribute{{"service.name", "order"}}, spans)
	if err := json.Unmarshal(body, &got); err != nil {
		t.Fatalf("%v\n%s", err, body)
	}
	flat := got.flatten()
	if len(flat) != 2 || flat[0].service != "order" {
		t.Fatalf("%+v", flat)
	}
	c, r := flat[0], flat[1]
	if c.Name != "odd \"name\" \x01 é" || c.Kind != 3 || c.Status.Code != 2 || c.Status.Message != "späte Antwort" || c.ParentSpanID != r.SpanID {
		t.Errorf("child %+v", c)
	}
	if r.Kind != 2 || r.ParentSpanID != "" || r.attr("http.response.status_code") != "500" || r.Start != "1700000000000000001" {
		t.Errorf("root %+v", r)
	}
}

func TestExporterNeverBlocksAndCountsWhatItDrops(t *testing.T) {
	x := newOTLPExporter("http://127.0.0.1:1/v1/traces", nil)
	tr := newTracer(1, x.enqueue)
	for i := 0; i < otlpQueue+7; i++ {
		_, s := tr.start(context.Background(), "s", internalSpan)
		s.end()
	}
	if got := x.dropped.Load(); got != 7 {
		t.Fatalf("dropped %d, want 7", got)
	}
}
