package main

import (
	"encoding/json"
	"io"
	"strconv"
	"sync"
	"time"
	"unicode/utf8"
)

// field is one extra member of a log line; the value is a string, an int64 or a []string.
type field struct {
	key   string
	value any
}

// logger writes one JSON object per line and counts the lines by level.
type logger struct {
	mu       sync.Mutex
	out      io.Writer
	identity []field
	count    func(level string)
	now      func() time.Time
}

func newLogger(out io.Writer, o options) *logger {
	return &logger{
		out:      out,
		identity: []field{{"service", o.service}, {"version", o.version}, {"pod", o.pod}},
		count:    func(string) {},
		now:      time.Now,
	}
}

func (l *logger) write(level, msg string, fields ...field) {
	b := make([]byte, 0, 256)
	b = append(b, `{"time":"`...)
	b = l.now().UTC().AppendFormat(b, "2006-01-02T15:04:05.000Z")
	b = append(b, `","level":"`...)
	b = append(b, level...)
	b = append(b, `","msg":`...)
	b = appendJSONString(b, msg)
	for _, f := range l.identity {
		b = appendField(b, f)
	}
	for _, f := range fields {
		b = appendField(b, f)
	}
	b = append(b, '}', '\n')
	l.count(level)
	l.mu.Lock()
	defer l.mu.Unlock()
	_, _ = l.out.Write(b) // nowhere to report a broken stdout to
}

func appendField(b []byte, f field) []byte {
	b = append(b, ',')
	b = appendJSONString(b, f.key)
	b = append(b, ':')
	switch v := f.value.(type) {
	case string:
		return appendJSONString(b, v)
	case int64:
		return strconv.AppendInt(b, v, 10)
	case []string:
		b = append(b, '[')
		for i, s := range v {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendJSONString(b, s)
		}
		return append(b, ']')
	default:
		return append(b, `null`...)
	}
}

// appendJSONString quotes s; plain text, which is nearly all, without a detour through reflection.
func appendJSONString(b []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < 0x20 || c == '"' || c == '\\' || c >= utf8.RuneSelf {
			quoted, err := json.Marshal(s)
			if err != nil {
				return append(b, `""`...)
			}
			return append(b, quoted...)
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}
