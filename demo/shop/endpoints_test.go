package main

import (
	"io"
	"os"
	"path/filepath"
	"testing"
)

// rewrite replaces a file as the cluster does.
func rewrite(t *testing.T, path, body string) {
	t.Helper()
	if err := os.WriteFile(path+".new", []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		t.Fatal(err)
	}
}

func TestEndpointsFollowTheFileAndTakeTurns(t *testing.T) {
	path := filepath.Join(t.TempDir(), "endpoints.json")
	e := openEndpoints(path, newLogger(io.Discard, options{}))
	if _, ok := e.pick("order", ""); ok {
		t.Fatal("picked from a file that is not there")
	}
	rewrite(t, path, `{"order":["a:1","b:2"]}`)
	e.check()
	first, _ := e.pick("order", "")
	second, _ := e.pick("order", "")
	if first == second {
		t.Fatalf("%s twice in a row", first)
	}
	if other, ok := e.pick("order", "a:1"); !ok || other != "b:2" {
		t.Fatalf("avoiding a:1 gave %q", other)
	}
	rewrite(t, path, `{"order":["c:30"]}`)
	e.check()
	if got, _ := e.pick("order", ""); got != "c:30" {
		t.Fatalf("got %q after the change", got)
	}
	if _, ok := e.pick("order", "c:30"); ok {
		t.Fatal("the only endpoint was to be avoided")
	}
	rewrite(t, path, `{"order":`)
	e.check()
	if got, _ := e.pick("order", ""); got != "c:30" {
		t.Fatal("half a file lost the last good list")
	}
}
